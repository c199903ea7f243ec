//! Certificate revocation lists (RFC 5280 5): a complete list of one issuer, without IDP
//! (CRL-02), with AKI and CRL number (CRL-01).

use const_oid::db::rfc5280;
use der::asn1::{Any, AnyRef, BitString, GeneralizedTime, OctetString, Uint};
use der::{Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use x509_cert::certificate::Raw;
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use crate::certificate::{self, IssuerView};
use crate::registry::records::RevokedEntry;
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// TBSCertList with its entries already encoded, so that a list of a million needs no tree.
#[derive(Sequence)]
struct TbsCertList<'a> {
    version: u8,
    signature: AlgorithmIdentifierOwned,
    issuer: AnyRef<'a>,
    this_update: Time,
    next_update: Time,
    revoked_certificates: Option<AnyRef<'a>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    crl_extensions: Vec<Extension>,
}

/// The header of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrlHeader {
    /// cRLNumber.
    pub number: u64,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Timestamp,
}

/// Appends the DER of an entry to `entries`; reason 0 is never encoded (CRL-05).
///
/// # Errors
/// Fails if a time cannot be encoded.
pub fn encode_entry(entry: &RevokedEntry, entries: &mut Vec<u8>) -> der::Result<()> {
    let mut extensions = Vec::new();
    if let Some(code) = entry.reason_code.filter(|code| *code != 0) {
        let value = Any::new(der::Tag::Enumerated, vec![code])?;
        extensions.push(extension(rfc5280::ID_CE_CRL_REASONS, &value)?);
    }
    if let Some(since) = entry.invalidity_date {
        let time = GeneralizedTime::from_unix_duration(since.to_x509()?.to_unix_duration())?;
        extensions.push(extension(rfc5280::ID_CE_INVALIDITY_DATE, &time)?);
    }
    let entry = RevokedCert::<Raw> {
        serial_number: SerialNumber::new(entry.serial.as_bytes())?,
        revocation_date: entry.effective.to_x509()?,
        crl_entry_extensions: (!extensions.is_empty()).then_some(extensions),
    };
    entry.encode_to_vec(entries).map(|_| ())
}

/// The bytes to be signed; an empty list has no revokedCertificates at all (CRL-06).
///
/// # Errors
/// Fails if a name, time or length cannot be encoded.
pub fn to_be_signed(
    issuer: &IssuerView<'_>,
    header: CrlHeader,
    entries: &[u8],
) -> der::Result<Vec<u8>> {
    let revoked = AnyRef::new(der::Tag::Sequence, entries)?;
    let list = TbsCertList {
        version: 1,
        signature: issuer.algorithm.identifier(),
        issuer: AnyRef::from_der(issuer.name)?,
        this_update: header.this_update.to_x509()?,
        next_update: header.next_update.to_x509()?,
        revoked_certificates: (!entries.is_empty()).then_some(revoked),
        crl_extensions: extensions(issuer, header.number)?,
    };
    list.to_der()
}

fn extensions(issuer: &IssuerView<'_>, number: u64) -> der::Result<Vec<Extension>> {
    let identifier = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(issuer.key_identifier.clone())?),
        ..AuthorityKeyIdentifier::default()
    };
    Ok(vec![
        extension(rfc5280::ID_CE_AUTHORITY_KEY_IDENTIFIER, &identifier)?,
        extension(
            rfc5280::ID_CE_CRL_NUMBER,
            &Uint::new(&number.to_be_bytes())?,
        )?,
    ])
}

fn extension(oid: const_oid::ObjectIdentifier, value: &impl Encode) -> der::Result<Extension> {
    Ok(Extension {
        extn_id: oid,
        critical: false,
        extn_value: OctetString::new(value.to_der()?)?,
    })
}

/// Joins the signed bytes and their signature to a CertificateList.
///
/// # Errors
/// Fails if a length cannot be encoded.
pub fn assemble(
    tbs: &[u8],
    algorithm: &AlgorithmIdentifierOwned,
    signature: &[u8],
) -> der::Result<Vec<u8>> {
    let signature = BitString::from_bytes(signature)?.to_der()?;
    certificate::wrap_sequence(&[tbs, &algorithm.to_der()?, &signature])
}

/// What a published list says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlSummary {
    /// Issuer, as DER Name.
    pub issuer: Vec<u8>,
    /// cRLNumber, if it has one of at most 64 bits.
    pub number: Option<u64>,
    /// thisUpdate.
    pub this_update: Timestamp,
    /// nextUpdate.
    pub next_update: Option<Timestamp>,
    /// The entries.
    pub entries: Vec<RevokedEntry>,
    /// The signed bytes.
    pub tbs: Vec<u8>,
    /// DER AlgorithmIdentifier of the signature.
    pub signature_algorithm: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

