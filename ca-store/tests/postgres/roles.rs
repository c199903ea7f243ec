//! The accounts of `packaging/postgres/roles.sql` can do their work and nothing else.

use std::process::Command;
use std::sync::Arc;

use ca_core::anchor::Anchored;
use ca_core::audit::event::Act;
use ca_core::audit::{AuditLog, verify};
use ca_core::registry::records::CertificateStatus;
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::revocation::Reason;
use ca_store::postgres as engine;
use postgres::error::SqlState;

use super::place::Place;
use crate::conformance::samples::{Still, citizens, event, found, issue, revoke, serial};

/// A registry with the roles, and the login `sceau_ca` of an authority; `sceau_reader` is that
/// of a responder.
fn prepared() -> Place {
    let place = Place::new();
    drop(place.create());
    // Whoever runs it may make roles.
    let mut admin = place.server.superuser(&place.name);
    admin.batch_execute("ALTER ROLE sceau CREATEROLE").unwrap();
    for _ in 0..2 {
        give_rights(&place).unwrap();
    }
    let logins = "CREATE ROLE sceau_ca LOGIN PASSWORD 'seal-of-the-tests' IN ROLE sceau_authority;
                  GRANT sceau_responder TO sceau_reader";
    admin.batch_execute(logins).unwrap();
    place
}

/// Runs the file as the owner; gives what `psql` says if it fails.
fn give_rights(place: &Place) -> Result<(), String> {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../packaging/postgres/roles.sql"
    );
    let run = Command::new("psql")
        .args(["--quiet", "--file", file])
        .arg(place.database().url())
        .output()
        .expect("psql of the package `postgresql-client`");
    let said = String::from_utf8(run.stderr).unwrap();
    run.status.success().then_some(()).ok_or(said)
}

/// What PostgreSQL 13 and 14 give to everybody.
#[test]
fn nobody_else_puts_objects_beside_those_of_the_registry() {
    let place = prepared();
    let mut admin = place.server.superuser(&place.name);
    let everybody = "GRANT CREATE ON SCHEMA public TO PUBLIC";
    admin.batch_execute(everybody).unwrap();
    give_rights(&place).unwrap();
    let mut reader = place.database().reader();
    let refused = reader.batch_execute("CREATE TABLE public.other ()");
    let code = refused.unwrap_err().code().cloned();
    assert_eq!(code, Some(SqlState::INSUFFICIENT_PRIVILEGE));
    // There the schema belongs to the server's administrator.
    admin
        .batch_execute("ALTER SCHEMA public OWNER TO CURRENT_USER")
        .unwrap();
    admin.batch_execute(everybody).unwrap();
    let said = give_rights(&place).unwrap_err();
    assert!(
        said.contains("ALTER SCHEMA public OWNER TO sceau"),
        "{said}"
    );
}

#[test]
fn authority_works_without_owning_the_database() {
    let place = prepared();
    let url = place.database().url_of("sceau_ca").parse().unwrap();
    let store = engine::open(&url, Arc::new(Still)).unwrap();
    found(&store);
    issue(&store, 1);
    revoke(&store, 1, Some(Reason::KeyCompromise));
    assert_eq!(verify(&store).unwrap().size, 6);
    let mut raw = place.server.client("sceau_ca", &place.name);
    for sql in [
        "ALTER TABLE audit_events DISABLE TRIGGER USER",
        "DROP TRIGGER serials_revoked_stay_revoked ON serials",
        "CREATE TABLE public.other ()",
        "DELETE FROM audit_events",
        "TRUNCATE feed",
        "UPDATE certificates SET tbs = ''",
        "UPDATE audit_events SET leaf_data = leaf_data",
        "UPDATE registry_schema SET version = 2",
        "SET session_replication_role = replica",
    ] {
        let error = raw.batch_execute(sql).expect_err(sql);
        assert_eq!(
            error.code(),
            Some(&SqlState::INSUFFICIENT_PRIVILEGE),
            "{sql}"
        );
    }
}

#[test]
fn responder_reads_what_it_answers_and_no_more() {
    let place = prepared();
    let store = place.open().unwrap();
    found(&store);
    issue(&store, 1);
    let url = place.database().reader_url().parse().unwrap();
    let status = engine::open_status(&url, Arc::new(Still)).unwrap();
    assert_eq!(
        status.status(&citizens(), &serial(1)).unwrap().status,
        CertificateStatus::Good
    );
    assert_eq!(status.issuers().unwrap().len(), 2);
    assert_eq!(status.feed(0, 10).unwrap().changes.len(), 3);
    assert_eq!(status.latest_crl(&citizens()).unwrap(), None);
    status.as_of().unwrap();
    // A registry that was put back shows no moment before that is acknowledged (OPS-03).
    let restore = event(Act::RegistryRestore, "1");
    store.record_restore(&restore).unwrap();
    let refused = status.as_of().unwrap_err();
    assert!(matches!(refused, RegistryError::Stale(_)), "{refused:?}");
    let standing = store.standing().unwrap();
    let act = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &act).unwrap();
    status.as_of().unwrap();
    let mut raw = place.database().reader();
    for table in [
        "certificates",
        "signatures",
        "audit_events",
        "requests",
        "persons",
    ] {
        let sql = format!("SELECT count(*) FROM {table}");
        let error = raw.batch_execute(&sql).expect_err(table);
        assert_eq!(
            error.code(),
            Some(&SqlState::INSUFFICIENT_PRIVILEGE),
            "{table}"
        );
    }
    let writing = engine::open(&url, Arc::new(Still));
    let refused = writing.and_then(|store| {
        let act = crate::conformance::samples::requested();
        store.append(&act).map(drop)
    });
    assert!(
        matches!(refused, Err(RegistryError::ReadOnly(_))),
        "{refused:?}"
    );
}
