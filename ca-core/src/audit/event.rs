//! Audit events in their frozen format (AUD-02): RFC 8785 JSON, version 1.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::digest::Sha256Digest;
use crate::jobs::lease::Lease;
use crate::random::{Random, RandomError};
use crate::registry::act_request::ActRequest;
use crate::registry::governance::ChainLink;
use crate::timestamp::{Clock, Timestamp};

/// What was done, tried or refused: the `type` of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// A Registry was created.
    RegistryInit,
    /// A document became the active one of its name.
    DocumentActivate,
    /// A key pair is to be made in a token, then was.
    KeyGenerate,
    /// A key pair is to be destroyed, then was (HSM-06).
    KeyDestroy,
    /// A private key is to leave its token wrapped, then did (HSM-06).
    KeyBackup,
    /// A key that could be wrapped is to be so no more, then is not.
    KeySeal,
    /// A wrapped private key is to enter a token, then did (HSM-06).
    KeyRestore,
    /// A token was seen for the first time (HSM-08).
    TokenSeen,
    /// A token is not what it was: an alarm (HSM-08).
    TokenChange,
    /// A token gave a signature that does not verify: an alarm (I6).
    TokenReject,
    /// A generation of an issuer line was created.
    IssuerCreate,
    /// A generation became the active one of its line.
    IssuerActivate,
    /// A certificate was asked for and may be signed (AUD-01).
    CertificateRequest,
    /// A certificate was issued.
    CertificateIssue,
    /// A prepared certificate was given up.
    CertificateAbandon,
    /// A certificate was revoked.
    CertificateRevoke,
    /// A certificate was suspended.
    CertificateSuspend,
    /// A suspension was lifted.
    CertificateReinstate,
    /// A CRL number was reserved and the list may be signed.
    CrlReserve,
    /// A CRL was published.
    CrlPublish,
    /// An OCSP signer received its certificate.
    ResponderEnrol,
    /// The signer of the log's heads received its certificate.
    AuditEnrol,
    /// The log, or a part of it, left the house.
    AuditExport,
    /// Bodies of events whose term has come are to go, then went (AUD-05).
    AuditPurge,
    /// A token did not let this program in.
    TokenLogin,
    /// The Registry was copied while it was in use (OPS-03).
    RegistryBackup,
    /// A Registry was put back from a copy (OPS-03).
    RegistryRestore,
    /// An officer takes note that the Registry is older than it was (OPS-03, I10).
    RegistryAcknowledge,
    /// The Registry moved to another engine.
    RegistryCopy,
    /// The first officers were named (I14).
    OperatorBootstrap,
    /// An operator got roles, or others (REG-03).
    OperatorAssign,
    /// An operator has roles no more.
    OperatorWithdraw,
    /// An operator's certificate counts no more.
    OperatorRevoke,
    /// An operator goes on with another certificate.
    OperatorRenew,
    /// Records of registration went at their term (REG-01, AUD-05).
    RegistrationPurge,
    /// Somebody read a record of registration (LAW-06).
    RegistrationRead,
    /// Somebody read certificates and the persons in them (LAW-06).
    CertificateRead,
    /// A notice to a holder was laid out (LAW-09, REV-05).
    CertificateNotify,
    /// The reason of a revocation became keyCompromise (REV-03).
    RevocationAmend,
    /// A revocation was set for a later moment (REV-04).
    RevocationSchedule,
    /// A revocation that was set for later was called off (REV-04).
    RevocationCancel,
    /// A holder was given a one-time revocation code (REV-02).
    RevocationCodeIssue,
    /// A problem with certificates was reported (REV-07).
    ReportOpen,
    /// Somebody read problem reports (LAW-06).
    ReportRead,
    /// A problem report had its first answer (REV-07).
    ReportAnswer,
    /// A problem report was decided (REV-07).
    ReportDecide,
    /// An officer said why a problem report was late (REV-07).
    ReportExplain,
    /// Half of a problem report's time has gone, or all of it: then an alarm (REV-07).
    ReportDue,
    /// Registry, list and answers do not agree: an alarm (CRL-13).
    CrlDisagree,
    /// A job did not run in time: an alarm (AUD-07).
    JobMissed,
    /// Somebody asked for a run of a job.
    JobRun,
    /// The clock was moved, or is not to be trusted: an alarm (OPS-01).
    ClockStep,
    /// A row of the chain of statements is ignored, or the chain is not what it was: an alarm.
    OperatorIgnore,
    /// An operator was not let do an operation (REG-03).
    OperatorRefuse,
}

