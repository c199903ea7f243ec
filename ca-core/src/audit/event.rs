//! Audit events in their frozen format (AUD-02): RFC 8785 JSON, version 1.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::digest::Sha256Digest;
use crate::random::{Random, RandomError};
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
}

impl Act {
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
    bytes: Vec<u8>,
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
    /// What was acted upon.
    pub object: Option<String>,
    /// The word of its [`Outcome`].
    pub outcome: String,
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

#[derive(Serialize)]
struct Format<'a> {
    v: u32,
    r#type: &'a str,
    time: String,
    clock: &'a str,
    actor: ActorFormat<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<&'a str>,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    details: &'a BTreeMap<&'static str, String>,
    salt: String,
}

#[derive(Serialize)]
struct ActorFormat<'a> {
    kind: &'a str,
    id: &'a str,
    auth: &'a str,
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
            v: 1,
            r#type: act.as_str(),
            time: time.to_string(),
            clock: clock.state().as_str(),
            actor: ActorFormat {
                kind: actor.kind().as_str(),
                id: actor.id(),
                auth: actor.authentication(),
            },
            request_id: fields.request_id.as_deref(),
            issuer: fields.issuer.as_deref(),
            object: fields.object.as_deref(),
            outcome: outcome.as_str(),
            reason: fields.reason.as_deref(),
            details: &fields.details,
            salt: hex::encode(salt),
        };
        // Strings, one small integer and maps of strings: canonicalisation has nothing to refuse.
        let bytes = serde_json_canonicalizer::to_vec(&format).map_err(|_| RandomError)?;
        Ok(Self {
            act,
            outcome,
            time,
            bytes,
        })
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

    /// The canonical bytes, which are stored and never encoded again.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The data of the Merkle leaf: SHA-256 of the bytes.
    #[must_use]
    pub fn leaf_data(&self) -> Sha256Digest {
        Sha256Digest::of(&self.bytes)
    }
}

#[cfg(test)]
mod tests {
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
