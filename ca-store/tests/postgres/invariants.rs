//! The schema holds the invariants against any program that writes SQL.

use ca_core::audit::AuditLog;
use ca_core::audit::event::Act;
use ca_core::digest::Sha256Digest;
use ca_core::registry::Registry;
use ca_core::registry::records::{CopyKind, CrlRecord, Intent, Person};
use ca_core::revocation::{Reason, Suspension};
use postgres::Client;
use postgres::error::SqlState;

use super::place::Place;
use crate::conformance::devices::{copy, token};
use crate::conformance::governance::chain;
use crate::conformance::requests::request;
use crate::conformance::samples::{
    NOW, citizens, event, found, intent, issue, requested, reservation, revoke, serial,
};

/// A registry with a good certificate (1), a revoked (2) and a suspended one (3), an intent (4)
/// with person and evidence, a CRL, the copy of a key and a token; then a program that knows
/// nothing of this crate.
fn furnished() -> (Place, Client) {
    let place = Place::new();
    let store = place.create();
    chain(&store);
    found(&store);
    (1..=3).for_each(|number| drop(issue(&store, number)));
    revoke(&store, 2, Some(Reason::Superseded));
    let act = event(Act::CertificateSuspend, "3");
    let hold = Suspension { effective: NOW };
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

/// Each statement would change something, and the schema refuses it: class 23.
fn all_refused(raw: &mut Client, statements: &[&str]) {
    for sql in statements {
        let error = raw.batch_execute(sql).expect_err(sql);
        let class = error.code().map(|code| code.code().starts_with("23"));
        assert_eq!(class, Some(true), "{sql}: {error:?}");
    }
}

#[test]
fn i03_serials_stay_and_are_unique_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "INSERT INTO serials (generation, serial, certificate, state)
             SELECT generation, serial, certificate, 'prepared' FROM serials LIMIT 1",
            "INSERT INTO serials (generation, serial, certificate, state)
             SELECT generation, serial, certificate, 'prepared' FROM serials
             ON CONFLICT (generation, serial) DO UPDATE SET serial = '\\x41'",
            "UPDATE serials SET serial = '\\x41' WHERE certificate = 1",
            "UPDATE serials SET generation = 1 WHERE certificate = 1",
            "DELETE FROM serials",
            "TRUNCATE serials",
            "UPDATE generations SET name_hash = decode(repeat('00', 32), 'hex') WHERE id = 1",
            "DELETE FROM generations",
        ],
    );
}

#[test]
fn i05_revocation_is_definitive_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE serials SET withdrawn = NULL, effective = NULL, reason = NULL,
                 invalidity = NULL WHERE certificate = 2",
            "UPDATE serials SET reason = 6 WHERE certificate = 2",
            "UPDATE serials SET reason = 5 WHERE certificate = 2",
            "UPDATE serials SET effective = effective - 1 WHERE certificate = 2",
            "UPDATE serials SET reason = 1, effective = effective + 1 WHERE certificate = 2",
            "UPDATE serials SET state = 'signing' WHERE certificate = 2",
            "DELETE FROM revocations",
            "TRUNCATE revocations",
            "UPDATE revocations SET reason = NULL",
        ],
    );
    let compromised = "UPDATE serials SET reason = 1, effective = effective - 1
                       WHERE certificate = 2";
    raw.batch_execute(compromised).unwrap();
    all_refused(&mut raw, &[compromised]);
    let lifted = "UPDATE serials SET withdrawn = NULL, effective = NULL, reason = NULL
                  WHERE certificate = 3";
    raw.batch_execute(lifted).unwrap();
}

#[test]
fn i10_crl_numbers_only_grow_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "INSERT INTO crl_numbers SELECT generation, 6, tbs_digest, 0 FROM crl_numbers",
            "INSERT INTO crl_numbers SELECT * FROM crl_numbers
             ON CONFLICT (generation, number) DO UPDATE SET number = 6",
            "UPDATE crl_numbers SET number = 6",
            "DELETE FROM crl_numbers",
            "TRUNCATE crl_numbers CASCADE",
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
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE certificates SET tbs = '\\x00'",
            "DELETE FROM certificates",
            "TRUNCATE certificates CASCADE",
            "UPDATE signatures SET signature = '\\x00'",
            "DELETE FROM signatures",
            "INSERT INTO signatures (sequence, signature, issued) VALUES (4, '', 0)",
            "UPDATE requests SET content_digest = decode(repeat('00', 32), 'hex')",
            "DELETE FROM requests",
            "UPDATE documents SET content = 'other'",
            "DELETE FROM documents",
            "UPDATE key_evidence SET evidence = '\\x00'",
            "DELETE FROM key_evidence",
            "UPDATE persons SET identifier = decode(repeat('00', 16), 'hex')",
            "DELETE FROM persons",
            "TRUNCATE persons",
        ],
    );
}

