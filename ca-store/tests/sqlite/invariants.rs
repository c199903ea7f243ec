//! The schema holds the invariants against any program that writes SQL.

use ca_core::audit::AuditLog;
use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::Registry;
use ca_core::registry::records::{CopyKind, CrlRecord, Intent, Person};
use ca_core::revocation::Reason;
use rusqlite::Connection;

use super::temporary::Place;
use crate::conformance::devices::{copy, token};
use crate::conformance::governance::chain;
use crate::conformance::requests::request;
use crate::conformance::samples::{
    NOW, citizens, event, found, intent, issue, requested, reservation, revoke, serial,
};

/// A registry with a good certificate (1), a revoked (2) and a suspended one (3), an intent (4)
/// with person and evidence, a CRL, the copy of a key and a token; then a program that knows nothing of this crate.
fn furnished() -> (Place, Connection) {
    let place = Place::new();
    let store = place.create();
    chain(&store);
    found(&store);
    (1..=3).for_each(|number| drop(issue(&store, number)));
    revoke(&store, 2, Some(Reason::Superseded));
    let act = event(Act::CertificateSuspend, "3");
    let hold = ca_core::revocation::Suspension { effective: NOW };
    store.suspend(&citizens(), &serial(3), &hold, &act).unwrap();
    let (identifier, name) = ([7; 16], [7; 8]);
    let proven = Intent {
        person: Some(Person {
            identifier,
            name,
            known: None,
        }),
        key_evidence: Some(b"evidence".to_vec()),
        ..intent(4)
    };
    store.store_intent(&proven, &requested()).unwrap();
    publish(&store);
    let copied = event(Act::KeyBackup, "key");
    store
        .record_key_copy(&copy(CopyKind::Backup, 1), &copied)
        .unwrap();
    let seen = event(Act::TokenSeen, "issuing");
    store
        .record_token(&token("issuing", "0a"), NOW, &seen)
        .unwrap();
    let asked = request("citizens", "r-1", b"revoke");
    let act = event(Act::CertificateRevoke, "1").with_request(asked);
    store.append(&act).unwrap();
    drop(store);
    let raw = place.raw();
    raw.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    (place, raw)
}

fn publish(store: &dyn Registry) {
    let digest = Sha256Digest::of(b"tbs");
    store
        .reserve_crl(&reservation(0, 7, digest), &event(Act::CrlReserve, "7"))
        .unwrap();
    let crl = CrlRecord {
        issuer: citizens(),
        number: 7,
        this_update: NOW,
        next_update: NOW,
        der: b"crl".to_vec(),
    };
    let act = event(Act::CrlPublish, "7");
    store.publish_crl(&crl, &act).unwrap();
}

/// Each statement would change something, and the schema refuses it.
fn all_refused(raw: &Connection, statements: &[&str]) {
    for sql in statements {
        let error = raw.execute_batch(sql).expect_err(sql);
        let code = error.sqlite_error_code();
        let constraint = rusqlite::ErrorCode::ConstraintViolation;
        assert_eq!(code, Some(constraint), "{sql}: {error}");
    }
}

#[test]
fn i03_serials_stay_and_are_unique_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "INSERT INTO serials (generation, serial, certificate, state)
             SELECT generation, serial, certificate, 'prepared' FROM serials LIMIT 1",
            "INSERT OR REPLACE INTO serials (generation, serial, certificate, state)
             SELECT generation, serial, certificate, 'prepared' FROM serials",
            "UPDATE serials SET serial = x'41' WHERE certificate = 1",
            "UPDATE serials SET generation = 1 WHERE certificate = 1",
            "DELETE FROM serials",
            "UPDATE generations SET name_hash = zeroblob(32) WHERE id = 1",
            "DELETE FROM generations",
        ],
    );
}

#[test]
fn i05_revocation_is_definitive_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE serials SET withdrawn = NULL, effective = NULL, reason = NULL,
                 invalidity = NULL WHERE certificate = 2",
            "UPDATE serials SET reason = 6 WHERE certificate = 2",
            "UPDATE serials SET reason = 5 WHERE certificate = 2",
            "UPDATE serials SET effective = effective - 1 WHERE certificate = 2",
            "UPDATE serials SET reason = 1, effective = effective + 1 WHERE certificate = 2",
            "UPDATE serials SET state = 'signing' WHERE certificate = 2",
            "DELETE FROM revocations",
            "UPDATE revocations SET reason = NULL",
            "INSERT OR REPLACE INTO revocations SELECT * FROM revocations",
        ],
    );
    let compromised = "UPDATE serials SET reason = 1, effective = effective - 1
                       WHERE certificate = 2";
    raw.execute_batch(compromised).unwrap();
    all_refused(&raw, &[compromised]);
    let lifted = "UPDATE serials SET withdrawn = NULL, effective = NULL, reason = NULL
                  WHERE certificate = 3";
    raw.execute_batch(lifted).unwrap();
}

#[test]
fn i10_crl_numbers_only_grow_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "INSERT INTO crl_numbers SELECT generation, 6, tbs_digest, 0 FROM crl_numbers",
            "INSERT OR REPLACE INTO crl_numbers SELECT * FROM crl_numbers",
            "UPDATE crl_numbers SET number = 6",
            "DELETE FROM crl_numbers",
            "UPDATE crls SET number = 6",
            "DELETE FROM crls",
            "INSERT INTO crls (generation, number, this_update, next_update, size, event)
             VALUES (2, 6, 0, 0, 0, 0)",
            "INSERT INTO crls (generation, number, this_update, next_update, size, event)
             VALUES (2, 8, 0, 0, 0, 0)",
        ],
    );
}

