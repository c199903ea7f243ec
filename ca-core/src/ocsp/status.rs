//! `CertStatus` and `OCSPResponseStatus` (RFC 6960 4.2.1).

use der::asn1::{GeneralizedTime, Null};
use der::{Choice, Enumerated, Sequence};
use x509_cert::ext::pkix::CrlReason;

use super::{MomentOutOfRange, generalized_time, timestamp};
use crate::revocation::{Reason, Revocation, Suspension};
use crate::timestamp::Timestamp;

/// What is said of one certificate.
#[derive(Clone, Debug, PartialEq, Eq, Choice)]
#[asn1(tag_mode = "IMPLICIT")]
pub enum CertStatus {
    /// Issued, and not revoked; only the registry says so (I4).
    #[asn1(context_specific = "0")]
    Good(Null),
    /// Revoked or suspended.
    #[asn1(context_specific = "1", constructed = "true")]
    Revoked(RevokedInfo),
    /// Never issued by this issuer (OCSP-01).
    #[asn1(context_specific = "2")]
    Unknown(Null),
}

impl CertStatus {
    /// `good`.
    pub const GOOD: Self = Self::Good(Null);
    /// `unknown`.
    pub const UNKNOWN: Self = Self::Unknown(Null);

    /// `revoked`, with the time and the reason of `revocation` (OCSP-12).
    ///
    /// # Errors
    /// Fails if DER cannot express the time.
    pub fn revoked(revocation: &Revocation) -> Result<Self, MomentOutOfRange> {
        Ok(Self::Revoked(RevokedInfo {
            revocation_time: generalized_time(revocation.effective)?,
            revocation_reason: revocation.reason.map(crl_reason),
        }))
    }

    /// `revoked` with the reason certificateHold, since `suspension` began.
    ///
    /// # Errors
    /// Fails if DER cannot express the time.
    pub fn suspended(suspension: &Suspension) -> Result<Self, MomentOutOfRange> {
        Ok(Self::Revoked(RevokedInfo {
            revocation_time: generalized_time(suspension.effective)?,
            revocation_reason: Some(CrlReason::CertificateHold),
        }))
    }
}

/// When and why a certificate was revoked.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct RevokedInfo {
    revocation_time: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    revocation_reason: Option<CrlReason>,
}

impl RevokedInfo {
    /// When.
    #[must_use]
    pub fn revocation_time(&self) -> Timestamp {
        timestamp(self.revocation_time)
    }

    /// Why; absent means unspecified.
    #[must_use]
    pub const fn revocation_reason(&self) -> Option<CrlReason> {
        self.revocation_reason
    }
}

const fn crl_reason(reason: Reason) -> CrlReason {
    match reason {
        Reason::KeyCompromise => CrlReason::KeyCompromise,
        Reason::CaCompromise => CrlReason::CaCompromise,
        Reason::AffiliationChanged => CrlReason::AffiliationChanged,
        Reason::Superseded => CrlReason::Superseded,
        Reason::CessationOfOperation => CrlReason::CessationOfOperation,
        Reason::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        Reason::AaCompromise => CrlReason::AaCompromise,
    }
}

/// Whether a request was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enumerated)]
#[repr(u8)]
pub enum OcspResponseStatus {
    /// Answered.
    Successful = 0,
    /// The request is not an OCSPRequest.
    MalformedRequest = 1,
    /// The responder is broken.
    InternalError = 2,
    /// No fresh status now; ask again.
    TryLater = 3,
    /// Only signed requests are answered.
    SigRequired = 5,
    /// The issuer is not served here (OCSP-02).
    Unauthorized = 6,
}

/// The answer to what is not a request, unsigned.
pub const MALFORMED_REQUEST: [u8; 5] = unsigned(1);
/// The answer of a broken responder, unsigned.
pub const INTERNAL_ERROR: [u8; 5] = unsigned(2);
/// The answer when the status cannot be read or is too old, unsigned (I4).
pub const TRY_LATER: [u8; 5] = unsigned(3);
/// The answer for an issuer that is not served, unsigned.
pub const UNAUTHORIZED: [u8; 5] = unsigned(6);

/// `OCSPResponse` with a status and no `responseBytes`.
const fn unsigned(code: u8) -> [u8; 5] {
    [0x30, 0x03, 0x0a, 0x01, code]
}

#[cfg(test)]
mod tests {
    use der::{Decode, Encode};

    use super::*;
    use crate::ocsp::response::OcspResponse;

    #[test]
    fn statuses_are_encoded_as_the_rfc_prints_them() {
        let effective = Timestamp::parse_rfc3339("2026-11-21T08:30:00.999Z").unwrap();
        let revocation = |reason| Revocation {
            effective,
            reason,
            invalidity_date: None,
        };
        let time = "180f32303236313132313038333030305a";
        for (status, expected) in [
            (CertStatus::GOOD, "8000".to_owned()),
            (CertStatus::UNKNOWN, "8200".to_owned()),
            (
                CertStatus::revoked(&revocation(None)).unwrap(),
                format!("a111{time}"),
            ),
            (
                CertStatus::suspended(&Suspension { effective }).unwrap(),
                format!("a116{time}a0030a0106"),
            ),
        ] {
            assert_eq!(hex::encode(status.to_der().unwrap()), expected);
            assert_eq!(
                CertStatus::from_der(&hex::decode(expected).unwrap()),
                Ok(status)
            );
        }
        for reason in Reason::ALL {
            let status = CertStatus::revoked(&revocation(Some(reason))).unwrap();
            assert_eq!(status.to_der().unwrap().last(), Some(&reason.code()));
        }
    }

    #[test]
    fn times_before_1970_are_refused() {
        let suspension = Suspension {
            effective: Timestamp::from_unix_millis(-1),
        };
        assert_eq!(CertStatus::suspended(&suspension), Err(MomentOutOfRange));
        let end = Suspension {
            effective: Timestamp::NO_END,
        };
        assert!(CertStatus::suspended(&end).is_ok());
    }

    #[test]
    fn ocsp_02_unsigned_answers_read_back() {
        for (der, status) in [
            (MALFORMED_REQUEST, OcspResponseStatus::MalformedRequest),
            (INTERNAL_ERROR, OcspResponseStatus::InternalError),
            (TRY_LATER, OcspResponseStatus::TryLater),
            (UNAUTHORIZED, OcspResponseStatus::Unauthorized),
        ] {
            let response = OcspResponse::parse(&der).unwrap();
            assert_eq!((response.status(), response.basic()), (status, None));
        }
        for code in [0, 4, 7, 0x80] {
            assert!(OcspResponse::parse(&unsigned(code)).is_err(), "{code}");
        }
    }
}
