//! The record of registration (REG-01, REG-06): by what a holder was known, who accepted which
//! terms, and where. It is kept with the request in one commit as canonical JSON (RFC 8785); the
//! log has its salted digest alone (I13).
//!
//! - [`text`]: texts of bounded length; [`book`]: the port to the records.

pub mod book;
pub mod text;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use self::text::{AgencyCode, Words};
use crate::country::Country;
use crate::country::prefecture::Prefecture;
use crate::digest::Sha256Digest;
use crate::random::{Random, RandomError};
use crate::timestamp::Timestamp;

/// What was looked at, agreed and said when a holder was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The form of the record: 1.
    pub format: Format,
    /// What was shown: 1 to 8 documents.
    pub evidence: Vec<Evidence>,
    /// How the holder was proven to be the one in the evidence.
    pub method: Method,
    /// Where.
    pub office: Office,
    /// What the holder agreed to.
    pub acceptance: Acceptance,
    /// Whether the holder agreed to the certificate being published.
    pub publish: bool,
}

/// The only form of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format;

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(1)
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            1 => Ok(Self),
            _ => Err(de::Error::custom("this program reads format 1")),
        }
    }
}

/// A document that was shown (REG-6.2.2-23).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What it is.
    pub kind: EvidenceKind,
    /// Its number.
    pub number: Words<64>,
    /// Who issued it.
    pub issuer: Words<128>,
    /// Until when it is valid, if it has an end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Moment>,
}

/// Kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// An identity card.
    IdentityCard,
    /// A passport.
    Passport,
    /// A residence permit.
    ResidencePermit,
    /// A birth record or judgement in its place.
    CivilRecord,
    /// An extract of the register of organisations.
    RegisterExtract,
    /// A document that gives power to act for an organisation.
    Mandate,
    /// A signature or authentication by a certificate that the holder has.
    Certificate,
}

/// How identity was proven (TS 119 461).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Physical presence (9.2.1).
    InPerson,
    /// Remote, with an officer (9.2.2).
    RemoteAttended,
    /// By an existing means of electronic identification or signature (9.2.4, 9.2.5).
    ExistingMeans,
}

/// The office that registered: what an officer's scope is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The agency.
    pub agency: AgencyCode,
    /// The part of the state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefecture: Option<Prefecture>,
}

/// What the holder agreed to (REG-06).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Version of the terms.
    pub terms: Words<32>,
    /// Version of the disclosure statement.
    pub pds: Words<32>,
    /// When.
    pub at: Moment,
    /// In which form.
    pub form: AcceptanceForm,
}

/// How acceptance was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptanceForm {
    /// A signature by hand.
    SignedPaper,
    /// An electronic signature.
    ElectronicSignature,
    /// An act on a screen that the holder alone does.
    OnScreen,
}

/// A moment, as RFC 3339 in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Timestamp);

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = Timestamp::parse_rfc3339(&text);
        let moment = moment.ok_or_else(|| de::Error::custom("not a moment of RFC 3339"))?;
        Ok(Self(moment))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Registration {
    /// Holds the record against the time and the state whose offices these are.
    ///
    /// # Errors
    /// Tells the first thing that is wrong.
    pub fn judge(&self, country: &Country, now: Timestamp) -> Result<(), RegistrationFault> {
        if !(1..=MOST_EVIDENCE).contains(&self.evidence.len()) {
            return Err(RegistrationFault::EvidenceCount);
        }
        let ended = |evidence: &Evidence| evidence.ends.is_some_and(|end| end.0 < now);
        if self.evidence.iter().any(ended) {
            return Err(RegistrationFault::EvidenceEnded);
        }
        if self.acceptance.at.0 > now.plus(CLOCKS) {
            return Err(RegistrationFault::AcceptanceInFuture);
        }
        match &self.office.prefecture {
            Some(prefecture) if !country.has_prefecture(prefecture) => {
                Err(RegistrationFault::Prefecture)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The record as it is kept: canonical JSON, with the salted digest that the log has.
    ///
    /// # Errors
    /// Fails if the random generator fails.
    pub fn seal(&self, random: &dyn Random) -> Result<SealedRegistration, RandomError> {
        // Texts of bounded length, words and flags: there is nothing to refuse.
        let record = serde_json_canonicalizer::to_vec(self).map_err(|_| RandomError)?;
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        Ok(SealedRegistration {
            office: self.office.clone(),
            digest: Sha256Digest::of_parts(&[&salt, &record]),
            salt,
            record,
        })
    }
}

/// Reads the JSON of a record.
impl FromStr for Registration {
    type Err = RegistrationFault;

    fn from_str(text: &str) -> Result<Self, RegistrationFault> {
        serde_json::from_str(text).map_err(|_| RegistrationFault::Form)
    }
}

/// A record as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRegistration {
    /// The record as canonical JSON.
    pub record: Vec<u8>,
    /// 16 random octets: nobody finds a record that was purged by trying what it may have said.
    pub salt: [u8; 16],
    /// SHA-256 over salt and record.
    pub digest: Sha256Digest,
    /// The office, which scopes are compared with.
    pub office: Office,
}

/// A record that an officer gives with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The record.
    pub registration: Registration,
    /// The identifier in the subject of the officer's own certificate, where there is one: nobody
    /// registers himself (REG-01).
    pub officer: Option<String>,
}

const MOST_EVIDENCE: usize = 8;

/// How far the clock of an office may be before that of the authority.
const CLOCKS: std::time::Duration = std::time::Duration::from_secs(5 * 60);

/// What is wrong with a record; it never repeats what stands in one (I13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegistrationFault {
    /// The profile wants one, and none was given.
    #[error("the profile wants a record of registration")]
    Missing,
    /// It is not JSON of the right fields, or a text is too short or too long.
    #[error("the record of registration has another form")]
    Form,
    /// There is no evidence, or too much.
    #[error("a record of registration has 1 to 8 documents as evidence")]
    EvidenceCount,
    /// A document is no longer valid.
    #[error("a document of the evidence has ended")]
    EvidenceEnded,
    /// The holder has not agreed yet.
    #[error("the acceptance is in the future")]
    AcceptanceInFuture,
    /// The country pack does not know the prefecture.
    #[error("the country pack does not have this prefecture")]
    Prefecture,
    /// The officer is the subject.
    #[error("the officer is the subject of the certificate")]
    OfficerIsSubject,
}

