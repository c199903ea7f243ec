//! The second step, and its continuation after an interruption: the certificate is the stored
//! bytes plus a signature, whoever finishes it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, NOT_AFTER, PROFILE};
use crate::authority::Authority;
use crate::authority::issue::{IssueError, Issued, Prepared, person_in};
use crate::authority::issuers::{Issuer, IssuerError};
use crate::certificate;
use crate::generation::GenerationId;
use crate::registry::RegistryError;
use crate::registry::records::{
    CertificateRecord, Completion, GenerationState, IssuanceState, Person,
};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// Bytes older than this are never signed (CRT-19).
pub(crate) const LONGEST_INTENT: Duration = Duration::from_secs(48 * 3600);

/// The stored bytes and what their signature leads to.
struct ToSign<'a> {
    issuer: &'a GenerationId,
    serial: &'a Serial,
    tbs: &'a [u8],
    request_id: &'a str,
    profile: &'a str,
    not_after: Timestamp,
    certifies: Option<&'a GenerationId>,
    person: Option<Person>,
}

impl Authority {
    pub(super) fn sign_and_complete(
        &self,
        actor: &Actor,
        prepared: Prepared,
    ) -> Result<Issued, IssueError> {
        let intent = prepared.intent();
        let work = ToSign {
            issuer: &intent.issuer,
            serial: &intent.serial,
            tbs: &intent.tbs,
            request_id: &intent.request_id,
            profile: prepared.profile().name(),
            not_after: intent.not_after,
            certifies: intent.certifies.as_ref(),
            person: intent.person.clone(),
        };
        let issued = self.finish(actor, prepared.issuer(), &work)?;
        Ok(Issued {
            notices: prepared.notices().to_vec(),
            ..issued
        })
    }

    /// Gives the certificate of a request that was stored before, finishing it if need be.
    pub(in crate::authority) fn resume(
        &self,
        actor: &Actor,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Issued, IssueError> {
        let record = self.ports.registry.certificate(issuer, serial)?;
        let missing = || RegistryError::NotFound {
            object: serial.to_string(),
        };
        let record = record.ok_or_else(missing)?;
        match record.state {
            IssuanceState::Issued => issued(record, true),
            IssuanceState::Signing if self.may_still_be_signed(&record)? => {
                let work = ToSign::stored(&record);
                // The intent's event is old: without a new one nothing proves that the log can
                // still be written (I7), nor who finishes the request.
                let event = self.done(Act::CertificateRequest, actor, &work.fields())?;
                self.ports.audit.append(&event)?;
                let issuer = self.prove(self.generation(work.issuer)?)?;
                self.finish(actor, &issuer, &work)
            }
            state @ (IssuanceState::Prepared
            | IssuanceState::Authorised
            | IssuanceState::Signing
            | IssuanceState::Abandoned) => Err(IssueError::NotResumable {
                request_id: record.request_id,
                state: state.as_str(),
            }),
        }
    }

    /// Whether the bytes are fresh (CRT-19), their key was not revoked as compromised since
    /// (CRT-17), and their issuer still issues; a root's own are signed before it does.
    fn may_still_be_signed(&self, record: &CertificateRecord) -> Result<bool, IssuerError> {
        let registry = self.ports.registry.as_ref();
        if record.certifies.is_none() && registry.key_is_barred(&record.key_hash)? {
            return Ok(false);
        }
        let fresh = self.ports.clock.now().since(record.prepared) < LONGEST_INTENT;
        let issuer = self.generation(&record.issuer)?;
        let issues = match issuer.state {
            GenerationState::Active => self.stands(self.prove(issuer)?.as_ref())?,
            GenerationState::Pending => record.certifies.as_ref() == Some(&record.issuer),
            GenerationState::Ready | GenerationState::Retired => false,
        };
        Ok(fresh && issues)
    }

    fn finish(
        &self,
        actor: &Actor,
        issuer: &Issuer,
        work: &ToSign<'_>,
    ) -> Result<Issued, IssueError> {
        let signature = self.sign(actor, issuer, work.tbs)?;
        let certificate = certificate::assemble(work.tbs, &signature)?;
        let completion = Completion {
            issuer: work.issuer.clone(),
            serial: work.serial.clone(),
            signature,
            issued: self.ports.clock.now(),
            certifies: work.certifies.map(|id| (id.clone(), certificate.clone())),
            person: work.person.clone(),
        };
        let event = self.done(Act::CertificateIssue, actor, &work.fields())?;
        match self.ports.registry.complete(&completion, &event) {
            Ok(()) => Ok(Issued {
                issuer: work.issuer.clone(),
                serial: work.serial.clone(),
                certificate,
                request_id: work.request_id.to_owned(),
                replayed: false,
                notices: Vec::new(),
            }),
            // Another process finished the same request first: its certificate is the one.
            Err(RegistryError::WrongState { .. }) => {
                let record = self.ports.registry.certificate(work.issuer, work.serial)?;
                let missing = || RegistryError::NotFound {
                    object: work.serial.to_string(),
                };
                issued(record.ok_or_else(missing)?, true)
            }
            Err(RegistryError::KeyBarred) => {
                self.give_up(actor, work)?;
                Err(IssueError::KeyBarred)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Abandons a request whose bytes were signed but may not leave: its serial goes on the CRL.
    fn give_up(&self, actor: &Actor, work: &ToSign<'_>) -> Result<(), IssueError> {
        let event = self.done(Act::CertificateAbandon, actor, &work.fields())?;
        let (registry, now) = (self.ports.registry.as_ref(), self.ports.clock.now());
        match registry.abandon(work.issuer, work.serial, now, &event) {
            // Another process gave it up first.
            Ok(()) | Err(RegistryError::WrongState { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl<'a> ToSign<'a> {
    fn stored(record: &'a CertificateRecord) -> Self {
        Self {
            issuer: &record.issuer,
            serial: &record.serial,
            tbs: &record.tbs,
            request_id: &record.request_id,
            profile: &record.profile_name,
            not_after: record.not_after,
            certifies: record.certifies.as_ref(),
            person: person_in(&record.tbs, record.issuer.line()),
        }
    }

    fn fields(&self) -> EventFields {
        EventFields {
            request_id: Some(self.request_id.to_owned()),
            issuer: Some(self.issuer.to_string()),
            object: Some(self.serial.to_string()),
            reason: None,
            details: counted(self.profile, self.not_after),
        }
    }
}

/// What an auditor counts certificates by, with nothing but the log (AUD-01).
pub(in crate::authority) fn counted(
    profile: &str,
    not_after: Timestamp,
) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        (PROFILE, profile.to_owned()),
        (NOT_AFTER, not_after.to_string()),
    ])
}

fn issued(record: CertificateRecord, replayed: bool) -> Result<Issued, IssueError> {
    let Some(signature) = record.signature else {
        return Err(IssueError::NotResumable {
            request_id: record.request_id,
            state: record.state.as_str(),
        });
    };
    Ok(Issued {
        certificate: certificate::assemble(&record.tbs, &signature)?,
        issuer: record.issuer,
        serial: record.serial,
        request_id: record.request_id,
        replayed,
        notices: Vec::new(),
    })
}
