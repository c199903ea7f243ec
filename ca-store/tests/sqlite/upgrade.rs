//! Registries of older programs: brought to the present schema when an authority opens them,
//! and read by responders before that.

use ca_core::audit::event::Act;
use ca_core::audit::query::{ActorName, EventQuery};
use ca_core::audit::{AuditLog, LogEntry, verify};
use ca_core::authority::issue::person_in;
use ca_core::registry::records::{
    CertificateQuery, CertificateRecord, CertificateStatus, Intent, ListedReason, Person,
};
use ca_core::registry::subject_value::SubjectValue;
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_core::revocation::Reason;
use ca_core::subject::AttributeType;
use ca_store::Store;
use rusqlite::Connection;

use super::schema::objects;
use super::temporary::Place;
use crate::conformance::devices::token;
use crate::conformance::samples::{
    NOW, citizens, complete, event, found, intent, issue, profile, requested, revoke, serial,
};

/// A value in DER, shorter than 256 octets.
fn der(tag: u8, content: &[&[u8]]) -> Vec<u8> {
    let content = content.concat();
    let length = u8::try_from(content.len()).unwrap();
    let head = if length < 0x80 {
        vec![tag, length]
    } else {
        vec![tag, 0x81, length]
    };
    [head, content].concat()
}

/// The TBSCertificate of Aïcha Ngaré, IDCTD-1, with an Ed25519 key.
fn of_aicha() -> Vec<u8> {
    let attribute = |kind: u8, value: &str| {
        let oid = der(0x06, &[&[0x55, 0x04, kind]]);
        let value = der(0x0c, &[value.as_bytes()]);
        der(0x31, &[&der(0x30, &[&oid, &value])])
    };
    let surname = attribute(4, "Ngaré");
    let given_name = attribute(42, "Aïcha");
    let identifier = attribute(5, "IDCTD-1");
    let subject = der(0x30, &[&surname, &given_name, &identifier]);
    let algorithm = der(0x30, &[&der(0x06, &[&[0x2b, 0x65, 0x70]])]);
    let time = der(0x17, &[b"261121083000Z"]);
    let key = der(0x03, &[&[0; 33]]);
    der(
        0x30,
        &[
            &der(0xa0, &[&der(0x02, &[&[2]])]),
            &der(0x02, &[&[5]]),
            &algorithm,
            &der(0x30, &[]),
            &der(0x30, &[&time, &time]),
            &subject,
            &der(0x30, &[&algorithm, &key]),
        ],
    )
}

/// A registry as version 1 left it: certificate 1 good, 2 revoked, 3 an intent, 5 Aïcha's.
pub(super) fn version_1() -> Place {
    left_by(1, &[include_str!("../../migrations/0001_registry.sql")])
}

/// The same as version 2 left it.
fn version_2() -> Place {
    let migrations = [
        include_str!("../../migrations/0001_registry.sql"),
        include_str!("../../migrations/0002_precedents.sql"),
    ];
    left_by(2, &migrations)
}

fn left_by(version: u32, migrations: &[&str]) -> Place {
    let new = Place::new();
    let store = new.create();
    found(&store);
    issue(&store, 1);
    issue(&store, 2);
    let named = Intent {
        tbs: of_aicha(),
        ..intent(5)
    };
    store.store_intent(&named, &requested()).unwrap();
    complete(&store, 5);
    revoke(&store, 2, Some(Reason::KeyCompromise));
    store.store_intent(&intent(3), &requested()).unwrap();
    let plain = Plain::of(&store);
    drop(store);
    let place = Place::new();
    let old = place.raw();
    old.execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL")
        .unwrap();
    for migration in migrations {
        old.execute_batch(migration).unwrap();
    }
    copy_rows(&new, &old, &plain);
    old.pragma_update(None, "application_id", 0x7363_6561)
        .unwrap();
    old.pragma_update(None, "user_version", version).unwrap();
    old.close().unwrap();
    place
}

/// What older programs did not pack.
struct Plain {
    events: Vec<LogEntry>,
    certificates: Vec<CertificateRecord>,
}

impl Plain {
    fn of(store: &Store) -> Self {
        let all = CertificateQuery::default();
        Self {
            events: store.entries(0, 1000).unwrap(),
            certificates: store.certificates(&all).unwrap(),
        }
    }

