//! When an event may go.

use std::collections::HashMap;

use crate::audit::LogEntry;
use crate::audit::event::{Act, RecordedEvent};
use crate::generation::GenerationId;
use crate::registry::{Registry, RegistryError};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// Judges events by the ends of the certificates that they are about.
pub(super) struct Terms<'r> {
    registry: &'r dyn Registry,
    ended: Timestamp,
    /// The ends of certificates of this page: most have several events in a row.
    known: HashMap<(GenerationId, Serial), Option<Timestamp>>,
}

impl<'r> Terms<'r> {
    /// Certificates that ended up to this moment are at term.
    pub(super) fn new(registry: &'r dyn Registry, ended: Timestamp) -> Self {
        Self {
            registry,
            ended,
            known: HashMap::new(),
        }
    }

    /// The places of those events of a page that have a body and may go.
    pub(super) fn due(&mut self, page: &[LogEntry]) -> Result<Vec<u64>, RegistryError> {
        self.known.clear();
        let mut due = Vec::new();
        for entry in page {
            let event = entry.body.as_deref().and_then(RecordedEvent::parse);
            if let Some(event) = event
                && self.end(&event)?.is_some_and(|end| end <= self.ended)
            {
                due.push(entry.index);
            }
        }
        Ok(due)
    }

    /// The end of what an event is about; nothing for what is kept. A request that was refused
    /// before it had a serial number ended then.
    fn end(&mut self, event: &RecordedEvent) -> Result<Option<Timestamp>, RegistryError> {
        let act = Act::ALL
            .into_iter()
            .find(|act| act.as_str() == event.r#type);
        if !act.is_some_and(is_about_one_certificate) {
            return Ok(None);
        }
        let Some(object) = &event.object else {
            return Ok(Timestamp::parse_rfc3339(&event.time));
        };
        let issuer = event.issuer.as_deref().and_then(|name| name.parse().ok());
        match (issuer, object.parse().ok()) {
            (Some(issuer), Some(serial)) => self.end_of(issuer, serial),
            (None, _) | (_, None) => Ok(None),
        }
    }

    fn end_of(
        &mut self,
        issuer: GenerationId,
        serial: Serial,
    ) -> Result<Option<Timestamp>, RegistryError> {
        let name = (issuer, serial);
        if let Some(known) = self.known.get(&name) {
            return Ok(*known);
        }
        let record = self.registry.certificate(&name.0, &name.1)?;
        let end = record.map(|record| record.not_after);
        self.known.insert(name, end);
        Ok(end)
    }
}

const fn is_about_one_certificate(act: Act) -> bool {
    match act {
        Act::CertificateRequest
        | Act::CertificateIssue
        | Act::CertificateAbandon
        | Act::CertificateRevoke
        | Act::CertificateSuspend
        | Act::CertificateReinstate => true,
        Act::RegistryInit
        | Act::RegistryBackup
        | Act::RegistryRestore
        | Act::RegistryAcknowledge
        | Act::RegistryCopy
        | Act::DocumentActivate
        | Act::KeyGenerate
        | Act::KeyDestroy
        | Act::KeyBackup
        | Act::KeySeal
        | Act::KeyRestore
        | Act::TokenSeen
        | Act::TokenChange
        | Act::TokenReject
        | Act::TokenLogin
        | Act::IssuerCreate
        | Act::IssuerActivate
        | Act::CrlReserve
        | Act::CrlPublish
        | Act::ResponderEnrol
        | Act::AuditEnrol
        | Act::AuditExport
        | Act::AuditPurge => false,
    }
}
