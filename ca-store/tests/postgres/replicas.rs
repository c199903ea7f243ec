//! Responders on replicas, and a replica that takes over.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use ca_core::anchor::Anchored;
use ca_core::anchor::standing::Gap;
use ca_core::audit::event::Act;
use ca_core::audit::{AuditLog, verify};
use ca_core::digest::Sha256Digest;
use ca_core::registry::records::{CertificateStatus, CrlRecord, Intent};
use ca_core::registry::{Registry, RegistryError, StatusSource};
use ca_core::timestamp::{Clock, ClockState, Timestamp};
use ca_store::{StatusStore, Store, postgres as engine};
use sceau_postgres::server::Server;

use super::deaths::{Gate, issue_until_it_fails, nothing_is_lost};
use super::place::Place;
use crate::conformance::samples::{
    NOW, Still, citizens, event, found, intent, issue, profile, requested, reservation, revoke,
    serial,
};

/// A clock that is always ahead: what a replica shows is then its own.
#[derive(Debug)]
struct Ahead;

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(10_000_000_000)
    }

    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}

fn status_on(server: &Server, name: &str) -> StatusStore {
    let url = server.database(name).url().parse().unwrap();
    engine::open_status(&url, Arc::new(Ahead)).unwrap()
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < Duration::from_secs(20), "{what}");
        thread::sleep(Duration::from_millis(10));
    }
}

/// The server's time.
fn present(place: &Place) -> Timestamp {
    let sql = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    Timestamp::from_unix_millis(place.raw().query_one(sql, &[]).unwrap().get(0))
}

fn lag(place: &Place, status: &StatusStore) -> i64 {
    let shown = status.as_of().unwrap();
    present(place).unix_millis() - shown.unix_millis()
}

#[test]
fn responder_on_a_replica_follows_status_feed_and_crl() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let replica = place.server.replica();
    let status = status_on(&replica, &place.name);
    let position = status.feed(0, 100).unwrap().position;
    issue(&store, 1);
    wait_until("the certificate", || {
        status.status(&citizens(), &serial(1)).unwrap().status == CertificateStatus::Good
    });
    assert_eq!(status.feed(position, 100).unwrap().changes.len(), 1);
    revoke(&store, 1, None);
    wait_until("the revocation", || {
        let answer = status.status(&citizens(), &serial(1)).unwrap().status;
        matches!(answer, CertificateStatus::Revoked(_))
    });
    publish(&store);
    wait_until("the CRL", || {
        let newest = status.latest_crl(&citizens()).unwrap();
        newest.is_some_and(|crl| crl.number == 7 && crl.der == b"crl")
    });
    assert_eq!(status.issuers().unwrap().len(), 2);
}

fn publish(store: &dyn Registry) {
    let digest = Sha256Digest::of(b"tbs");
    let reserved = event(Act::CrlReserve, "7");
    store
        .reserve_crl(&reservation(0, 7, digest), &reserved)
        .unwrap();
    let crl = CrlRecord {
        issuer: citizens(),
        number: 7,
        this_update: NOW,
        next_update: NOW,
        der: b"crl".to_vec(),
    };
    store
        .publish_crl(&crl, &event(Act::CrlPublish, "7"))
        .unwrap();
}

#[test]
fn i04_replica_shows_how_old_its_state_is() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    assert_eq!(store.as_of().unwrap(), NOW, "the primary shows the present");
    let replica = place.server.replica();
    let status = status_on(&replica, &place.name);
    wait_until("a fresh heartbeat", || lag(&place, &status) < 700);
    // Nobody writes, and the state stays fresh: a second is what a responder tolerates.
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(50));
        let lag = lag(&place, &status);
        assert!((0..1000).contains(&lag), "{lag} ms");
    }
    replica.pause_replay();
    let paused = status.as_of().unwrap();
    issue(&store, 1);
    thread::sleep(Duration::from_millis(1500));
    assert!(lag(&place, &status) > 1000);
    assert!(status.as_of().unwrap() <= Timestamp::from_unix_millis(paused.unix_millis() + 300));
    let unknown = status.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(unknown, CertificateStatus::NeverIssued);
    replica.resume_replay();
    wait_until("a fresh heartbeat", || lag(&place, &status) < 700);
    let known = status.status(&citizens(), &serial(1)).unwrap().status;
    assert_eq!(known, CertificateStatus::Good);
}

