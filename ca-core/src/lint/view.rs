//! A certificate taken apart once: fields as they stand in the bytes, extensions decoded.
//!
//! Only the frame must be readable here; whether a field is right is for the rules to say.

use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, OctetStringRef, UtcTime};
use der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CrlDistributionPoints,
    ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

use crate::policy::CertificatePolicies;
use crate::timestamp::Timestamp;

/// The three parts of a Certificate (RFC 5280 4.1).
pub(super) struct CertificateParts<'a> {
    pub(super) tbs: &'a [u8],
    pub(super) algorithm: &'a [u8],
}

/// Splits a DER Certificate.
pub(super) fn split_certificate(der: &[u8]) -> der::Result<CertificateParts<'_>> {
    let mut reader = SliceReader::new(der)?;
    let parts = reader.sequence(|fields| {
        let parts = CertificateParts {
            tbs: fields.tlv_bytes()?,
            algorithm: fields.tlv_bytes()?,
        };
        BitStringRef::decode(fields)?;
        Ok::<_, der::Error>(parts)
    })?;
    reader.finish()?;
    Ok(parts)
}

/// A TBSCertificate (RFC 5280 4.1.2).
pub(super) struct View<'a> {
    /// All of it.
    pub(super) tbs: &'a [u8],
    /// The number in the version field; 0 if absent.
    pub(super) version: u64,
    /// Content octets of the INTEGER.
    pub(super) serial: &'a [u8],
    /// DER AlgorithmIdentifier.
    pub(super) signature: &'a [u8],
    /// DER Name.
    pub(super) issuer: &'a [u8],
    pub(super) not_before: TimeField<'a>,
    pub(super) not_after: TimeField<'a>,
    /// DER Name.
    pub(super) subject: &'a [u8],
    /// DER SubjectPublicKeyInfo.
    pub(super) spki: &'a [u8],
    pub(super) has_unique_identifier: bool,
    pub(super) extensions: Extensions<'a>,
}

impl<'a> View<'a> {
    pub(super) fn of_certificate(der: &'a [u8]) -> der::Result<Self> {
        Self::of_tbs(split_certificate(der)?.tbs)
    }

    pub(super) fn of_tbs(tbs: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(tbs)?;
        let view = reader.sequence(|fields| Self::fields(tbs, fields))?;
        reader.finish()?;
        Ok(view)
    }

    fn fields(tbs: &'a [u8], fields: &mut SliceReader<'a>) -> der::Result<Self> {
        let version = match tagged(fields, 0)? {
            Some(explicit) => u64::from_der(explicit.value())?,
            None => 0,
        };
        let serial = AnyRef::decode(fields)?;
        serial.tag().assert_eq(Tag::Integer)?;
        let (signature, issuer) = (fields.tlv_bytes()?, fields.tlv_bytes()?);
        let (not_before, not_after) = fields.sequence(|validity| {
            Ok::<_, der::Error>((AnyRef::decode(validity)?, AnyRef::decode(validity)?))
        })?;
        let (subject, spki) = (fields.tlv_bytes()?, fields.tlv_bytes()?);
        let unique = [tagged(fields, 1)?, tagged(fields, 2)?];
        Ok(Self {
            tbs,
            version,
            serial: serial.value(),
            signature,
            issuer,
            not_before: TimeField(not_before),
            not_after: TimeField(not_after),
            subject,
            spki,
            has_unique_identifier: unique.iter().any(Option::is_some),
            extensions: match tagged(fields, 3)? {
                Some(explicit) => Extensions::decode(explicit.value())?,
                None => Extensions::default(),
            },
        })
    }

    /// Whether issuer and subject are the same octets.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether basicConstraints make it a CA.
    pub(super) fn is_ca(&self) -> bool {
        self.extensions
            .basic_constraints
            .as_ref()
            .is_some_and(|constraints| constraints.ca)
    }
}

/// The next field if it has this context-specific tag.
fn tagged<'a>(fields: &mut SliceReader<'a>, number: u32) -> der::Result<Option<AnyRef<'a>>> {
    if fields.is_finished() {
        return Ok(None);
    }
    let found = Tag::peek(fields)?;
    let wanted = [true, false].map(|constructed| Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    });
    if wanted.contains(&found) {
        AnyRef::decode(fields).map(Some)
    } else {
        Ok(None)
    }
}

