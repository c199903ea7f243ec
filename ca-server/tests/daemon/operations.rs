//! Operations over HTTP, as far as they go without officers.

use std::collections::BTreeSet;

use ca_api::operation::{Door, Method};
use ca_api::table::TABLE;
use serde_json::Value;

use crate::site::{Daemon, Site};

/// Status and problem that amina is given.
fn ask(site: &Site, daemon: &Daemon, more: &[&str], path: &str) -> (u16, Value) {
    let url = format!("https://{}{path}", daemon.api);
    let arguments = [&["-w", "\n%{http_code}"], more].concat();
    let output = site.curl(Some("amina"), &arguments, &url);
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    let (body, status) = said
        .rsplit_once('\n')
        .unwrap_or_else(|| panic!("{output:?}"));
    let body = serde_json::from_str(body).unwrap_or_else(|_| panic!("{said}"));
    (status.parse().unwrap(), body)
}

const JSON: [&str; 2] = ["-H", "Content-Type: application/json"];

#[test]
fn what_is_asked_wrongly_is_told_and_nothing_is_done() {
    let site = Site::new();
    let daemon = site.serve();
    let revoke = |more: &[&str]| ask(&site, &daemon, more, "/v1/revocations");
    let large = format!("{{\"issuer\":\"{}\"}}", "a".repeat(70_000));
    std::fs::write(site.path("large"), large).unwrap();
    let large = format!("@{}", site.path("large").display());
    let sound = r#"{"issuer":"citizens","serial":"4a"}"#;
    let with = |body: &'static str| [JSON.as_slice(), &["-d", body]].concat();
    let cases: [(&[&str], u16, &str); 8] = [
        (&["-d", sound], 415, "media-type"),
        (&with("{"), 400, "syntax"),
        (&with(r#"{"issuer":"citizens"}"#), 400, "syntax"),
        (
            &with(r#"{"issuer":"citizens","serial":"4a","force":true}"#),
            400,
            "syntax",
        ),
        (
            &[JSON.as_slice(), &["--data-binary", &large]].concat(),
            413,
            "body-too-large",
        ),
        (
            &[
                JSON.as_slice(),
                &["-H", "Transfer-Encoding: chunked", "--data-binary", &large],
            ]
            .concat(),
            413,
            "body-too-large",
        ),
        (
            &[&with("{}")[..], &["-H", "Accept: text/html"]].concat(),
            406,
            "not-acceptable",
        ),
        (
            &with(r#"{"issuer":"citizens","serial":"4a"}"#),
            403,
            "operator-unknown",
        ),
    ];
    for (more, status, slug) in cases {
        let (found, problem) = revoke(more);
        assert_eq!(found, status, "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["type"], format!("urn:sceau:problem:{slug}"));
    }
    let (status, problem) = ask(&site, &daemon, &[], "/v1/certificates/4a?other=1");
    assert_eq!(
        (status, &problem["error"]["kind"]),
        (400, &Value::from("usage")),
        "{problem}"
    );
    let (status, problem) = ask(&site, &daemon, &[], "/v1/certificates/%ff");
    assert_eq!(status, 400);
    assert_eq!(problem["type"], "urn:sceau:problem:syntax");
    let (status, _) = ask(&site, &daemon, &["-X", "DELETE"], "/v1/certificates/4a");
    assert_eq!(status, 405);
}

#[test]
fn reg_03_where_no_officers_are_named_nobody_may_do_anything_from_elsewhere() {
    let site = Site::new();
    let daemon = site.serve();
    let digest = "0".repeat(64);
    // Of the members of paths that are more than names.
    let specimens = [
        ("{serial}", "4a"),
        ("{generation}", "citizens-g1"),
        ("{index}", "0"),
        ("{digest}", &digest),
    ];
    for row in TABLE.iter().filter(|row| row.door == Door::Operators) {
        // Where path and body are read first, what is refused for them is refused before.
        if row.method == Method::Post {
            continue;
        }
        let path = specimens
            .iter()
            .fold(format!("/v1{}", row.path), |path, (name, value)| {
                path.replace(name, value)
            });
        let (status, problem) = ask(&site, &daemon, &[], &path);
        assert_eq!(status, 403, "{path}: {problem}");
        assert_eq!(problem["error"]["code"], 4);
    }
}

#[test]
fn the_document_names_each_route_and_each_route_is_there() {
    let site = Site::new();
    let daemon = site.serve();
    let (status, document) = ask(&site, &daemon, &[], "/openapi.json");
    assert_eq!(status, 200);
    let paths = document["paths"].as_object().unwrap();
    let named: BTreeSet<_> = paths.keys().map(String::as_str).collect();
    let rows = TABLE.iter().filter(|row| row.door == Door::Operators);
    assert_eq!(named, rows.map(|row| row.path).collect());
    for path in named {
        // A method that no path has: there is a route, and it does not know the method.
        let path = format!("/v1{}", path.replace(['{', '}'], ""));
        let (status, problem) = ask(&site, &daemon, &["-X", "PATCH"], &path);
        assert_eq!(status, 405, "{path}: {problem}");
    }
    let metrics = site.curl(None, &[], &format!("http://{}/metrics", daemon.monitor));
    let metrics = String::from_utf8(metrics.stdout).unwrap();
    let problems = "sceaud_problems_total{slug=\"method-not-allowed\"}";
    assert!(metrics.contains(problems), "{metrics}");
    assert!(
        metrics.contains("sceaud_requests_total{operation=\"none\",status=\"4xx\"}"),
        "{metrics}"
    );
}
