//! A server over a network is known by its certificate.

use std::fs;
use std::sync::Arc;

use ca_core::registry::RegistryError;
use ca_store::postgres as engine;
use ca_store::url::postgres::PostgresUrl;
use sceau_postgres::server::Server;
use sceau_postgres::tls::Authority;

use super::place::{Place, words};
use crate::conformance::samples::{Still, found, issue};

fn with(place: &Place, more: &str) -> PostgresUrl {
    format!("{}&{more}", place.database().url())
        .parse()
        .unwrap()
}

fn root(authority: &Authority) -> String {
    format!("sslrootcert={}", authority.certificate().display())
}

#[test]
fn registry_is_reached_over_tls() {
    let authority = Authority::new();
    let place = Place::on(Server::with_tls(&authority));
    let store = engine::create(&with(&place, &root(&authority)), Arc::new(Still)).unwrap();
    found(&store);
    issue(&store, 1);
    let sql = "SELECT count(*) FILTER (WHERE s.version = 'TLSv1.3'), count(*)
               FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)
               WHERE a.application_name = 'sceau'";
    let row = place
        .server
        .superuser(&place.name)
        .query_one(sql, &[])
        .unwrap();
    let (encrypted, all): (i64, i64) = (row.get(0), row.get(1));
    assert!(all >= 2 && encrypted == all, "{encrypted} of {all}");
}

#[test]
fn server_that_another_authority_certified_is_refused() {
    let place = Place::on(Server::with_tls(&Authority::new()));
    let refused = engine::create(&with(&place, &root(&Authority::new())), Arc::new(Still));
    let refused = refused.expect_err("a refusal");
    assert!(matches!(refused, RegistryError::Unavailable(_)));
    assert!(words(&refused).contains("TLS"), "{}", words(&refused));
}

#[test]
fn server_without_tls_is_refused_where_tls_is_asked_for() {
    let place = Place::new();
    let refused = engine::create(&with(&place, &root(&Authority::new())), Arc::new(Still));
    let refused = words(&refused.expect_err("a refusal"));
    assert!(refused.contains("TLS"), "{refused}");
}

#[test]
fn role_may_be_known_by_its_certificate() {
    let authority = Authority::new();
    let place = Place::on(Server::with_tls(&authority));
    let rules = place.server.data().join("pg_hba.conf");
    let given = fs::read_to_string(&rules).unwrap();
    fs::write(
        &rules,
        format!("hostssl all sceau 127.0.0.1/32 cert\n{given}"),
    )
    .unwrap();
    place.server.set("log_connections", "on");
    let (certificate, key) = authority.client("sceau");
    let port = place.server.port();
    let name = &place.name;
    let url = format!(
        "postgres://sceau@127.0.0.1:{port}/{name}?{}&sslcert={}&sslkey={}",
        root(&authority),
        certificate.display(),
        key.display()
    );
    found(&engine::create(&url.parse().unwrap(), Arc::new(Still)).unwrap());
    let nobody = format!(
        "postgres://sceau@127.0.0.1:{port}/{name}?{}",
        root(&authority)
    );
    assert!(engine::open(&nobody.parse().unwrap(), Arc::new(Still)).is_err());
}
