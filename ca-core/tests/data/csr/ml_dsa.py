"""Makes the requests with ML-DSA keys beside this script, with OpenSSL behind `cryptography`.

The keys are thrown away. Needs cryptography 50 or newer: `ml_dsa.py FOLDER`.
"""

import base64
import hashlib
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

LATIN = x509.Name([
    x509.NameAttribute(NameOID.COUNTRY_NAME, "TD"),
    x509.NameAttribute(NameOID.SURNAME, "Ngaré Bessan"),
    x509.NameAttribute(NameOID.GIVEN_NAME, "Zénaïde"),
    x509.NameAttribute(NameOID.SERIAL_NUMBER, "IDCTD-0001"),
    x509.NameAttribute(NameOID.COMMON_NAME, "Zénaïde Ngaré Bessan"),
])
KINDS = {
    "44": mldsa.MLDSA44PrivateKey,
    "65": mldsa.MLDSA65PrivateKey,
    "87": mldsa.MLDSA87PrivateKey,
}
# id-ml-dsa-44 and id-hash-ml-dsa-44-with-sha512 (NIST CSOR).
PURE = bytes.fromhex("060960864801650304 0311")
HASHED = bytes.fromhex("060960864801650304 0320")
NULL = bytes.fromhex("0500")
SHA512 = bytes.fromhex("0609608648016503040203")


def der(tag, *content):
    body = b"".join(content)
    length = len(body)
    if length < 0x80:
        return bytes([tag, length]) + body
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + body


def shake(length, *parts):
    return hashlib.shake_256(b"".join(parts)).digest(length)


def write(folder, name, octets):
    text = base64.encodebytes(octets).decode()
    label = "CERTIFICATE REQUEST"
    text = f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"
    (folder / f"{name}.pem").write_text(text)


def request(public, key_algorithm, signature_algorithm, sign):
    """A request put together by hand, for what a library refuses to make."""
    key = der(0x30, der(0x30, key_algorithm), der(0x03, b"\0", public))
    info = der(0x30, der(0x02, b"\0"), LATIN.public_bytes(), key, der(0xA0))
    return der(0x30, info, der(0x30, signature_algorithm), der(0x03, b"\0", sign(info)))


def forged(public):
    """A signature without a private key, which verifies under a key whose t1 is zero."""

    def sign(message):
        mu = shake(64, shake(64, public), b"\0\0", message)
        challenge = shake(32, mu, bytes(4 * 192))
        # z = 0 is written as gamma1 = 2^17 in 18 bits, and no hint is set.
        z = sum(1 << 17 << 18 * place for place in range(4 * 256)).to_bytes(4 * 576, "little")
        return challenge + z + bytes(80 + 4)

    return sign


def main(folder):
    for name, kind in KINDS.items():
        builder = x509.CertificateSigningRequestBuilder().subject_name(LATIN)
        made = builder.sign(kind.generate(), None).public_bytes(Encoding.DER)
        write(folder, f"cryptography-ml-dsa-{name}", made)
    key = KINDS["44"].generate()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def hashed(message):
        digest = hashlib.sha512(message).digest()
        return key.sign_mu(shake(64, shake(64, public), b"\1\0", SHA512, digest))

    for name, octets in {
        "hash-key": request(public, HASHED, HASHED, hashed),
        "hash-signature": request(public, PURE, HASHED, hashed),
        "hash-as-pure": request(public, PURE, PURE, hashed),
        "key-null": request(public, PURE + NULL, PURE, key.sign),
        "signature-null": request(public, PURE, PURE + NULL, key.sign),
        "context": request(public, PURE, PURE, lambda message: key.sign(message, b"x")),
        "cut": request(public[:-1], PURE, PURE, key.sign),
        "zero": request(
            zero := public[:32] + bytes(len(public) - 32), PURE, PURE, forged(zero)
        ),
    }.items():
        write(folder, f"bad-ml-dsa-{name}", octets)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
