//! What is asked for, checked against the profile: subject, alternative names, key, validity.
//!
//! - [`latin_form`]: names and their original form;
//! - `error`: why a profile does not allow a request.

mod error;
pub mod latin_form;

use std::time::Duration;

use const_oid::db::rfc5912;

pub use self::error::PrepareError;
use crate::certificate::IssuerView;
use crate::certificate::{Governing, person};
use crate::name::{self, NameAttribute, StringEncoding};
use crate::profile::{AttributeSource, Profile, SanRule, SubjectAttribute};
use crate::san::{SanKind, SubjectAltName};
use crate::settings::Settings;
use crate::subject::{AttributeType, Subject};
use crate::subject_key::{KeyKind, SubjectKey};
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
    /// The names as the register writes them, where the subject has a Latin form of them (REG-05).
    pub original_name: Option<&'a Subject>,
    /// Whether an officer confirms the Latin form, though it is not the suggested one.
    pub latin_form_confirmed: bool,
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
    pub fn subject_name(&self, governing: &Governing<'_>) -> Result<Vec<u8>, PrepareError> {
        let Governing {
            profile, settings, ..
        } = *governing;
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
        encode_subject(governing, |rule| match rule.source {
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
    /// Refuses kinds that the profile does not take, a name given twice, more names than it
    /// takes, their lack where one is required, and a common name that is not among them where
    /// it must be (CRT-22).
    pub fn check_alternative_names(&self, profile: &Profile) -> Result<(), PrepareError> {
        let (rule, names) = (profile.alternative_names(), self.alternative_names);
        let mut kinds = names.iter().map(SubjectAltName::kind);
        if let Some(kind) = kinds.find(|kind| !rule.allowed.contains(kind)) {
            return Err(PrepareError::AlternativeNameForbidden { kind });
        }
        if rule.required && names.is_empty() {
            let kind = rule.allowed.first().copied().unwrap_or(SanKind::Dns);
            return Err(PrepareError::AlternativeNameMissing { kind });
        }
        if names.len() > rule.most {
            return Err(PrepareError::TooManyAlternativeNames {
                found: names.len(),
                most: rule.most,
            });
        }
        let twice = |(place, name)| names.iter().take(place).any(|known| known == name);
        if let Some((_, name)) = names.iter().enumerate().find(|found| twice(*found)) {
            return Err(PrepareError::AlternativeNameTwice {
                name: name.to_string(),
            });
        }
        self.check_common_name(profile, &rule)
    }

    /// RFC 9525 2, BR 7.1.4.2: clients look at the alternative names alone, so a common name of a
    /// server says nothing else.
    fn check_common_name(&self, profile: &Profile, rule: &SanRule) -> Result<(), PrepareError> {
        let mut purposes = profile.extended_key_usages().into_iter();
        let is_server = purposes.any(|purpose| purpose == rfc5912::ID_KP_SERVER_AUTH);
        let Some(common_name) = self.given(AttributeType::COMMON_NAME) else {
            return Ok(());
        };
        let mut names = self.alternative_names.iter();
        let held = names.any(|name| {
            name.kind() == SanKind::Dns && name.value().eq_ignore_ascii_case(common_name)
        });
        if (is_server || rule.holds_common_name) && !held {
            return Err(PrepareError::CommonNameNotHeld {
                common_name: common_name.to_owned(),
            });
        }
        Ok(())
    }

    /// Checks that the profile takes keys of this kind, and that the table of algorithms lets the
    /// key be certified and the certificate be signed for this time.
    ///
    /// # Errors
    /// Refuses others, with the kinds that are taken or the limit that stands against it.
    pub fn check_key(
        &self,
        governing: &Governing<'_>,
        issuer: &IssuerView<'_>,
        validity: ValidityPeriod,
    ) -> Result<(), PrepareError> {
        let (profile, table) = (governing.profile, governing.algorithms);
        let kind = self.key.kind();
        if !profile.allows_key(kind) {
            return Err(PrepareError::KeyForbidden {
                kind: kind.to_string(),
                allowed: profile.allowed_keys().join(", "),
            });
        }
        let (from, to) = (validity.not_before, validity.not_after);
        table.judge_key(kind, from, to)?;
        table.judge_signature(issuer.algorithm, from, to)?;
        let issuer = KeyKind::of_spki(issuer.public_key).map_err(PrepareError::IssuerKey)?;
        Ok(table.judge_issuer(issuer, kind)?)
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
    let attributes = attributes(profile, |rule| match rule.source {
        AttributeSource::Request => None,
        AttributeSource::Issuer => Some(common_name),
        AttributeSource::Authority => authority_value(rule.attribute_type, settings),
    })?;
    name::encode(&attributes).map_err(PrepareError::Name)
}

fn encode_subject<'a>(
    governing: &Governing<'_>,
    value: impl Fn(&SubjectAttribute) -> Option<&'a str>,
) -> Result<Vec<u8>, PrepareError> {
    let attributes = attributes(governing.profile, value)?;
    person::check(governing, &attributes)?;
    attributes.iter().try_for_each(check_script)?;
    name::encode(&attributes).map_err(PrepareError::Name)
}

/// The attributes of the profile, in its order.
fn attributes<'a>(
    profile: &Profile,
    value: impl Fn(&SubjectAttribute) -> Option<&'a str>,
) -> Result<Vec<NameAttribute>, PrepareError> {
    let mut attributes = Vec::new();
    for rule in profile.attributes() {
        match value(rule) {
            Some(value) => attributes.push(named(rule.attribute_type, value)),
            None if rule.optional => {}
            None => {
                let attribute = rule.attribute_type;
                return Err(PrepareError::AttributeMissing { attribute });
            }
        }
    }
    Ok(attributes)
}

/// CRT-07: country and serialNumber are PrintableString, the rest UTF8String.
pub(in crate::certificate) fn named(attribute_type: AttributeType, value: &str) -> NameAttribute {
    NameAttribute {
        attribute_type,
        encoding: if name::must_be_printable(attribute_type) {
            StringEncoding::Printable
        } else {
            StringEncoding::Utf8
        },
        value: value.to_owned(),
    }
}

/// REG-05: a person's or system's name is written in one script.
fn check_script(attribute: &NameAttribute) -> Result<(), PrepareError> {
    let names = [
        AttributeType::SURNAME,
        AttributeType::GIVEN_NAME,
        AttributeType::PSEUDONYM,
        AttributeType::COMMON_NAME,
    ];
    let attribute_type = attribute.attribute_type;
    match name::mixed_scripts(&attribute.value).filter(|_| names.contains(&attribute_type)) {
        Some((first, second)) => Err(PrepareError::MixedScripts {
            attribute: attribute_type,
            first,
            second,
        }),
        None => Ok(()),
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
