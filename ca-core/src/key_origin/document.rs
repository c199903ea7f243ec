//! The document of key origins as TOML spells it, and its validated twin.

use std::collections::BTreeSet;

use const_oid::ObjectIdentifier;
use serde::Deserialize;

use self::KeyOriginsRule as Rule;
use crate::certificate::{self, Summary, subject_key_identifier};
use crate::document::{DocumentFault, Faults, document_rules};
use crate::key_origin::chain::{Link, Marking};
use crate::key_origin::{Attestation, KeyOrigins, OriginError};
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    format: u32,
    /// Documents tell each other apart by this word.
    #[serde(rename = "kind")]
    _kind: Word,
    #[serde(default, rename = "device")]
    devices: Vec<DeviceConfig>,
    #[serde(default, rename = "personaliser")]
    personalisers: Vec<PersonaliserConfig>,
    #[serde(default, rename = "attestation")]
    attestations: Vec<AttestationConfig>,
}

#[derive(Deserialize)]
enum Word {
    #[serde(rename = "key-origins")]
    KeyOrigins,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceConfig {
    name: String,
    certification: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonaliserConfig {
    name: String,
    certificate: String,
    devices: Vec<String>,
    not_after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AttestationConfig {
    device: String,
    root: String,
    #[serde(default)]
    requires: Vec<MarkingConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkingConfig {
    extension: String,
    value: String,
}

/// A bureau that signs records of personalisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Personaliser {
    pub(super) certificate: Summary,
    pub(super) key_identifier: Option<Vec<u8>>,
    pub(super) devices: Vec<String>,
    not_after: Option<Timestamp>,
}

impl Personaliser {
    /// Start of its certificate's validity.
    pub(super) const fn not_before(&self) -> Timestamp {
        self.certificate.not_before
    }

    /// Refuses what it signs outside the validity of its certificate and of the authority's
    /// trust: after these anybody who found the key could date a record back.
    pub(super) fn require_valid(&self, now: Timestamp) -> Result<(), OriginError> {
        let not_before = self.certificate.not_before;
        let end = self.certificate.not_after;
        let not_after = self.not_after.map_or(end, |trusted| trusted.min(end));
        if (not_before..=not_after).contains(&now) {
            return Ok(());
        }
        Err(OriginError::NotValidNow {
            not_before,
            not_after,
        })
    }
}

/// Reads and validates a document.
pub(super) fn parse(text: &str) -> Result<KeyOrigins, KeyOriginsError> {
    let config: Config = toml::from_str(text)?;
    let mut check = Check::of(text, &config.devices);
    let format = config.format;
    check.when(format != 1, "format", format, Rule::Format);
    check.devices(&config.devices);
    check.names(&config.personalisers);
    let personalisers = config.personalisers.iter();
    let personalisers: Vec<_> = personalisers
        .filter_map(|one| check.personaliser(one))
        .collect();
    let attestations = check.attestations(&config.attestations);
    let faults = check.faults.into_found();
    if !faults.is_empty() {
        return Err(KeyOriginsError::Faults(faults));
    }
    Ok(KeyOrigins {
        text: text.to_owned(),
        personalisers,
        attestations,
    })
}

/// What was found wrong so far, and the devices that may be named.
struct Check<'a> {
    faults: Faults<'a, Rule>,
    devices: BTreeSet<&'a str>,
}

impl<'a> Check<'a> {
    fn of(text: &'a str, devices: &'a [DeviceConfig]) -> Self {
        Self {
            faults: Faults::of(text),
            devices: devices.iter().map(|device| device.name.as_str()).collect(),
        }
    }

    fn when(&mut self, broken: bool, field: &'static str, found: impl ToString, rule: Rule) {
        self.faults.when(broken, field, found, rule);
    }

    fn devices(&mut self, configs: &[DeviceConfig]) {
        let mut known = BTreeSet::new();
        for config in configs {
            let (name, certification) = (&config.name, &config.certification);
            self.when(!is_name(name), "device.name", name, Rule::Name);
            self.when(!known.insert(name), "device.name", name, Rule::Twice);
            let silent = certification.trim().is_empty();
            self.when(silent, "device.certification", name, Rule::Certification);
        }
    }

    fn names(&mut self, configs: &[PersonaliserConfig]) {
        let mut known = BTreeSet::new();
        for PersonaliserConfig { name, .. } in configs {
            self.when(!is_name(name), "personaliser.name", name, Rule::Name);
            self.when(!known.insert(name), "personaliser.name", name, Rule::Twice);
        }
    }

    fn personaliser(&mut self, config: &PersonaliserConfig) -> Option<Personaliser> {
        let devices = &config.devices;
        for device in devices {
            let unknown = !self.devices.contains(device.as_str());
            self.when(unknown, "personaliser.devices", device, Rule::Device);
        }
        let speaks_for_none = devices.is_empty();
        let field = "personaliser.devices";
        self.when(speaks_for_none, field, &config.name, Rule::NoDevice);
        let not_after = config.not_after.as_deref();
        let trusted = not_after.and_then(Timestamp::parse_rfc3339);
        let unreadable = not_after.filter(|_| trusted.is_none());
        let field = "personaliser.not_after";
        self.when(
            unreadable.is_some(),
            field,
            unreadable.unwrap_or_default(),
            Rule::Moment,
        );
        let certificate = certificate_of(&config.certificate);
        let field = "personaliser.certificate";
        self.when(
            certificate.is_none(),
            field,
            &config.name,
            Rule::Certificate,
        );
        let (der, certificate) = certificate?;
        Some(Personaliser {
            certificate,
            key_identifier: subject_key_identifier(&der),
            devices: devices.clone(),
            not_after: trusted,
        })
    }

    /// A root stands for one device: with two, nobody could say which one attests.
    fn attestations(&mut self, configs: &[AttestationConfig]) -> Vec<Attestation> {
        let mut attestations: Vec<Attestation> = Vec::new();
        for config in configs {
            let device = &config.device;
            let unknown = !self.devices.contains(device.as_str());
            self.when(unknown, "attestation.device", device, Rule::Device);
            let markings = self.markings(config);
            let root = certificate_of(&config.root).and_then(|(der, _)| Link::parse(&der));
            let root = root.filter(Link::is_ca);
            self.when(root.is_none(), "attestation.root", device, Rule::Root);
            if let Some(root) = root {
                let known = attestations.iter().any(|one| one.root == root);
                self.when(known, "attestation.root", device, Rule::Twice);
                attestations.push(Attestation {
                    device: device.clone(),
                    root,
                    markings,
                });
            }
        }
        attestations
    }

    /// A chain alone says that the vendor knows the key, not that the device made it.
    fn markings(&mut self, config: &AttestationConfig) -> Vec<Marking> {
        let device = &config.device;
        let none = config.requires.is_empty();
        self.when(none, "attestation.requires", device, Rule::NoMarking);
        let mut markings = Vec::new();
        for MarkingConfig { extension, value } in &config.requires {
            let oid = ObjectIdentifier::new(extension);
            let field = "attestation.requires.extension";
            self.when(oid.is_err(), field, extension, Rule::ObjectIdentifier);
            let octets = hex::decode(value).ok().filter(|value| !value.is_empty());
            let field = "attestation.requires.value";
            self.when(octets.is_none(), field, value, Rule::Hexadecimal);
            let marking = oid.ok().zip(octets);
            markings.extend(marking.map(|(extension, value)| Marking { extension, value }));
        }
        markings
    }
}

/// The one certificate in a PEM text, whose key is one that may be certified.
fn certificate_of(pem: &str) -> Option<(Vec<u8>, Summary)> {
    let der = certificate::parse(pem.as_bytes()).ok()?;
    let summary = Summary::of(&der).ok()?;
    SubjectKey::from_spki(&summary.public_key).ok()?;
    Some((der, summary))
}

/// Names stand in records and in the log as the vendor writes them.
fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    (1..=LONGEST_NAME).contains(&length)
        && name.trim() == name
        && !name.chars().any(char::is_control)
}

const LONGEST_NAME: usize = 64;

document_rules! {
    /// A rule for documents of key origins.
    KeyOriginsRule {
        Format "format" None, "the format is 1";
        Name "name" None, "a name is 1 to 64 characters, without control characters or spaces at its ends";
        Twice "twice" None, "nothing is listed twice";
        Certification "certification" Some("REG-08"), "a device has a certification";
        Device "device" Some("REG-08"), "the device is listed";
        NoDevice "no-device" Some("REG-08"), "a personaliser speaks for one device at least";
        Moment "moment" None, "a moment is written as in RFC 3339";
        Certificate "certificate" Some("REG-08"), "exactly one certificate with a sound key, in PEM";
        NoMarking "no-marking" Some("REG-08"), "an attestation requires an extension by which the device says that it made the key";
        ObjectIdentifier "object-identifier" None, "an extension is an object identifier in dotted decimals";
        Hexadecimal "hexadecimal" None, "a value is in hexadecimal, and not empty";
        Root "root" Some("REG-08"), "exactly one certificate of a CA with a sound key, in PEM";
    }
}

/// A field of a document of key origins that breaks a rule.
pub type KeyOriginsFault = DocumentFault<KeyOriginsRule>;

/// What is wrong with a document of key origins.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyOriginsError {
    /// Not TOML, or a field is missing, unknown or of another type.
    #[error("the document of key origins does not parse")]
    Syntax(#[from] toml::de::Error),
    /// Fields break rules; all of them.
    #[error("the document of key origins has {} faults", .0.len())]
    Faults(Vec<KeyOriginsFault>),
}