/// A Time (RFC 5280 4.1.2.5).
#[derive(Clone, Copy)]
pub(super) struct TimeField<'a>(AnyRef<'a>);

impl TimeField<'_> {
    /// The moment, if the field has seconds, Z and no fraction.
    pub(super) fn moment(self) -> der::Result<Timestamp> {
        let since_epoch = if self.is_utc_time() {
            self.0.decode_as::<UtcTime>()?.to_unix_duration()
        } else {
            self.0.decode_as::<GeneralizedTime>()?.to_unix_duration()
        };
        Ok(Timestamp::from_unix_millis(0).plus(since_epoch))
    }

    pub(super) fn is_utc_time(self) -> bool {
        self.0.tag() == Tag::UtcTime
    }
}

/// One extension as it stands (RFC 5280 4.1.2.9).
pub(super) struct RawExtension<'a> {
    pub(super) oid: ObjectIdentifier,
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

impl<'a> RawExtension<'a> {
    fn decode(list: &mut SliceReader<'a>) -> der::Result<Self> {
        list.sequence(|fields| {
            let oid = ObjectIdentifier::decode(fields)?;
            let critical = Tag::peek(fields)? == Tag::Boolean && bool::decode(fields)?;
            let value = <&OctetStringRef>::decode(fields)?.as_bytes();
            Ok(Self {
                oid,
                critical,
                value,
            })
        })
    }
}

/// The extensions that rules ask for, decoded from the first of their kind.
#[derive(Default)]
pub(super) struct Extensions<'a> {
    /// All of them, in order.
    pub(super) list: Vec<RawExtension<'a>>,
    pub(super) authority_key: Option<AuthorityKeyIdentifier>,
    pub(super) subject_key: Option<SubjectKeyIdentifier>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) policies: Option<CertificatePolicies>,
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(super) crl_distribution_points: Option<CrlDistributionPoints>,
    pub(super) authority_info_access: Option<AuthorityInfoAccessSyntax>,
}

impl<'a> Extensions<'a> {
    fn decode(der: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        let mut list = Vec::new();
        reader.sequence(|extensions| {
            while !extensions.is_finished() {
                list.push(RawExtension::decode(extensions)?);
            }
            Ok::<_, der::Error>(())
        })?;
        reader.finish()?;
        let mut extensions = Self {
            list,
            ..Self::default()
        };
        extensions.authority_key = extensions.typed();
        extensions.subject_key = extensions.typed();
        extensions.key_usage = extensions.typed();
        extensions.policies = extensions.typed();
        extensions.basic_constraints = extensions.typed();
        extensions.extended_key_usage = extensions.typed();
        extensions.crl_distribution_points = extensions.typed();
        extensions.authority_info_access = extensions.typed();
        Ok(extensions)
    }

    /// The first extension with this identifier.
    pub(super) fn find(&self, oid: ObjectIdentifier) -> Option<&RawExtension<'a>> {
        self.list.iter().find(|extension| extension.oid == oid)
    }

    /// Whether an extension with this identifier is marked critical.
    pub(super) fn is_critical(&self, oid: ObjectIdentifier) -> bool {
        self.find(oid).is_some_and(|extension| extension.critical)
    }

    /// Those whose value is not the one DER encoding of their type.
    pub(super) fn not_distinguished(&self) -> Vec<ObjectIdentifier> {
        [
            self.changed(self.authority_key.as_ref()),
            self.changed(self.subject_key.as_ref()),
            self.changed(self.key_usage.as_ref()),
            self.changed(self.policies.as_ref()),
            self.changed(self.basic_constraints.as_ref()),
            self.changed(self.extended_key_usage.as_ref()),
            self.changed(self.crl_distribution_points.as_ref()),
            self.changed(self.authority_info_access.as_ref()),
            self.changed(self.typed::<SubjectAltName>().as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Decodes one type.
    fn typed<T: for<'b> Decode<'b> + AssociatedOid>(&self) -> Option<T> {
        T::from_der(self.find(T::OID)?.value).ok()
    }

    /// The identifier of a type that is present but does not encode to the same octets.
    fn changed<T: Encode + AssociatedOid>(&self, decoded: Option<&T>) -> Option<ObjectIdentifier> {
        let value = self.find(T::OID)?.value;
        let encoded = decoded.and_then(|decoded| decoded.to_der().ok());
        (encoded.as_deref() != Some(value)).then_some(T::OID)
    }
}
