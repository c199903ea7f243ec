//! Serial numbers: where each stands, and what may become of it.

use crate::session::Session;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, IssuanceState};
use ca_core::serial::Serial;

use super::act::Act;
use super::columns;
use super::generations;
use crate::fault::Failure;

/// A serial number of an issuer, and where it stands.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Small id of the issuing generation.
    pub(crate) generation: i64,
    /// Place of certificate or intent.
    pub(crate) certificate: i64,
    /// State of the issuance.
    pub(crate) state: IssuanceState,
    /// What relying parties are told.
    pub(crate) status: CertificateStatus,
    object: String,
}

impl Standing {
    /// Where a serial number stands.
    pub(crate) fn find(
        session: &dyn Session,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Self, Failure> {
        Self::of(
            session,
            issuer,
            generations::row_id(session, issuer)?,
            serial,
        )
    }

    /// Where a serial number of the generation with this small id stands.
    pub(crate) fn of(
        session: &dyn Session,
        issuer: &GenerationId,
        generation: i64,
        serial: &Serial,
    ) -> Result<Self, Failure> {
        let object = format!("certificate {serial} of {issuer}");
        let sql = "SELECT certificate, state, effective, reason, invalidity
                   FROM serials WHERE generation = ?1 AND serial = ?2";
        let row = session.optional(sql, (generation, serial.as_bytes()), |row| {
            let state = columns::issuance_state(row, 1)?;
            Ok((row.get(0)?, state, columns::status(row, 1)?))
        })?;
        let Some((certificate, state, status)) = row else {
            return Err(RegistryError::NotFound { object }.into());
        };
        Ok(Self {
            generation,
            certificate,
            state,
            status,
            object,
        })
    }

    /// The refusal of an act that this state does not allow.
    pub(crate) fn refusal(&self) -> Failure {
        let state = match self.state {
            IssuanceState::Issued => self.status.as_str(),
            IssuanceState::Prepared
            | IssuanceState::Authorised
            | IssuanceState::Signing
            | IssuanceState::Abandoned => self.state.as_str(),
        };
        let object = self.object.clone();
        RegistryError::WrongState { object, state }.into()
    }

    /// Refuses unless the issuance is in this state.
    pub(crate) fn require(&self, state: IssuanceState) -> Result<(), Failure> {
        if self.state == state {
            Ok(())
        } else {
            Err(self.refusal())
        }
    }

    /// Moves the issuance to another state; the schema judges the step.
    pub(crate) fn enter(
        &self,
        act: &Act<'_>,
        serial: &Serial,
        state: IssuanceState,
    ) -> Result<(), Failure> {
        act.run(
            "UPDATE serials SET state = ?3 WHERE generation = ?1 AND serial = ?2",
            (self.generation, serial.as_bytes(), state.as_str()),
        )?;
        Ok(())
    }
}

/// What relying parties are told of a serial number.
pub(crate) fn status(
    session: &dyn Session,
    issuer: &GenerationId,
    serial: &Serial,
) -> Result<CertificateStatus, Failure> {
    let sql = "SELECT s.state, s.effective, s.reason, s.invalidity
               FROM generations g JOIN serials s ON s.generation = g.id
               WHERE g.line = ?1 AND g.number = ?2 AND s.serial = ?3";
    let key = (issuer.line().as_str(), issuer.number(), serial.as_bytes());
    let found = session.optional(sql, key, |row| columns::status(row, 0))?;
    Ok(found.unwrap_or(CertificateStatus::NeverIssued))
}
