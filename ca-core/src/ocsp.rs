//! OCSP: questions about certificates and their signed answers (RFC 6960, RFC 9654).
//!
//! Only bytes come in and go out here; the responder brings the registry, the key and the
//! clock. A file per structure of the RFC, its fields under the RFC's names:
//!
//! - [`request`]: `OCSPRequest`, the strict parser for what strangers send, and the small
//!   builder that `sceau cert verify` asks with;
//! - [`cert_id`]: `CertID`, the name of one certificate under one hash, kept octet by octet;
//! - [`issuer_hashes`]: the four hashes, and whether a CertID names an issuer of ours;
//! - [`status`]: `CertStatus`, what is said of one certificate, and `OCSPResponseStatus`
//!   with the five octets of each answer that nobody signs;
//! - [`single_response`]: `SingleResponse`, a status with its CertID and its times;
//! - [`response_data`]: `ResponseData`, the part of an answer that is signed;
//! - [`basic_response`]: `BasicOCSPResponse`, that part with its signature and the
//!   responder's certificate;
//! - [`response`]: `OCSPResponse`, all of the answer, and the parser for clients and tests;
//! - [`extension`]: the nonce, and the rule for all other extensions.
//!
//! The responder goes from top to bottom: [`OcspRequest::parse`](request::OcspRequest::parse),
//! and `malformedRequest` if it fails; `unauthorized` unless
//! [`IssuerHashes::matches`](issuer_hashes::IssuerHashes::matches) every CertID (OCSP-02); the
//! status of each serial from the registry, where a serial that was never issued is
//! [`CertStatus::UNKNOWN`](status::CertStatus::UNKNOWN), never good (I4); a
//! [`SingleResponse`](single_response::SingleResponse) for each, with the CertID as it was
//! asked (OCSP-03); [`ResponseData::to_be_signed`](response_data::ResponseData::to_be_signed)
//! gives the bytes to sign, and [`response::assemble`] the answer to send. Children know
//! nothing of the responder and of the registry.
//!
//! All parsing is DER through the `der` crate: no indefinite or overlong lengths, no trailing
//! octets, nothing recursive, sizes limited before the first octet is read (I12). One rule of
//! DER is not enforced: a default written out (version v1, critical FALSE) is accepted, since
//! no meaning hangs on it.

pub mod basic_response;
pub mod cert_id;
pub mod extension;
pub mod issuer_hashes;
pub mod request;
pub mod response;
pub mod response_data;
pub mod single_response;
pub mod status;

use std::time::Duration;

use der::Enumerated;
use der::asn1::GeneralizedTime;

use crate::timestamp::Timestamp;

/// Media type of requests (RFC 6960 C.1).
pub const REQUEST_MEDIA_TYPE: &str = "application/ocsp-request";

/// Media type of responses (RFC 6960 C.2).
pub const RESPONSE_MEDIA_TYPE: &str = "application/ocsp-response";

/// `Version ::= INTEGER { v1(0) }`, the only one (RFC 6960 4.1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enumerated)]
#[asn1(type = "INTEGER")]
#[repr(u8)]
enum Version {
    #[default]
    V1 = 0,
}

/// A moment that GeneralizedTime in DER cannot express.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a moment is before 1970 or after 9999")]
pub struct MomentOutOfRange;

/// `moment` as GeneralizedTime, without its fraction of a second (RFC 5280 4.1.2.5.2).
fn generalized_time(moment: Timestamp) -> Result<GeneralizedTime, MomentOutOfRange> {
    let seconds = u64::try_from(moment.unix_seconds()).map_err(|_| MomentOutOfRange)?;
    GeneralizedTime::from_unix_duration(Duration::from_secs(seconds)).map_err(|_| MomentOutOfRange)
}

/// The moment that `time` names.
fn timestamp(time: GeneralizedTime) -> Timestamp {
    let seconds = i64::try_from(time.to_unix_duration().as_secs());
    seconds.map_or(Timestamp::NO_END, Timestamp::from_unix_seconds)
}
