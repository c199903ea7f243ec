//! How revocations come about.

use ca_core::audit::event::AuditEvent;
use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;
use ca_core::registry::records::CertificateRecord;
use ca_core::revocation::Revocation;
use ca_core::revocation::code::StoredCode;
use ca_core::revocation::desk::{
    LaterRevocation, PresentedCode, ReportChange, RevocationDesk, ScheduledRevocation, Withdrawal,
};
use ca_core::revocation::notice::NoticeKind;
use ca_core::revocation::report::{NewReport, ProblemReport, Stage};
use ca_core::revocation::request::Asking;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;

use crate::Store;
use crate::tables::revocations::{self, Change};
use crate::tables::{codes, notices, reports, scheduled};

impl RevocationDesk for Store {
    fn revoke_asked(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        asking: Option<&Asking>,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        let (revocation, asking) = (revocation.clone(), asking.cloned());
        self.write(move |act| {
            let change = Change::Revoke(&revocation, asking.as_ref());
            revocations::change(act, &issuer, &serial, &change, &event)
        })
    }

    fn amend_revocation(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        asking: &Asking,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        let (revocation, asking) = (revocation.clone(), asking.clone());
        self.write(move |act| {
            let change = Change::Amend(&revocation, &asking);
            revocations::change(act, &issuer, &serial, &change, &event)
        })
    }

    fn withdrawals(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Vec<Withdrawal>, RegistryError> {
        self.read(|session| session.snapshot(|| revocations::all(session, issuer, serial)))
    }

    fn store_code(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        code: &StoredCode,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (issuer, serial) = (issuer.clone(), serial.clone());
        let (code, event) = (code.clone(), event.clone());
        self.write(move |act| codes::store(act, &issuer, &serial, &code, &event))
    }

    fn redeem_code(
        &self,
        code: &PresentedCode,
        revocation: &Revocation,
        asking: &Asking,
        event: &AuditEvent,
    ) -> Result<bool, RegistryError> {
        let (code, revocation) = (code.clone(), revocation.clone());
        let (asking, event) = (asking.clone(), event.clone());
        self.write(move |act| codes::redeem(act, &code, &revocation, &asking, &event))
    }

    fn schedule_revocation(
        &self,
        wanted: &LaterRevocation,
        event: &AuditEvent,
    ) -> Result<u64, RegistryError> {
        let (wanted, event) = (wanted.clone(), event.clone());
        self.write(move |act| scheduled::schedule(act, &wanted, &event))
    }

    fn scheduled_revocations(
        &self,
        until: Timestamp,
        after: Option<(Timestamp, u64)>,
        limit: u32,
    ) -> Result<Vec<ScheduledRevocation>, RegistryError> {
        self.read(|session| scheduled::open(session, until, after, limit))
    }

    fn scheduled_revocation(&self, id: u64) -> Result<Option<ScheduledRevocation>, RegistryError> {
        self.read(|session| scheduled::one(session, id))
    }

    fn cancel_scheduled(&self, id: u64, event: &AuditEvent) -> Result<(), RegistryError> {
        let event = event.clone();
        self.write(move |act| scheduled::cancel(act, id, &event))
    }

    fn execute_scheduled(&self, id: u64, event: &AuditEvent) -> Result<(), RegistryError> {
        let event = event.clone();
        self.write(move |act| scheduled::execute(act, id, &event))
    }

    fn open_report(&self, report: &NewReport, event: &AuditEvent) -> Result<u64, RegistryError> {
        let (report, event) = (report.clone(), event.clone());
        self.write(move |act| reports::open(act, &report, &event))
    }

    fn change_report(
        &self,
        id: u64,
        change: &ReportChange,
        event: &AuditEvent,
    ) -> Result<(), RegistryError> {
        let (change, event) = (change.clone(), event.clone());
        self.write(move |act| reports::change(act, id, &change, &event))
    }

    fn reports(
        &self,
        open_only: bool,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ProblemReport>, RegistryError> {
        self.read(|session| session.snapshot(|| reports::page(session, open_only, after, limit)))
    }

    fn report(&self, id: u64) -> Result<Option<ProblemReport>, RegistryError> {
        self.read(|session| session.snapshot(|| reports::one(session, id)))
    }

    fn tell_stage(&self, id: u64, stage: Stage, event: &AuditEvent) -> Result<bool, RegistryError> {
        let event = event.clone();
        self.write(move |act| reports::tell(act, id, stage, &event))
    }

    fn queued_notices(
        &self,
        limit: u32,
    ) -> Result<Vec<(CertificateRecord, NoticeKind)>, RegistryError> {
        self.read(|session| notices::queued(session, limit))
    }

    fn unnoticed_ends(
        &self,
        kind: NoticeKind,
        after: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<CertificateRecord>, RegistryError> {
        self.read(|session| notices::unnoticed(session, kind, after, until, limit))
    }

    fn record_notice(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        kind: NoticeKind,
        event: &AuditEvent,
    ) -> Result<bool, RegistryError> {
        let (issuer, serial, event) = (issuer.clone(), serial.clone(), event.clone());
        self.write(move |act| notices::record(act, &issuer, &serial, kind, &event))
    }
}
