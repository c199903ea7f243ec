//! A certificate taken apart once, without copying: fields as they stand in the bytes.
//!
//! - `name`: the attributes of issuer and subject;
//! - `extension`: the extensions, those that rules ask for read further;
//! - `general_name` and `key_usage`: names and bits in extensions;
//! - `statement`: the qcStatements.
//!
//! Only the frame must be readable here; whether a field is right is for the rules to say.

pub(super) mod extension;
pub(super) mod general_name;
pub(super) mod key_usage;
pub(super) mod name;
pub(super) mod statement;

use der::Decode;
use der::asn1::{GeneralizedTime, UtcTime};

use self::extension::Extensions;
use self::name::Name;
use super::der::{Fields, NotDer, Tlv, distinguished, tag, unsigned};
use crate::timestamp::Timestamp;

/// The parts of a Certificate that are judged (RFC 5280 4.1).
pub(super) struct CertificateParts<'a> {
    pub(super) tbs: &'a [u8],
    pub(super) algorithm: &'a [u8],
}

/// Splits a DER Certificate.
pub(super) fn split_certificate(der: &[u8]) -> Result<CertificateParts<'_>, NotDer> {
    let mut fields = Fields::of_sequence(der)?;
    let parts = CertificateParts {
        tbs: fields.read()?.whole,
        algorithm: fields.read()?.whole,
    };
    let signature = fields.expect(tag::BIT_STRING)?;
    fields.finish()?;
    if distinguished::is_bit_string(signature) {
        Ok(parts)
    } else {
        Err(NotDer)
    }
}

/// A TBSCertificate (RFC 5280 4.1.2).
pub(super) struct View<'a> {
    /// All of it.
    pub(super) tbs: &'a [u8],
    /// The version field as it stands: absent, its number, or unreadable.
    pub(super) version: Version,
    /// Content octets of the INTEGER.
    pub(super) serial: &'a [u8],
    /// DER AlgorithmIdentifier.
    pub(super) signature: &'a [u8],
    /// DER Name.
    pub(super) issuer: &'a [u8],
    pub(super) not_before: TimeField,
    pub(super) not_after: TimeField,
    pub(super) subject: Name<'a>,
    /// DER SubjectPublicKeyInfo.
    pub(super) spki: &'a [u8],
    /// Content octets of the unique identifiers.
    pub(super) unique_identifiers: [Option<&'a [u8]>; 2],
    pub(super) extensions: Extensions<'a>,
}

/// What the version field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Nothing: version 1.
    Absent,
    /// This number.
    Number(u64),
}

impl<'a> View<'a> {
    pub(super) fn of_tbs(tbs: &'a [u8]) -> Result<Self, NotDer> {
        let mut fields = Fields::of_sequence(tbs)?;
        let version = match fields.optional(tag::constructed(0))? {
            Some(explicit) => {
                let number = Tlv::only(explicit.value)?.expect(tag::INTEGER)?;
                Version::Number(unsigned(number)?)
            }
            None => Version::Absent,
        };
        let serial = fields.expect(tag::INTEGER)?;
        let (signature, issuer) = (fields.read()?.whole, fields.read()?.whole);
        let mut validity = fields.read()?.sequence()?;
        let (not_before, not_after) = (validity.read()?, validity.read()?);
        validity.finish()?;
        let (subject, spki) = (fields.read()?.whole, fields.read()?.whole);
        let issuer_unique = fields.optional(tag::primitive(1))?;
        let subject_unique = fields.optional(tag::primitive(2))?;
        let extensions = match fields.optional(tag::constructed(3))? {
            Some(explicit) => Extensions::read(explicit.value)?,
            None => Extensions::default(),
        };
        fields.finish()?;
        Ok(Self {
            tbs,
            version,
            serial,
            signature,
            issuer,
            not_before: TimeField::of(not_before),
            not_after: TimeField::of(not_after),
            subject: Name::of(subject),
            spki,
            unique_identifiers: [issuer_unique, subject_unique].map(|field| Some(field?.value)),
            extensions,
        })
    }

    /// Whether issuer and subject are the same octets.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject.whole
    }

    /// Whether it is its own issuer, as far as that can be told without its signature: a link
    /// from an old key of the same CA to a new one names the old key (RFC 4210 4.4).
    pub(super) fn is_self_signed(&self) -> bool {
        let signed_by = self.extensions.authority_key;
        self.is_self_issued() && (signed_by.is_none() || signed_by == self.extensions.subject_key)
    }

    /// Whether basicConstraints make it a CA.
    pub(super) fn is_ca(&self) -> bool {
        let constraints = self.extensions.basic_constraints.as_ref();
        constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Whether it has this extended key usage.
    pub(super) fn is_for(&self, purpose: &[u8]) -> bool {
        self.extensions.purposes().contains(&purpose)
    }

    /// Seconds from the first to the last, both included (RFC 5280 4.1.2.5).
    pub(super) fn seconds(&self) -> Option<u64> {
        let (not_before, not_after) = (self.not_before.moment?, self.not_after.moment?);
        let between = not_after.since(not_before).as_secs();
        (not_after >= not_before).then(|| between.saturating_add(1))
    }
}

/// A Time (RFC 5280 4.1.2.5).
#[derive(Clone, Copy)]
pub(super) struct TimeField {
    /// The moment, if the field has seconds, Z and no fraction.
    pub(super) moment: Option<Timestamp>,
    pub(super) is_utc_time: bool,
}

impl TimeField {
    fn of(field: Tlv<'_>) -> Self {
        let is_utc_time = field.tag == tag::UTC_TIME;
        let since_epoch = if is_utc_time {
            UtcTime::from_der(field.whole).map(|time| time.to_unix_duration())
        } else {
            GeneralizedTime::from_der(field.whole).map(|time| time.to_unix_duration())
        };
        let moment = since_epoch.map(|since| Timestamp::from_unix_millis(0).plus(since));
        Self {
            moment: moment.ok(),
            is_utc_time,
        }
    }
}

/// Whether these octets are an AlgorithmIdentifier: an OID, and parameters at most
/// (RFC 5280 4.1.1.2).
pub(super) fn is_algorithm_identifier(octets: &[u8]) -> bool {
    algorithm_of(octets).is_some()
}

/// The content of the OID of an AlgorithmIdentifier.
pub(super) fn algorithm_of(octets: &[u8]) -> Option<&[u8]> {
    let mut fields = Fields::of_sequence(octets).ok()?;
    let oid = fields.expect(tag::OBJECT_IDENTIFIER).ok()?;
    if !fields.is_empty() {
        fields.read().ok()?;
    }
    fields.is_empty().then_some(oid)
}

/// Whether these octets are a SubjectPublicKeyInfo (RFC 5280 4.1.2.7).
pub(super) fn is_public_key_info(octets: &[u8]) -> bool {
    let read = || {
        let mut fields = Fields::of_sequence(octets)?;
        let algorithm = fields.read()?.whole;
        fields.expect(tag::BIT_STRING)?;
        fields.finish()?;
        Ok::<_, NotDer>(is_algorithm_identifier(algorithm))
    };
    read() == Ok(true)
}
