//! Why a certificate was not issued.

use crate::authority::found::SettingsUnavailable;
use crate::authority::issuers::IssuerError;
use crate::authority::profiles::ProfileUnavailable;
use crate::authority::refusal::{ENCODING, RANDOM, Refusal, Rule};
use crate::certificate::request::PrepareError;
use crate::csr::CsrError;
use crate::lint::{Finding, Severity, Unreadable};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::signer::SignerError;
use crate::subject_key::KeyDefect;

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

impl Rule for IssueError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Csr(error) => error.rule(),
            Self::Key(defect) => defect.rule(),
            Self::KeyBarred => "key-barred",
            Self::Profile(error) => error.rule(),
            Self::WrongProfile { .. } => "wrong-profile",
            Self::KeyAlgorithm { .. } => "key-forbidden",
            Self::NoProfile(error) => error.rule(),
            Self::NoSettings(error) => error.rule(),
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
            Self::Issuer(error) => error.is_refusal(),
            Self::Registry(error) => error.is_refusal(),
        }
    }
}
