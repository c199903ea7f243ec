//! Withdrawal: revocation is definitive (I5), suspension only where the profile allows it.
//!
//! - `on_request`: what an officer decides, at once or for later; `later`: what is set for later;
//! - `by_code`, `by_proof`: what a holder, or whoever has the key, does without an officer.

mod by_code;
mod by_proof;
mod later;
mod on_request;

pub use self::on_request::Granted;
use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issue::counted;
use crate::authority::profiles::ProfileUnavailable;
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::generation::{GenerationId, LineName};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{CertificateRecord, CertificateStatus, IssuanceState};
use crate::revocation::compromise::NoProof;
use crate::revocation::request::{Excess, Requester, RevocationRequest};
use crate::revocation::{Reason, Revocation, Suspension};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

impl Authority {
    /// Revokes a certificate from this second on, for ever.
    ///
    /// # Errors
    /// Refuses unknown, unissued and revoked certificates, and reasons that do not fit.
    pub fn revoke(
        &self,
        actor: &Actor,
        line: &LineName,
        serial: &Serial,
        reason: Option<Reason>,
        invalidity_date: Option<Timestamp>,
    ) -> Result<Revocation, WithdrawError> {
        let request = RevocationRequest {
            line: line.clone(),
            serial: serial.clone(),
            reason,
            invalidity_date,
            effective: None,
            requester: Requester::RevocationOfficer,
            received: None,
            authenticated: None,
            request_id: None,
        };
        match self.revoke_on_request(actor, &request)? {
            Granted::Now(revocation) | Granted::Amended(revocation) => Ok(revocation),
            Granted::Later { effective, .. } => Err(WithdrawError::EffectivePast { effective }),
        }
    }

    /// Suspends a certificate whose profile allows it.
    ///
    /// # Errors
    /// Refuses certificates that are not good, and profiles that do not allow it.
    pub fn suspend(
        &self,
        actor: &Actor,
        line: &LineName,
        serial: &Serial,
    ) -> Result<Suspension, WithdrawError> {
        let act = Act::CertificateSuspend;
        self.withdraw(act, actor, line, serial, None, |record, fields| {
            if !self.profile_by_digest(&record.profile)?.allows_suspension() {
                let profile = record.profile_name.clone();
                return Err(WithdrawError::SuspensionForbidden { profile });
            }
            let effective = self.ports.clock.now().truncated_to_second();
            let suspension = Suspension { effective };
            let event = self.done(act, actor, fields)?;
            self.ports
                .registry
                .suspend(&record.issuer, serial, &suspension, &event)?;
            Ok(suspension)
        })
    }

    /// Lifts a suspension.
    ///
    /// # Errors
    /// Refuses certificates that are not suspended.
    pub fn reinstate(
        &self,
        actor: &Actor,
        line: &LineName,
        serial: &Serial,
    ) -> Result<(), WithdrawError> {
        let act = Act::CertificateReinstate;
        self.withdraw(act, actor, line, serial, None, |record, fields| {
            let event = self.done(act, actor, fields)?;
            Ok(self
                .ports
                .registry
                .reinstate(&record.issuer, serial, &event)?)
        })
    }

    /// The certificate with this serial of any generation of a line.
    ///
    /// # Errors
    /// `Unknown` if no generation of the line has it.
    pub fn find_certificate(
        &self,
        line: &LineName,
        serial: &Serial,
    ) -> Result<CertificateRecord, WithdrawError> {
        let unknown = || WithdrawError::Unknown {
            line: line.clone(),
            serial: serial.clone(),
        };
        let generations = self.ports.registry.generations()?;
        let mut of_line: Vec<GenerationId> = generations
            .into_iter()
            .map(|g| g.id)
            .filter(|id| id.line() == line)
            .collect();
        of_line.reverse();
        for id in of_line {
            if let Some(record) = self.ports.registry.certificate(&id, serial)? {
                return Ok(record);
            }
        }
        Err(unknown())
    }