impl CrlSummary {
    /// Reads a CRL in PEM or DER.
    ///
    /// # Errors
    /// Fails if it is none.
    pub fn parse(input: &[u8]) -> Result<Self, NoCrl> {
        let der = if input.first() == Some(&0x30) {
            input.to_vec()
        } else {
            let block = pem::parse(input).map_err(|_| NoCrl)?;
            if block.tag() != "X509 CRL" {
                return Err(NoCrl);
            }
            block.into_contents()
        };
        Self::read(&der).ok_or(NoCrl)
    }

    fn read(der: &[u8]) -> Option<Self> {
        let list = CertificateList::<Raw>::from_der(der).ok()?;
        let tbs = &list.tbs_cert_list;
        let entries = tbs.revoked_certificates.as_deref().unwrap_or_default();
        Some(Self {
            issuer: tbs.issuer.to_der().ok()?,
            number: number_of(tbs.crl_extensions.as_deref().unwrap_or_default()),
            this_update: Timestamp::from_x509(tbs.this_update),
            next_update: tbs.next_update.map(Timestamp::from_x509),
            entries: entries.iter().map(entry_of).collect::<Option<Vec<_>>>()?,
            tbs: tbs.to_der().ok()?,
            signature_algorithm: list.signature_algorithm.to_der().ok()?,
            signature: list.signature.raw_bytes().to_vec(),
        })
    }
}

fn number_of(extensions: &[Extension]) -> Option<u64> {
    let found = extensions
        .iter()
        .find(|e| e.extn_id == rfc5280::ID_CE_CRL_NUMBER)?;
    u64::from_der(found.extn_value.as_bytes()).ok()
}

fn entry_of(entry: &RevokedCert<Raw>) -> Option<RevokedEntry> {
    let extensions = entry.crl_entry_extensions.as_deref().unwrap_or_default();
    let find = |oid| extensions.iter().find(|extension| extension.extn_id == oid);
    let reason = find(rfc5280::ID_CE_CRL_REASONS);
    let invalidity = find(rfc5280::ID_CE_INVALIDITY_DATE);
    Some(RevokedEntry {
        serial: Serial::try_from(entry.serial_number.as_bytes()).ok()?,
        effective: Timestamp::from_x509(entry.revocation_date),
        reason_code: reason.and_then(|reason| reason.extn_value.as_bytes().last().copied()),
        invalidity_date: invalidity
            .and_then(|date| GeneralizedTime::from_der(date.extn_value.as_bytes()).ok())
            .map(|date| Timestamp::from_x509(Time::GeneralTime(date))),
    })
}

/// The input is not exactly one CRL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not exactly one certificate revocation list in PEM or DER")]
pub struct NoCrl;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algorithm::SignatureAlgorithm;

    const NAME: [u8; 14] = *b"\x30\x0c\x31\x0a\x30\x08\x06\x03\x55\x04\x03\x0c\x01\x41";
    const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_249_800);

    fn list(entries: &[RevokedEntry]) -> CrlSummary {
        let generation = "citizens-g1".parse().unwrap();
        let issuer = IssuerView {
            generation: &generation,
            name: &NAME,
            public_key: &[],
            key_identifier: vec![7; 20],
            algorithm: SignatureAlgorithm::EcdsaSha256,
        };
        let header = CrlHeader {
            number: 0xff00_0000_0001,
            this_update: NOW,
            next_update: NOW,
        };
        let mut encoded = Vec::new();
        entries
            .iter()
            .for_each(|entry| encode_entry(entry, &mut encoded).unwrap());
        let tbs = to_be_signed(&issuer, header, &encoded).unwrap();
        let der = assemble(&tbs, &issuer.algorithm.identifier(), b"signature").unwrap();
        CrlSummary::parse(&der).unwrap()
    }

    fn entry(reason_code: Option<u8>) -> RevokedEntry {
        let serial = "40ab".parse().unwrap();
        RevokedEntry {
            serial,
            effective: NOW,
            reason_code,
            invalidity_date: Some(NOW),
        }
    }

    #[test]
    fn crl_01_list_reads_back_as_written() {
        let entries = [
            entry(Some(1)),
            RevokedEntry {
                invalidity_date: None,
                ..entry(None)
            },
        ];
        let list = list(&entries);
        assert_eq!(
            (list.entries.as_slice(), list.number),
            (&entries[..], Some(0xff00_0000_0001))
        );
        assert_eq!(
            (list.issuer.as_slice(), list.next_update),
            (&NAME[..], Some(NOW))
        );
    }

    #[test]
    fn crl_05_reason_unspecified_is_never_encoded() {
        assert_eq!(list(&[entry(Some(0))]).entries[0].reason_code, None);
    }

    #[test]
    fn crl_06_empty_list_has_no_revoked_certificates() {
        let list = list(&[]);
        let parsed = x509_cert::crl::TbsCertList::<Raw>::from_der(&list.tbs).unwrap();
        assert_eq!(parsed.revoked_certificates, None);
    }
}
