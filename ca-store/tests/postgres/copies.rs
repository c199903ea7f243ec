//! A registry goes through PostgreSQL's own backup and is the same.

use std::process::{Command, Stdio};

use ca_core::audit::{AuditLog, verify};
use ca_core::registry::records::CertificateStatus;
use ca_core::registry::{Registry, StatusSource};

use super::place::Place;
use crate::conformance::samples::{citizens, found, issue, revoke, serial};

#[test]
fn ops_03_dumped_and_restored_registry_is_the_same() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    (1..=20).for_each(|number| drop(issue(&store, number)));
    revoke(&store, 2, None);
    let other = place.server.new_database();
    let target = other.url();
    let mut dump = Command::new("pg_dump")
        .arg(place.database().url())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pg_dump of the package `postgresql-client`");
    let restore = Command::new("psql")
        .args([
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--output",
            "/dev/null",
        ])
        .arg(&target)
        .stdin(dump.stdout.take().unwrap())
        .output()
        .unwrap();
    assert!(dump.wait().unwrap().success());
    assert!(
        restore.status.success(),
        "{}",
        String::from_utf8_lossy(&restore.stderr)
    );
    let clock = std::sync::Arc::new(crate::conformance::samples::Still);
    let restored = ca_store::postgres::open(&target.parse().unwrap(), clock).unwrap();
    assert_eq!(restored.head().unwrap(), store.head().unwrap());
    assert_eq!(verify(&restored).unwrap(), verify(&store).unwrap());
    assert_eq!(restored.feed(0, 100).unwrap(), store.feed(0, 100).unwrap());
    let revoked = restored.status(&citizens(), &serial(2)).unwrap().status;
    assert!(matches!(revoked, CertificateStatus::Revoked(_)));
    // It goes on, and its triggers hold.
    issue(&restored, 30);
    assert_eq!(
        restored.generations().unwrap(),
        store.generations().unwrap()
    );
    let mut raw = other.client();
    assert!(raw.batch_execute("DELETE FROM feed").is_err());
}
