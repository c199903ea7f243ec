"""pkilint by its library, each linter put together as pkilint's own programs do, once a type."""

import functools

from pkilint import etsi, finding_filter, loader, pkix
from pkilint.bin import lint_pkix_signer_signee_cert_chain as chain
from pkilint.cabf import cabf_crl, serverauth
from pkilint.cabf.serverauth import serverauth_constants
from pkilint.etsi import etsi_constants
from pkilint.pkix import certificate, crl, extension, name, ocsp
from pkilint.validation import ValidationFindingSeverity

LEVEL = ValidationFindingSeverity.NOTICE


@functools.cache
def pkix_linter():
    """`lint_pkix_cert`: RFC 5280."""
    validators = certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(
            name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS
        ),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    )
    return validators, []


@functools.cache
def etsi_linter(word):
    """`lint_etsi_cert -t`: EN 319 412."""
    kind = etsi_constants.CertificateType.from_option_str(word)
    validators = certificate.create_pkix_certificate_validator_container(
        etsi.create_decoding_validators(kind), etsi.create_validators(kind)
    )
    return validators, etsi.create_etsi_finding_filters(kind)


@functools.cache
def serverauth_linter(word):
    """`lint_cabf_serverauth_cert -t --validity-period-start DOCUMENT`: BR."""
    kind = serverauth_constants.CertificateType.from_option_str(word)
    validators = certificate.create_pkix_certificate_validator_container(
        serverauth.create_decoding_validators(), serverauth.create_validators(kind)
    )
    return validators, serverauth.create_serverauth_finding_filters(kind)


@functools.cache
def crl_linter(word, profile):
    """`lint_crl -t -p`: RFC 5280, and BR where asked for."""
    kind = crl.CertificateRevocationListType[word]
    validity, document = [], []
    if profile == "BR":
        validity.append(cabf_crl.create_validity_period_validator(kind))
        document.append(cabf_crl.CabfCrlReasonCodeAllowlistValidator(kind))
    validators = crl.create_pkix_crl_validator_container(
        [
            pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
            pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        ],
        [
            crl.create_issuer_validator_container([]),
            crl.create_validity_validator_container(validity),
            crl.create_extensions_validator_container([]),
            *document,
        ],
    )
    return validators, []


@functools.cache
def ocsp_linter():
    """`lint_ocsp_response`: RFC 6960."""
    validators = ocsp.create_pkix_ocsp_response_validator_container(
        [
            ocsp.create_response_decoder(),
            pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
            pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        ],
        [],
    )
    return validators, []


def read(path, of_kind, *more):
    """A document out of a PEM or DER file."""
    with open(path, "rb") as file:
        return of_kind().load_file(file, path, *more)


def told(results):
    """The findings at the level or above, as plain data."""
    return [
        {
            "code": description.finding.code,
            "severity": description.finding.severity.name,
            "message": description.message,
            "path": result.node.path,
        }
        for result in results
        for description in result.finding_descriptions
        if description.finding.severity <= LEVEL
    ]


def of_document(linter, of_kind, job):
    """The findings of one linter in one document."""
    validators, filters = linter
    results = validators.validate(read(job["file"], of_kind).root)
    return told(finding_filter.filter_results(filters, results)[0])


def of_pair(job):
    """`lint_pkix_signer_signee_cert_chain`: issuer and subject fit, and the signature holds."""
    documents = {}
    for role, path in (("issuer", job["issuer"]), ("subject", job["file"])):
        documents[role] = read(
            path, loader.RFC5280CertificateDocumentLoader, role, documents
        )
    issuer, subject = documents["issuer"].root, documents["subject"].root
    decoders = chain.create_decoder_validation_container()
    results = decoders.validate(issuer) + decoders.validate(subject)
    results += chain.create_issuer_validation_container().validate(issuer)
    results += chain.create_subject_validation_container().validate(subject)
    return told(results)


def of_certificate(linter, job):
    """The findings in a certificate."""
    return of_document(linter, loader.RFC5280CertificateDocumentLoader, job)


JUDGES = {
    "pkix": lambda job: of_certificate(pkix_linter(), job),
    "etsi": lambda job: of_certificate(etsi_linter(job["type"]), job),
    "serverauth": lambda job: of_certificate(serverauth_linter(job["type"]), job),
    "pair": of_pair,
    "crl": lambda job: of_document(
        crl_linter(*job["type"].split()), loader.RFC5280CertificateListDocumentLoader, job
    ),
    "ocsp": lambda job: of_document(
        ocsp_linter(), loader.RFC6960OCSPResponseDocumentLoader, job
    ),
}
