//! Reads values of the command line into types that cannot be wrong.

use std::ffi::OsStr;
use std::fmt;
use std::str::FromStr;

use ca_api::certificate::Months;
use ca_api::issuer::IssuerName;
use ca_api::key::Label;
use ca_api::word::{Word, Worded};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registry::records::Officer;
use ca_core::revocation::Reason;
use ca_core::san::SubjectAltName;
use ca_core::serial::Serial;
use ca_core::subject::Subject;
use ca_core::timestamp::Timestamp;
use ca_desk::explain;
use ca_desk::language::Language;
use ca_desk::message::Message;
use ca_store::url::RegistryUrl;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use hsm::uri::Pkcs11Uri;

/// A value that cannot be read; says what would be one.
#[derive(Clone, Debug)]
pub(crate) struct ValueFault(pub(crate) Message);

impl fmt::Display for ValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for ValueFault {}

fn read<T: FromStr>(text: &str, otherwise: &'static str) -> Result<T, ValueFault> {
    text.parse()
        .map_err(|_| ValueFault(Message::new(otherwise)))
}

/// The place of a registry.
pub(crate) fn registry_url(text: &str) -> Result<RegistryUrl, ValueFault> {
    text.parse()
        .map_err(|error| ValueFault(explain::registry_url(&error)))
}

/// A SHA-256 digest.
pub(crate) fn sha256(text: &str) -> Result<Sha256Digest, ValueFault> {
    read(text, "value-fault-sha256")
}

/// An issuer line.
pub(crate) fn line(text: &str) -> Result<LineName, ValueFault> {
    read(text, "value-fault-line")
}

/// A generation of an issuer line.
pub(crate) fn generation(text: &str) -> Result<GenerationId, ValueFault> {
    read(text, "value-fault-generation")
}

/// A line or a generation.
pub(crate) fn issuer(text: &str) -> Result<IssuerName, ValueFault> {
    IssuerName::read(text).ok_or_else(|| ValueFault(Message::new("value-fault-line")))
}

/// A serial number.
pub(crate) fn serial(text: &str) -> Result<Serial, ValueFault> {
    read(text, "value-fault-serial")
}

/// The label of a key: what tokens and people can tell apart.
pub(crate) fn label(text: &str) -> Result<Label, ValueFault> {
    Label::read(text).ok_or_else(|| ValueFault(Message::new("value-fault-label")))
}

/// A moment of RFC 3339, or a day, which stands for its first moment in UTC.
pub(crate) fn moment(text: &str) -> Result<Timestamp, ValueFault> {
    Timestamp::parse_rfc3339(text)
        .or_else(|| Timestamp::parse_rfc3339(&format!("{text}T00:00:00Z")))
        .ok_or_else(|| ValueFault(Message::new("value-fault-moment")))
}

/// An actor by name, with or without the kind in front: `amina`, `os-user:amina`.
pub(crate) fn officer(text: &str) -> Result<Officer, ValueFault> {
    officer_as_given(text).map(Word::into_value)
}

/// As [`officer`], with the text as it was given.
pub(crate) fn officer_as_given(text: &str) -> Result<Word<Officer>, ValueFault> {
    Word::read(text).map_err(|_| ValueFault(Message::new("value-fault-officer")))
}

/// A subject as attribute and value pairs.
pub(crate) fn subject(text: &str) -> Result<Subject, ValueFault> {
    Subject::parse(text).map_err(|error| ValueFault(explain::subject(&error)))
}

/// As [`subject`], with the text as it was given.
pub(crate) fn subject_as_given(text: &str) -> Result<Word<Subject>, ValueFault> {
    subject(text).map(|subject| Word::written(text, subject))
}

/// A subject alternative name.
pub(crate) fn alternative_name(text: &str) -> Result<SubjectAltName, ValueFault> {
    text.parse()
        .map_err(|error| ValueFault(explain::alternative_name(&error)))
}

/// As [`alternative_name`], with the text as it was given.
pub(crate) fn alternative_name_as_given(text: &str) -> Result<Word<SubjectAltName>, ValueFault> {
    alternative_name(text).map(|name| Word::written(text, name))
}

/// A number of whole days, at least one and at most a hundred years.
pub(crate) fn days(text: &str) -> Result<u32, ValueFault> {
    let days: u32 = read(text, "value-fault-days")?;
    if (1..=36_525).contains(&days) {
        Ok(days)
    } else {
        Err(ValueFault(Message::new("value-fault-days")))
    }
}