impl Act {
    /// All acts, by what they act upon.
    pub const ALL: [Self; 54] = [
        Self::RegistryInit,
        Self::RegistryBackup,
        Self::RegistryRestore,
        Self::RegistryAcknowledge,
        Self::RegistryCopy,
        Self::DocumentActivate,
        Self::KeyGenerate,
        Self::KeyDestroy,
        Self::KeyBackup,
        Self::KeySeal,
        Self::KeyRestore,
        Self::TokenSeen,
        Self::TokenChange,
        Self::TokenReject,
        Self::TokenLogin,
        Self::IssuerCreate,
        Self::IssuerActivate,
        Self::CertificateRequest,
        Self::CertificateIssue,
        Self::CertificateAbandon,
        Self::CertificateRevoke,
        Self::CertificateSuspend,
        Self::CertificateReinstate,
        Self::CrlReserve,
        Self::CrlPublish,
        Self::ResponderEnrol,
        Self::AuditEnrol,
        Self::AuditExport,
        Self::AuditPurge,
        Self::OperatorBootstrap,
        Self::OperatorAssign,
        Self::OperatorWithdraw,
        Self::OperatorRevoke,
        Self::OperatorRenew,
        Self::RegistrationPurge,
        Self::RegistrationRead,
        Self::CertificateRead,
        Self::CertificateNotify,
        Self::RevocationAmend,
        Self::RevocationSchedule,
        Self::RevocationCancel,
        Self::RevocationCodeIssue,
        Self::ReportOpen,
        Self::ReportRead,
        Self::ReportAnswer,
        Self::ReportDecide,
        Self::ReportExplain,
        Self::ReportDue,
        Self::CrlDisagree,
        Self::JobMissed,
        Self::JobRun,
        Self::ClockStep,
        Self::OperatorIgnore,
        Self::OperatorRefuse,
    ];

    /// The word in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegistryInit => "registry.init",
            Self::DocumentActivate => "document.activate",
            Self::KeyGenerate => "key.generate",
            Self::KeyDestroy => "key.destroy",
            Self::KeyBackup => "key.backup",
            Self::KeySeal => "key.seal",
            Self::KeyRestore => "key.restore",
            Self::TokenSeen => "token.seen",
            Self::TokenChange => "token.change",
            Self::TokenReject => "token.reject",
            Self::IssuerCreate => "issuer.create",
            Self::IssuerActivate => "issuer.activate",
            Self::CertificateRequest => "certificate.request",
            Self::CertificateIssue => "certificate.issue",
            Self::CertificateAbandon => "certificate.abandon",
            Self::CertificateRevoke => "certificate.revoke",
            Self::CertificateSuspend => "certificate.suspend",
            Self::CertificateReinstate => "certificate.reinstate",
            Self::CrlReserve => "crl.reserve",
            Self::CrlPublish => "crl.publish",
            Self::ResponderEnrol => "responder.enrol",
            Self::AuditEnrol => "audit.enrol",
            Self::AuditExport => "audit.export",
            Self::AuditPurge => "audit.purge",
            Self::TokenLogin => "token.login",
            Self::RegistryBackup => "registry.backup",
            Self::RegistryRestore => "registry.restore",
            Self::RegistryAcknowledge => "registry.acknowledge",
            Self::RegistryCopy => "registry.copy",
            Self::OperatorBootstrap => "operator.bootstrap",
            Self::OperatorAssign => "operator.assign",
            Self::OperatorWithdraw => "operator.withdraw",
            Self::OperatorRevoke => "operator.revoke",
            Self::OperatorRenew => "operator.renew",
            Self::RegistrationPurge => "registration.purge",
            Self::RegistrationRead => "registration.read",
            Self::CertificateRead => "certificate.read",
            Self::CertificateNotify => "certificate.notify",
            Self::RevocationAmend => "revocation.amend",
            Self::RevocationSchedule => "revocation.schedule",
            Self::RevocationCancel => "revocation.cancel",
            Self::RevocationCodeIssue => "revocation-code.issue",
            Self::ReportOpen => "report.open",
            Self::ReportRead => "report.read",
            Self::ReportAnswer => "report.answer",
            Self::ReportDecide => "report.decide",
            Self::ReportExplain => "report.explain",
            Self::ReportDue => "report.due",
            Self::CrlDisagree => "crl.disagree",
            Self::JobMissed => "job.missed",
            Self::JobRun => "job.run",
            Self::ClockStep => "clock.step",
            Self::OperatorIgnore => "operator.ignore",
            Self::OperatorRefuse => "operator.refuse",
        }
    }
}

/// How an act ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It may begin: what a device does cannot be undone if it could not be recorded.
    Intended,
    /// It was done.
    Done,
    /// A rule forbade it; nothing changed.
    Refused,
    /// A device or a store failed; nothing was acknowledged.
    Failed,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 4] = [Self::Intended, Self::Done, Self::Refused, Self::Failed];

    /// The word in events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intended => "intended",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// One act of one actor. It names certificates by serial and people never (I13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    act: Act,
    outcome: Outcome,
    time: Timestamp,
    actor: String,
    request_id: Option<String>,
    object: Option<String>,
    lease: Option<Lease>,
    bytes: Vec<u8>,
    leaf_data: Sha256Digest,
    link: Option<Arc<ChainLink>>,
    request: Option<Arc<ActRequest>>,
}