    fn put(&self, to: &Connection) {
        for event in &self.events {
            let sql = "UPDATE main.audit_events SET body = ?2 WHERE log_index = ?1";
            let index = i64::try_from(event.index).unwrap();
            to.execute(sql, (index, &event.body)).unwrap();
        }
        for certificate in &self.certificates {
            let sql = "UPDATE main.certificates SET tbs = ?2 WHERE sequence = ?1";
            let sequence = i64::try_from(certificate.sequence).unwrap();
            to.execute(sql, (sequence, &certificate.tbs)).unwrap();
        }
    }
}

/// Copies the rows of all tables that an older version has; the triggers judge writers, not copies.
fn copy_rows(from: &Place, to: &Connection, plain: &Plain) {
    let from = from.path().display().to_string();
    to.execute("ATTACH ?1 AS new", [from]).unwrap();
    let named = |kind: &str, column: &str| -> Vec<String> {
        let sql = format!("SELECT {column} FROM main.sqlite_schema WHERE type = ?1");
        let mut statement = to.prepare(&sql).unwrap();
        let rows = statement.query_map([kind], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let triggers = named("trigger", "sql");
    for name in named("trigger", "name") {
        to.execute_batch(&format!("DROP TRIGGER main.{name}"))
            .unwrap();
    }
    for table in named("table", "name") {
        let columns = format!("SELECT name FROM pragma_table_info('{table}', 'main')");
        let mut columns = to.prepare(&columns).unwrap();
        let columns = columns.query_map([], |row| row.get(0)).unwrap();
        let columns = columns
            .map(Result::unwrap)
            .collect::<Vec<String>>()
            .join(", ");
        let copy = format!(
            "DELETE FROM main.{table};
             INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}"
        );
        to.execute_batch(&copy).unwrap();
    }
    plain.put(to);
    to.execute_batch(&triggers.join(";")).unwrap();
    to.execute_batch("DETACH new").unwrap();
}

fn version(place: &Place) -> u32 {
    let value = place
        .raw()
        .pragma_query_value(None, "user_version", |row| row.get(0));
    value.unwrap()
}

#[test]
fn registry_of_version_1_is_upgraded_when_it_is_opened() {
    let place = version_1();
    let store = place.open().unwrap();
    assert_eq!(version(&place), 13);
    let fresh = Place::new();
    drop(fresh.create());
    assert_eq!(objects(&place.raw()), objects(&fresh.raw()));
    // What was there is there, in its place.
    assert_eq!(verify(&store).unwrap().size, store.head().unwrap().size);
    let statuses =
        [1, 2, 3].map(|number| store.status(&citizens(), &serial(number)).unwrap().status);
    assert!(matches!(
        statuses,
        [
            CertificateStatus::Good,
            CertificateStatus::Revoked(_),
            CertificateStatus::NeverIssued
        ]
    ));
    let query = CertificateQuery {
        key_hash: Some(intent(1).key_hash),
        ..CertificateQuery::default()
    };
    assert_eq!(store.certificates(&query).unwrap().len(), 1);
    assert_eq!(
        store.document(&profile("first").digest()).unwrap(),
        Some(profile("first"))
    );
    issue(&store, 4);
    drop(store);
    assert!(place.open().is_ok(), "a second time");
}

#[test]
fn registry_of_version_2_is_upgraded_when_it_is_opened() {
    let place = version_2();
    let before = place.raw();
    let persons = "SELECT count(*) FROM persons";
    let count = |raw: &Connection| {
        raw.query_row(persons, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let known = count(&before);
    let store = place.open().unwrap();
    assert_eq!(version(&place), 13);
    let fresh = Place::new();
    drop(fresh.create());
    assert_eq!(objects(&place.raw()), objects(&fresh.raw()));
    assert_eq!(count(&before), known, "persons are filled in once");
    assert_eq!(verify(&store).unwrap().size, store.head().unwrap().size);
    assert_eq!(store.tokens().unwrap(), []);
    let act = event(Act::TokenSeen, "issuing");
    let token = token("issuing", "0a");
    store.record_token(&token, NOW, &act).unwrap();
    assert_eq!(store.tokens().unwrap().len(), 1);
}

#[test]
fn reg_09_persons_of_version_1_are_known_by_their_last_name() {
    let place = version_1();
    let store = place.open().unwrap();
    let aicha = person_in(&of_aicha(), citizens().line()).unwrap();
    assert_eq!(
        store.name_of(&aicha.identifier).unwrap(),
        Some(aicha.name),
        "from her certificate"
    );
    let bessan = Intent {
        person: Some(Person {
            name: [2; 8],
            ..aicha
        }),
        ..intent(6)
    };
    let refused = store.store_intent(&bessan, &requested());
    assert!(
        matches!(refused, Err(RegistryError::Overtaken { object: "person" })),
        "{refused:?}"
    );
}

#[test]
fn rev_09_certificates_of_version_1_are_found() {
    let place = version_1();
    let store = place.open().unwrap();
    let all = CertificateQuery::default;
    let surname = SubjectValue::attribute(AttributeType::SURNAME, "NGARE");
    let queries: [(CertificateQuery, &[u32]); 6] = [
        (
            CertificateQuery {
                subject: vec![surname],
                ..all()
            },
            &[5],
        ),
        (
            CertificateQuery {
                issuer: Some(citizens()),
                prepared: Some(NOW..=NOW),
                ..all()
            },
            &[1, 2, 5, 3],
        ),
        (
            CertificateQuery {
                issued: Some(NOW..=NOW),
                profile_name: Some(profile("first").name),
                ..all()
            },
            &[1, 2, 5],
        ),
        (
            CertificateQuery {
                reason: Some(ListedReason::Given(Reason::KeyCompromise)),
                withdrawn: Some(NOW..=NOW),
                ..all()
            },
            &[2],
        ),
        (
            CertificateQuery {
                lint_version: Some(2..=9),
                ..all()
            },
            &[],
        ),
        (
            CertificateQuery {
                not_after: Some(intent(5).not_after..=intent(5).not_after),
                ..all()
            },
            &[5],
        ),
    ];
    for (query, expected) in queries {
        let found = store.certificates(&query).unwrap();
        let found: Vec<_> = found.into_iter().map(|record| record.serial).collect();
        let expected: Vec<_> = expected.iter().map(|number| serial(*number)).collect();
        assert_eq!(found, expected, "{query:?}");
    }
}

#[test]
fn aud_06_events_of_version_1_are_found_after_the_upgrade() {
    let place = version_1();
    let store = place.open().unwrap();
    let of = |query: EventQuery| -> Vec<u64> {
        let events = store.events(&query).unwrap();
        events.iter().map(|entry| entry.index).collect()
    };
    let limit = 100;
    let issued = of(EventQuery {
        acts: vec![Act::CertificateIssue],
        limit,
        ..EventQuery::default()
    });
    assert_eq!(issued.len(), 3);
    let second = of(EventQuery {
        object: Some(serial(2).to_string()),
        limit,
        ..EventQuery::default()
    });
    assert_eq!(second.len(), 2, "issued and revoked");
    let amina = of(EventQuery {
        actor: Some(ActorName {
            kind: None,
            id: "amina".into(),
        }),
        since: Some(NOW),
        limit,
        ..EventQuery::default()
    });
    assert_eq!(amina.len(), store.entries(0, limit).unwrap().len());
}

#[test]
fn responder_reads_a_registry_that_was_not_upgraded_yet() {
    let place = version_1();
    let status = place.status().unwrap();
    let good = status.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(good, CertificateStatus::Good);
    assert_eq!(version(&place), 1, "a responder changes nothing");
    let store = place.open().unwrap();
    issue(&store, 4);
    let good = status.status(&citizens(), &serial(4)).unwrap().status;
    assert_eq!(good, CertificateStatus::Good);
}

#[test]
fn upgrade_that_fails_leaves_version_1() {
    let place = version_1();
    let raw = place.raw();
    raw.execute_batch("CREATE TABLE key_evidence (a)").unwrap();
    let failed = place.open().unwrap_err();
    assert!(matches!(failed, RegistryError::Damaged(_)), "{failed:?}");
    assert_eq!(version(&place), 1);
    raw.execute_batch("DROP TABLE key_evidence").unwrap();
    drop(place.open().unwrap());
    assert_eq!(version(&place), 13);
}

#[test]
fn programs_that_open_at_once_upgrade_once() {
    let place = version_1();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| drop(place.open().unwrap()));
        }
    });
    assert_eq!(version(&place), 13);
}

/// The rules of the newer schema are not known to this program.
#[test]
fn writer_stops_when_a_newer_program_has_upgraded_the_registry() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let raw = place.raw();
    raw.pragma_update(None, "user_version", 1000).unwrap();
    let size = store.head().unwrap().size;
    let refused = store.append(&requested()).unwrap_err();
    let newer = matches!(refused, RegistryError::Schema { found: 1000, .. });
    assert!(newer, "{refused:?}");
    assert_eq!(store.head().unwrap().size, size);
}
