//! Serial numbers: where each stands, and what may become of it.

use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::{CertificateStatus, IssuanceState};
use ca_core::serial::Serial;
use rusqlite::{Connection, OptionalExtension};

use super::act::Act;
use super::columns;
use super::fault::Failure;
use super::generations;

/// A serial number of an issuer, and where it stands.
#[derive(Debug)]
pub(super) struct Standing {
    /// Small id of the issuing generation.
    pub(super) generation: i64,
    /// Place of certificate or intent.
    pub(super) certificate: i64,
    /// State of the issuance.
    pub(super) state: IssuanceState,
    /// What relying parties are told.
    pub(super) status: CertificateStatus,
    object: String,
}

impl Standing {
    /// Where a serial number stands.
    pub(super) fn find(
        connection: &Connection,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Self, Failure> {
        let object = format!("certificate {serial} of {issuer}");
        let generation = generations::row_id(connection, issuer)?;
        let sql = "SELECT certificate, state, effective, reason, invalidity
                   FROM serials WHERE generation = ?1 AND serial = ?2";
        let row = connection
            .prepare_cached(sql)?
            .query_one((generation, serial.as_bytes()), |row| {
                let state = columns::issuance_state(row, 1)?;
                Ok((row.get(0)?, state, columns::status(row, 1)?))
            })
            .optional()?;
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
    pub(super) fn refusal(&self) -> Failure {
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
    pub(super) fn require(&self, state: IssuanceState) -> Result<(), Failure> {
        if self.state == state {
            Ok(())
        } else {
            Err(self.refusal())
        }
    }

    /// Moves the issuance to another state; the schema judges the step.
    pub(super) fn enter(
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