/// The fields of an event beside act, actor and time; absent ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFields {
    /// Request that caused the act.
    pub request_id: Option<String>,
    /// Issuer generation concerned.
    pub issuer: Option<String>,
    /// Serial, document digest, key URI or CRL number acted upon.
    pub object: Option<String>,
    /// Reason of a revocation, or the rule that refused.
    pub reason: Option<String>,
    /// What else the act's kind records, by fixed names.
    pub details: BTreeMap<&'static str, String>,
}

/// Detail of an event about a certificate: the name of its profile.
pub const PROFILE: &str = "profile";
/// Detail of an event about a certificate: the end of its validity, as RFC 3339.
pub const NOT_AFTER: &str = "not_after";

/// Detail of a revocation: the invalidity date (RFC 5280 5.3.2), as RFC 3339.
pub const INVALIDITY: &str = "invalidity_date";

/// Detail of a purge: the [`Places`](crate::audit::places::Places) of the bodies that went.
pub const PLACES: &str = "places";
/// Detail of a purge: how many bodies went.
pub const BODIES: &str = "bodies";
/// Detail of a purge: the digest over places and leaves.
pub const LEAVES: &str = "leaves_sha256";
/// Detail of a purge: the certificates concerned ended up to this moment, as RFC 3339.
pub const ENDED: &str = "ended";
/// Detail of a purge: calendar years for which records are kept after that.
pub const YEARS: &str = "years";

/// Detail of a governing act: SHA-256 of the statement that brought it about.
pub const STATEMENT: &str = "statement_sha256";
/// Detail of a governing act: the statement's position in the chain.
pub const POSITION: &str = "position";

/// An event of the log, as far as a record can be held against it (AUD-03). Its actor, times and
/// outcomes are words here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedEvent {
    /// The word of its [`Act`].
    pub r#type: String,
    /// When, as RFC 3339.
    pub time: String,
    /// Who.
    pub actor: RecordedActor,
    /// Id of the request that caused it.
    pub request_id: Option<String>,
    /// Issuer generation concerned.
    pub issuer: Option<String>,
    /// What was acted upon.
    pub object: Option<String>,
    /// The word of its [`Outcome`].
    pub outcome: String,
    /// Reason of a revocation, or the rule that refused.
    pub reason: Option<String>,
    /// What else it records.
    #[serde(default)]
    pub details: BTreeMap<String, String>,
}

/// An actor in the words of an event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RecordedActor {
    /// The word of its kind.
    pub kind: String,
    /// The name by which the actor is known.
    pub id: String,
    /// How the actor was authenticated.
    pub auth: String,
}

impl RecordedEvent {
    /// Reads an event's bytes; nothing if they are not an event of version 1.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Versioned {
            v: u32,
            #[serde(flatten)]
            event: RecordedEvent,
        }
        let read: Versioned = serde_json::from_slice(bytes).ok()?;
        (read.v == 1).then_some(read.event)
    }
}

/// The event, its fields in the order of RFC 8785 3.2.3, so that what serde_json writes is
/// canonical: there are no numbers but the version, and both escape strings alike.
#[derive(Serialize)]
struct Format<'a> {
    actor: ActorFormat<'a>,
    clock: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: &'a BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    salt: String,
    time: String,
    r#type: &'a str,
    v: u32,
}

#[derive(Serialize)]
struct ActorFormat<'a> {
    auth: &'a str,
    id: &'a str,
    kind: &'a str,
}

impl AuditEvent {
    /// Records an act at the clock's time, with a fresh 128-bit salt.
    ///
    /// # Errors
    /// Fails if the random generator fails.
    pub fn new(
        act: Act,
        outcome: Outcome,
        actor: &Actor,
        fields: &EventFields,
        clock: &dyn Clock,
        random: &dyn Random,
    ) -> Result<Self, RandomError> {
        let mut salt = [0; 16];
        random.fill(&mut salt)?;
        let time = clock.now();
        let format = Format {
            actor: ActorFormat {
                auth: actor.authentication(),
                id: actor.id(),
                kind: actor.kind().as_str(),
            },
            clock: clock.state().as_str(),
            details: &fields.details,
            issuer: fields.issuer.as_deref(),
            object: fields.object.as_deref(),
            outcome: outcome.as_str(),
            reason: fields.reason.as_deref(),
            request_id: fields.request_id.as_deref(),
            salt: hex::encode(salt),
            time: time.to_string(),
            r#type: act.as_str(),
            v: 1,
        };
        // Strings, one small integer and maps of strings: there is nothing to refuse.
        let bytes = serde_json::to_vec(&format).map_err(|_| RandomError)?;
        Ok(Self {
            act,
            outcome,
            time,
            actor: actor.id().to_owned(),
            request_id: fields.request_id.clone(),
            object: fields.object.clone(),
            lease: actor.lease().cloned(),
            leaf_data: Sha256Digest::of(&bytes),
            bytes,
            link: None,
            request: None,
        })
    }

