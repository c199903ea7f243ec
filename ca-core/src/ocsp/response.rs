//! `OCSPResponse`: the answer as it travels (RFC 6960 4.2.1).

use const_oid::db::rfc6960::ID_PKIX_OCSP_BASIC;
use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;

use super::basic_response::{self, BasicOcspResponse};
use super::extension::UnacceptableExtension;
use super::response_data::InvalidResponse;
use super::status::OcspResponseStatus;

/// Most octets in a response that a client reads.
pub const MAX_RESPONSE_LENGTH: usize = 1024 * 1024;

/// The successful OCSPResponse of `to_be_signed` with its signature, and the certificates with
/// which it is verified, the responder's first (OCSP-05); all but the signature are DER.
///
/// # Errors
/// Fails if bytes that should be DER are not.
pub fn assemble(
    to_be_signed: &[u8],
    signature_algorithm: &AlgorithmIdentifierOwned,
    signature: &[u8],
    certs: &[&[u8]],
) -> Result<Vec<u8>, InvalidResponse> {
    let basic = basic_response::encode(to_be_signed, signature_algorithm, signature, certs)?;
    let response_bytes = ResponseBytes {
        response_type: ID_PKIX_OCSP_BASIC,
        response: OctetStringRef::new(&basic)?,
    };
    let response_status = OcspResponseStatus::Successful;
    Ok(Syntax {
        response_status,
        response_bytes: Some(response_bytes),
    }
    .to_der()?)
}

/// An answer as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspResponse {
    status: OcspResponseStatus,
    basic: Option<BasicOcspResponse>,
}

impl OcspResponse {
    /// Reads an answer; believes nothing of it: the caller verifies the signature, the
    /// responder's certificate, the CertID, the times and the nonce.
    ///
    /// # Errors
    /// Fails if it is not an OCSPResponse in DER with a basic answer exactly if successful.
    pub fn parse(der: &[u8]) -> Result<Self, MalformedResponse> {
        if der.len() > MAX_RESPONSE_LENGTH {
            return Err(MalformedResponse::TooLong(der.len()));
        }
        let response = Syntax::from_der(der)?;
        let basic = response
            .response_bytes
            .map(|bytes| bytes.basic())
            .transpose()?;
        if basic.is_some() != (response.response_status == OcspResponseStatus::Successful) {
            return Err(MalformedResponse::AnswerAndStatus(response.response_status));
        }
        Ok(Self {
            status: response.response_status,
            basic,
        })
    }

    /// Whether there is an answer, or why not.
    #[must_use]
    pub const fn status(&self) -> OcspResponseStatus {
        self.status
    }

    /// The answer, exactly if the status is `successful`.
    #[must_use]
    pub const fn basic(&self) -> Option<&BasicOcspResponse> {
        self.basic.as_ref()
    }
}

/// `OCSPResponse`.
#[derive(Sequence)]
struct Syntax<'a> {
    response_status: OcspResponseStatus,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    response_bytes: Option<ResponseBytes<'a>>,
}

/// `ResponseBytes`.
#[derive(Sequence)]
struct ResponseBytes<'a> {
    response_type: ObjectIdentifier,
    response: &'a OctetStringRef,
}

impl ResponseBytes<'_> {
    fn basic(&self) -> Result<BasicOcspResponse, MalformedResponse> {
        if self.response_type != ID_PKIX_OCSP_BASIC {
            return Err(MalformedResponse::Type(self.response_type));
        }
        BasicOcspResponse::parse(self.response.as_bytes())
    }
}

