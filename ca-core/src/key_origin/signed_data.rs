//! The signature around a personalisation record: CMS SignedData with its content (RFC 5652 5),
//! as `openssl cms -sign -nodetach` makes it.
//!
//! Only listed personalisers count. The certificates and revocation lists that come inside are
//! not looked at: whose word no longer counts is taken off the document.

use aws_lc_rs::digest::{self, digest};
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{Any, Null, OctetString};
use der::{Decode, Encode};
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::Attributes;

use crate::key_origin::OriginError;
use crate::key_origin::document::Personaliser;
use crate::timestamp::Timestamp;
use crate::verify::{VerifyError, verify_any};

/// The content, and the listed personaliser who signed it and whose word counts now. A bureau
/// may be listed twice, as when its certificate was renewed for the same key.
pub(super) fn open<'a>(
    der: &[u8],
    listed: &'a [Personaliser],
    now: Timestamp,
) -> Result<(&'a Personaliser, Vec<u8>), OriginError> {
    let (content, signer) = parts(der).ok_or(OriginError::Unreadable)?;
    let message = signed_bytes(&signer, &content)?;
    let mut refused = OriginError::UnknownSigner;
    for personaliser in listed {
        if !is_named(&signer.sid, personaliser) {
            continue;
        }
        let verified = verify(&signer, &message, personaliser).map_err(OriginError::from);
        match verified.and_then(|()| personaliser.require_valid(now)) {
            Ok(()) => return Ok((personaliser, content)),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

/// The content and its only signer.
fn parts(der: &[u8]) -> Option<(Vec<u8>, SignerInfo)> {
    let outer = ContentInfo::from_der(der).ok()?;
    if outer.content_type != rfc5911::ID_SIGNED_DATA {
        return None;
    }
    let signed: SignedData = outer.content.decode_as().ok()?;
    let inside = signed.encap_content_info;
    if inside.econtent_type != rfc5911::ID_DATA {
        return None;
    }
    let content: OctetString = inside.econtent?.decode_as().ok()?;
    match signed.signer_infos.0.as_slice() {
        [only] => Some((content.as_bytes().to_vec(), only.clone())),
        _ => None,
    }
}

/// Whether a signer is identified as this personaliser.
fn is_named(signer: &SignerIdentifier, personaliser: &Personaliser) -> bool {
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(name) => {
            let issuer = name.issuer.to_der();
            issuer.is_ok_and(|issuer| issuer == personaliser.certificate.issuer)
                && name.serial_number.as_bytes() == personaliser.certificate.serial.as_bytes()
        }
        SignerIdentifier::SubjectKeyIdentifier(identifier) => {
            personaliser.key_identifier.as_deref() == Some(identifier.0.as_bytes())
        }
    }
}

/// What the signature is over: the content, or the attributes that hold its digest (RFC 5652
/// 5.4). Attributes presented as content, the known confusion of the two, are no record.
fn signed_bytes(signer: &SignerInfo, content: &[u8]) -> Result<Vec<u8>, OriginError> {
    let Some(attributes) = &signer.signed_attrs else {
        return Ok(content.to_vec());
    };
    let found = attribute::<OctetString>(attributes, rfc5911::ID_MESSAGE_DIGEST);
    let content_type = attribute::<ObjectIdentifier>(attributes, rfc5911::ID_CONTENT_TYPE);
    let hash = hash_of(signer.digest_alg.oid)?;
    let hash = digest(hash.function, content);
    let same = found.is_some_and(|found| found.as_bytes() == hash.as_ref());
    if !same || content_type != Some(rfc5911::ID_DATA) {
        return Err(VerifyError::BadSignature.into());
    }
    attributes.to_der().map_err(|_| OriginError::Unreadable)
}

/// The only value of the only attribute of a type.
pub(crate) fn attribute<T>(attributes: &Attributes, oid: ObjectIdentifier) -> Option<T>
where
    T: for<'a> der::DecodeValue<'a, Error = der::Error> + der::FixedTag,
{
    let mut of_type = attributes
        .iter()
        .filter(|attribute| attribute.oid == oid)
        .map(|attribute| attribute.values.as_slice());
    match (of_type.next(), of_type.next()) {
        (Some([value]), None) => value.decode_as().ok(),
        _ => None,
    }
}

fn verify(
    signer: &SignerInfo,
    message: &[u8],
    personaliser: &Personaliser,
) -> Result<(), VerifyError> {
    let algorithm = algorithm(signer)?;
    let algorithm = algorithm.to_der().map_err(|_| VerifyError::Malformed)?;
    let (key, signature) = (
        &personaliser.certificate.public_key,
        signer.signature.as_bytes(),
    );
    verify_any(key, &algorithm, message, signature)
}

/// The signature algorithm. RFC 3370 3.2 names RSA keys here and leaves the hash to the digest
/// algorithm.
pub(crate) fn algorithm(signer: &SignerInfo) -> Result<AlgorithmIdentifierOwned, VerifyError> {
    let named = &signer.signature_algorithm;
    if named.oid != rfc5912::RSA_ENCRYPTION {
        return Ok(named.clone());
    }
    Ok(AlgorithmIdentifierOwned {
        oid: hash_of(signer.digest_alg.oid)?.with_rsa,
        parameters: Some(Any::from(Null)),
    })
}

/// A hash that may be signed (ALG-02).
pub(crate) struct Hash {
    pub(crate) oid: ObjectIdentifier,
    pub(crate) function: &'static digest::Algorithm,
    with_rsa: ObjectIdentifier,
}

impl Hash {
    /// The hash with this function; SHA-512 where there is none.
    pub(crate) fn of(function: Option<&'static digest::Algorithm>) -> &'static Self {
        let [sha_256, sha_384, sha_512] = &HASHES;
        let known = [sha_256, sha_384].into_iter();
        let mut known = known.filter(|hash| Some(hash.function) == function);
        known.next().unwrap_or(sha_512)
    }
}

pub(crate) fn hash_of(oid: ObjectIdentifier) -> Result<&'static Hash, VerifyError> {
    let found = HASHES.iter().find(|hash| hash.oid == oid);
    found.ok_or(VerifyError::WeakHash { oid })
}

static HASHES: [Hash; 3] = [
    Hash {
        oid: rfc5912::ID_SHA_256,
        function: &digest::SHA256,
        with_rsa: rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
    },
    Hash {
        oid: rfc5912::ID_SHA_384,
        function: &digest::SHA384,
        with_rsa: rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
    },
    Hash {
        oid: rfc5912::ID_SHA_512,
        function: &digest::SHA512,
        with_rsa: rfc5912::SHA_512_WITH_RSA_ENCRYPTION,
    },
];
