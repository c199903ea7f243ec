//! What is asked for, checked against the profile: subject, alternative names, key, validity.

use std::time::Duration;

use crate::name::{self, NameAttribute, NameError, StringEncoding};
use crate::profile::{AttributeSource, Profile, Semantics, SubjectAttribute};
use crate::san::{SanKind, SubjectAltName};
use crate::settings::Settings;
use crate::subject::{AttributeType, Subject};
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;

/// A wish as the core sees it, whoever it comes from.
#[derive(Clone, Debug)]
pub struct CertificateRequest<'a> {
    /// Attributes that the requester gives, if any.
    pub subject: Option<&'a Subject>,
    /// Common name for subjects whose name the authority chooses.
    pub common_name: Option<&'a str>,
    /// Alternative names.
    pub alternative_names: &'a [SubjectAltName],
    /// The key to be certified.
    pub key: &'a SubjectKey,
    /// Validity, where it is shorter than the profile's.
    pub validity: Option<Duration>,
}

/// Start and end of validity, both included (RFC 5280 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidityPeriod {
    /// The first second.
    pub not_before: Timestamp,
    /// The last second.
    pub not_after: Timestamp,
}

impl CertificateRequest<'_> {
    /// The subject as DER Name, in the profile's order and encoding.
    ///
    /// # Errors
    /// Refuses attributes that the profile lacks, and lacks of those that it requires.
    pub fn subject_name(
        &self,
        profile: &Profile,
        settings: &Settings,
    ) -> Result<Vec<u8>, PrepareError> {
        let asked_for = |wanted: AttributeType| {
            let rule = profile
                .attributes()
                .iter()
                .find(|rule| rule.attribute_type == wanted);
            rule.is_some_and(|rule| rule.source == AttributeSource::Request)
        };
        let mut given = self.subject.into_iter().flat_map(Subject::iter);
        if let Some((foreign, _)) = given.find(|(given, _)| !asked_for(*given)) {
            return Err(PrepareError::AttributeForbidden { attribute: foreign });
        }
        encode_subject(profile, |rule| match rule.source {
            AttributeSource::Request => self.given(rule.attribute_type),
            AttributeSource::Issuer => self.common_name,
            AttributeSource::Authority => authority_value(rule.attribute_type, settings),
        })
    }

    fn given(&self, attribute: AttributeType) -> Option<&str> {
        self.subject.and_then(|subject| subject.get(attribute))
    }

    /// Checks the alternative names.
    ///
    /// # Errors
    /// Refuses kinds that the profile does not take, their lack where one is required, and a
    /// common name that is not among them where it must be (CRT-22).
    pub fn check_alternative_names(&self, profile: &Profile) -> Result<(), PrepareError> {
        let rule = profile.alternative_names();
        let kinds = self.alternative_names.iter().map(SubjectAltName::kind);
        if let Some(kind) = kinds.clone().find(|kind| !rule.allowed.contains(kind)) {
            return Err(PrepareError::AlternativeNameForbidden { kind });
        }
        if rule.required && kinds.count() == 0 {
            let kind = rule.allowed.first().copied().unwrap_or(SanKind::Dns);
            return Err(PrepareError::AlternativeNameMissing { kind });
        }
        let common_name = self.given(AttributeType::COMMON_NAME).unwrap_or_default();
        let mut hosts = self
            .alternative_names
            .iter()
            .filter(|name| name.kind() == SanKind::Dns);
        let held = hosts.any(|name| name.value().eq_ignore_ascii_case(common_name));
        if rule.holds_common_name && !held {
            return Err(PrepareError::CommonNameNotHeld {
                common_name: common_name.to_owned(),
            });
        }
        Ok(())
    }

    /// Checks that the profile takes keys of this kind.
    ///
    /// # Errors
    /// Refuses others, with the kinds that are taken.
    pub fn check_key(&self, profile: &Profile) -> Result<(), PrepareError> {
        if profile.allows_key(self.key.kind()) {
            return Ok(());
        }
        Err(PrepareError::KeyForbidden {
            kind: self.key.kind().to_string(),
            allowed: profile.allowed_keys().join(", "),
        })
    }

    /// The validity from `now` on; never back-dated (CRT-19), never beyond the issuer's end
    /// unless the profile says that it is cut there (CRT-05).
    ///
    /// # Errors
    /// Refuses a validity of less than a minute or beyond the profile's, and one beyond the
    /// issuer's end.
    pub fn validity_period(
        &self,
        profile: &Profile,
        issuer_end: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<ValidityPeriod, PrepareError> {
        let validity = self.validity.unwrap_or_else(|| profile.validity());
        let longest = profile.validity();
        if validity > longest || validity < Duration::from_secs(60) {
            return Err(PrepareError::ValidityOutOfBounds {
                asked: validity,
                longest,
            });
        }
        let not_before = now.truncated_to_second();
        let wished = not_before.plus(validity).minus(Duration::from_secs(1));
        let not_after = match issuer_end {
            Some(end) if wished > end && profile.clips_to_issuer() && end > not_before => end,
            Some(end) if wished > end => {
                return Err(PrepareError::BeyondIssuer {
                    wished,
                    issuer_end: end,
                });
            }
            Some(_) | None => wished,
        };
        Ok(ValidityPeriod {
            not_before,
            not_after,
        })
    }
}

