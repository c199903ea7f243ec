//! Signing requests, their keys, and what a profile does not allow.

use std::time::Duration;

use ca_core::certificate::request::PrepareError;
use ca_core::csr::CsrError;
use ca_core::name::NameError;
use ca_core::san::{SanDefect, SanError};
use ca_core::subject::SubjectError;
use ca_core::subject_key::KeyDefect;
use ca_core::verify::VerifyError;

use super::{bug, refused};
use crate::error::Explanation;
use crate::message::Message;

/// A signing request that is refused.
pub(super) fn csr(error: &CsrError) -> Explanation {
    let explanation = match error {
        CsrError::TooLarge { limit } => {
            refused(Message::new("error-too-long").count("limit", limit / 1024))
        }
        CsrError::NoRequest => refused(Message::new("csr-none")),
        CsrError::SeveralBlocks { found } => {
            refused(Message::new("csr-several").count("found", *found))
        }
        CsrError::OtherBlock { label } => {
            refused(Message::new("csr-other-block").with("label", label))
        }
        CsrError::Pem(_) => refused(Message::new("csr-pem")),
        CsrError::Malformed(error) => {
            refused(Message::new("csr-malformed")).cause(Message::verbatim(error))
        }
        CsrError::NotDistinguished => refused(Message::new("csr-not-distinguished")),
        CsrError::Subject(error) => refused(Message::new("csr-subject")).cause(name(error)),
        CsrError::Key(defect) => refused(key_defect(defect)).hint(Message::new("hint-new-key")),
        CsrError::Signature(error) => refused(Message::new("csr-signature"))
            .cause(signature(error))
            .hint(Message::new("hint-csr-signature")),
        other => return bug(other),
    };
    explanation.below(Message::new("csr-refused"))
}

/// A key that may not be certified.
pub(super) fn key_defect(defect: &KeyDefect) -> Message {
    match defect {
        KeyDefect::Malformed(_) => Message::new("key-malformed"),
        KeyDefect::UnusedBits => Message::new("key-unused-bits"),
        KeyDefect::UnsupportedAlgorithm { oid } => Message::new("key-algorithm").with("oid", oid),
        KeyDefect::Parameters { oid } => Message::new("key-parameters").with("oid", oid),
        KeyDefect::UnsupportedCurve { oid } => Message::new("key-curve").with("oid", oid),
        KeyDefect::UnnamedCurve => Message::new("key-curve-unnamed"),
        KeyDefect::PointForm { curve } => Message::new("key-point-form").with("curve", curve),
        KeyDefect::PointAtInfinity { curve } => {
            Message::new("key-point-infinity").with("curve", curve)
        }
        KeyDefect::PointOffCurve { curve } => Message::new("key-point-off").with("curve", curve),
        KeyDefect::EdwardsLength { found } => {
            Message::new("key-edwards-length").count("found", *found)
        }
        KeyDefect::LowOrder => Message::new("key-low-order"),
        KeyDefect::ModulusSize { bits, least, most } => Message::new("key-modulus-size")
            .with("bits", bits)
            .with("least", least)
            .with("most", most),
        KeyDefect::SmallFactor { prime } => Message::new("key-small-factor").with("prime", prime),
        KeyDefect::Exponent { exponent } => Message::new("key-exponent").with("exponent", exponent),
        other => Message::verbatim(other),
    }
}

/// A signature that was not accepted.
fn signature(error: &VerifyError) -> Message {
    match error {
        VerifyError::BadSignature => Message::new("signature-bad"),
        VerifyError::UnsupportedAlgorithm { oid } => {
            Message::new("signature-algorithm").with("oid", oid)
        }
        VerifyError::WeakHash { oid } => Message::new("signature-weak-hash").with("oid", oid),
        VerifyError::Parameters { oid } => Message::new("signature-parameters").with("oid", oid),
        VerifyError::Malformed => Message::new("signature-malformed"),
        other => Message::verbatim(other),
    }
}

/// A name that cannot be written or read.
fn name(error: &NameError) -> Message {
    match error {
        NameError::Empty { attribute } => Message::new("name-empty").with("attribute", attribute),
        NameError::TooLong {
            attribute,
            found,
            limit,
        } => Message::new("name-too-long")
            .with("attribute", attribute)
            .with("found", found)
            .with("limit", limit),
        NameError::Country { found } => Message::new("name-country").with("found", found),
        NameError::NotPrintable {
            attribute,
            character,
        } => Message::new("name-not-printable")
            .with("attribute", attribute)
            .with("character", character),
        NameError::MustBePrintable { attribute } => {
            Message::new("name-must-be-printable").with("attribute", attribute)
        }
        NameError::Der(_) => Message::new("name-der"),
        other => Message::verbatim(other),
    }
}