/// Why a response is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedResponse {
    /// Longer than [`MAX_RESPONSE_LENGTH`].
    #[error("response of {0} octets exceeds {MAX_RESPONSE_LENGTH}")]
    TooLong(usize),
    /// Not an OCSPResponse in DER.
    #[error("not an OCSP response in DER")]
    Syntax(#[from] der::Error),
    /// An answer that is not id-pkix-ocsp-basic.
    #[error("response type {0} is not basic")]
    Type(ObjectIdentifier),
    /// `successful` without an answer, or another status with one.
    #[error("answer does not go with the status {0:?}")]
    AnswerAndStatus(OcspResponseStatus),
    /// The signature is not whole octets.
    #[error("signature is not whole octets")]
    Signature,
    /// An extension is refused.
    #[error("unacceptable extension")]
    Extension(#[from] UnacceptableExtension),
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair,
        UnparsedPublicKey,
    };
    use proptest::prelude::*;
    use x509_cert::ext::pkix::CrlReason;

    use super::*;
    use crate::algorithm::SignatureAlgorithm;
    use crate::ocsp::extension::Nonce;
    use crate::ocsp::issuer_hashes::{CertIdHash, IssuerHashes};
    use crate::ocsp::response_data::{ResponderId, ResponseData};
    use crate::ocsp::single_response::SingleResponse;
    use crate::ocsp::status::CertStatus;
    use crate::timestamp::Timestamp;

    const CERT: &[u8] = include_bytes!("../../tests/data/ocsp/issuer.der");

    fn key() -> EcdsaKeyPair {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap()
    }

    fn data(key: &[u8]) -> ResponseData {
        let issuer = IssuerHashes::new(b"name", b"key");
        let cert_id = issuer
            .cert_id(CertIdHash::Sha256, &"40ab".parse().unwrap())
            .unwrap();
        let (from, to) = (Timestamp::from_unix_seconds(0), Timestamp::NO_END);
        let single = SingleResponse::new(cert_id, CertStatus::UNKNOWN, from, to).unwrap();
        let nonce = Nonce::try_from(&b"nonce"[..]).unwrap();
        let responder = ResponderId::by_key(key).unwrap();
        ResponseData::new(responder, from, vec![single], Some(&nonce)).unwrap()
    }

    fn response(key: &EcdsaKeyPair, certs: &[&[u8]]) -> Vec<u8> {
        let to_be_signed = data(key.public_key().as_ref()).to_be_signed().unwrap();
        let signature = key.sign(&SystemRandom::new(), &to_be_signed).unwrap();
        let algorithm = SignatureAlgorithm::EcdsaSha256.identifier();
        assemble(&to_be_signed, &algorithm, signature.as_ref(), certs).unwrap()
    }

    #[test]
    fn signed_answer_reads_back() {
        let key = key();
        let der = response(&key, &[CERT]);
        let parsed = OcspResponse::parse(&der).unwrap();
        let basic = parsed.basic().unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, key.public_key().as_ref());
        public
            .verify(basic.to_be_signed(), basic.signature())
            .unwrap();
        assert_eq!(basic.response_data(), &data(key.public_key().as_ref()));
        assert_eq!(basic.nonce().unwrap().as_bytes(), b"nonce");
        assert_eq!(basic.certs(), [CERT]);
        assert_eq!(
            basic.signature_algorithm(),
            &SignatureAlgorithm::EcdsaSha256.identifier()
        );
    }

    #[test]
    fn answer_of_openssl_is_read() {
        let der = include_bytes!("../../tests/data/ocsp/openssl-response.der");
        let parsed = OcspResponse::parse(der).unwrap();
        let basic = parsed.basic().unwrap();
        let data = basic.response_data();
        assert!(matches!(data.responder_id(), ResponderId::ByName(_)));
        assert_eq!(data.produced_at().to_string(), "2026-11-21T22:43:25Z");
        assert_eq!(basic.certs(), [CERT]);
        assert_eq!(basic.nonce().unwrap().as_bytes().len(), 16);
        let [good, unknown, revoked] = data.responses() else {
            panic!("{data:?}");
        };
        assert_eq!(good.cert_status(), &CertStatus::GOOD);
        assert_eq!(unknown.cert_status(), &CertStatus::UNKNOWN);
        let CertStatus::Revoked(info) = revoked.cert_status() else {
            panic!("{revoked:?}");
        };
        assert_eq!(info.revocation_time().to_string(), "2026-01-01T00:00:00Z");
        assert_eq!(info.revocation_reason(), Some(CrlReason::KeyCompromise));
        assert_eq!(
            revoked.next_update().unwrap().to_string(),
            "2026-12-01T22:43:25Z"
        );
    }

    #[test]
    fn answer_without_certificates_has_no_empty_list() {
        let parsed = OcspResponse::parse(&response(&key(), &[])).unwrap();
        assert!(parsed.basic().unwrap().certs().is_empty());
    }

    #[test]
    fn every_truncation_and_trailing_octets_are_refused() {
        let der = response(&key(), &[CERT]);
        for length in 0..der.len() {
            assert!(OcspResponse::parse(&der[..length]).is_err(), "{length}");
        }
        assert!(OcspResponse::parse(&[&der[..], &[0]].concat()).is_err());
        let long = vec![0x30; MAX_RESPONSE_LENGTH + 1];
        assert_eq!(
            OcspResponse::parse(&long),
            Err(MalformedResponse::TooLong(long.len()))
        );
    }

    #[test]
    fn answer_goes_with_success_only() {
        let bytes = OctetStringRef::new(b"").unwrap();
        let other = ResponseBytes {
            response_type: OTHER_TYPE,
            response: bytes,
        };
        let response_status = OcspResponseStatus::Successful;
        let der = Syntax {
            response_status,
            response_bytes: Some(other),
        }
        .to_der()
        .unwrap();
        assert_eq!(
            OcspResponse::parse(&der),
            Err(MalformedResponse::Type(OTHER_TYPE))
        );
        let der = Syntax {
            response_status,
            response_bytes: None,
        }
        .to_der()
        .unwrap();
        let refused = MalformedResponse::AnswerAndStatus(response_status);
        assert_eq!(OcspResponse::parse(&der), Err(refused));
        let mut der = response(&key(), &[]);
        let status = der
            .windows(3)
            .position(|part| part == [0x0a, 1, 0])
            .unwrap()
            + 2;
        der[status] = 3;
        let refused = MalformedResponse::AnswerAndStatus(OcspResponseStatus::TryLater);
        assert_eq!(OcspResponse::parse(&der), Err(refused));
    }

    const OTHER_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.3");

    #[test]
    fn only_der_is_assembled() {
        let algorithm = SignatureAlgorithm::EcdsaSha256.identifier();
        let tbs = data(b"key").to_be_signed().unwrap();
        assert!(assemble(&tbs[1..], &algorithm, b"", &[]).is_err());
        assert!(assemble(&tbs, &algorithm, b"", &[&CERT[1..]]).is_err());
    }

    proptest! {
        #[test]
        fn i12_random_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
            drop(OcspResponse::parse(&octets));
        }

        #[test]
        fn i12_damaged_answers_never_panic(index in any::<prop::sample::Index>(), octet: u8) {
            let mut der = response(&key(), &[CERT]);
            *index.get_mut(&mut der) = octet;
            drop(OcspResponse::parse(&der));
        }
    }
}
