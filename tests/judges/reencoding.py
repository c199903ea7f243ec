"""CRT-01: a certificate is DER, byte-identical after an independent parse and re-encoding.

pyasn1 reads it as BER, which allows more than one form of most values, down to the values of
extensions, attributes, qualified statements and keys, and writes it again as DER, which allows
one. Python's `cryptography` reads it as well by its own parser, and must write the certificate and
the value of each extension as they were; it keeps values that it does not know, such as
qualified statements, as octets.
"""

import base64

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyasn1.codec.ber import decoder
from pyasn1.codec.der import encoder
from pyasn1.type import univ
from pyasn1_alt_modules import (
    rfc3739,
    rfc4055,
    rfc5280,
    rfc5480,
    rfc6960,
    rfc8017,
    rfc8398,
)
from pkilint.etsi.asn1 import en_319_412_5

RSA = rfc8017.rsaEncryption
PSS = rfc4055.id_RSASSA_PSS
EC = rfc5480.id_ecPublicKey
QC = "0.4.0.1862.1."

EXTENSIONS = {
    **rfc5280.certificateExtensionsMap,
    rfc3739.id_pe_qcStatements: rfc3739.QCStatements(),
    rfc6960.id_pkix_ocsp_nocheck: univ.Null(),
}
STATEMENTS = {
    univ.ObjectIdentifier(f"{QC}1"): None,
    univ.ObjectIdentifier(f"{QC}2"): en_319_412_5.QcEuLimitValue(),
    univ.ObjectIdentifier(f"{QC}3"): en_319_412_5.QcEuRetentionPeriod(),
    univ.ObjectIdentifier(f"{QC}5"): en_319_412_5.QcEuPDS(),
    univ.ObjectIdentifier(f"{QC}6"): en_319_412_5.QcType(),
    univ.ObjectIdentifier(f"{QC}7"): en_319_412_5.QcCClegislation(),
    univ.ObjectIdentifier(f"{QC}9"): en_319_412_5.QcQSCDlegislation(),
    rfc3739.id_qcs_pkixQCSyntax_v2: rfc3739.SemanticsInformation(),
}
OTHER_NAMES = {
    rfc8398.id_on_SmtpUTF8Mailbox: rfc8398.SmtpUTF8Mailbox(),
    univ.ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"): None,
}
PARAMETERS = {PSS: rfc4055.RSASSA_PSS_params(), EC: rfc5480.ECParameters()}


class Differs(Exception):
    """Octets that come back otherwise, or that are of no known type."""


def octets_of(path):
    """The DER in a PEM file."""
    with open(path, encoding="ascii") as file:
        lines = [line for line in file.read().splitlines() if not line.startswith("-")]
    return base64.b64decode("".join(lines), validate=True)


def round_trip(octets, kind, place):
    """Reads by the type, insists that the same octets come back, and gives the value."""
    octets = bytes(octets)
    value, rest = decoder.decode(octets, asn1Spec=kind)
    if rest:
        raise Differs(f"{place}: {len(rest)} octets too many")
    again = encoder.encode(value)
    if again != octets:
        raise Differs(f"{place}: {octets.hex()} comes back as {again.hex()}")
    return value


def typed(table, identifier, place):
    """The type of what is identified; one that is not in the table is a difference."""
    if identifier not in table:
        raise Differs(f"{place}: no type for {identifier}")
    return table[identifier]


def of_names(names, place):
    """General names: directory names and other names have values of their own."""
    for general in names:
        kind, value = general.getName(), general.getComponent()
        if kind == "otherName":
            spec = typed(OTHER_NAMES, value["type-id"], place)
            round_trip(value["value"], spec, place)
        elif kind == "directoryName":
            of_name(value, place)


def of_name(name, place):
    """Each attribute by the type of its syntax."""
    for relative in name[0]:
        for attribute in relative:
            kind = rfc5280.certificateAttributesMap.get(attribute["type"])
            round_trip(attribute["value"], kind, f"{place} {attribute['type']}")


def of_statements(statements):
    """Each qualified statement."""
    for statement in statements:
        place = f"statement {statement['statementId']}"
        kind = typed(STATEMENTS, statement["statementId"], place)
        if statement["statementInfo"].isValue:
            round_trip(statement["statementInfo"], kind, place)


def of_extension(extension):
    """The value by its type, and what is inside it."""
    identifier = extension["extnID"]
    place = f"extension {identifier}"
    value = round_trip(extension["extnValue"], typed(EXTENSIONS, identifier, place), place)
    if identifier == rfc3739.id_pe_qcStatements:
        of_statements(value)
    elif identifier == rfc5280.id_ce_subjectAltName:
        of_names(value, place)


def of_algorithm(algorithm, place):
    """Parameters, where there are any."""
    if algorithm["parameters"].isValue:
        kind = PARAMETERS.get(algorithm["algorithm"], univ.Null())
        round_trip(algorithm["parameters"], kind, place)


def judge(job):
    """Findings in one certificate: none, or the first difference."""
    octets = octets_of(job["file"])
    try:
        whole = round_trip(octets, rfc5280.Certificate(), "certificate")
        body = whole["tbsCertificate"]
        for part in ("issuer", "subject"):
            of_name(body[part], part)
        of_algorithm(whole["signatureAlgorithm"], "signatureAlgorithm")
        of_algorithm(body["signature"], "signature")
        of_key(body["subjectPublicKeyInfo"])
        for extension in body["extensions"]:
            of_extension(extension)
        of_python(octets, body["extensions"])
    except Differs as difference:
        return [{"code": "re-encoding", "severity": "ERROR", "message": str(difference)}]
    return []


def of_key(key):
    """An RSA key is a structure inside the bit string."""
    of_algorithm(key["algorithm"], "key algorithm")
    if key["algorithm"]["algorithm"] in (RSA, PSS):
        bits = key["subjectPublicKey"].asOctets()
        round_trip(bits, rfc8017.RSAPublicKey(), "key")


def of_python(octets, extensions):
    """`cryptography` reads all of it, and writes certificate and extensions as they were."""
    certificate = x509.load_der_x509_certificate(octets)
    certificate.public_key()
    if certificate.public_bytes(Encoding.DER) != octets:
        raise Differs("certificate: cryptography writes other octets")
    for ours, theirs in zip(extensions, certificate.extensions, strict=True):
        place = f"extension {ours['extnID']}"
        if theirs.oid.dotted_string != str(ours["extnID"]):
            raise Differs(f"{place}: cryptography sees {theirs.oid.dotted_string} there")
        again = theirs.value.public_bytes()
        if again != ours["extnValue"].asOctets():
            raise Differs(f"{place}: cryptography writes {again.hex()}")