#[test]
fn i08_copies_of_keys_never_change_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE key_copies SET to_serial = '0b'",
            "UPDATE key_copies SET kind = 'restored'",
            "DELETE FROM key_copies",
            "INSERT INTO key_copies SELECT 1000, kind, key_hash, key_id, key_label, from_label,
                 from_serial, to_label, to_serial, copied, actor FROM key_copies",
            "INSERT INTO key_copies SELECT 0, 'stolen', key_hash, key_id, key_label, from_label,
                 from_serial, to_label, to_serial, copied, actor FROM key_copies",
        ],
    );
}

#[test]
fn hsm_08_tokens_change_with_an_event_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE tokens SET serial = '0b'",
            "UPDATE tokens SET first_seen = 0",
            "UPDATE tokens SET firmware = '6.6'",
            "UPDATE tokens SET model = 'other', event = event - 1",
            "DELETE FROM tokens",
        ],
    );
    let seen = "UPDATE tokens SET last_seen = last_seen + 1";
    raw.batch_execute(seen).unwrap();
}

#[test]
fn i14_statements_never_change_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE governance SET statement = '\\x30'",
            "UPDATE governance SET subject = NULL",
            "DELETE FROM governance",
            "DELETE FROM governance WHERE position = 2",
            "TRUNCATE governance",
            "INSERT INTO governance SELECT * FROM governance",
            "INSERT INTO governance VALUES (4, '\\x30', decode(repeat('00', 32), 'hex'), NULL, 4)",
            "INSERT INTO governance
             VALUES (3, '\\x30', decode(repeat('00', 32), 'hex'), NULL, 1000)",
            "INSERT INTO governance VALUES (3, '', decode(repeat('00', 32), 'hex'), NULL, 4)",
        ],
    );
}

#[test]
fn requests_for_changes_stay_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE acts SET content = decode(repeat('00', 32), 'hex')",
            "UPDATE acts SET request_id = 'r-2'",
            "DELETE FROM acts",
            "TRUNCATE acts",
            "INSERT INTO acts SELECT * FROM acts",
            "INSERT INTO acts VALUES ('other', '', decode(repeat('00', 32), 'hex'), NULL, 0)",
            "INSERT INTO acts VALUES ('other', 'r-1', decode(repeat('00', 32), 'hex'), NULL, 1000)",
        ],
    );
}

#[test]
fn states_go_one_way_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE serials SET state = 'issued' WHERE certificate = 4",
            "UPDATE serials SET state = 'prepared' WHERE certificate = 4",
            "UPDATE serials SET state = 'abandoned' WHERE certificate = 4",
            "UPDATE serials SET state = 'abandoned' WHERE certificate = 1",
            "UPDATE serials SET state = 'lost' WHERE certificate = 4",
            "UPDATE generations SET state = 'active' WHERE id = 1",
            "UPDATE generations SET certificate = '\\x30' WHERE id = 1",
        ],
    );
}

#[test]
fn aud_01_log_feed_and_heads_only_grow_in_sql() {
    let (_place, mut raw) = furnished();
    all_refused(
        &mut raw,
        &[
            "UPDATE audit_events SET body = NULL",
            "DELETE FROM audit_events",
            "TRUNCATE audit_events CASCADE",
            "UPDATE feed SET serial = NULL",
            "DELETE FROM feed",
            "TRUNCATE feed",
            "UPDATE heads SET log_size = log_size - 1",
            "UPDATE heads SET feed_position = 0",
            "DELETE FROM heads",
            "INSERT INTO heads (id, feed_position, log_size, frontier) VALUES (2, 0, 0, '')",
        ],
    );
}

#[test]
fn one_generation_of_a_line_is_active_in_sql() {
    let (_place, mut raw) = furnished();
    let certify = |id: u32| {
        format!(
            "UPDATE generations SET certificate = '\\x30', state = 'ready' WHERE id = {id};
             UPDATE generations SET state = 'active' WHERE id = {id};"
        )
    };
    let second = "INSERT INTO generations SELECT 3, line, 2, '\\x30',
        decode(repeat('00', 32), 'hex'), public_key, decode(repeat('00', 32), 'hex'), key_uri,
        algorithm, issuer, NULL, 'pending', created FROM generations WHERE id = 2";
    raw.batch_execute(second).unwrap();
    raw.batch_execute(&certify(2)).unwrap();
    all_refused(&mut raw, &[&certify(3)]);
}

#[test]
fn authority_document_is_frozen_in_sql() {
    let (_place, mut raw) = furnished();
    let other = "INSERT INTO active_documents SELECT 'authority', 'authority', id FROM documents;
        INSERT INTO documents (digest, kind, name, content, stored)
        VALUES (decode(repeat('00', 32), 'hex'), 'authority', 'authority', '', 0)";
    raw.batch_execute(other).unwrap();
    let sql = "UPDATE active_documents SET document = (SELECT max(id) FROM documents)
               WHERE kind = 'authority'";
    let error = raw.batch_execute(sql).unwrap_err();
    assert_eq!(
        error.code(),
        Some(&SqlState::INTEGRITY_CONSTRAINT_VIOLATION)
    );
}
