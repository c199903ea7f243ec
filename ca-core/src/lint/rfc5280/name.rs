//! CRT-06 and CRT-07: issuer and subject.

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc3280, rfc4519, rfc5912};
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use unicode_normalization::is_nfc;

use crate::lint::Case;
use crate::lint::fact::Fact;
use crate::name::{self, NameError};
use crate::subject::AttributeType;

/// A name without attributes.
const EMPTY_NAME: [u8; 2] = [0x30, 0];

/// The issuer field is, octet by octet, the subject of the issuing certificate
/// (RFC 5280 4.1.2.4).
pub(in crate::lint) fn crt_06_issuer_name(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let found = case.certificate.issuer;
    if found == EMPTY_NAME {
        facts.push(Fact::IssuerNameEmpty);
    }
    match &case.issuer {
        Some(issuer) if issuer.subject != found => facts.push(Fact::IssuerNameDiffers {
            found: text(found),
            expected: text(issuer.subject),
        }),
        None if !case.is_self_issued() => facts.push(Fact::IssuerNotGiven),
        Some(_) | None => {}
    }
}

fn text(name: &[u8]) -> String {
    name::to_rfc4514(name).unwrap_or_else(|_| hex::encode(name))
}

/// String types, upper bounds and normalisation of issuer and subject (RFC 5280 4.1.2.4,
/// 4.1.2.6 and A.1, X.520).
pub(in crate::lint) fn crt_07_name_strings(case: &Case<'_>, facts: &mut Vec<Fact>) {
    let certificate = &case.certificate;
    let alternative = rfc5912::ID_CE_SUBJECT_ALT_NAME;
    let may_be_empty = !certificate.is_ca() && certificate.extensions.is_critical(alternative);
    if certificate.subject == EMPTY_NAME && !may_be_empty {
        facts.push(Fact::SubjectNameEmpty);
    }
    if case.issuer.is_none() && !case.is_self_issued() {
        judge_name("issuer", certificate.issuer, facts);
    }
    judge_name("subject", certificate.subject, facts);
}

fn judge_name(field: &'static str, name: &[u8], facts: &mut Vec<Fact>) {
    match attributes(name) {
        Ok(attributes) => attributes
            .into_iter()
            .for_each(|(attribute, value)| judge_attribute(attribute, value, facts)),
        Err(_) => facts.push(Fact::NameUnreadable { field }),
    }
}

/// The attributes of a name, without copying their values.
fn attributes(name: &[u8]) -> der::Result<Vec<(AttributeType, AnyRef<'_>)>> {
    let mut found = Vec::new();
    SliceReader::new(name)?.sequence(|names| {
        while !names.is_finished() {
            let set = AnyRef::decode(names)?;
            set.tag().assert_eq(Tag::Set)?;
            let mut set = SliceReader::new(set.value())?;
            while !set.is_finished() {
                found.push(set.sequence(|pair| {
                    let oid = ObjectIdentifier::decode(pair)?;
                    Ok::<_, der::Error>((AttributeType::from_oid(oid), AnyRef::decode(pair)?))
                })?);
            }
        }
        Ok::<_, der::Error>(())
    })?;
    Ok(found)
}

fn judge_attribute(attribute: AttributeType, value: AnyRef<'_>, facts: &mut Vec<Fact>) {
    let tag = value.tag();
    if IA5_TYPES.contains(&attribute.oid()) {
        if tag != Tag::Ia5String {
            facts.push(Fact::NotIa5 { attribute });
        }
    } else if name::must_be_printable(attribute) {
        if tag != Tag::PrintableString {
            facts.push(Fact::NotPrintable { attribute });
        }
    } else if ![Tag::Utf8String, Tag::PrintableString].contains(&tag) {
        facts.push(Fact::StringType {
            attribute,
            found: tag,
        });
        return;
    }
    match std::str::from_utf8(value.value()) {
        Ok(text) => judge_text(attribute, tag, text, facts),
        Err(_) => facts.push(Fact::Character { attribute }),
    }
}

/// Types that are IA5String (RFC 4519 2.4, RFC 2985 5.2.1).
const IA5_TYPES: [ObjectIdentifier; 2] = [rfc4519::DOMAIN_COMPONENT, rfc3280::EMAIL_ADDRESS];

fn judge_text(attribute: AttributeType, tag: Tag, text: &str, facts: &mut Vec<Fact>) {
    let fits = if tag == Tag::PrintableString {
        text.chars().all(name::is_printable)
    } else {
        (tag != Tag::Ia5String || text.is_ascii()) && !text.chars().any(char::is_control)
    };
    if !fits {
        facts.push(Fact::Character { attribute });
    }
    if !is_nfc(text) {
        facts.push(Fact::NotNormalised { attribute });
    }
    match name::judge_length(attribute, text) {
        Err(NameError::Country { found }) => facts.push(Fact::Country { found }),
        Err(NameError::TooLong {
            attribute,
            found,
            limit,
        }) => {
            facts.push(Fact::ValueTooLong {
                attribute,
                found,
                limit,
            });
        }
        Err(_) => facts.push(Fact::ValueEmpty { attribute }),
        Ok(()) => {}
    }
}
