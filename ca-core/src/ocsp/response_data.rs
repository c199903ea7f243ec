//! `ResponseData`: the signed part of an answer (RFC 6960 4.2.1).

use aws_lc_rs::digest;
use der::asn1::{GeneralizedTime, OctetString};
use der::{Choice, Encode, Sequence};
use x509_cert::name::Name;

use super::extension::{Extension, Nonce, UnacceptableExtension, nonce_in};
use super::single_response::SingleResponse;
use super::{MomentOutOfRange, Version, generalized_time, timestamp};
use crate::timestamp::Timestamp;

/// Answers to one question, by one responder, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct ResponseData {
    #[asn1(
        context_specific = "0",
        tag_mode = "EXPLICIT",
        default = "Default::default"
    )]
    version: Version,
    responder_id: ResponderId,
    produced_at: GeneralizedTime,
    responses: Vec<SingleResponse>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    response_extensions: Option<Vec<Extension>>,
}

impl ResponseData {
    /// The answers `responses`, and the nonce of the request.
    ///
    /// # Errors
    /// Fails if there are no answers, or if one is from after `produced_at` (OCSP-04).
    pub fn new(
        responder_id: ResponderId,
        produced_at: Timestamp,
        responses: Vec<SingleResponse>,
        nonce: Option<&Nonce>,
    ) -> Result<Self, InvalidResponse> {
        let produced_at = generalized_time(produced_at)?;
        if responses.is_empty() {
            return Err(InvalidResponse::NoAnswer);
        }
        if responses
            .iter()
            .any(|single| single.this_update() > timestamp(produced_at))
        {
            return Err(InvalidResponse::NotYetKnown);
        }
        let nonce = nonce.map(Nonce::to_extension).transpose()?;
        let response_extensions = nonce.map(|extension| vec![extension]);
        Ok(Self {
            version: Version::V1,
            responder_id,
            produced_at,
            responses,
            response_extensions,
        })
    }

    /// The DER that is signed.
    ///
    /// # Errors
    /// Fails only if the encoder does.
    pub fn to_be_signed(&self) -> Result<Vec<u8>, InvalidResponse> {
        Ok(self.to_der()?)
    }

    /// Who signs.
    #[must_use]
    pub const fn responder_id(&self) -> &ResponderId {
        &self.responder_id
    }

    /// When the answer was signed.
    #[must_use]
    pub fn produced_at(&self) -> Timestamp {
        timestamp(self.produced_at)
    }

    /// The answers.
    #[must_use]
    pub fn responses(&self) -> &[SingleResponse] {
        &self.responses
    }

    /// The nonce of the request that this answers; refuses critical extensions.
    pub(super) fn nonce(&self) -> Result<Option<Nonce>, UnacceptableExtension> {
        self.responses
            .iter()
            .try_for_each(SingleResponse::refuse_critical)?;
        nonce_in(self.response_extensions.as_deref())
    }
}

/// Who signs an answer.
#[derive(Clone, Debug, PartialEq, Eq, Choice)]
#[asn1(tag_mode = "EXPLICIT")]
pub enum ResponderId {
    /// The subject name of the responder's certificate; read, never written.
    #[asn1(context_specific = "1", constructed = "true")]
    ByName(Name),
    /// SHA-1 of the responder's public key; no other hash is allowed (RFC 6960 4.2.1).
    #[asn1(context_specific = "2", constructed = "true")]
    ByKey(OctetString),
}

impl ResponderId {
    /// The responder whose certificate has this content of the BIT STRING `subjectPublicKey`.
    ///
    /// # Errors
    /// Fails only if the encoder does.
    pub fn by_key(public_key_bits: &[u8]) -> Result<Self, InvalidResponse> {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, public_key_bits);
        Ok(Self::ByKey(OctetString::new(hash.as_ref())?))
    }
}

/// Why a response cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidResponse {
    /// No single response.
    #[error("response without an answer")]
    NoAnswer,
    /// thisUpdate is after producedAt (OCSP-04).
    #[error("thisUpdate is after producedAt")]
    NotYetKnown,
    /// nextUpdate is not after thisUpdate (OCSP-04).
    #[error("nextUpdate is not after thisUpdate")]
    NoValidity,
    /// A time that DER cannot express.
    #[error("time cannot be expressed")]
    Moment(#[from] MomentOutOfRange),
    /// The encoder failed, or bytes that should be DER are not.
    #[error("response cannot be encoded")]
    Encoding(#[from] der::Error),
}

#[cfg(test)]
mod tests {
    use der::Decode;

    use super::*;
    use crate::ocsp::cert_id::CertId;
    use crate::ocsp::issuer_hashes::{CertIdHash, IssuerHashes};
    use crate::ocsp::status::CertStatus;

    fn moment(seconds: i64) -> Timestamp {
        Timestamp::from_unix_millis(1_795_000_000_000 + seconds * 1000 + 999)
    }

    fn cert_id() -> CertId {
        let issuer = IssuerHashes::new(b"name", b"key");
        issuer
            .cert_id(CertIdHash::Sha1, &"40ab".parse().unwrap())
            .unwrap()
    }

    fn single(this_update: i64, next_update: i64) -> Result<SingleResponse, InvalidResponse> {
        let (from, to) = (moment(this_update), moment(next_update));
        SingleResponse::new(cert_id(), CertStatus::GOOD, from, to)
    }

    #[test]
    fn ocsp_04_next_update_is_after_this_update() {
        let one = single(0, 60).unwrap();
        assert_eq!(one.this_update(), moment(0).truncated_to_second());
        assert_eq!(one.next_update(), Some(moment(60).truncated_to_second()));
        assert_eq!(single(0, 0), Err(InvalidResponse::NoValidity));
        assert_eq!(single(1, 0), Err(InvalidResponse::NoValidity));
    }

    #[test]
    fn ocsp_04_nothing_is_said_of_the_future_nor_without_an_answer() {
        let responder = ResponderId::by_key(b"key").unwrap();
        let build = |answers| ResponseData::new(responder.clone(), moment(10), answers, None);
        assert!(build(vec![single(10, 60).unwrap()]).is_ok());
        let early = build(vec![single(0, 60).unwrap(), single(11, 60).unwrap()]);
        assert_eq!(early, Err(InvalidResponse::NotYetKnown));
        assert_eq!(build(Vec::new()), Err(InvalidResponse::NoAnswer));
    }

    #[test]
    fn to_be_signed_reads_back() {
        let responder = ResponderId::by_key(b"key").unwrap();
        let nonce = Nonce::try_from(&[9; 32][..]).unwrap();
        let answers = vec![single(0, 60).unwrap(), single(5, 3600).unwrap()];
        let data = ResponseData::new(responder, moment(10), answers, Some(&nonce)).unwrap();
        let read = ResponseData::from_der(&data.to_be_signed().unwrap()).unwrap();
        assert_eq!(read.nonce(), Ok(Some(nonce)));
        assert_eq!(read.produced_at(), moment(10).truncated_to_second());
        assert_eq!(read, data);
    }

    #[test]
    fn responder_is_named_by_sha_1_of_its_key() {
        let responder = ResponderId::by_key(b"abc").unwrap();
        let expected = "a2160414a9993e364706816aba3e25717850c26c9cd0d89d";
        assert_eq!(hex::encode(responder.to_der().unwrap()), expected);
    }
}