    fn withdraw<T>(
        &self,
        act: Act,
        actor: &Actor,
        line: &LineName,
        serial: &Serial,
        reason: Option<String>,
        apply: impl FnOnce(&CertificateRecord, &EventFields) -> Result<T, WithdrawError>,
    ) -> Result<T, WithdrawError> {
        let mut fields = EventFields {
            issuer: Some(line.to_string()),
            object: Some(serial.to_string()),
            reason,
            ..EventFields::default()
        };
        let found = self.find_certificate(line, serial);
        let applied = found.and_then(|record| {
            fields.issuer = Some(record.issuer.to_string());
            fields.details = counted(&record.profile_name, record.not_after);
            if record.state != IssuanceState::Issued {
                let state = record.state.as_str();
                return Err(WithdrawError::NotIssued {
                    serial: serial.clone(),
                    state,
                });
            }
            apply(&record, &fields).map_err(|error| explain(error, &record))
        });
        applied.map_err(|error| self.record_failure(act, actor, fields, error))
    }
}

/// Says in the words of withdrawal that the certificate's status does not allow the act.
fn explain(error: WithdrawError, record: &CertificateRecord) -> WithdrawError {
    let serial = record.serial.clone();
    match (error, &record.status) {
        (WithdrawError::Registry(RegistryError::WrongState { .. }), status) => match status {
            CertificateStatus::Revoked(revocation) => WithdrawError::AlreadyRevoked {
                serial,
                since: revocation.effective,
            },
            CertificateStatus::Suspended(suspension) => WithdrawError::AlreadySuspended {
                serial,
                since: suspension.effective,
            },
            CertificateStatus::Good | CertificateStatus::NeverIssued => {
                WithdrawError::NotSuspended { serial }
            }
        },
        (error, _) => error,
    }
}

/// CRL-05: caCompromise is for issuers' certificates, aACompromise for attribute authorities.
fn check_reason(record: &CertificateRecord, reason: Option<Reason>) -> Result<(), WithdrawError> {
    let forbidden = match reason {
        Some(Reason::CaCompromise) => record.certifies.is_none(),
        Some(Reason::AaCompromise) => true,
        None
        | Some(
            Reason::KeyCompromise
            | Reason::AffiliationChanged
            | Reason::Superseded
            | Reason::CessationOfOperation
            | Reason::PrivilegeWithdrawn,
        ) => false,
    };
    match reason.filter(|_| forbidden) {
        Some(reason) => Err(WithdrawError::ReasonForbidden { reason }),
        None => Ok(()),
    }
}

/// RFC 5280 5.3.2: a moment that has come, and that a CRL can say: an entry that cannot be
/// encoded would stop the issuer's CRLs for ever.
fn check_invalidity(date: Option<Timestamp>, now: Timestamp) -> Result<(), WithdrawError> {
    match date {
        Some(date) if date > now => Err(WithdrawError::InvalidityInFuture { date }),
        Some(date) if date.to_x509().is_err() => Err(WithdrawError::InvalidityTooEarly { date }),
        Some(_) | None => Ok(()),
    }
}

