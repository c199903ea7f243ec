"""What the OpenSSL in pyca/cryptography says of a key, a signature or a request.

Usage: pyca.py key PUBLIC | signature PUBLIC MESSAGE SIGNATURE | request REQUEST

Names the class of a key or the algorithm of a request. Ends with a traceback where it finds fault.
"""

import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_public_key

what, *files = sys.argv[1:]
first, *others = (Path(file).read_bytes() for file in files)
if what == "key":
    print(type(load_der_public_key(first)).__name__)
elif what == "signature":
    message, signature = others
    load_der_public_key(first).verify(signature, message)
elif what == "request":
    request = x509.load_der_x509_csr(first)
    if not request.is_signature_valid:
        raise SystemExit("the signature is bad")
    print(request.signature_algorithm_oid.dotted_string)
else:
    raise SystemExit(__doc__)