    /// The same event, and the statement that brought it about: both are committed or neither.
    #[must_use]
    pub fn with_link(self, link: ChainLink) -> Self {
        let link = Some(Arc::new(link));
        Self { link, ..self }
    }

    /// The same event, and the request that the act was asked for by: both are committed or
    /// neither.
    #[must_use]
    pub fn with_request(self, request: ActRequest) -> Self {
        let request = Some(Arc::new(request));
        Self { request, ..self }
    }

    /// The request that is committed with it.
    #[must_use]
    pub fn request(&self) -> Option<&ActRequest> {
        self.request.as_deref()
    }

    /// The statement that is committed with it.
    #[must_use]
    pub fn link(&self) -> Option<&ChainLink> {
        self.link.as_deref()
    }

    /// What was done.
    #[must_use]
    pub const fn act(&self) -> Act {
        self.act
    }

    /// How it ended.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// When.
    #[must_use]
    pub const fn time(&self) -> Timestamp {
        self.time
    }

    /// The id of its actor.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// The id of the request that caused it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What was acted upon.
    #[must_use]
    pub fn object(&self) -> Option<&str> {
        self.object.as_deref()
    }

    /// The lease under which a job acts: the Registry compares its fence in the same commit.
    #[must_use]
    pub const fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    /// The canonical bytes, which are stored and never encoded again.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The data of the Merkle leaf: SHA-256 of the bytes.
    #[must_use]
    pub const fn leaf_data(&self) -> &Sha256Digest {
        &self.leaf_data
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::actor::ActorKind;
    use crate::timestamp::ClockState;

    struct Fixed;

    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp::from_unix_millis(1_795_249_800_250)
        }

        fn state(&self) -> ClockState {
            ClockState::Synchronised
        }
    }

    impl Random for Fixed {
        fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
            octets.fill(0xab);
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn aud_02_event_is_canonical_json_whatever_stands_in_it(
            words in prop::collection::vec(any::<String>(), 7),
        ) {
            let actor = Actor::new(ActorKind::OsUser, &*words[0], &*words[1]);
            let fields = EventFields {
                request_id: Some(words[2].clone()),
                issuer: Some(words[3].clone()),
                object: Some(words[4].clone()),
                reason: Some(words[5].clone()),
                details: BTreeMap::from([
                    ("tbs_sha256", words[6].clone()),
                    ("lint", "\u{0}\u{8}\u{b}\u{1f}\u{7f}\u{2028}\"\\/\u{1f600}".into()),
                ]),
            };
            let (act, outcome) = (Act::CertificateIssue, Outcome::Done);
            let event = AuditEvent::new(act, outcome, &actor, &fields, &Fixed, &Fixed).unwrap();
            let read: serde_json::Value = serde_json::from_slice(event.as_bytes()).unwrap();
            let canonical = serde_json_canonicalizer::to_vec(&read).unwrap();
            prop_assert_eq!(String::from_utf8(canonical), String::from_utf8(event.bytes));
        }
    }

    #[test]
    fn aud_02_event_has_the_frozen_bytes() {
        let actor = Actor::new(ActorKind::OsUser, "amina", "uid 1000");
        let fields = EventFields {
            request_id: Some("prefecture-7".into()),
            issuer: Some("citizens-g1".into()),
            object: Some("40ff".into()),
            reason: None,
            details: BTreeMap::from([("profile", "citizen-signature".into())]),
        };
        let event = AuditEvent::new(
            Act::CertificateIssue,
            Outcome::Done,
            &actor,
            &fields,
            &Fixed,
            &Fixed,
        );
        let expected = concat!(
            r#"{"actor":{"auth":"uid 1000","id":"amina","kind":"os-user"},"clock":"synchronised","#,
            r#""details":{"profile":"citizen-signature"},"issuer":"citizens-g1","object":"40ff","#,
            r#""outcome":"done","request_id":"prefecture-7","#,
            r#""salt":"abababababababababababababababab","time":"2026-11-21T08:30:00.25Z","#,
            r#""type":"certificate.issue","v":1}"#
        );
        assert_eq!(
            String::from_utf8(event.unwrap().as_bytes().to_vec()).unwrap(),
            expected
        );
    }
}
