//! A statement with its signatures, as it travels and is kept.

use std::collections::BTreeSet;

use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    DigestAlgorithmIdentifiers, EncapsulatedContentInfo, SignerIdentifier, SignerInfo,
};
use const_oid::db::rfc5911;
use der::asn1::{Any, OctetString, SetOfVec};
use der::{Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use x509_cert::certificate::{CertificateInner, Raw};

pub use super::signer_info::StatementSignature;
use super::{MAX_LEN, MAX_SIGNERS, Statement, StatementError};
use crate::digest::Sha256Digest;
use crate::governance::certificate::OperatorCertificate;

/// Certificates beside the signatures, at most. They are for readers elsewhere; here the roster
/// says whose signature counts.
const MAX_CERTIFICATES: usize = 16;

/// `SignedData` (RFC 5652 5.1) without revocation lists. Certificates and signatures stay as they
/// are encoded: DER orders a SET OF by its encodings, and the cms crate by something else.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct SignedData {
    version: CmsVersion,
    digest_algorithms: DigestAlgorithmIdentifiers,
    encap_content_info: EncapsulatedContentInfo,
    #[asn1(
        context_specific = "0",
        tag_mode = "IMPLICIT",
        constructed = "true",
        optional = "true"
    )]
    certificates: Option<SetOfVec<Any>>,
    signer_infos: SetOfVec<Any>,
}

/// A statement and its signatures; who signed, only [`StatementSignature::verify`] tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedStatement {
    der: Vec<u8>,
    digest: Sha256Digest,
    content: Vec<u8>,
    statement: Statement,
    signatures: Vec<StatementSignature>,
}

impl SignedStatement {
    /// Reads DER CMS SignedData with its content; nothing may follow it.
    ///
    /// # Errors
    /// Says what makes it no signed statement. A signature that is there is not verified yet.
    pub fn parse(der: &[u8]) -> Result<Self, StatementError> {
        if der.len() > MAX_LEN {
            return Err(StatementError::TooLarge { found: der.len() });
        }
        let (signed, infos) = open(der).ok_or(StatementError::Cms)?;
        let content = content(&signed).ok_or(StatementError::Cms)?;
        let statement = Statement::from_json(&content)?;
        if !(1..=MAX_SIGNERS).contains(&infos.len()) {
            return Err(StatementError::Signers);
        }
        let read = |info| StatementSignature::read(info, &content, &statement);
        let signatures = infos.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self {
            der: der.to_vec(),
            digest: Sha256Digest::of(der),
            content,
            statement,
            signatures,
        })
    }

    /// What was signed.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// Its JSON.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// It as it was read or made.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// SHA-256 of that: what the next statement calls `previous`, and configuration pins.
    #[must_use]
    pub const fn digest(&self) -> &Sha256Digest {
        &self.digest
    }

    /// The signatures.
    #[must_use]
    pub fn signatures(&self) -> &[StatementSignature] {
        &self.signatures
    }

    /// The signature that names this certificate, verified.
    ///
    /// # Errors
    /// `Signers` if there is none or more than one; `Signature` if it does not verify.
    pub fn verify_by(
        &self,
        certificate: &OperatorCertificate,
    ) -> Result<&StatementSignature, StatementError> {
        let named = |signature: &&StatementSignature| signature.names(certificate);
        let mut named = self.signatures.iter().filter(named);
        let only = named.next().filter(|_| named.next().is_none());
        let only = only.ok_or(StatementError::Signers)?;
        only.verify(certificate)?;
        Ok(only)
    }

    /// The certificates that came with it, in DER; nothing vouches for them.
    pub(super) fn certificates(&self) -> der::Result<Vec<Any>> {
        let opened = open(&self.der).and_then(|(signed, _)| signed.certificates);
        Ok(opened.map(SetOfVec::into_vec).unwrap_or_default())
    }
}