#[test]
fn i01_what_was_to_be_signed_never_changes_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE certificates SET tbs = x'00'",
            "DELETE FROM certificates",
            "INSERT OR REPLACE INTO certificates SELECT * FROM certificates",
            "UPDATE signatures SET signature = x'00'",
            "DELETE FROM signatures",
            "INSERT INTO signatures VALUES (4, x'', 0, NULL)",
            "UPDATE requests SET content_digest = zeroblob(32)",
            "DELETE FROM requests",
            "UPDATE documents SET content = 'other'",
            "DELETE FROM documents",
            "UPDATE key_evidence SET evidence = x'00'",
            "DELETE FROM key_evidence",
            "INSERT OR REPLACE INTO key_evidence SELECT * FROM key_evidence",
            "UPDATE persons SET identifier = zeroblob(16)",
            "DELETE FROM persons",
        ],
    );
}

#[test]
fn i08_copies_of_keys_never_change_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE key_copies SET to_serial = '0b'",
            "UPDATE key_copies SET kind = 'restored'",
            "DELETE FROM key_copies",
            "INSERT OR REPLACE INTO key_copies SELECT * FROM key_copies",
            "INSERT INTO key_copies SELECT 1000, kind, key_hash, key_id, key_label, from_label,
                 from_serial, to_label, to_serial, copied, actor FROM key_copies",
            "INSERT INTO key_copies SELECT 0, 'stolen', key_hash, key_id, key_label, from_label,
                 from_serial, to_label, to_serial, copied, actor FROM key_copies",
        ],
    );
}

#[test]
fn hsm_08_tokens_change_with_an_event_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE tokens SET serial = '0b'",
            "UPDATE tokens SET first_seen = 0",
            "UPDATE tokens SET firmware = '6.6'",
            "UPDATE tokens SET model = 'other', event = event - 1",
            "DELETE FROM tokens",
            "INSERT OR REPLACE INTO tokens SELECT * FROM tokens",
        ],
    );
    raw.execute_batch("UPDATE tokens SET last_seen = last_seen + 1")
        .unwrap();
}

#[test]
fn i14_statements_never_change_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE governance SET statement = x'30'",
            "UPDATE governance SET subject = NULL",
            "DELETE FROM governance",
            "DELETE FROM governance WHERE position = 2",
            "INSERT OR REPLACE INTO governance SELECT * FROM governance",
            "INSERT OR REPLACE INTO governance
             SELECT 3, statement, digest, subject, event FROM governance WHERE position = 1",
            "INSERT INTO governance VALUES (4, x'30', zeroblob(32), NULL, 4)",
            "INSERT INTO governance VALUES (3, x'30', zeroblob(32), NULL, 1000)",
            "INSERT INTO governance VALUES (3, x'', zeroblob(32), NULL, 4)",
        ],
    );
}

#[test]
fn requests_for_changes_stay_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE acts SET content = zeroblob(32)",
            "UPDATE acts SET request_id = 'r-2'",
            "DELETE FROM acts",
            "INSERT OR REPLACE INTO acts SELECT * FROM acts",
            "INSERT INTO acts VALUES ('other', '', zeroblob(32), NULL, 0)",
            "INSERT INTO acts VALUES ('other', 'r-1', zeroblob(32), NULL, 1000)",
        ],
    );
}

#[test]
fn states_go_one_way_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE serials SET state = 'issued' WHERE certificate = 4",
            "UPDATE serials SET state = 'prepared' WHERE certificate = 4",
            "UPDATE serials SET state = 'abandoned' WHERE certificate = 4",
            "UPDATE serials SET state = 'abandoned' WHERE certificate = 1",
            "UPDATE serials SET state = 'lost' WHERE certificate = 4",
            "UPDATE generations SET state = 'active' WHERE id = 1",
            "UPDATE generations SET certificate = x'30' WHERE id = 1",
        ],
    );
}

#[test]
fn aud_01_log_feed_and_heads_only_grow_in_sql() {
    let (_place, raw) = furnished();
    all_refused(
        &raw,
        &[
            "UPDATE audit_events SET body = NULL",
            "DELETE FROM audit_events",
            "INSERT OR REPLACE INTO audit_events SELECT * FROM audit_events",
            "UPDATE feed SET serial = NULL",
            "DELETE FROM feed",
            "INSERT OR REPLACE INTO feed SELECT * FROM feed",
            "UPDATE heads SET log_size = log_size - 1",
            "UPDATE heads SET feed_position = 0",
            "DELETE FROM heads",
            "INSERT INTO heads SELECT 2, feed_position, log_size, frontier, basis, NULL, NULL FROM heads",
        ],
    );
}

#[test]
fn one_generation_of_a_line_is_active_in_sql() {
    let (_place, raw) = furnished();
    let certify = |id: u32| {
        format!(
            "UPDATE generations SET certificate = x'30', state = 'ready' WHERE id = {id};
             UPDATE generations SET state = 'active' WHERE id = {id};"
        )
    };
    let second = "INSERT INTO generations SELECT 3, line, 2, x'30', zeroblob(32),
        public_key, zeroblob(32), key_uri, algorithm, issuer, NULL, 'pending', created
        FROM generations WHERE id = 2";
    raw.execute_batch(second).unwrap();
    raw.execute_batch(&certify(2)).unwrap();
    all_refused(&raw, &[&certify(3)]);
}