/// What a profile does not allow.
pub(super) fn prepare(error: &PrepareError) -> Explanation {
    let cause = match error {
        PrepareError::AttributeForbidden { attribute } => {
            Message::new("prepare-attribute-forbidden").with("attribute", attribute)
        }
        PrepareError::AttributeMissing { attribute } => {
            Message::new("prepare-attribute-missing").with("attribute", attribute)
        }
        PrepareError::IdentifierForm { attribute, found } => Message::new("prepare-identifier")
            .with("attribute", attribute)
            .with("found", found),
        PrepareError::Name(error) => name(error),
        PrepareError::AlternativeNameForbidden { kind } => {
            Message::new("prepare-san-forbidden").with("kind", kind)
        }
        PrepareError::AlternativeNameMissing { kind } => {
            Message::new("prepare-san-missing").with("kind", kind)
        }
        PrepareError::CommonNameNotHeld { common_name } => {
            Message::new("prepare-common-name").with("name", common_name)
        }
        PrepareError::KeyForbidden { kind, allowed } => Message::new("prepare-key")
            .with("kind", kind)
            .with("allowed", allowed),
        PrepareError::ValidityOutOfBounds { longest, .. } => {
            Message::new("prepare-validity").count("longest", days(*longest))
        }
        PrepareError::BeyondIssuer { wished, issuer_end } => Message::new("prepare-beyond-issuer")
            .with("wished", wished)
            .with("end", issuer_end),
        PrepareError::Encoding(cause) => return bug(cause),
        other => return bug(other),
    };
    refused(cause).below(Message::new("prepare-refused"))
}

const fn days(span: Duration) -> u64 {
    span.as_secs() / 86_400
}

/// A subject on the command line that cannot be read.
pub(crate) fn subject(error: &SubjectError) -> Message {
    match error {
        SubjectError::TooLong { limit, .. } => {
            Message::new("subject-too-long").count("limit", *limit)
        }
        SubjectError::Empty => Message::new("subject-empty"),
        SubjectError::NotAPair { part } => Message::new("subject-no-pair").with("part", part),
        SubjectError::UnknownAttribute { name } => {
            Message::new("subject-unknown-attribute").with("name", name)
        }
        SubjectError::Duplicate { attribute } => {
            Message::new("subject-duplicate").with("attribute", attribute)
        }
        SubjectError::EmptyValue { attribute } => {
            Message::new("name-empty").with("attribute", attribute)
        }
        SubjectError::BadEscape { escape } => {
            Message::new("subject-bad-escape").with("escape", escape)
        }
        SubjectError::Unescaped { character } => {
            Message::new("subject-unescaped").with("character", character)
        }
        SubjectError::NotUtf8 { name } => Message::new("subject-not-utf8").with("name", name),
        SubjectError::ForbiddenCharacter { attribute, code } => Message::new("subject-character")
            .with("attribute", attribute)
            .with("code", format!("U+{code:04X}")),
        other => Message::verbatim(other),
    }
}

/// An alternative name on the command line that cannot be read.
pub(crate) fn alternative_name(error: &SanError) -> Message {
    match error {
        SanError::NoKind => Message::new("san-no-kind"),
        SanError::UnknownKind { found } => Message::new("san-unknown-kind").with("found", found),
        SanError::Value { defect, .. } => san_defect(*defect),
        other => Message::verbatim(other),
    }
}

fn san_defect(defect: SanDefect) -> Message {
    match defect {
        SanDefect::Empty => Message::new("san-empty"),
        SanDefect::NotAscii => Message::new("san-not-ascii"),
        SanDefect::TooLong { limit, .. } => Message::new("san-too-long").count("limit", limit),
        SanDefect::Character { character } => {
            Message::new("san-character").with("character", character)
        }
        SanDefect::OneLabel => Message::new("san-one-label"),
        SanDefect::Wildcard => Message::new("san-wildcard"),
        SanDefect::Hyphen => Message::new("san-hyphen"),
        SanDefect::Address => Message::new("san-address"),
        SanDefect::At => Message::new("san-at"),
        SanDefect::NoScheme => Message::new("san-no-scheme"),
        other => Message::verbatim(other),
    }
}