/// A number of calendar months, at least one and at most ten years.
pub(crate) fn months(text: &str) -> Result<Months, ValueFault> {
    let months = text.parse().ok().and_then(Months::of);
    months.ok_or_else(|| ValueFault(Message::new("value-fault-months")))
}

/// How many sessions are open at once, 1 to 64.
pub(crate) fn sessions(text: &str) -> Result<usize, ValueFault> {
    let sessions: usize = read(text, "value-fault-sessions")?;
    if (1..=64).contains(&sessions) {
        Ok(sessions)
    } else {
        Err(ValueFault(Message::new("value-fault-sessions")))
    }
}

/// A variable for the environment of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable(pub(crate) String, pub(crate) String);

/// A variable as `NAME=value`.
pub(crate) fn variable(text: &str) -> Result<Variable, ValueFault> {
    let named = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let variable = named.map(|(name, value)| Variable(name.to_owned(), value.to_owned()));
    variable.ok_or_else(|| ValueFault(Message::new("value-fault-variable")))
}

/// An RFC 7512 URI that names a token and no object.
pub(crate) fn token_uri(text: &str) -> Result<Pkcs11Uri, ValueFault> {
    let uri: Pkcs11Uri = read(text, "value-fault-token-uri")?;
    if uri.names_object() || !uri.names_token() {
        return Err(ValueFault(Message::new("value-fault-token-uri")));
    }
    Ok(uri)
}

/// A kind of key, by its name in the algorithm table.
pub(crate) fn key_algorithm() -> impl TypedValueParser<Value = KeyAlgorithm> {
    let names = KeyAlgorithm::ALL.map(KeyAlgorithm::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<KeyAlgorithm>())
}

/// A language of the catalogues, by its code.
pub(crate) fn language() -> impl TypedValueParser<Value = Language> {
    let names = PossibleValuesParser::new(Language::ALL.map(Language::as_str));
    names.try_map(|code| {
        Language::of_code(OsStr::new(&code)).ok_or_else(|| ValueFault(Message::new("usage-value")))
    })
}

/// The word for a revocation without a reason (CRLReason 0).
pub(crate) const UNSPECIFIED: &str = "unspecified";

/// A revocation reason; `unspecified` is no reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReasonGiven(pub(crate) Option<Reason>);

/// A revocation reason by its name in RFC 5280.
pub(crate) fn reason() -> impl TypedValueParser<Value = ReasonGiven> {
    let names = std::iter::once(UNSPECIFIED).chain(Reason::ALL.map(Reason::as_str));
    PossibleValuesParser::new(names.collect::<Vec<_>>()).try_map(|name| match name.as_str() {
        UNSPECIFIED => Ok(ReasonGiven(None)),
        name => name.parse().map(|reason| ReasonGiven(Some(reason))),
    })
}

#[cfg(test)]
mod tests {
    use ca_core::actor::ActorKind;

    use super::*;

    #[test]
    fn variables_have_a_name() {
        let named = |name: &str, value: &str| Variable(name.to_owned(), value.to_owned());
        assert_eq!(variable("A=b=c").unwrap(), named("A", "b=c"));
        assert_eq!(variable("A=").unwrap(), named("A", ""));
        for text in ["A", "=b", ""] {
            assert!(variable(text).is_err(), "{text}");
        }
    }

    #[test]
    fn uris_of_tokens_name_no_object() {
        assert!(token_uri("pkcs11:token=sceau").is_ok());
        for text in ["pkcs11:", "pkcs11:token=sceau;object=root", "sceau"] {
            assert!(token_uri(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_may_be_days() {
        let day = moment("2026-11-21").unwrap();
        assert_eq!(day, moment("2026-11-21T01:00:00+01:00").unwrap());
        for text in ["", "21/11/2026", "2026-13-01", "2026-11-21T", "now"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn officers_may_have_a_kind() {
        let named = |text: &str| officer(text).unwrap();
        assert_eq!(named("amina").kind, None);
        assert_eq!(named("os-user:amina").kind, Some(ActorKind::OsUser));
        // What stands before another colon belongs to the name.
        assert_eq!(named("urn:x").id, "urn:x");
        for text in ["", " ", "job:"] {
            assert!(officer(text).is_err(), "{text}");
        }
    }

    #[test]
    fn validities_have_bounds() {
        assert_eq!(days("1").unwrap(), 1);
        for text in ["0", "-1", "36526", "1.5", ""] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
