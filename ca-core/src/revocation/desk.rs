//! Ports to the record of how revocations come about: who asked, what is set for later, codes,
//! problem reports, notices. In the same store as the Registry; adapter: `ca-store`.

use crate::actor::Actor;
use crate::audit::event::AuditEvent;
use crate::generation::GenerationId;
use crate::registry::RegistryError;
use crate::registry::records::CertificateRecord;
use crate::revocation::code::{RevocationCode, StoredCode};
use crate::revocation::notice::NoticeKind;
use crate::revocation::report::{Decision, NewReport, ProblemReport, Stage};
use crate::revocation::request::{Asking, Requester};
use crate::revocation::{Reason, Revocation};
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// The record of who asked for which revocation.
///
/// Every method that takes an event commits it in the same transaction as the act.
pub trait RevocationDesk: Send + Sync {
    /// Revokes an issued certificate, good or suspended, for ever (I5). What was set for later is
    /// overtaken, its code is dead, and a notice to its holder is queued (REV-05).
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not issued or already revoked.
    fn revoke_asked(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        asking: Option<&Asking>,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Makes keyCompromise the reason of a revocation, with the same or an earlier date: the only
    /// change of one (I5, REV-03).
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is not revoked, or for keyCompromise already.
    fn amend_revocation(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        revocation: &Revocation,
        asking: &Asking,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// All withdrawals and returns of a certificate, in order, with their times (REV-01).
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn withdrawals(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Vec<Withdrawal>, RegistryError>;

    /// Keeps a holder's code in place of the one before.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if the certificate is not good or suspended.
    fn store_code(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        code: &StoredCode,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// Revokes by a code, or counts that it was wrong: both in one commit, so that nobody tries
    /// more often than counted. Says nothing of why not.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    fn redeem_code(
        &self,
        code: &PresentedCode,
        revocation: &Revocation,
        asking: &Asking,
        event: &AuditEvent,
    ) -> Result<bool, RegistryError>;

    /// Sets a revocation for later; returns its number, the place of its event.
    ///
    /// # Errors
    /// `NotFound`, `WrongState` if the certificate is not good or suspended, or `Exists` if one is
    /// set for it.
    fn schedule_revocation(
        &self,
        wanted: &LaterRevocation,
        event: &AuditEvent,
    ) -> Result<u64, RegistryError>;

    /// At most `limit` revocations that are set for a moment up to `until`, the soonest first,
    /// after this one: moment and number.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn scheduled_revocations(
        &self,
        until: Timestamp,
        after: Option<(Timestamp, u64)>,
        limit: u32,
    ) -> Result<Vec<ScheduledRevocation>, RegistryError>;

    /// One that is set.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn scheduled_revocation(&self, id: u64) -> Result<Option<ScheduledRevocation>, RegistryError>;

    /// Calls one off.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it has happened or was called off or overtaken.
    fn cancel_scheduled(&self, id: u64, event: &AuditEvent) -> Result<(), RegistryError>;

    /// Lets one happen.
    ///
    /// # Errors
    /// As [`RevocationDesk::cancel_scheduled`].
    fn execute_scheduled(&self, id: u64, event: &AuditEvent) -> Result<(), RegistryError>;

    /// Opens a problem report; returns its number, the place of its event.
    ///
    /// # Errors
    /// `NotFound` if it is about a certificate that is not there.
    fn open_report(&self, report: &NewReport, event: &AuditEvent) -> Result<u64, RegistryError>;

    /// Changes a report: an answer, a decision, a reason for being late.
    ///
    /// # Errors
    /// `NotFound`, or `WrongState` if it is decided, or was answered before.
    fn change_report(
        &self,
        id: u64,
        change: &ReportChange,
        event: &AuditEvent,
    ) -> Result<(), RegistryError>;

    /// At most `limit` reports after this number, in the order in which they came.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn reports(
        &self,
        open_only: bool,
        after: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ProblemReport>, RegistryError>;

    /// One report.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn report(&self, id: u64) -> Result<Option<ProblemReport>, RegistryError>;

    /// Tells of a stage of a report, once; whether it is new.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    fn tell_stage(&self, id: u64, stage: Stage, event: &AuditEvent) -> Result<bool, RegistryError>;

    /// At most `limit` notices that are queued: certificates that were revoked.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn queued_notices(
        &self,
        limit: u32,
    ) -> Result<Vec<(CertificateRecord, NoticeKind)>, RegistryError>;

    /// At most `limit` good certificates that end after the first moment and up to the second,
    /// and have no such notice yet.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    fn unnoticed_ends(
        &self,
        kind: NoticeKind,
        after: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<CertificateRecord>, RegistryError>;

    /// Records that a notice was laid out; whether it is the first of its kind.
    ///
    /// # Errors
    /// `NotFound`; fails if the Registry cannot be written.
    fn record_notice(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
        kind: NoticeKind,
        event: &AuditEvent,
    ) -> Result<bool, RegistryError>;
}

/// A withdrawal or return, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// `revoke`, `suspend`, `reinstate` or `abandon`.
    pub act: String,
    /// Who asked; absent where nobody did, or an older program did not say.
    pub asked_by: Option<Requester>,
    /// When the request came.
    pub received: Option<Timestamp>,
    /// When it was authenticated.
    pub authenticated: Option<Timestamp>,
    /// When it was decided.
    pub decided: Timestamp,
    /// revocationDate.
    pub effective: Option<Timestamp>,
    /// thisUpdate of the first list that tells it.
    pub published: Option<Timestamp>,
    /// Why.
    pub reason: Option<Reason>,
}

/// A code that somebody presents for a certificate.
#[derive(Clone, Debug)]
pub struct PresentedCode {
    /// The issuer.
    pub issuer: GenerationId,
    /// The serial.
    pub serial: Serial,
    /// The code.
    pub code: RevocationCode,
    /// When.
    pub at: Timestamp,
}

/// A revocation to be set for later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterRevocation {
    /// The issuer.
    pub issuer: GenerationId,
    /// The serial.
    pub serial: Serial,
    /// What is to happen.
    pub revocation: Revocation,
    /// Who asked.
    pub asking: Asking,
    /// Who set it.
    pub actor: Actor,
}

/// A revocation that is set for later, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduledRevocation {
    /// Its number: the place of its event.
    pub id: u64,
    /// What is set.
    pub wanted: LaterRevocation,
    /// What became of it: `done`, `cancelled` or `overtaken`; absent while it is open.
    pub ended: Option<String>,
}

/// What becomes of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportChange {
    /// Who reported was answered.
    Answered,
    /// It was decided, which answers it too.
    Decided(Decision),
    /// Why it is late: 10 to 500 characters.
    Explained(String),
}
