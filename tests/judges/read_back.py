"""What Python reads in the subject of a certificate: JSON of object identifiers and values.

Usage: read_back.py CERTIFICATE
"""

import json
import sys

from cryptography import x509


def main():
    """Prints the attributes in their order."""
    with open(sys.argv[1], "rb") as file:
        certificate = x509.load_pem_x509_certificate(file.read())
    pairs = [(pair.oid.dotted_string, pair.value) for pair in certificate.subject]
    print(json.dumps(pairs))


if __name__ == "__main__":
    main()
