//! A house with a log that has something to tell, and exports of it in memory.

use std::fs;
use std::path::Path;

use ca_core::actor::{Actor, ActorKind};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::audit::AuditDefect;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome};
use ca_core::audit::examine::{AuditReport, Terms, examine_export};
use ca_core::audit::export::{Export, Manifest};
use ca_core::authority::heads::AuditEnrolment;
use ca_core::authority::issue::NewIssuer;
use ca_core::serial::Serial;
use ca_core::signer::{KeyUri, NewKey};
use ca_core::subject::Subject;
use ca_core::timestamp::Timestamp;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, new_issuer};
use sceau_tests::log::Files;

/// The line that certifies signers of heads.
pub(super) const ADMINISTRATION: &str = "administration";

/// Examines an export, long after all that it tells, as somebody who knows nothing but these
/// roots and earlier heads.
pub(super) fn examine(
    files: &Files,
    earlier: &[String],
    roots: &[Vec<u8>],
) -> Result<AuditReport, AuditDefect> {
    let terms = Terms {
        now: Timestamp::NO_END,
        at: Timestamp::from_unix_seconds(0),
        earlier,
        roots,
    };
    examine_export(files, &terms, &mut |_, _| {})
}

/// The checkpoint of an export, as an auditor keeps it.
pub(super) fn checkpoint(files: &Files) -> String {
    String::from_utf8(files.0["checkpoint"].clone()).unwrap()
}

/// Writes an export into a folder.
pub(super) fn store(files: &Files, folder: &Path) {
    for (path, octets) in &files.0 {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, octets).unwrap();
    }
}

/// A house whose signer of heads is enrolled, and the key that signs them.
pub(super) fn with_signer(house: &House) -> KeyUri {
    let authority = house.authority();
    let administration = NewIssuer {
        key_algorithm: Some(KeyAlgorithm::P256),
        ..new_issuer(ADMINISTRATION, "administration-issuing-ca")
    };
    let issuer = authority.create_issuer(&actor(), &administration).unwrap();
    authority.activate_issuer(&actor(), &issuer.id).unwrap();
    new_signer(house, "audit-1")
}

/// Another signer of heads, and its key.
pub(super) fn new_signer(house: &House, label: &str) -> KeyUri {
    let authority = house.authority();
    let new = NewKey::new(KeyAlgorithm::P256, label);
    let key = authority.create_key(&actor(), &new).unwrap();
    let enrolment = AuditEnrolment {
        line: ADMINISTRATION.parse().unwrap(),
        key: key.uri.clone(),
        subject: Subject::parse("CN=Audit signer").unwrap(),
    };
    authority.enrol_audit_signer(&actor(), &enrolment).unwrap();
    key.uri
}

/// Lets more than seven years pass; gives the moment before.
pub(super) fn years_pass(house: &House) -> Timestamp {
    let before = house.ports.clock.now();
    house.clock.advance_hours(8 * 366 * 24);
    before
}

/// Signs the head of the log as it is.
pub(super) fn sign(house: &House, key: &KeyUri) {
    let signed = house.authority().sign_head(&actor(), key).unwrap();
    assert!(signed.is_some());
}

/// Issues so many certificates.
pub(super) fn issue(house: &House, number: usize) -> Vec<Serial> {
    let issue = |_| {
        let wish = citizen(csr::p256().as_bytes(), None);
        house.authority().issue(&actor(), &wish).unwrap().serial
    };
    (0..number).map(issue).collect()
}

/// Revokes a certificate.
pub(super) fn revoke(house: &House, serial: &Serial) {
    let line = "citizens".parse().unwrap();
    let authority = house.authority();
    authority
        .revoke(&actor(), &line, serial, None, None)
        .unwrap();
}

/// Records events until there are so many.
pub(super) fn fill(house: &House, size: u64) {
    let log = house.ports.audit.as_ref();
    let clerk = Actor::new(ActorKind::Job, "clerk", "none");
    while log.head().unwrap().size < size {
        let object = log.head().unwrap().size.to_string();
        let fields = EventFields {
            object: Some(object),
            ..EventFields::default()
        };
        let (act, outcome) = (Act::TokenSeen, Outcome::Done);
        let (clock, random) = (house.ports.clock.as_ref(), house.ports.random.as_ref());
        let event = AuditEvent::new(act, outcome, &clerk, &fields, clock, random);
        log.append(&event.unwrap()).unwrap();
    }
}

/// The certificates of all issuers.
pub(super) fn issuers(house: &House) -> Vec<Vec<u8>> {
    let all = house.ports.registry.generations().unwrap().into_iter();
    all.filter_map(|generation| generation.certificate)
        .collect()
}

/// The certificate of the root.
pub(super) fn root(house: &House) -> Vec<Vec<u8>> {
    let all = house.ports.registry.generations().unwrap();
    let root = all.into_iter().find(|generation| generation.is_root());
    vec![root.unwrap().certificate.unwrap()]
}

/// Exports the log from an event on.
pub(super) fn export(house: &House, first: u64) -> (Manifest, Files) {
    let mut files = Files::default();
    let issuers = issuers(house);
    let export = Export {
        log: house.ports.audit.as_ref(),
        issuers: &issuers,
        first,
    };
    let manifest = export.write(&mut files, &mut |_, _| {}).unwrap();
    (manifest, files)
}
