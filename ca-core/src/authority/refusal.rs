//! How the audit log names what went wrong: by fixed words. An error's own text may repeat
//! what a request said, and no event names a person (I13).

use crate::authority::found::SettingsUnavailable;
use crate::authority::profiles::ProfileUnavailable;
use crate::certificate::request::PrepareError;
use crate::csr::CsrError;
use crate::profile::ProfileError;
use crate::registry::RegistryError;
use crate::settings::SettingsError;
use crate::signer::SignerError;
use crate::subject_key::KeyDefect;
use crate::verify::VerifyError;

/// The word of the random generator's only failure.
pub(super) const RANDOM: &str = "random";
/// The word of what cannot be encoded.
pub(super) const ENCODING: &str = "encoding";

/// An error that the audit log can name.
pub(super) trait Rule {
    /// The rule that forbade, or the part that failed.
    fn rule(&self) -> &'static str;
}

/// An error of an act: does a rule forbid the act, or did a device or store fail?
pub(super) trait Refusal: Rule + std::error::Error {
    /// Whether a rule forbids the act.
    fn is_refusal(&self) -> bool;
}

impl Refusal for RegistryError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::NotFound { .. }
            | Self::Exists { .. }
            | Self::SerialTaken { .. }
            | Self::RequestMismatch { .. }
            | Self::WrongState { .. }
            | Self::CrlNumber { .. }
            | Self::Frozen { .. } => true,
            Self::Unavailable(_)
            | Self::Full(_)
            | Self::ReadOnly(_)
            | Self::Damaged(_)
            | Self::Schema { .. }
            | Self::Missing { .. } => false,
        }
    }
}

impl Rule for RegistryError {
    fn rule(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "registry-not-found",
            Self::Exists { .. } => "registry-exists",
            Self::SerialTaken { .. } => "CRT-03",
            Self::RequestMismatch { .. } => "request-mismatch",
            Self::WrongState { .. } => "wrong-state",
            Self::CrlNumber { .. } => "CRL-01",
            Self::Frozen { .. } => "document-frozen",
            Self::Unavailable(_) => "registry-unavailable",
            Self::Full(_) => "registry-full",
            Self::ReadOnly(_) => "registry-read-only",
            Self::Damaged(_) => "registry-damaged",
            Self::Schema { .. } => "registry-schema",
            Self::Missing { .. } => "registry-missing",
        }
    }
}

impl Rule for SignerError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "token-busy",
            Self::Timeout { .. } => "token-timeout",
            Self::Unavailable { .. } => "token-unavailable",
            Self::Refused { .. } => "token-refused",
            Self::BadPin { .. } => "token-bad-pin",
        }
    }
}

impl Rule for ProfileUnavailable {
    fn rule(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "profile-unknown",
            Self::Invalid(error) => error.rule(),
            Self::Registry(error) => error.rule(),
        }
    }
}

impl Rule for ProfileError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "profile-syntax",
            Self::Field { .. } => "profile-field",
        }
    }
}

impl Rule for SettingsUnavailable {
    fn rule(&self) -> &'static str {
        match self {
            Self::NotFounded => "not-founded",
            Self::Invalid(SettingsError::Syntax(_)) => "settings-syntax",
            Self::Invalid(SettingsError::Field { .. }) => "settings-field",
            Self::Registry(error) => error.rule(),
        }
    }
}

impl Rule for PrepareError {
    fn rule(&self) -> &'static str {
        match self {
            Self::AttributeForbidden { .. } => "attribute-forbidden",
            Self::AttributeMissing { .. } => "attribute-missing",
            Self::IdentifierForm { .. } => "identifier-form",
            Self::Name(_) => "CRT-07",
            Self::AlternativeNameForbidden { .. } => "alternative-name-forbidden",
            Self::AlternativeNameMissing { .. } => "alternative-name-missing",
            Self::CommonNameNotHeld { .. } => "CRT-22",
            Self::KeyForbidden { .. } => "key-forbidden",
            Self::ValidityOutOfBounds { .. } => "validity",
            Self::BeyondIssuer { .. } => "CRT-05",
            Self::Encoding(_) => ENCODING,
        }
    }
}

impl Rule for CsrError {
    fn rule(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "csr-too-large",
            Self::NoRequest => "csr-none",
            Self::SeveralBlocks { .. } => "csr-several",
            Self::OtherBlock { .. } => "csr-other-block",
            Self::Pem(_) => "csr-pem",
            Self::Malformed(_) => "csr-malformed",
            Self::NotDistinguished => "csr-not-distinguished",
            Self::Subject(_) => "csr-subject",
            Self::Key(defect) => defect.rule(),
            Self::Signature(error) => error.rule(),
        }
    }
}

impl Rule for VerifyError {
    fn rule(&self) -> &'static str {
        match self {
            Self::BadSignature => "CRT-18",
            Self::UnsupportedAlgorithm { .. }
            | Self::WeakHash { .. }
            | Self::Parameters { .. }
            | Self::Malformed => "csr-signature-algorithm",
        }
    }
}

impl Rule for KeyDefect {
    fn rule(&self) -> &'static str {
        match self {
            Self::Malformed(_) | Self::UnusedBits => "key-malformed",
            Self::UnsupportedAlgorithm { .. }
            | Self::Parameters { .. }
            | Self::UnsupportedCurve { .. }
            | Self::UnnamedCurve => "key-algorithm",
            Self::ModulusSize { .. } => "ALG-01",
            Self::PointForm { .. }
            | Self::PointAtInfinity { .. }
            | Self::PointOffCurve { .. }
            | Self::EdwardsLength { .. }
            | Self::LowOrder
            | Self::SmallFactor { .. }
            | Self::Exponent { .. } => "CRT-17",
        }
    }
}
