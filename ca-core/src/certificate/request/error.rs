//! Why a profile does not allow a request, and which requirement says so.

use std::time::Duration;

use crate::algorithm_table::AlgorithmRefusal;
use crate::certificate::identifier::IdentifierDefect;
use crate::name::NameError;
use crate::san::SanKind;
use crate::subject::AttributeType;
use crate::subject_key::KeyDefect;
use crate::timestamp::Timestamp;

/// Why a profile does not allow what is asked for.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PrepareError {
    /// The profile does not take this attribute from a request.
    #[error("the profile does not take the subject attribute {attribute}")]
    AttributeForbidden {
        /// The attribute.
        attribute: AttributeType,
    },
    /// The profile, or the kind of person that it names, requires this attribute.
    #[error("the profile requires the subject attribute {attribute}")]
    AttributeMissing {
        /// The attribute.
        attribute: AttributeType,
    },
    /// A person has a name or a pseudonym (EN 319 412-2 4.2.4).
    #[error("the subject has a pseudonym, so it cannot have {attribute}")]
    NameAndPseudonym {
        /// The name beside the pseudonym.
        attribute: AttributeType,
    },
    /// A legal person has no personal name (EN 319 412-3 4.2.1).
    #[error("a legal person cannot have {attribute}")]
    PersonalName {
        /// The personal name.
        attribute: AttributeType,
    },
    /// An identifier does not have the form of EN 319 412-1 with the types of the country pack.
    #[error("{attribute} `{found}` does not have the form of EN 319 412-1")]
    IdentifierForm {
        /// The attribute.
        attribute: AttributeType,
        /// Its value.
        found: String,
        /// What is wrong.
        #[source]
        defect: IdentifierDefect,
    },
    /// Letters of two scripts in one name (REG-05).
    #[error("{attribute} mixes the scripts {first} and {second}")]
    MixedScripts {
        /// The attribute.
        attribute: AttributeType,
        /// Name of a script, as Unicode has it.
        first: &'static str,
        /// Name of another.
        second: &'static str,
    },
    /// An original name that is not a name of a person, or that the subject has no Latin form of.
    #[error("there is no {attribute} in the subject whose original form could be given")]
    OriginalName {
        /// The attribute.
        attribute: AttributeType,
    },
    /// The Latin form of a name is not the suggested one and no officer confirmed it (REG-05).
    #[error("the Latin form of {attribute} is not the suggested one and is not confirmed")]
    LatinForm {
        /// The attribute.
        attribute: AttributeType,
        /// The form of ICAO Doc 9303-3; absent where its table lacks a character.
        suggested: Option<String>,
    },
    /// The subject cannot be encoded.
    #[error("the subject cannot be encoded")]
    Name(#[source] NameError),
    /// The profile does not take alternative names of this kind.
    #[error("the profile does not take alternative names of kind {kind}")]
    AlternativeNameForbidden {
        /// The kind.
        kind: SanKind,
    },
    /// The profile requires an alternative name.
    #[error("the profile requires an alternative name of kind {kind}")]
    AlternativeNameMissing {
        /// The kind.
        kind: SanKind,
    },
    /// More alternative names than the profile takes.
    #[error("{found} alternative names are given, allowed are {most}")]
    TooManyAlternativeNames {
        /// Names given.
        found: usize,
        /// Most names.
        most: usize,
    },
    /// An alternative name given twice.
    #[error("the alternative name {name} is given twice")]
    AlternativeNameTwice {
        /// The name with its kind.
        name: String,
    },
    /// The common name is not among the alternative names.
    #[error("the common name `{common_name}` is not among the alternative names")]
    CommonNameNotHeld {
        /// The common name.
        common_name: String,
    },
    /// The profile does not take keys of this kind.
    #[error("the profile takes {allowed}, not {kind}")]
    KeyForbidden {
        /// The kind of the key.
        kind: String,
        /// The kinds that are taken.
        allowed: String,
    },
    /// The table of algorithms does not allow the key or the signature at this time.
    #[error("the table of algorithms does not allow it")]
    Algorithm(#[from] AlgorithmRefusal),
    /// The issuer's key is of no kind that the table of algorithms could judge.
    #[error("the issuer's key cannot be judged")]
    IssuerKey(#[source] KeyDefect),
    /// The validity is shorter than a minute or longer than the profile's.
    #[error("a validity of {asked:?} is not within a minute and {longest:?}")]
    ValidityOutOfBounds {
        /// What was asked for.
        asked: Duration,
        /// The profile's validity.
        longest: Duration,
    },
    /// The certificate would outlive its issuer (CRT-05).
    #[error("the certificate would end {wished}, its issuer ends {issuer_end}")]
    BeyondIssuer {
        /// The end asked for.
        wished: Timestamp,
        /// The issuer's end.
        issuer_end: Timestamp,
    },
    /// An extension or the certificate cannot be encoded.
    #[error("the certificate cannot be encoded")]
    Encoding(#[from] der::Error),
}

impl PrepareError {
    /// The id of the requirement that forbids; [`clause`](crate::requirement::clause) names its
    /// source.
    #[must_use]
    pub fn requirement(&self) -> &'static str {
        match self {
            Self::AttributeForbidden { .. }
            | Self::AlternativeNameForbidden { .. }
            | Self::AlternativeNameMissing { .. }
            | Self::TooManyAlternativeNames { .. }
            | Self::AlternativeNameTwice { .. } => "CRT-08",
            Self::AttributeMissing { attribute } => missing(*attribute),
            Self::NameAndPseudonym { .. } => "QC-04",
            Self::PersonalName { .. } => "QC-03",
            Self::IdentifierForm {
                attribute, defect, ..
            } => identifier(*attribute, defect),
            Self::MixedScripts { .. } | Self::OriginalName { .. } | Self::LatinForm { .. } => {
                "REG-05"
            }
            Self::Name(_) => "CRT-07",
            Self::CommonNameNotHeld { .. } => "CRT-22",
            Self::KeyForbidden { .. } => "ALG-02",
            Self::Algorithm(refusal) => refusal.requirement(),
            Self::IssuerKey(_) => "ALG-04",
            Self::ValidityOutOfBounds { .. } => "CRT-19",
            Self::BeyondIssuer { .. } => "CRT-05",
            Self::Encoding(_) => "CRT-01",
        }
    }
}

/// Who wants an attribute that is missing: the rules for persons, else the profile alone.
fn missing(attribute: AttributeType) -> &'static str {
    match attribute {
        AttributeType::SERIAL_NUMBER => "QC-01",
        AttributeType::ORGANIZATION | AttributeType::ORGANIZATION_IDENTIFIER => "QC-03",
        AttributeType::SURNAME | AttributeType::GIVEN_NAME | AttributeType::PSEUDONYM => "QC-04",
        _ => "CRT-08",
    }
}

fn identifier(attribute: AttributeType, defect: &IdentifierDefect) -> &'static str {
    if matches!(defect, IdentifierDefect::Scheme { .. }) {
        "QC-02"
    } else if attribute == AttributeType::SERIAL_NUMBER {
        "QC-01"
    } else {
        "QC-03"
    }
}
