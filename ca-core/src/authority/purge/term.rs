//! When an event may go.

use std::collections::{BTreeSet, HashMap};

use crate::audit::LogEntry;
use crate::audit::event::{Act, PROFILE, RecordedEvent};
use crate::authority::Authority;
use crate::authority::heads::AUDIT_SIGNER;
use crate::authority::profiles::ProfileUnavailable;
use crate::authority::purge::PurgeError;
use crate::authority::purge::run::{Found, Run};
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::profile::{Profile, ProfileKind};
use crate::registry::records::{CertificateRecord, DocumentKind};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// Judges events by the ends of the certificates that they are about.
pub(super) struct Terms<'a> {
    authority: &'a Authority,
    ended: Timestamp,
    /// The ends of certificates of this page: most have several events in a row.
    known: HashMap<(GenerationId, Serial), Option<Timestamp>>,
    /// Whether certificates of a profile, by its digest, are the authority's own.
    own: HashMap<Sha256Digest, bool>,
    unreadable: BTreeSet<Sha256Digest>,
}

impl<'a> Terms<'a> {
    /// Certificates that ended up to this moment are at term.
    pub(super) fn new(authority: &'a Authority, ended: Timestamp) -> Self {
        Self {
            authority,
            ended,
            known: HashMap::new(),
            own: HashMap::new(),
            unreadable: BTreeSet::new(),
        }
    }

    /// Takes the events of a page to those before.
    pub(super) fn judge(&mut self, page: &[LogEntry], run: &mut Run) -> Result<(), PurgeError> {
        self.known.clear();
        for entry in page {
            let found = self.found(entry)?;
            run.take(entry, found);
        }
        Ok(())
    }

    fn found(&mut self, entry: &LogEntry) -> Result<Found, PurgeError> {
        let Some(body) = &entry.body else {
            return Ok(Found::Gone);
        };
        let Some(event) = RecordedEvent::parse(body) else {
            return Ok(Found::Stays(None));
        };
        let time = Timestamp::parse_rfc3339(&event.time);
        let is_old = time.is_some_and(|time| time <= self.ended);
        if is_old && self.end(&event)?.is_some_and(|end| end <= self.ended) {
            Ok(Found::Due)
        } else {
            Ok(Found::Stays(time))
        }
    }

    /// The end of what an event is about; nothing for what is kept. A request that was refused
    /// before it had a serial number ended then.
    fn end(&mut self, event: &RecordedEvent) -> Result<Option<Timestamp>, PurgeError> {
        let act = Act::ALL
            .into_iter()
            .find(|act| act.as_str() == event.r#type);
        if !act.is_some_and(is_about_one_certificate) {
            return Ok(None);
        }
        let Some(object) = &event.object else {
            if self.asks_for_own(event)? {
                return Ok(None);
            }
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
    ) -> Result<Option<Timestamp>, PurgeError> {
        let name = (issuer, serial);
        if let Some(known) = self.known.get(&name) {
            return Ok(*known);
        }
        let record = self
            .authority
            .ports
            .registry
            .certificate(&name.0, &name.1)?;
        let end = match record {
            Some(record) if !self.is_own(&record)? => Some(record.not_after),
            Some(_) | None => None,
        };
        self.known.insert(name, end);
        Ok(end)
    }

    /// Whether a certificate is one of an issuer or a signer. Old signatures and heads are held
    /// against these, and against their revocations, for as long as there is a Registry.
    fn is_own(&mut self, record: &CertificateRecord) -> Result<bool, PurgeError> {
        if record.certifies.is_some() {
            return Ok(true);
        }
        if let Some(known) = self.own.get(&record.profile) {
            return Ok(*known);
        }
        let own = match self.authority.profile_by_digest(&record.profile) {
            Ok(profile) => is_of_authority(&profile),
            Err(ProfileUnavailable::Invalid(_)) => {
                self.unreadable.insert(record.profile);
                true
            }
            Err(error) => return Err(error.into()),
        };
        self.own.insert(record.profile, own);
        Ok(own)
    }

    /// Whether a refused request names the profile of an issuer or a signer.
    fn asks_for_own(&self, event: &RecordedEvent) -> Result<bool, PurgeError> {
        let Some(name) = event.details.get(PROFILE) else {
            return Ok(false);
        };
        let registry = self.authority.ports.registry.as_ref();
        let document = registry.active_document(DocumentKind::Profile, name)?;
        Ok(document.is_some_and(|document| {
            Profile::parse(&document.content).map_or(true, |profile| is_of_authority(&profile))
        }))
    }

    /// The profiles, by their digests, of which nobody can tell whether their certificates are
    /// the authority's own, since another version wrote them: what was said of these stays.
    pub(super) fn unreadable(self) -> Vec<Sha256Digest> {
        self.unreadable.into_iter().collect()
    }
}

fn is_of_authority(profile: &Profile) -> bool {
    profile.kind() != ProfileKind::Leaf || profile.name() == AUDIT_SIGNER
}

const fn is_about_one_certificate(act: Act) -> bool {
    match act {
        Act::CertificateRequest
        | Act::CertificateIssue
        | Act::CertificateAbandon
        | Act::CertificateRevoke
        | Act::CertificateSuspend
        | Act::CertificateReinstate
        | Act::CertificateNotify
        | Act::RevocationAmend
        | Act::RevocationSchedule
        | Act::RevocationCancel
        | Act::RevocationCodeIssue => true,
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
        | Act::AuditPurge
        | Act::OperatorBootstrap
        | Act::OperatorAssign
        | Act::OperatorWithdraw
        | Act::OperatorRevoke
        | Act::OperatorRenew
        | Act::RegistrationPurge
        | Act::RegistrationRead
        | Act::CertificateRead
        | Act::ReportOpen
        | Act::ReportRead
        | Act::ReportAnswer
        | Act::ReportDecide
        | Act::ReportExplain
        | Act::ReportDue
        | Act::CrlDisagree
        | Act::JobMissed
        | Act::JobRun
        | Act::ClockStep
        | Act::OperatorIgnore => false,
    }
}
