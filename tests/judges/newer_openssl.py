"""Keys and signatures that the host's OpenSSL does not know, by the newer one in `cryptography`.

Usage: newer_openssl.py make KIND KEY CSR      makes a key of a kind, and a request signed with it
       newer_openssl.py digest CSR             prints the SHA-256 of the key in a request
       newer_openssl.py verify CERTIFICATE...  verifies each by the next, the last by itself
       newer_openssl.py ask QUESTION CERTIFICATE ISSUER    writes an OCSP request
       newer_openssl.py answer ANSWER CERTIFICATE ISSUER   verifies the response, prints the status
       newer_openssl.py list CRL ISSUER        verifies a CRL, prints the serials on it
"""

import hashlib
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mldsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyasn1.codec.der import decoder, encoder
from pyasn1_alt_modules import rfc2986

KINDS = {
    "ml-dsa-44": mldsa.MLDSA44PrivateKey,
    "ml-dsa-65": mldsa.MLDSA65PrivateKey,
    "ml-dsa-87": mldsa.MLDSA87PrivateKey,
}


def make(kind, key_file, csr_file):
    key = KINDS[kind].generate()
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    Path(key_file).write_bytes(text)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "whoever asks")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, None)
    Path(csr_file).write_bytes(request.public_bytes(Encoding.PEM))


def digest(csr_file):
    request = x509.load_pem_x509_csr(Path(csr_file).read_bytes())
    info = decoder.decode(request.tbs_certrequest_bytes, rfc2986.CertificationRequestInfo())[0]
    # As it is: `public_bytes` writes a key for RSA-PSS under another name.
    print(hashlib.sha256(encoder.encode(info["subjectPKInfo"])).hexdigest())


def verify(*files):
    """Names and signatures of a chain, and that each key of it can be read."""
    chain = [certificate(file) for file in files]
    for subject, issuer in zip(chain, [*chain[1:], chain[-1]]):
        subject.public_key()
        subject.verify_directly_issued_by(issuer)
        print("verified", subject.subject.rfc4514_string())


def ask(question, subject, issuer):
    builder = ocsp.OCSPRequestBuilder()
    builder = builder.add_certificate(certificate(subject), certificate(issuer), hashes.SHA256())
    Path(question).write_bytes(builder.build().public_bytes(Encoding.DER))


def answer(file, subject, issuer):
    """A signer whom the issuer has certified for that (RFC 6960 4.2.2.2), and its signature."""
    response = ocsp.load_der_ocsp_response(Path(file).read_bytes())
    subject, issuer = certificate(subject), certificate(issuer)
    (signer,) = response.certificates
    signer.verify_directly_issued_by(issuer)
    usages = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.OCSP_SIGNING], usages
    signer.public_key().verify(response.signature, response.tbs_response_bytes)
    assert response.serial_number == subject.serial_number, "of another certificate"
    print(response.certificate_status.name, response.signature_algorithm_oid.dotted_string)


def revoked(file, issuer):
    crl = x509.load_der_x509_crl(Path(file).read_bytes())
    assert crl.is_signature_valid(certificate(issuer).public_key()), "a bad signature"
    assert crl.issuer == certificate(issuer).subject, "of another issuer"
    for entry in crl:
        print(f"{entry.serial_number:034x}")


def certificate(file):
    return x509.load_pem_x509_certificate(Path(file).read_bytes())


VERBS = {
    "make": make,
    "digest": digest,
    "verify": verify,
    "ask": ask,
    "answer": answer,
    "list": revoked,
}

if __name__ == "__main__":
    VERBS[sys.argv[1]](*sys.argv[2:])