/// SignedData in strict DER, and its signatures: what is read is what is written again.
fn open(der: &[u8]) -> Option<(SignedData, Vec<SignerInfo>)> {
    let outer = ContentInfo::from_der(der).ok()?;
    if outer.content_type != rfc5911::ID_SIGNED_DATA {
        return None;
    }
    let signed: SignedData = outer.content.decode_as().ok()?;
    let infos = signed.signer_infos.iter();
    let infos: Vec<SignerInfo> = infos.map(strict).collect::<Option<_>>()?;
    let is_strict = wrap(&signed).ok()? == der;
    let plain = signed.version == version(&infos)
        && are_certificates(signed.certificates.as_ref())
        && lists_digests(&signed.digest_algorithms, &infos);
    (is_strict && plain).then_some((signed, infos))
}

fn strict(info: &Any) -> Option<SignerInfo> {
    let encoded = info.to_der().ok()?;
    let read = SignerInfo::from_der(&encoded).ok()?;
    (read.to_der().ok()? == encoded).then_some(read)
}

fn wrap(signed: &SignedData) -> der::Result<Vec<u8>> {
    let outer = ContentInfo {
        content_type: rfc5911::ID_SIGNED_DATA,
        content: Any::encode_from(signed)?,
    };
    outer.to_der()
}

/// Whether the hashes that stand before the content are those of the signatures, each once.
fn lists_digests(listed: &DigestAlgorithmIdentifiers, infos: &[SignerInfo]) -> bool {
    let used = infos.iter().map(|info| &info.digest_alg);
    let bare = |found: &AlgorithmIdentifierOwned| {
        let parameters = found.parameters.as_ref();
        parameters.is_none_or(Any::is_null)
    };
    let all_bare = listed.iter().chain(used.clone()).all(bare);
    let used: BTreeSet<_> = used.map(|used| used.oid).collect();
    let oids: BTreeSet<_> = listed.iter().map(|listed| listed.oid).collect();
    all_bare && used == oids && oids.len() == listed.len()
}

/// Whether what came along are certificates of X.509, and not too many.
fn are_certificates(came: Option<&SetOfVec<Any>>) -> bool {
    let x509 = |certificate: &Any| {
        let der = certificate.to_der();
        der.is_ok_and(|der| CertificateInner::<Raw>::from_der(&der).is_ok())
    };
    came.is_none_or(|came| came.len() <= MAX_CERTIFICATES && came.iter().all(x509))
}

/// RFC 5652 5.1: 3 as soon as a signer is identified by key.
fn version(infos: &[SignerInfo]) -> CmsVersion {
    let by_key = |info: &SignerInfo| matches!(info.sid, SignerIdentifier::SubjectKeyIdentifier(_));
    if infos.iter().any(by_key) {
        CmsVersion::V3
    } else {
        CmsVersion::V1
    }
}

fn content(signed: &SignedData) -> Option<Vec<u8>> {
    let inside = &signed.encap_content_info;
    if inside.econtent_type != rfc5911::ID_DATA {
        return None;
    }
    let content: OctetString = inside.econtent.as_ref()?.decode_as().ok()?;
    Some(content.into_bytes().into_vec())
}

/// Content, signatures and the certificates of those who signed, in one.
pub(super) fn assemble(
    content: &[u8],
    infos: &[SignerInfo],
    certificates: Vec<Any>,
) -> der::Result<Vec<u8>> {
    let mut digest_algorithms = DigestAlgorithmIdentifiers::new();
    for info in infos {
        let known = |listed: &AlgorithmIdentifierOwned| listed.oid == info.digest_alg.oid;
        if !digest_algorithms.iter().any(known) {
            digest_algorithms.insert(info.digest_alg.clone())?;
        }
    }
    let encoded = infos.iter().map(Any::encode_from);
    wrap(&SignedData {
        version: version(infos),
        digest_algorithms,
        encap_content_info: EncapsulatedContentInfo {
            econtent_type: rfc5911::ID_DATA,
            econtent: Some(Any::encode_from(&OctetString::new(content)?)?),
        },
        certificates: Some(SetOfVec::try_from(certificates)?),
        signer_infos: SetOfVec::try_from(encoded.collect::<der::Result<Vec<_>>>()?)?,
    })
}
