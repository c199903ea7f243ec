"""Requests with keys that must be refused (CRT-17), each signed by the weak key itself.

Usage: weak_keys.py FOLDER. Writes one PEM file for each kind:

    roca          primes of the form k * M + (65537^a mod M), CVE-2017-15361
    close-primes  two primes near the root of the modulus, found by Fermat's method
    even          a modulus with the factor two
    off-curve     a point that is not on P-256; nobody can sign with it
    infinity      the point at infinity
"""

import base64
import hashlib
import math
import secrets
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from pyasn1.codec.der import decoder, encoder
from pyasn1.type import univ
from pyasn1_alt_modules import rfc2986, rfc5280, rfc5480, rfc8017

HALF = 1536
E = 65537

# DigestInfo of a SHA-256 digest (RFC 8017 9.2).
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def is_prime(number):
    """Miller-Rabin, eight random bases."""
    if any(number % small == 0 for small in SMALL):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(8):
        power = pow(secrets.randbelow(number - 3) + 2, odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = pow(power, 2, number)
            if power == number - 1:
                break
        else:
            return False
    return True


def primes():
    """2, 3, 5, …"""
    found, candidate = [], 2
    while True:
        if all(candidate % prime for prime in found):
            found.append(candidate)
            yield candidate
        candidate += 1


SMALL = [prime for prime, _ in zip(primes(), range(200))]


def prime():
    """An ordinary prime."""
    return rsa.generate_private_key(E, 2 * HALF).private_numbers().p


def next_prime(number):
    """The first prime above an odd number."""
    number += 2
    while not is_prime(number):
        number += 2
    return number


def roca_prime():
    """As the broken library made them: M is the product of the first 126 primes."""
    product = math.prod(SMALL[:126])
    least = (3 << HALF - 2) // product
    while True:
        multiple = least + secrets.randbelow(least // 4)
        candidate = multiple * product + pow(E, secrets.randbits(256), product)
        if is_prime(candidate):
            return candidate


def signed(modulus, totient, content):
    """RSASSA-PKCS1-v1_5 with SHA-256, by hand: no library signs with such keys."""
    size = (modulus.bit_length() + 7) // 8
    digest = SHA256 + hashlib.sha256(content).digest()
    block = b"\0\1" + b"\xff" * (size - len(digest) - 3) + b"\0" + digest
    signature = pow(int.from_bytes(block, "big"), pow(E, -1, totient), modulus)
    return signature.to_bytes(size, "big")


def rsa_request(modulus, totient):
    """A request for an RSA key."""
    key = rfc8017.RSAPublicKey()
    key["modulus"], key["publicExponent"] = modulus, E
    spki = rfc5280.SubjectPublicKeyInfo()
    spki["algorithm"]["algorithm"] = rfc8017.rsaEncryption
    spki["algorithm"]["parameters"] = univ.Any(encoder.encode(univ.Null("")))
    spki["subjectPublicKey"] = univ.BitString.fromOctetString(encoder.encode(key))
    sign = lambda content: signed(modulus, totient, content)
    return request(spki, rfc8017.sha256WithRSAEncryption, univ.Null(""), sign)


def point_request(point):
    """A request for a point on, or off, P-256."""
    spki = rfc5280.SubjectPublicKeyInfo()
    spki["algorithm"]["algorithm"] = rfc5480.id_ecPublicKey
    spki["algorithm"]["parameters"] = univ.Any(encoder.encode(rfc5480.secp256r1))
    spki["subjectPublicKey"] = univ.BitString.fromOctetString(point)
    pair = univ.SequenceOf(componentType=univ.Integer())
    pair.extend([univ.Integer(1), univ.Integer(1)])
    return request(spki, rfc5480.ecdsa_with_SHA256, None, lambda _: encoder.encode(pair))


def request(spki, algorithm, parameters, sign):
    """PKCS #10 (RFC 2986), in PEM."""
    body = rfc2986.CertificationRequestInfo()
    body["version"] = 0
    body["subject"][0] = rfc5280.RDNSequence()
    key = decoder.decode(encoder.encode(spki), asn1Spec=rfc2986.SubjectPublicKeyInfo())
    body["subjectPKInfo"] = key[0]
    body["attributes"].clear()
    whole = rfc2986.CertificationRequest()
    whole["certificationRequestInfo"] = body
    whole["signatureAlgorithm"]["algorithm"] = algorithm
    if parameters is not None:
        whole["signatureAlgorithm"]["parameters"] = univ.Any(encoder.encode(parameters))
    signature = sign(encoder.encode(body))
    whole["signature"] = univ.BitString.fromOctetString(signature)
    text = base64.encodebytes(encoder.encode(whole)).decode()
    label = "CERTIFICATE REQUEST"
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"


def product_request(first, second):
    """A request for the key of two primes."""
    return rsa_request(first * second, (first - 1) * (second - 1))


def main():
    """Writes all of them."""
    folder, first = Path(sys.argv[1]), prime()
    second = next_prime(first)
    requests = {
        "roca": product_request(roca_prime(), roca_prime()),
        "close-primes": product_request(first, second),
        "even": rsa_request(2 * first * second, (first - 1) * (second - 1)),
        "off-curve": point_request(b"\4" + b"\1" * 64),
        "infinity": point_request(b"\0"),
    }
    for name, text in requests.items():
        (folder / f"{name}.csr").write_text(text, encoding="ascii")


if __name__ == "__main__":
    main()