/// What is acknowledged before the moment shown is visible.
#[test]
fn i04_replica_hides_nothing_older_than_the_moment_it_shows() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let replica = place.server.replica();
    let status = status_on(&replica, &place.name);
    for number in 0..40 {
        issue(&store, number);
        let acknowledged = present(&place);
        wait_until("the moment", || status.as_of().unwrap() >= acknowledged);
        let answer = status.status(&citizens(), &serial(number)).unwrap().status;
        assert_eq!(answer, CertificateStatus::Good);
    }
}

#[test]
fn replica_that_takes_over_under_load_has_all_that_was_acknowledged() {
    let mut place = Place::new();
    let store = place.create();
    found(&store);
    let replica = place.server.replica();
    place.server.set("synchronous_standby_names", "*");
    let mut admin = place.server.superuser("postgres");
    wait_until("a synchronous replica", || {
        let sql = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        admin.query_one(sql, &[]).unwrap().get::<_, i64>(0) == 1
    });
    drop(admin);
    let many = Gate::default();
    let acknowledged = thread::scope(|scope| {
        let load = scope.spawn(|| issue_until_it_fails(&store, 0, &many));
        many.wait();
        place.server.kill();
        load.join().unwrap()
    });
    replica.promote();
    let url = replica.database(&place.name).url().parse().unwrap();
    let store = engine::open(&url, Arc::new(Still)).unwrap();
    nothing_is_lost(&store, &acknowledged);
    let mut raw = replica.database(&place.name).client();
    let twice = "SELECT count(*) - count(DISTINCT serial) FROM certificates";
    assert_eq!(raw.query_one(twice, &[]).unwrap().get::<_, i64>(0), 0);
    issue(&store, 4_000_000);
    publish(&store);
    verify(&store).unwrap();
}

/// Of a server that is behind, status and moment are of the same state.
#[test]
fn i04_status_comes_with_the_state_that_it_was_read_from() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let replica = place.server.replica();
    let status = status_on(&replica, &place.name);
    let end = store.feed(0, 100).unwrap().position;
    wait_until("the feed", || status.feed(0, 100).unwrap().position == end);
    replica.pause_replay();
    issue(&store, 1);
    let told = status.status(&citizens(), &serial(1)).unwrap();
    assert_eq!(told.status, CertificateStatus::NeverIssued);
    assert_eq!(told.shown.position, end);
    assert!(told.shown.as_of <= present(&place));
    let fresh = store.status(&citizens(), &serial(1)).unwrap();
    assert_eq!(fresh.status, CertificateStatus::Good);
    assert_eq!(fresh.shown.position, end + 1);
    thread::sleep(Duration::from_millis(500));
    let page = status.feed(0, 100).unwrap();
    assert_eq!(page.position, end);
    assert!(present(&place).unix_millis() - page.as_of.unix_millis() > 400);
}

/// A primary, and a replica that has not seen the last commits and can take over.
struct Pair {
    place: Place,
    replica: Server,
    url: String,
}

impl Pair {
    fn new() -> Self {
        let place = Place::new();
        found(&place.create());
        let replica = place.server.replica();
        let url = place.database().url();
        let one = format!("127.0.0.1:{}", place.server.port());
        let both = format!("{one},127.0.0.1:{}", replica.port());
        let url = format!(
            "{}&target_session_attrs=read-write",
            url.replace(&one, &both)
        );
        Self {
            place,
            replica,
            url,
        }
    }

    fn open(&self) -> Store {
        engine::open(&self.url.parse().unwrap(), Arc::new(Still)).unwrap()
    }

