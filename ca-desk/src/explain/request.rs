//! Signing requests, and what a profile does not allow.

use std::time::Duration;

use ca_core::certificate::request::PrepareError;
use ca_core::csr::CsrError;
use ca_core::verify::VerifyError;

pub(super) use super::key::key_defect;
use super::key::{algorithm, key, signature};
use super::name::{identifier, name};
use super::{bug, refused};
use crate::error::Explanation;
use crate::message::Message;

/// What to do about a signature: one that is right but made in a way that is not accepted accuses
/// nobody.
const fn signature_hint(error: &VerifyError) -> &'static str {
    if matches!(
        error,
        VerifyError::WeakHash { .. } | VerifyError::Parameters { .. }
    ) {
        "hint-csr-sign-again"
    } else {
        "hint-csr-signature"
    }
}

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
        CsrError::Key(defect) => return key(defect).below(Message::new("csr-refused")),
        CsrError::Signature(error) => {
            return refused(Message::new("csr-signature"))
                .cause(signature(error))
                .by(Some(error.requirement()))
                .hint(Message::new(signature_hint(error)))
                .below(Message::new("csr-refused"));
        }
        other => return bug(other),
    };
    explanation.below(Message::new("csr-refused"))
}

/// What a profile does not allow.
pub fn prepare(error: &PrepareError) -> Explanation {
    if let PrepareError::Encoding(cause) = error {
        return bug(cause);
    }
    let plain = || hinted(refused(cause(error)).by(Some(error.requirement())), error);
    let explanation = with_own_causes(error).unwrap_or_else(plain);
    explanation.below(Message::new("prepare-refused"))
}

/// What is told by the explanation of another error below it.
fn with_own_causes(error: &PrepareError) -> Option<Explanation> {
    if let PrepareError::Algorithm(refusal) = error {
        return Some(algorithm(refusal));
    }
    let (message, below) = if let PrepareError::IssuerKey(defect) = error {
        (Message::new("prepare-issuer-key"), key_defect(defect))
    } else if let PrepareError::IdentifierForm {
        attribute,
        found,
        defect,
    } = error
    {
        let message = Message::new("prepare-identifier").with("attribute", attribute);
        (message.with("found", found), identifier(defect))
    } else {
        return None;
    };
    Some(refused(message).cause(below).by(Some(error.requirement())))
}

/// What to do about it, where that is not plain.
fn hinted(explanation: Explanation, error: &PrepareError) -> Explanation {
    if matches!(error, PrepareError::LatinForm { .. }) {
        explanation.hint(Message::new("hint-latin-form"))
    } else if matches!(error, PrepareError::KeyForbidden { .. }) {
        explanation.hint(Message::new("hint-sound-key"))
    } else if matches!(error, PrepareError::BeyondIssuer { .. }) {
        explanation.hint(Message::new("hint-issuer-next"))
    } else {
        explanation
    }
}

fn cause(error: &PrepareError) -> Message {
    let about =
        |id, attribute: &dyn std::fmt::Display| Message::new(id).with("attribute", attribute);
    match error {
        PrepareError::AttributeForbidden { attribute } => {
            about("prepare-attribute-forbidden", attribute)
        }
        PrepareError::AttributeMissing { attribute } => {
            about("prepare-attribute-missing", attribute)
        }
        PrepareError::NameAndPseudonym { attribute } => {
            about("prepare-name-and-pseudonym", attribute)
        }
        PrepareError::PersonalName { attribute } => about("prepare-personal-name", attribute),
        PrepareError::MixedScripts {
            attribute,
            first,
            second,
        } => about("prepare-mixed-scripts", attribute)
            .say("first", script(first))
            .say("second", script(second)),
        PrepareError::OriginalName { attribute } => about("prepare-original-name", attribute),
        PrepareError::LatinForm {
            attribute,
            suggested: Some(suggested),
        } => about("prepare-latin-form", attribute).with("suggested", suggested),
        PrepareError::LatinForm { attribute, .. } => about("prepare-latin-form-none", attribute),
        PrepareError::Name(error) => name(error),
        PrepareError::AlternativeNameForbidden { kind } => {
            Message::new("prepare-san-forbidden").with("kind", kind)
        }
        PrepareError::AlternativeNameMissing { kind } => {
            Message::new("prepare-san-missing").with("kind", kind)
        }
        PrepareError::TooManyAlternativeNames { found, most } => {
            Message::new("prepare-san-too-many")
                .count("found", *found)
                .count("most", *most)
        }
        PrepareError::AlternativeNameTwice { name } => {
            Message::new("prepare-san-twice").with("name", name)
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
        // Told by the caller, with their own causes.
        PrepareError::IdentifierForm { .. }
        | PrepareError::Algorithm(_)
        | PrepareError::IssuerKey(_)
        | PrepareError::Encoding(_) => Message::verbatim(error),
        other => Message::verbatim(other),
    }
}

/// The scripts of our countries' names in the operator's words, others as Unicode names them.
fn script(name: &str) -> Message {
    match name {
        "Latin" => Message::new("script-latin"),
        "Arabic" => Message::new("script-arabic"),
        "Cyrillic" => Message::new("script-cyrillic"),
        "Greek" => Message::new("script-greek"),
        other => Message::verbatim(other),
    }
}

const fn days(span: Duration) -> u64 {
    span.as_secs() / 86_400
}
