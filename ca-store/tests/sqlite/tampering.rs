//! AUD-03: whoever edits the log behind the schema's back is found.

use ca_core::audit::event::Act;
use ca_core::audit::{AuditDefect, AuditLog, verify};

use ca_store::soundness::{Place as Where, Rule, SHOWN};

use super::temporary::Place;
use crate::conformance::samples::{citizens, event, found, issue, serial};

const EVENTS: u64 = 40;

/// Runs `sql` on a log of forty events without its triggers; gives what the proof then says.
fn tampered(sql: &str) -> AuditDefect {
    let place = Place::new();
    let store = place.create();
    for number in 0..EVENTS {
        let event = event(Act::KeyGenerate, &number.to_string());
        store.append(&event).unwrap();
    }
    assert_eq!(verify(&store).unwrap().size, EVENTS);
    let unguarded = "DROP TRIGGER audit_events_never_change;
        DROP TRIGGER audit_events_are_never_deleted;
        DROP TRIGGER audit_events_are_never_replaced;
        DROP TRIGGER heads_only_grow;";
    let raw = place.raw();
    raw.pragma_update(None, "foreign_keys", false).unwrap();
    raw.execute_batch(unguarded).unwrap();
    assert_eq!(verify(&store).unwrap().size, EVENTS);
    raw.execute_batch(sql).unwrap();
    verify(&store).expect_err(sql)
}

#[test]
fn aud_03_altered_event_is_found() {
    let other = String::from_utf8(event(Act::KeyGenerate, "17").as_bytes().to_vec());
    let other = other.unwrap().replace("amina", "idris");
    let defect = tampered(&format!(
        "UPDATE audit_events SET body = CAST('{other}' AS BLOB), dictionary = NULL
         WHERE log_index = 17"
    ));
    assert!(
        matches!(defect, AuditDefect::Altered { index: 17 }),
        "{defect:?}"
    );
}

#[test]
fn aud_03_event_altered_with_its_leaf_is_found() {
    let defect = tampered(
        "UPDATE audit_events SET (body, leaf_data, dictionary) =
             (SELECT body, leaf_data, dictionary FROM audit_events WHERE log_index = 3)
         WHERE log_index = 17",
    );
    assert!(matches!(defect, AuditDefect::Root { .. }), "{defect:?}");
}

#[test]
fn aud_03_deleted_event_is_found() {
    let defect = tampered("DELETE FROM audit_events WHERE log_index = 17");
    assert!(
        matches!(defect, AuditDefect::Missing { index: 17 }),
        "{defect:?}"
    );
}

#[test]
fn aud_03_closed_gap_is_found() {
    let defect = tampered(
        "DELETE FROM audit_events WHERE log_index = 17;
         UPDATE audit_events SET log_index = log_index - 1 WHERE log_index > 17;",
    );
    assert!(
        matches!(defect, AuditDefect::Missing { index: 39 }),
        "{defect:?}"
    );
}

#[test]
fn aud_03_truncated_log_is_found() {
    let defect = tampered("DELETE FROM audit_events WHERE log_index >= 30");
    assert!(
        matches!(defect, AuditDefect::Missing { index: 30 }),
        "{defect:?}"
    );
}

#[test]
fn aud_03_log_truncated_with_its_size_is_found() {
    let defect = tampered(
        "DELETE FROM audit_events WHERE log_index >= 24;
         UPDATE heads SET log_size = 24;",
    );
    assert!(matches!(defect, AuditDefect::Root { .. }), "{defect:?}");
}

#[test]
fn aud_03_reordered_events_are_found() {
    let defect = tampered(
        "UPDATE audit_events SET log_index = 1000 WHERE log_index = 5;
         UPDATE audit_events SET log_index = 5 WHERE log_index = 6;
         UPDATE audit_events SET log_index = 6 WHERE log_index = 1000;",
    );
    assert!(matches!(defect, AuditDefect::Root { .. }), "{defect:?}");
}

/// Twelve signatures are gone, an event and a row of the feed.
#[test]
fn rule_that_is_broken_names_where() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    (0..20).for_each(|number| drop(issue(&store, number)));
    let raw = place.raw();
    raw.pragma_update(None, "foreign_keys", false).unwrap();
    raw.execute_batch(
        "DROP TRIGGER signatures_are_never_deleted; DROP TRIGGER audit_events_are_never_deleted;
         DROP TRIGGER feed_is_never_deleted;
         DELETE FROM signatures WHERE sequence IN
             (SELECT sequence FROM signatures ORDER BY sequence DESC LIMIT 12);
         DELETE FROM audit_events WHERE log_index IN (7, 8);
         DELETE FROM feed WHERE position = 5;",
    )
    .unwrap();
    let signatures = store.breaches(Rule::Signatures).unwrap();
    assert_eq!((signatures.count, signatures.first.len()), (12, SHOWN));
    let last = Where::Serial {
        issuer: Some(citizens()),
        serial: serial(10),
    };
    assert!(signatures.first.contains(&last), "{signatures:?}");
    assert_eq!(last.to_string(), format!("citizens-g1 {}", serial(10)));
    let log = store.breaches(Rule::Log).unwrap();
    assert_eq!((log.count, log.first), (1, vec![Where::Event(7)]));
    let feed = store.breaches(Rule::Feed).unwrap();
    assert_eq!((feed.count, feed.first), (1, vec![Where::Position(5)]));
    assert_eq!(store.breaches(Rule::Serials).unwrap().count, 0);
}
