//! `SingleResponse`: the answer about one certificate (RFC 6960 4.2.1).

use der::Sequence;
use der::asn1::GeneralizedTime;

use super::cert_id::CertId;
use super::extension::{Extension, UnacceptableExtension, refuse_critical};
use super::response_data::InvalidResponse;
use super::status::CertStatus;
use super::{generalized_time, timestamp};
use crate::timestamp::Timestamp;

/// What is said of one certificate, and for how long.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub struct SingleResponse {
    cert_id: CertId,
    cert_status: CertStatus,
    this_update: GeneralizedTime,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    next_update: Option<GeneralizedTime>,
    #[asn1(context_specific = "1", tag_mode = "EXPLICIT", optional = "true")]
    single_extensions: Option<Vec<Extension>>,
}

impl SingleResponse {
    /// Says that `cert_id` had the status `cert_status` at `this_update`, which may be relied
    /// on until `next_update`; ours always has one (OCSP-04). Fractions of a second are cut.
    ///
    /// # Errors
    /// Fails if `next_update` is not later, in whole seconds, or if DER cannot express a time.
    pub fn new(
        cert_id: CertId,
        cert_status: CertStatus,
        this_update: Timestamp,
        next_update: Timestamp,
    ) -> Result<Self, InvalidResponse> {
        let this_update = generalized_time(this_update)?;
        let next_update = generalized_time(next_update)?;
        if next_update <= this_update {
            return Err(InvalidResponse::NoValidity);
        }
        let next_update = Some(next_update);
        Ok(Self {
            cert_id,
            cert_status,
            this_update,
            next_update,
            single_extensions: None,
        })
    }

    /// The certificate.
    #[must_use]
    pub const fn cert_id(&self) -> &CertId {
        &self.cert_id
    }

    /// Its status.
    #[must_use]
    pub const fn cert_status(&self) -> &CertStatus {
        &self.cert_status
    }

    /// When this was known to be so.
    #[must_use]
    pub fn this_update(&self) -> Timestamp {
        timestamp(self.this_update)
    }

    /// Until when this may be relied on; other responders may leave it out.
    #[must_use]
    pub fn next_update(&self) -> Option<Timestamp> {
        self.next_update.map(timestamp)
    }

    /// Refuses critical extensions: we know none (RFC 6960 4.4).
    pub(super) fn refuse_critical(&self) -> Result<(), UnacceptableExtension> {
        refuse_critical(self.single_extensions.as_deref())
    }
}
