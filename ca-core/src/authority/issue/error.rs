//! Why a certificate was not issued.

use std::collections::BTreeMap;

use crate::authority::documents::DocumentUnavailable;
use crate::authority::found::SettingsUnavailable;
use crate::authority::issuers::IssuerError;
use crate::authority::profiles::ProfileUnavailable;
use crate::authority::refusal::{ENCODING, RANDOM, Refusal, Rule, joined, requirement_of};
use crate::certificate::request::PrepareError;
use crate::csr::CsrError;
use crate::generation::GenerationId;
use crate::key_origin::OriginError;
use crate::lint::{Finding, Severity, Unreadable};
use crate::profile::KeyReuse;
use crate::random::RandomError;
use crate::registration::RegistrationFault;
use crate::registry::RegistryError;
use crate::serial::Serial;
use crate::signer::SignerError;
use crate::subject_key::KeyDefect;
use crate::timestamp::ClockDoubt;

/// Why a certificate was not issued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssueError {
    /// The request is not acceptable, or does not prove possession of its key (CRT-18).
    #[error("the certificate signing request was refused")]
    Csr(#[from] CsrError),
    /// The key is not acceptable (CRT-17).
    #[error("the key was refused")]
    Key(#[from] KeyDefect),
    /// The key is an issuer's, or was revoked as compromised (CRT-17).
    #[error("the key is an issuer's or was revoked as compromised")]
    KeyBarred,
    /// The key stands in another certificate, and the profile forbids that, or allows it for
    /// the renewal of the holder's certificate only (CRT-21).
    #[error("the key is in the certificate {serial} of {issuer}")]
    KeyReused {
        /// The issuer of the other certificate.
        issuer: GenerationId,
        /// Its serial.
        serial: Serial,
        /// What the profile allows.
        allowed: KeyReuse,
    },
    /// Where the key was made is not proven (REG-08).
    #[error("the origin of the key is not proven")]
    KeyOrigin(#[from] OriginError),
    /// The person with this identifier is known by another name, and no officer confirmed that
    /// it changed (REG-09). The names stand in certificates, not here (I13).
    #[error("the person with this identifier is known by another name")]
    OtherName,
    /// The profile does not allow what is asked for.
    #[error("the profile does not allow the request")]
    Profile(#[from] PrepareError),
    /// The profile is of another kind than the act needs.
    #[error("the profile {profile} is not for this act")]
    WrongProfile {
        /// The profile.
        profile: String,
    },
    /// The profile does not take issuer keys of this kind.
    #[error("the profile takes {allowed}, not {asked}")]
    KeyAlgorithm {
        /// The kind asked for.
        asked: &'static str,
        /// The kinds that are taken.
        allowed: String,
    },
    /// There is no such profile, or it cannot be had.
    #[error(transparent)]
    NoProfile(#[from] ProfileUnavailable),
    /// The authority document cannot be had.
    #[error(transparent)]
    NoSettings(#[from] SettingsUnavailable),
    /// Another document that governs issuance cannot be had.
    #[error(transparent)]
    NoDocument(#[from] DocumentUnavailable),
    /// The issuer cannot be used.
    #[error(transparent)]
    Issuer(#[from] IssuerError),
    /// A rule forbids the certificate as it would be signed (CRT-16).
    #[error("the certificate would break {} lint rules", findings.len())]
    Lint {
        /// All findings.
        findings: Vec<Finding>,
    },
    /// The lint rules could not read the certificate as it would be signed.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The certificate cannot be encoded.
    #[error("the certificate cannot be encoded")]
    Encoding(#[from] der::Error),
    /// The request id has other characters than letters, digits, `.`, `_`, `:` and `-`, or
    /// more than 64.
    #[error("`{found}` cannot be a request id")]
    RequestId {
        /// The id.
        found: String,
    },
    /// The request was stored before and cannot be finished any more.
    #[error("the request {request_id} is {state} and cannot be finished")]
    NotResumable {
        /// The request id.
        request_id: String,
        /// Where it stands.
        state: &'static str,
    },
    /// The record of registration is missing or breaks a rule (REG-01, REG-06).
    #[error("the record of registration was refused")]
    Registration(#[from] RegistrationFault),
    /// The clock is behind, or has followed nothing for a day: what is issued would have wrong
    /// dates (OPS-01).
    #[error("the clock is {}", doubt.as_str())]
    Clock {
        /// Why.
        doubt: ClockDoubt,
    },
    /// The token failed while making a key.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The Registry failed or refused.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl IssueError {
    /// The id of the requirement that refuses, such as `CRT-17`; [`clause`] names its source.
    /// Nothing for what no requirement is about.
    ///
    /// [`clause`]: crate::requirement::clause
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        requirement_of(self.rule())
    }
}

impl Rule for IssueError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Csr(error) => error.rule(),
            Self::Key(defect) => defect.rule(),
            Self::KeyBarred => "CRT-17",
            Self::KeyReused { .. } => "CRT-21",
            Self::KeyOrigin(error) => error.rule(),
            Self::OtherName => "REG-09",
            Self::Clock { .. } => "OPS-01",
            Self::Registration(fault) => fault.requirement(),
            Self::Profile(error) => error.rule(),
            Self::WrongProfile { .. } => "wrong-profile",
            Self::KeyAlgorithm { .. } => "ALG-02",
            Self::NoProfile(error) => error.rule(),
            Self::NoSettings(error) => error.rule(),
            Self::NoDocument(error) => error.rule(),
            Self::Issuer(error) => error.rule(),
            Self::Lint { findings } => first_error(findings),
            Self::Unreadable(_) => "lint-unreadable",
            Self::Encoding(_) => ENCODING,
            Self::RequestId { .. } => "request-id",
            Self::NotResumable { .. } => "not-resumable",
            Self::Signer(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

/// The first rule that forbids to sign.
fn first_error(findings: &[Finding]) -> &'static str {
    let error = findings
        .iter()
        .find(|finding| finding.severity == Severity::Error);
    error.map_or("lint", |finding| finding.rule)
}

impl Refusal for IssueError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Csr(_)
            | Self::Key(_)
            | Self::KeyBarred
            | Self::KeyReused { .. }
            | Self::KeyOrigin(_)
            | Self::OtherName
            | Self::Clock { .. }
            | Self::Registration(_)
            | Self::Profile(_)
            | Self::WrongProfile { .. }
            | Self::KeyAlgorithm { .. }
            | Self::NoProfile(
                ProfileUnavailable::Unknown { .. } | ProfileUnavailable::Invalid(_),
            )
            | Self::NoSettings(SettingsUnavailable::NotFounded)
            | Self::Lint { .. }
            | Self::RequestId { .. }
            | Self::NotResumable { .. } => true,
            Self::NoProfile(_)
            | Self::NoSettings(_)
            | Self::Unreadable(_)
            | Self::Encoding(_)
            | Self::Signer(_)
            | Self::Random(_) => false,
            Self::NoDocument(error) => error.is_refusal(),
            Self::Issuer(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
        }
    }

    /// All findings are kept, not the first alone (CRT-16).
    fn details(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Lint { findings } => [("lint", finding_words(findings))].into(),
            Self::KeyReused { issuer, serial, .. } => {
                [("key_in", format!("{issuer} {serial}"))].into()
            }
            Self::Csr(_)
            | Self::Key(_)
            | Self::KeyBarred
            | Self::KeyOrigin(_)
            | Self::OtherName
            | Self::Clock { .. }
            | Self::Registration(_)
            | Self::Profile(_)
            | Self::WrongProfile { .. }
            | Self::KeyAlgorithm { .. }
            | Self::NoProfile(_)
            | Self::NoSettings(_)
            | Self::NoDocument(_)
            | Self::Issuer(_)
            | Self::Unreadable(_)
            | Self::Encoding(_)
            | Self::RequestId { .. }
            | Self::NotResumable { .. }
            | Self::Signer(_)
            | Self::Registry(_)
            | Self::Random(_) => BTreeMap::new(),
        }
    }
}

/// Rule and message of each finding, for the details of an event; no values, which may be names.
pub(super) fn finding_words(findings: &[Finding]) -> String {
    joined(
        findings
            .iter()
            .map(|finding| format!("{} {}", finding.rule, finding.message_id())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::fact::algorithm::AlgorithmFact;

    fn finding(rule: &'static str, severity: Severity) -> Finding {
        let fact = AlgorithmFact::SignatureAlgorithmsDiffer.into();
        Finding {
            rule,
            severity,
            fact,
        }
    }

    #[test]
    fn crt_16_refusal_names_the_first_error_and_keeps_all_findings() {
        let findings = vec![
            finding("CRT-07", Severity::Warning),
            finding("ALG-02", Severity::Error),
            finding("CRT-02", Severity::Error),
        ];
        let error = IssueError::Lint { findings };
        assert_eq!(error.requirement(), Some("ALG-02"));
        let kept = error.details();
        let id = AlgorithmFact::SignatureAlgorithmsDiffer.message_id();
        let expected = format!("CRT-07 {id}; ALG-02 {id}; CRT-02 {id}");
        assert_eq!(kept.get("lint"), Some(&expected));
    }

    #[test]
    fn crt_16_findings_without_end_do_not_fill_the_log() {
        let findings = vec![finding("ALG-02", Severity::Error); 10_000];
        let details = IssueError::Lint { findings }.details();
        let kept = details.get("lint").unwrap();
        assert!(kept.ends_with("; and 9968 more"), "{kept}");
        assert!(kept.len() < 4096);
    }

    #[test]
    fn refusals_without_requirement_have_a_word_only() {
        let found = "a b".to_owned();
        let error = IssueError::RequestId { found };
        assert_eq!((error.requirement(), error.rule()), (None, "request-id"));
        let error = IssueError::from(RegistryError::KeyBarred);
        assert_eq!(error.requirement(), Some("CRT-17"));
    }
}
