//! AUD-03: whoever edits the log behind the schema's back is found.

use ca_core::audit::event::Act;
use ca_core::audit::{AuditDefect, AuditLog, verify};

use super::place::Place;
use crate::conformance::samples::event;

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
    // Foreign keys are triggers too.
    let mut raw = place.server.superuser(&place.name);
    let unguarded = "SET session_replication_role = replica";
    raw.batch_execute(unguarded).unwrap();
    raw.batch_execute(sql).unwrap();
    verify(&store).expect_err(sql)
}

#[test]
fn aud_03_altered_event_is_found() {
    let defect =
        tampered("UPDATE audit_events SET body = 'other', dictionary = NULL WHERE log_index = 17");
    let found = matches!(defect, AuditDefect::Altered { index: 17 });
    assert!(found, "{defect:?}");
}

#[test]
fn aud_03_removed_event_is_found() {
    let defect = tampered("DELETE FROM audit_events WHERE log_index = 20");
    let found = matches!(defect, AuditDefect::Missing { index: 20 });
    assert!(found, "{defect:?}");
}

#[test]
fn aud_03_exchanged_events_are_found() {
    let defect = tampered(
        "UPDATE audit_events SET log_index = 1000 WHERE log_index = 5;
         UPDATE audit_events SET log_index = 5 WHERE log_index = 6;
         UPDATE audit_events SET log_index = 6 WHERE log_index = 1000;",
    );
    assert!(matches!(defect, AuditDefect::Root { .. }), "{defect:?}");
}
