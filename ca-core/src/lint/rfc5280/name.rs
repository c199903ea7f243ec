//! CRT-06 and CRT-07: issuer and subject.

use unicode_normalization::is_nfc;

use crate::lint::case::Case;
use crate::lint::der::tag;
use crate::lint::fact::field::FieldFact as Fact;
use crate::lint::finding::Findings;
use crate::lint::oid;
use crate::lint::view::name::{Attribute, EMPTY, Name};
use crate::name::{self, NameError};
use crate::subject::AttributeType;

/// The issuer field is, octet by octet, the subject of the issuing certificate
/// (RFC 5280 4.1.2.4).
pub(in crate::lint) fn crt_06_issuer_name(case: &Case<'_>, findings: &mut Findings) {
    let found = case.certificate.issuer;
    findings.when(found == EMPTY, Fact::IssuerNameEmpty);
    match case.issuer {
        Some(issuer) if issuer.subject != found => findings.push(Fact::IssuerNameDiffers {
            found: text(found),
            expected: text(&issuer.subject),
        }),
        None if !case.is_root() => findings.push(Fact::IssuerNotGiven),
        Some(_) | None => {}
    }
}

fn text(name: &[u8]) -> String {
    name::to_rfc4514(name).unwrap_or_else(|_| hex::encode(name))
}

/// String types, upper bounds and normalisation of issuer and subject (RFC 5280 4.1.2.4,
/// 4.1.2.6 and A.1, X.520).
pub(in crate::lint) fn crt_07_name_strings(case: &Case<'_>, findings: &mut Findings) {
    let certificate = &case.certificate;
    let may_be_empty =
        !certificate.is_ca() && certificate.extensions.is_critical(oid::SUBJECT_ALT_NAME);
    let is_empty = certificate.subject.whole == EMPTY;
    findings.when(is_empty && !may_be_empty, Fact::SubjectNameEmpty);
    if case.issuer.is_none() && !case.is_root() {
        judge_name("issuer", &Name::of(certificate.issuer), findings);
    }
    judge_name("subject", &certificate.subject, findings);
}

fn judge_name(field: &'static str, name: &Name<'_>, findings: &mut Findings) {
    findings.when(!name.is_readable, Fact::NameUnreadable { field });
    for attribute in &name.attributes {
        judge_attribute(attribute, findings);
    }
}

fn judge_attribute(value: &Attribute<'_>, findings: &mut Findings) {
    let (attribute, found) = (value.kind(), value.value.tag);
    if [oid::DOMAIN_COMPONENT, oid::EMAIL_ADDRESS].contains(&value.oid) {
        // RFC 4519 2.4, RFC 2985 5.2.1.
        findings.when(found != tag::IA5_STRING, Fact::NotIa5 { attribute });
    } else if name::must_be_printable(attribute) {
        let printable = found == tag::PRINTABLE_STRING;
        findings.when(!printable, Fact::NotPrintable { attribute });
    } else if value.oid == oid::DATE_OF_BIRTH {
        // RFC 3739 3.2.2: a GeneralizedTime; LAW-02 says what is wrong with it.
        return;
    } else if ![tag::UTF8_STRING, tag::PRINTABLE_STRING].contains(&found) {
        findings.push(Fact::StringType { attribute, found });
        return;
    }
    match std::str::from_utf8(value.value.value) {
        Ok(text) => judge_text(attribute, found, text, findings),
        Err(_) => findings.push(Fact::Character { attribute }),
    }
}

fn judge_text(attribute: AttributeType, kind: u8, text: &str, findings: &mut Findings) {
    let fits = if kind == tag::PRINTABLE_STRING {
        text.chars().all(name::is_printable)
    } else {
        (kind != tag::IA5_STRING || text.is_ascii()) && !text.chars().any(char::is_control)
    };
    findings.when(!fits, Fact::Character { attribute });
    let normalised = text.is_ascii() || is_nfc(text);
    findings.when(!normalised, Fact::NotNormalised { attribute });
    match name::judge_length(attribute, text) {
        Err(NameError::Country { found }) => findings.push(Fact::Country { found }),
        Err(NameError::TooLong {
            attribute,
            found,
            limit,
        }) => findings.push(Fact::ValueTooLong {
            attribute,
            found,
            limit,
        }),
        Err(_) => findings.push(Fact::ValueEmpty { attribute }),
        Ok(()) => {}
    }
}