/// The subject, as DER Name, of an issuer or responder that the authority names.
///
/// # Errors
/// Refuses a profile that wants attributes from a request.
pub fn name_by_authority(
    profile: &Profile,
    settings: &Settings,
    common_name: &str,
) -> Result<Vec<u8>, PrepareError> {
    encode_subject(profile, |rule| match rule.source {
        AttributeSource::Request => None,
        AttributeSource::Issuer => Some(common_name),
        AttributeSource::Authority => authority_value(rule.attribute_type, settings),
    })
}

fn encode_subject<'a>(
    profile: &Profile,
    value: impl Fn(&SubjectAttribute) -> Option<&'a str>,
) -> Result<Vec<u8>, PrepareError> {
    let mut attributes = Vec::new();
    for rule in profile.attributes() {
        match value(rule) {
            Some(value) => attributes.push(named(rule.attribute_type, value.to_owned())),
            None if rule.optional => {}
            None => {
                let attribute = rule.attribute_type;
                return Err(PrepareError::AttributeMissing { attribute });
            }
        }
    }
    check_person(profile, &attributes)?;
    name::encode(&attributes).map_err(PrepareError::Name)
}

fn named(attribute_type: AttributeType, value: String) -> NameAttribute {
    // CRT-07: country and serialNumber are PrintableString, the rest UTF8String.
    let printable =
        [AttributeType::COUNTRY, AttributeType::SERIAL_NUMBER].contains(&attribute_type);
    let encoding = if printable {
        StringEncoding::Printable
    } else {
        StringEncoding::Utf8
    };
    NameAttribute {
        attribute_type,
        encoding,
        value,
    }
}

fn authority_value(attribute: AttributeType, settings: &Settings) -> Option<&str> {
    match attribute {
        AttributeType::COUNTRY => Some(settings.country()),
        AttributeType::ORGANIZATION => Some(settings.organization()),
        AttributeType::ORGANIZATION_IDENTIFIER => Some(settings.organization_identifier()),
        _ => None,
    }
}

/// EN 319 412-1 5.1.3 and 5.1.4, EN 319 412-2 4.2.4: the forms of identifiers, and that a
/// person has a name.
fn check_person(profile: &Profile, attributes: &[NameAttribute]) -> Result<(), PrepareError> {
    let value = |wanted: AttributeType| {
        let attribute = attributes
            .iter()
            .find(|given| given.attribute_type == wanted);
        attribute.map(|attribute| attribute.value.as_str())
    };
    let (attribute, valid) = match profile.identifier() {
        None => return Ok(()),
        Some(Semantics::NaturalPerson) => {
            if value(AttributeType::SURNAME)
                .or(value(AttributeType::GIVEN_NAME))
                .is_none()
            {
                return Err(PrepareError::AttributeMissing {
                    attribute: AttributeType::SURNAME,
                });
            }
            let schemes = ["PAS", "IDC", "PNO", "TIN"];
            (
                AttributeType::SERIAL_NUMBER,
                identifier_fits(value(AttributeType::SERIAL_NUMBER), &schemes),
            )
        }
        Some(Semantics::LegalPerson) => {
            let wanted = AttributeType::ORGANIZATION_IDENTIFIER;
            (
                wanted,
                identifier_fits(value(wanted), &["NTR", "VAT", "PSD", "LEI"]),
            )
        }
    };
    if valid {
        return Ok(());
    }
    let found = value(attribute).unwrap_or_default().to_owned();
    Err(PrepareError::IdentifierForm { attribute, found })
}

/// `IDCTD-…` with one of the schemes, or a national scheme `XX:TD-…`.
fn identifier_fits(value: Option<&str>, schemes: &[&str]) -> bool {
    let Some((prefix, rest)) = value.and_then(|value| value.split_once('-')) else {
        return false;
    };
    let upper = |text: &str| text.chars().all(|c| c.is_ascii_uppercase());
    let (scheme, country) = match prefix.split_once(':') {
        Some((scheme, country)) => (scheme.len() == 2 && upper(scheme), country),
        None => {
            let (scheme, country) = prefix.split_at_checked(3).unwrap_or_default();
            (schemes.contains(&scheme), country)
        }
    };
    scheme && country.len() == 2 && upper(country) && !rest.is_empty()
}

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
    /// The profile requires this attribute.
    #[error("the profile requires the subject attribute {attribute}")]
    AttributeMissing {
        /// The attribute.
        attribute: AttributeType,
    },
    /// An identifier does not have the form of EN 319 412-1.
    #[error("{attribute} `{found}` does not have the form of EN 319 412-1")]
    IdentifierForm {
        /// The attribute.
        attribute: AttributeType,
        /// Its value.
        found: String,
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
