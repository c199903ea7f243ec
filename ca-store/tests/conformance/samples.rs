//! Sample acts, with just enough variation to tell them apart.

use std::collections::BTreeMap;

use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::audit::AuditLog;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::digest::Sha256Digest;
use ca_core::generation::GenerationId;
use ca_core::random::{Random, RandomError};
use ca_core::registry::records::{
    Completion, CrlReservation, Document, DocumentKind, Generation, GenerationState, Intent,
    IssuanceState,
};
use ca_core::registry::{Registry, StatusSource};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::signer::KeyUri;
use ca_core::timestamp::{Clock, ClockState, Timestamp};

/// All that an engine offers.
pub(crate) trait Store: Registry + AuditLog + StatusSource {}

impl<T: Registry + AuditLog + StatusSource> Store for T {}

/// 2026-11-21T08:30:00Z.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_249_800);

/// A clock that stands still, and a generator that always draws the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        NOW
    }

    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}

impl Random for Still {
    fn fill(&self, octets: &mut [u8]) -> Result<(), RandomError> {
        octets.fill(0x5a);
        Ok(())
    }
}

/// An event about `object`.
pub(crate) fn event(act: Act, object: &str) -> AuditEvent {
    let fields = EventFields {
        request_id: Some("request-7".into()),
        issuer: Some("citizens-g1".into()),
        object: Some(object.into()),
        reason: None,
        details: BTreeMap::from([("profile", "citizen-signature".into())]),
    };
    AuditEvent::new(act, Outcome::Done, &amina(), &fields, &Still, &Still).unwrap()
}

/// The event of an intent.
pub(crate) fn requested() -> AuditEvent {
    event(Act::CertificateRequest, "40ff")
}

/// Who asks.
pub(crate) fn amina() -> Actor {
    Actor::new(ActorKind::OsUser, "amina", "uid 1000")
}

/// A profile document.
pub(crate) fn profile(content: &str) -> Document {
    Document {
        kind: DocumentKind::Profile,
        name: "citizen-signature".into(),
        content: content.into(),
    }
}

/// A pending generation with a name and a key of its own.
pub(crate) fn generation(id: &str, issuer: &str) -> Generation {
    Generation {
        id: id.parse().unwrap(),
        name: format!("name of {id}").into_bytes(),
        public_key: format!("key of {id}").into_bytes(),
        key: KeyUri::new(format!("pkcs11:token=test;object={id}")),
        algorithm: SignatureAlgorithm::EcdsaSha384,
        issuer: issuer.parse().unwrap(),
        certificate: None,
        state: GenerationState::Pending,
        created: NOW,
    }
}

/// The issuer of the samples.
pub(crate) fn citizens() -> GenerationId {
    "citizens-g1".parse().unwrap()
}

/// A profile, the root `root-g1` and the pending issuer `citizens-g1`.
pub(crate) fn found(store: &dyn Store) {
    let document = profile("first");
    let act = event(Act::DocumentActivate, "first");
    store.activate_document(&document, NOW, &act).unwrap();
    for id in ["root-g1", "citizens-g1"] {
        let act = event(Act::IssuerCreate, id);
        store
            .add_generation(&generation(id, "root-g1"), &act)
            .unwrap();
    }
}

/// The serial number of sample `number`.
pub(crate) fn serial(number: u32) -> Serial {
    let mut octets = vec![0x40; 17];
    let digest = Sha256Digest::of(&number.to_be_bytes());
    octets[1..].copy_from_slice(&digest.as_bytes()[..16]);
    Serial::try_from(octets.as_slice()).unwrap()
}

/// An intent of `citizens-g1` that may be signed at once.
pub(crate) fn intent(number: u32) -> Intent {
    Intent {
        issuer: citizens(),
        issuer_name_hash: generation("citizens-g1", "root-g1").name_hash(),
        serial: serial(number),
        state: IssuanceState::Signing,
        scope: citizens().line().clone(),
        request_id: format!("request-{number}"),
        content_digest: Sha256Digest::of(&number.to_le_bytes()),
        profile: profile("first").digest(),
        tbs: vec![0x30; 800],
        key_hash: Sha256Digest::of(format!("subject key {number}").as_bytes()),
        not_before: NOW,
        not_after: Timestamp::from_unix_seconds(NOW.unix_seconds() + i64::from(number)),
        lint_version: 1,
        actor: amina(),
        prepared: NOW,
        certifies: None,
        basis: None,
        key_seen: None,
        person: None,
        key_evidence: None,
    }
}

/// The end of the issuance of sample `number`.
pub(crate) fn completion(number: u32) -> Completion {
    Completion {
        issuer: citizens(),
        serial: serial(number),
        signature: vec![0x5c; 71],
        issued: NOW,
        certifies: None,
        person: None,
    }
}

/// Issues sample `number`.
pub(crate) fn issue(store: &dyn Registry, number: u32) -> Serial {
    store.store_intent(&intent(number), &requested()).unwrap();
    complete(store, number);
    serial(number)
}

/// Completes sample `number`.
pub(crate) fn complete(store: &dyn Registry, number: u32) {
    let act = event(Act::CertificateIssue, &serial(number).to_string());
    store.complete(&completion(number), &act).unwrap();
}

/// Revokes sample `number`.
pub(crate) fn revoke(store: &dyn Registry, number: u32, reason: Option<Reason>) {
    let act = event(Act::CertificateRevoke, &serial(number).to_string());
    let revocation = revocation(reason);
    store
        .revoke(&citizens(), &serial(number), &revocation, &act)
        .unwrap();
}

/// A revocation for a reason.
pub(crate) fn revocation(reason: Option<Reason>) -> Revocation {
    Revocation {
        effective: NOW,
        reason,
        invalidity_date: reason.map(|_| Timestamp::from_unix_seconds(NOW.unix_seconds() - 60)),
    }
}

/// The intent to sign a list of `citizens-g1`.
pub(crate) fn reservation(last: u64, number: u64, tbs_digest: Sha256Digest) -> CrlReservation {
    CrlReservation {
        issuer: citizens(),
        last,
        number,
        covers: 0,
        tbs_digest,
    }
}