/// Why a certificate was not revoked, suspended or reinstated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WithdrawError {
    /// No generation of the line has this serial.
    #[error("{line} has no certificate {serial}")]
    Unknown {
        /// The line.
        line: LineName,
        /// The serial.
        serial: Serial,
    },
    /// It was never issued.
    #[error("the certificate {serial} is {state}, not issued")]
    NotIssued {
        /// The serial.
        serial: Serial,
        /// Where it stands.
        state: &'static str,
    },
    /// It is revoked, and stays so (I5).
    #[error("the certificate {serial} is revoked since {since}")]
    AlreadyRevoked {
        /// The serial.
        serial: Serial,
        /// revocationDate.
        since: Timestamp,
    },
    /// It is suspended.
    #[error("the certificate {serial} is suspended since {since}")]
    AlreadySuspended {
        /// The serial.
        serial: Serial,
        /// Start of the suspension.
        since: Timestamp,
    },
    /// It is not suspended.
    #[error("the certificate {serial} is not suspended")]
    NotSuspended {
        /// The serial.
        serial: Serial,
    },
    /// The profile does not allow suspension (CRL-05).
    #[error("the profile {profile} does not allow suspension")]
    SuspensionForbidden {
        /// The profile.
        profile: String,
    },
    /// The reason is not for certificates of this kind.
    #[error("{reason} is not a reason for this certificate")]
    ReasonForbidden {
        /// The reason.
        reason: Reason,
    },
    /// invalidityDate lies in the future.
    #[error("the invalidity date {date} is in the future")]
    InvalidityInFuture {
        /// The date.
        date: Timestamp,
    },
    /// invalidityDate lies before 1970, where no certificate was.
    #[error("the invalidity date {date} is before 1970")]
    InvalidityTooEarly {
        /// The date.
        date: Timestamp,
    },
    /// Who asks must show something, and an officer's word is not that (REV-02).
    #[error("{requester} must prove the request")]
    Unproven {
        /// Who asks.
        requester: &'static str,
    },
    /// Who asks may not say that (REV-02).
    #[error("{requester} may not give {}", excess.as_str())]
    Excess {
        /// Who asks.
        requester: &'static str,
        /// What was said.
        excess: Excess,
    },
    /// A revocation that is set for later lies in the future (REV-04).
    #[error("{effective} is not in the future")]
    EffectivePast {
        /// The moment.
        effective: Timestamp,
    },
    /// A revocation after the end of validity means nothing (REV-04).
    #[error("{effective} is after the end of the certificate, {end}")]
    EffectiveBeyondEnd {
        /// The moment.
        effective: Timestamp,
        /// The end of validity.
        end: Timestamp,
    },
    /// Certificate and code do not go together: one answer for all faults (REV-02).
    #[error("certificate and revocation code do not go together")]
    CodeRefused,
    /// The compromise of the key is not proven (REV-06).
    #[error("the compromise of the key is not proven")]
    Proof(#[from] NoProof),
    /// The profile of the certificate cannot be had.
    #[error(transparent)]
    NoProfile(#[from] ProfileUnavailable),
    /// The Registry failed or refused.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for WithdrawError {
    fn rule(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "certificate-unknown",
            Self::NotIssued { .. } => "not-issued",
            Self::AlreadyRevoked { .. } => "already-revoked",
            Self::AlreadySuspended { .. } => "already-suspended",
            Self::NotSuspended { .. } => "not-suspended",
            Self::SuspensionForbidden { .. } => "suspension-forbidden",
            Self::ReasonForbidden { .. } => "CRL-05",
            Self::InvalidityInFuture { .. } => "invalidity-in-future",
            Self::InvalidityTooEarly { .. } => "invalidity-too-early",
            Self::Unproven { .. } | Self::Excess { .. } | Self::CodeRefused => "REV-02",
            Self::EffectivePast { .. } | Self::EffectiveBeyondEnd { .. } => "REV-04",
            Self::Proof(_) => "REV-06",
            Self::NoProfile(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for WithdrawError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::Registry(error) => error.is_refusal(),
            Self::NoProfile(_) | Self::Random(_) => false,
            Self::Unknown { .. }
            | Self::NotIssued { .. }
            | Self::AlreadyRevoked { .. }
            | Self::AlreadySuspended { .. }
            | Self::NotSuspended { .. }
            | Self::SuspensionForbidden { .. }
            | Self::ReasonForbidden { .. }
            | Self::InvalidityInFuture { .. }
            | Self::InvalidityTooEarly { .. }
            | Self::Unproven { .. }
            | Self::Excess { .. }
            | Self::EffectivePast { .. }
            | Self::EffectiveBeyondEnd { .. }
            | Self::CodeRefused
            | Self::Proof(_) => true,
        }
    }
}