    /// From now on the replica misses what is committed.
    fn part(&mut self) {
        let store = self.open();
        issue(&store, 900);
        let status = status_on(&self.replica, &self.place.name);
        wait_until("the replica", || {
            let told = status.status(&citizens(), &serial(900)).unwrap();
            told.status == CertificateStatus::Good
        });
        drop(status);
        self.replica.stop();
    }

    fn fail_over(&mut self) {
        self.place.server.kill();
        self.replica.restart();
        self.replica.promote();
    }
}

#[test]
fn i10_program_that_goes_on_finds_that_the_new_server_lacks_what_its_anchor_knows() {
    let folder = tempfile::tempdir().unwrap();
    let mut pair = Pair::new();
    let store = pair.open().anchored(folder.path().join("anchor.json"));
    pair.part();
    publish(&store);
    pair.fail_over();
    // An act whose connection breaks under it is done or not; this one is not, and is repeated.
    let mut refused = None;
    wait_until("the new server", || {
        let error = store.append(&event(Act::TokenSeen, "1")).unwrap_err();
        let is_away = matches!(error, RegistryError::Unavailable(_));
        refused = Some(error);
        !is_away
    });
    let refused = refused.unwrap();
    let is_stale = matches!(refused, RegistryError::Stale(Gap::Shorter { .. }));
    assert!(is_stale, "{refused:?}");
    let standing = store.standing().unwrap();
    let act = event(Act::RegistryAcknowledge, "1");
    store.acknowledge(&standing, &act).unwrap();
    store.append(&event(Act::TokenSeen, "1")).unwrap();
    verify(&store).unwrap();
}

/// The number is the same again, what it stands for is not.
#[test]
fn basis_that_the_new_server_does_not_know_is_refused() {
    let mut pair = Pair::new();
    let store = pair.open();
    pair.part();
    let activate = |name: &str| {
        let document = profile(name);
        let act = event(Act::DocumentActivate, name);
        store.activate_document(&document, NOW, &act)
    };
    activate("lost").unwrap();
    let kept = store.basis().unwrap();
    let judged = |mark| Intent {
        basis: Some(mark),
        ..intent(901)
    };
    pair.fail_over();
    wait_until("the new server", || activate("other").is_ok());
    assert_eq!(store.basis().unwrap().number, kept.number);
    let refused = store.store_intent(&judged(kept), &requested());
    assert!(
        matches!(refused, Err(RegistryError::Overtaken { object: "basis" })),
        "{refused:?}"
    );
    let mark = store.basis().unwrap();
    store.store_intent(&judged(mark), &requested()).unwrap();
    verify(&store).unwrap();
}

/// The replica follows the primary's VACUUM and ends the question that still needs the rows.
#[test]
fn question_that_a_replica_takes_back_is_asked_again() {
    let place = Place::new();
    let store = place.create();
    found(&store);
    let end = store.feed(0, 100).unwrap().position;
    // Heartbeats and the server's own cleaning would end the second question too.
    drop(store);
    place.server.set("max_standby_streaming_delay", "0");
    place.server.set("autovacuum", "off");
    place
        .raw()
        .batch_execute(
            "ALTER TABLE feed RENAME TO fed; CREATE VIEW feed AS SELECT fed.* FROM fed,
                 (SELECT pg_sleep(1)) slowly; GRANT SELECT ON feed TO PUBLIC",
        )
        .unwrap();
    let replica = place.server.replica();
    let status = status_on(&replica, &place.name);
    let mut admin = place.server.superuser(&place.name);
    thread::scope(|scope| {
        let asking = scope.spawn(|| status.feed(0, 100));
        thread::sleep(Duration::from_millis(300));
        admin.batch_execute("UPDATE heads SET beat = beat").unwrap();
        admin.batch_execute("VACUUM heads").unwrap();
        assert_eq!(asking.join().unwrap().unwrap().position, end);
    });
    let sql = "SELECT confl_snapshot FROM pg_stat_database_conflicts WHERE datname = $1";
    let mut told = replica.superuser("postgres");
    wait_until("the conflict", || {
        told.query_one(sql, &[&place.name])
            .unwrap()
            .get::<_, i64>(0)
            > 0
    });
}