impl RegistrationFault {
    /// The id of the requirement that refuses.
    #[must_use]
    pub const fn requirement(self) -> &'static str {
        match self {
            Self::AcceptanceInFuture => "REG-06",
            Self::Missing
            | Self::Form
            | Self::EvidenceCount
            | Self::EvidenceEnded
            | Self::Prefecture
            | Self::OfficerIsSubject => "REG-01",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"acceptance":{"at":"2026-11-22T09:00:00Z","form":"signed-paper","pds":"1.0","terms":"2.1"},"evidence":[{"ends":"2030-01-01T00:00:00Z","issuer":"ANATS","kind":"identity-card","number":"TD-0042"}],"format":1,"method":"in-person","office":{"agency":"anats","prefecture":"TD-ND"},"publish":false}"#;

    struct Fixed;

    impl Random for Fixed {
        fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
            octets.fill(7);
            Ok(())
        }
    }

    fn judged(text: &str) -> Result<(), RegistrationFault> {
        let now = Timestamp::parse_rfc3339("2026-11-22T10:00:00Z").unwrap();
        let chad = Country::find("TD").unwrap();
        text.parse::<Registration>()?.judge(&chad, now)
    }

    #[test]
    fn reg_01_record_is_kept_as_canonical_json_behind_a_salted_digest() {
        let record: Registration = RECORD.parse().unwrap();
        let sealed = record.seal(&Fixed).unwrap();
        assert_eq!(String::from_utf8(sealed.record.clone()).unwrap(), RECORD);
        assert_ne!(sealed.digest, Sha256Digest::of(&sealed.record));
        let again = Sha256Digest::of_parts(&[&[7; 16], RECORD.as_bytes()]);
        assert_eq!((sealed.digest, judged(RECORD)), (again, Ok(())));
    }

    #[test]
    fn reg_01_each_departure_is_refused_in_words_that_repeat_nothing() {
        use RegistrationFault::{
            AcceptanceInFuture, EvidenceCount, EvidenceEnded, Form, Prefecture,
        };
        for (from, to, fault) in [
            ("2030-01-01", "2026-01-01", EvidenceEnded),
            ("2026-11-22T09", "2026-11-22T11", AcceptanceInFuture),
            ("TD-ND", "TD-XX", Prefecture),
            ("TD-ND", "DZ-16", Prefecture),
            ("TD-ND", "N'Djaména", Form),
            ("\"anats\"", "\"a b\"", Form),
            ("in-person", "by-post", Form),
            ("\"TD-0042\"", "\"\"", Form),
            ("\"format\":1", "\"format\":2", Form),
            ("\"publish\":false", "\"publish\":false,\"more\":1", Form),
        ] {
            assert_eq!(judged(&RECORD.replace(from, to)), Err(fault), "{to}");
        }
        let none: serde_json::Value = serde_json::from_str(RECORD).unwrap();
        let evidence = none["evidence"].to_string();
        assert_eq!(judged(&RECORD.replace(&evidence, "[]")), Err(EvidenceCount));
        let long = "9".repeat(65);
        assert_eq!(judged(&RECORD.replace("TD-0042", &long)), Err(Form));
    }
}
