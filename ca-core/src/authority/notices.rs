//! Notices to holders (LAW-09, REV-05). The caller lays each out as a file, under a name by
//! certificate and kind, and records it then: after a crash the same file is written again.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issue::counted;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::CertificateRecord;
use crate::revocation::notice::NoticeKind;

/// A notice that is to be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What is told.
    pub kind: NoticeKind,
    /// The certificate, with the addresses in it.
    pub record: CertificateRecord,
}

impl Notice {
    /// The name of its file, without an ending.
    #[must_use]
    pub fn name(&self) -> String {
        let Self { kind, record } = self;
        format!("{}-{}-{}", record.issuer, record.serial, kind.as_str())
    }
}

impl Authority {
    /// At most `limit` notices that are due: of revocations first, then of ends. Those that were
    /// recorded are due no more.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn due_notices(&self, limit: u32) -> Result<Vec<Notice>, RegistryError> {
        let registry = self.ports.registry.as_ref();
        let queued = registry.queued_notices(limit)?.into_iter();
        let mut due: Vec<Notice> = queued
            .map(|(record, kind)| Notice { kind, record })
            .collect();
        for (kind, after, until) in NoticeKind::ends(self.ports.clock.now()) {
            let taken = u32::try_from(due.len()).unwrap_or(u32::MAX);
            let left = limit.saturating_sub(taken);
            if left > 0 {
                let records = registry.unnoticed_ends(kind, after, until, left)?;
                due.extend(records.into_iter().map(|record| Notice { kind, record }));
            }
        }
        Ok(due)
    }

    /// Records that a notice was laid out; whether it is the first of its kind.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    pub fn record_notice(&self, actor: &Actor, notice: &Notice) -> Result<bool, NoticeLost> {
        let Notice { kind, record } = notice;
        let mut fields = EventFields {
            issuer: Some(record.issuer.to_string()),
            object: Some(record.serial.to_string()),
            details: counted(&record.profile_name, record.not_after),
            ..EventFields::default()
        };
        fields.details.insert("notice", kind.as_str().to_owned());
        let event = self.done(Act::CertificateNotify, actor, &fields)?;
        let registry = self.ports.registry.as_ref();
        Ok(registry.record_notice(&record.issuer, &record.serial, *kind, &event)?)
    }
}

/// Why a notice was not recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoticeLost {
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}
