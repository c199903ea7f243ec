//! Servers and databases that are refused, and why.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use ca_core::audit::AuditLog;
use ca_core::registry::RegistryError;
use ca_store::postgres as engine;
use sceau_postgres::server::Server;

use super::place::{Place, words};
use crate::conformance::samples::{Still, found, requested};

/// What creating a registry there says, which must be that it is not available.
fn refusal(place: &Place) -> String {
    let refused = engine::create(&place.url(), Arc::new(Still)).expect_err("a refusal");
    assert!(
        matches!(refused, RegistryError::Unavailable(_)),
        "{refused:?}"
    );
    words(&refused)
}

#[test]
fn i02_server_that_does_not_sync_is_refused() {
    for setting in ["fsync", "full_page_writes"] {
        let place = Place::on(Server::with_settings(&format!("{setting} = off")));
        let words = refusal(&place);
        assert!(words.contains(setting), "{words}");
    }
}

#[test]
fn i02_commits_that_are_not_durable_are_refused_wherever_they_are_set() {
    let place = Place::new();
    drop(place.create());
    let mut admin = place.server.superuser(&place.name);
    let name = &place.name;
    for (set, unset) in [
        (
            "ALTER ROLE sceau SET synchronous_commit = off".to_owned(),
            "ALTER ROLE sceau RESET ALL".to_owned(),
        ),
        (
            format!("ALTER DATABASE {name} SET synchronous_commit = off"),
            format!("ALTER DATABASE {name} RESET ALL"),
        ),
    ] {
        admin.batch_execute(&set).unwrap();
        let refused = words(&place.open().expect_err(&set));
        assert!(refused.contains("synchronous_commit"), "{refused}");
        admin.batch_execute(&unset).unwrap();
        place.open().unwrap();
    }
    let place = Place::on(Server::with_settings("synchronous_commit = off"));
    assert!(refusal(&place).contains("synchronous_commit"));
}

#[test]
fn i02_commits_stay_durable_when_the_server_is_set_otherwise_later() {
    let place = Place::new();
    let store = place.create();
    place.server.set("synchronous_commit", "off");
    found(&store);
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'sceau'";
    let sessions: i64 = place.raw().query_one(sql, &[]).unwrap().get(0);
    assert!(sessions >= 2, "{sessions}");
    assert!(words(&place.open().unwrap_err()).contains("synchronous_commit"));
}

#[test]
fn database_without_utf8_is_refused() {
    let mut place = Place::new();
    let mut admin = place.server.superuser("postgres");
    let sql = "CREATE DATABASE latin OWNER sceau ENCODING 'LATIN1' TEMPLATE template0";
    admin.batch_execute(sql).unwrap();
    "latin".clone_into(&mut place.name);
    assert!(refusal(&place).contains("LATIN1"));
}

#[test]
fn replica_is_not_written() {
    let place = Place::new();
    drop(place.create());
    let replica = place.server.replica();
    let url = replica.database(&place.name).url().parse().unwrap();
    for refused in [
        engine::open(&url, Arc::new(Still)),
        engine::create(&url, Arc::new(Still)),
    ] {
        assert!(
            matches!(refused, Err(RegistryError::ReadOnly(_))),
            "{refused:?}"
        );
    }
}

#[test]
fn registry_is_created_once() {
    let place = Place::new();
    drop(place.create());
    let again = engine::create(&place.url(), Arc::new(Still));
    assert!(
        matches!(again, Err(RegistryError::Exists { .. })),
        "{again:?}"
    );
    found(&place.open().unwrap());
}

#[test]
fn registry_is_created_once_by_two_at_the_same_time() {
    let place = Place::new();
    let url = place.url();
    let create = || engine::create(&url, Arc::new(Still)).map(drop);
    let outcomes = std::thread::scope(|scope| {
        let both = [scope.spawn(create), scope.spawn(create)];
        both.map(|one| one.join().unwrap())
    });
    let made = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(made, 1, "{outcomes:?}");
    found(&place.open().unwrap());
}

#[test]
fn database_without_a_registry_is_told() {
    let mut place = Place::new();
    for name in [place.name.clone(), "nowhere".to_owned()] {
        name.clone_into(&mut place.name);
        let open = place.open().map(drop);
        assert!(
            matches!(open, Err(RegistryError::Missing { .. })),
            "{open:?}"
        );
        let status = place.status().map(drop);
        assert!(
            matches!(status, Err(RegistryError::Missing { .. })),
            "{status:?}"
        );
    }
}

#[test]
fn newer_schema_is_refused() {
    let place = Place::new();
    drop(place.create());
    let sql = "UPDATE registry_schema SET version = 1000";
    place.raw().batch_execute(sql).unwrap();
    for outcome in [place.open().map(drop), place.status().map(drop)] {
        let newer = matches!(outcome, Err(RegistryError::Schema { found: 1000, .. }));
        assert!(newer, "{outcome:?}");
    }
}

#[test]
fn password_file_that_others_may_read_is_refused() {
    let place = Place::new();
    let url = place.url();
    let file = url.password_file().unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    let refused = refusal_of(&url);
    assert!(refused.contains("others may read it"), "{refused}");
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(file, "*:*:*:*:wrong\n").unwrap();
    let refused = refusal_of(&url);
    assert!(refused.contains("28P01"), "{refused}");
}

fn refusal_of(url: &ca_store::url::postgres::PostgresUrl) -> String {
    words(&engine::create(url, Arc::new(Still)).expect_err("a refusal"))
}

#[test]
fn server_says_what_it_is() {
    let place = Place::new();
    let told = engine::server(&place.url()).unwrap();
    assert_eq!((told.role.as_str(), told.replica), ("sceau", false));
    assert!(told.version.starts_with(char::is_numeric), "{told:?}");
}

/// The rules of the newer schema are not known to this program.
#[test]
fn writer_stops_when_a_newer_program_has_upgraded_the_registry() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let size = store.head().unwrap().size;
    let sql = "UPDATE registry_schema SET version = 1000";
    place.raw().batch_execute(sql).unwrap();
    let refused = store.append(&requested()).unwrap_err();
    let newer = matches!(refused, RegistryError::Schema { found: 1000, .. });
    assert!(newer, "{refused:?}");
    assert_eq!(store.head().unwrap().size, size);
}
