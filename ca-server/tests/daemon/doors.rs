//! What each door answers, and to whom.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::pki;
use crate::site::{Daemon, Site};

/// Status, head and body that curl was given.
fn told(output: &Output) -> (u16, String, String) {
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    let (head, body) = said
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("{output:?}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_lowercase(), body.to_owned())
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{body}"))
}

fn api(site: &Site, daemon: &Daemon, client: Option<&str>, more: &[&str], path: &str) -> Output {
    let url = format!("https://{}{path}", daemon.api);
    site.curl(client, &[&["-i"], more].concat(), &url)
}

#[test]
fn ops_06_doors_serve_what_is_theirs() {
    let site = Site::new();
    let daemon = site.serve();
    let monitor = |path: &str| {
        let url = format!("http://{}{path}", daemon.monitor);
        told(&site.curl(None, &["-i"], &url))
    };
    let (status, _, body) = monitor("/health");
    let health = json(&body);
    assert_eq!(
        (status, &health["state"]),
        (200, &Value::from("ok")),
        "{body}"
    );
    let parts: Vec<_> = health["parts"].as_array().unwrap().iter().collect();
    let named = |name: &str| parts.iter().any(|part| part["part"] == name);
    assert!(
        ["registry", "clients", "token", "certificate"]
            .into_iter()
            .all(named),
        "{body}"
    );
    let (status, head, metrics) = monitor("/metrics");
    assert_eq!(status, 200);
    assert!(head.contains("application/openmetrics-text"), "{head}");
    assert!(
        metrics.contains("sceaud_connections{door=\"monitor\"} 1"),
        "{metrics}"
    );
    assert_eq!(monitor("/v1/me").0, 404);
    // The same at the door of operators, for who has a certificate; TLS alone is spoken there.
    let (status, head, body) = told(&api(&site, &daemon, Some("amina"), &[], "/health"));
    assert_eq!(status, 200, "{body}");
    assert!(head.contains("keep-alive: timeout=15"), "{head}");
    let plain = site.curl(None, &[], &format!("http://{}/health", daemon.api));
    assert!(!plain.status.success());
}

#[test]
fn reg_02_without_a_certificate_everything_is_401_and_ends() {
    let site = Site::new();
    let daemon = site.serve();
    for (path, more) in [
        ("/health", [].as_slice()),
        ("/v1/requests", &["-d", "{}"]),
        ("/nothing", &[]),
        ("/health", &["-X", "DELETE"]),
    ] {
        let (status, head, body) = told(&api(&site, &daemon, None, more, path));
        assert_eq!(status, 401, "{path}");
        let problem = json(&body);
        assert_eq!(
            problem["type"],
            "urn:sceau:problem:client-certificate-required"
        );
        assert!(head.contains("connection: close"), "{head}");
        assert!(head.contains("application/problem+json"), "{head}");
    }
    for client in ["stranger", "administration"] {
        let output = api(&site, &daemon, Some(client), &[], "/health");
        assert!(!output.status.success(), "{client}");
    }
}

#[test]
fn problems_are_told_in_the_language_of_the_client() {
    let site = Site::new();
    let daemon = site.serve();
    let ask = |more: &[&str], path: &str| told(&api(&site, &daemon, Some("amina"), more, path));
    let (status, head, body) = ask(&["-H", "Accept-Language: fr-TD"], "/nothing");
    assert_eq!(status, 404);
    assert!(head.contains("content-language: fr"), "{head}");
    assert_eq!(json(&body)["title"], "Il n'y a rien à ce chemin.");
    let (status, head, body) = ask(&["-X", "POST", "-d", "x"], "/health");
    assert_eq!(status, 405);
    assert!(head.contains("allow: get,head"), "{head}");
    let problem = json(&body);
    assert_eq!(problem["type"], "urn:sceau:problem:method-not-allowed");
    assert_eq!(problem["instance"].as_str().unwrap().len(), 16);
}

#[test]
fn a_revoked_certificate_is_cut_on_a_live_connection() {
    let site = Site::new();
    let daemon = site.serve();
    let script = "printf 'GET /health HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'; sleep 12";
    let held = |client: &str| {
        let (api, client) = (daemon.api.clone(), site.path(client));
        let client = client.display().to_string();
        thread::spawn(move || {
            let start = Instant::now();
            let command = format!(
                "({script}) | openssl s_client -quiet -connect {api} -cert {client}.pem \
                 -key {client}.key 2>&1"
            );
            let mut child = std::process::Command::new("sh");
            let output = child.args(["-c", &command]).output().unwrap();
            (
                start.elapsed(),
                String::from_utf8_lossy(&output.stdout).into_owned(),
            )
        })
    };
    let metrics = || {
        let url = format!("http://{}/metrics", daemon.monitor);
        String::from_utf8(site.curl(None, &[], &url).stdout).unwrap()
    };
    let held = [held("amina"), held("mahamat")];
    let start = Instant::now();
    while !metrics().contains("sceaud_connections{door=\"api\"} 2") {
        assert!(start.elapsed() < Duration::from_secs(5), "{}", metrics());
        thread::sleep(Duration::from_millis(20));
    }
    site.revoke("administration", "amina");
    let revoked = Instant::now();
    while !metrics().contains("sceaud_connections{door=\"api\"} 1") {
        assert!(revoked.elapsed() < Duration::from_secs(2), "{}", metrics());
        thread::sleep(Duration::from_millis(20));
    }
    assert!(
        metrics().contains("sceaud_connections_cut_total 1"),
        "{}",
        metrics()
    );
    for held in held {
        let (_, said) = held.join().unwrap();
        assert!(said.contains("HTTP/1.1 200"), "{said}");
    }
}

#[test]
fn an_issuer_that_is_revoked_has_no_clients() {
    let site = Site::new();
    let daemon = site.serve();
    assert!(
        api(&site, &daemon, Some("amina"), &[], "/health")
            .status
            .success()
    );
    site.revoke("root", "administration");
    thread::sleep(Duration::from_millis(1000));
    assert!(
        !api(&site, &daemon, Some("amina"), &[], "/health")
            .status
            .success()
    );
    let url = format!("http://{}/health", daemon.monitor);
    let health = site.curl(None, &[], &url);
    let health = json(std::str::from_utf8(&health.stdout).unwrap());
    assert_eq!(health["state"], "degraded");
}

#[test]
fn enr_08_rude_clients_leave_the_daemon_well() {
    let site = Site::new();
    site.configure("[limits]\nhead_s = 1\nconnections_per_address = 8\nrequests_at_once = 3\nrequests_per_second = 1\n");
    let daemon = site.serve();
    let silent: Vec<_> = (0..20)
        .map(|_| TcpStream::connect(&daemon.api).unwrap())
        .collect();
    for mut stream in silent {
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        drop(stream.write_all(b"GET /"));
        drop(stream.read(&mut [0; 16]));
    }
    let url = format!("https://{}/health", daemon.api);
    let output = api(
        &site,
        &daemon,
        Some("amina"),
        &[&url, &url, &url],
        "/health",
    );
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.matches("HTTP/1.1 200").count(), 3, "{said}");
    assert!(said.contains("HTTP/1.1 429"), "{said}");
    assert!(said.to_lowercase().contains("retry-after: 1"), "{said}");
    assert!(
        said.contains("urn:sceau:problem:too-many-requests"),
        "{said}"
    );
    assert!(daemon.stop(), "{}", site.log());
}

#[test]
fn enr_08_large_slow_and_many_are_refused_and_memory_stays() {
    let site = Site::new();
    let many = ["requests", "strangers"]
        .map(|who| format!("{who}_per_second = 100000\n{who}_at_once = 100000\n"));
    site.configure(&format!(
        "[limits]\nhead_s = 1\nbody_s = 1\n{}",
        many.concat()
    ));
    let daemon = site.serve();
    fs::write(site.path("large"), vec![b'x'; 8 << 20]).unwrap();
    let large = format!("@{}", site.path("large").display());
    let json = "Content-Type: application/json";
    let url = format!("https://{}/v1/revocations", daemon.api);
    let urls: Vec<&str> = (0..20).map(|_| url.as_str()).collect();
    let round = |client: Option<&str>| {
        let more = ["-H", json, "-H", "Expect:", "--data-binary", &large];
        let codes = ["-w", "\n%{http_code}\n"];
        let output = site.curl(client, &[&more[..], &codes[..], &urls[..]].concat(), &url);
        String::from_utf8(output.stdout).unwrap()
    };
    let slow = || {
        let connect = || {
            let mut stream = TcpStream::connect(&daemon.api).unwrap();
            drop(stream.write_all(&[22, 3, 1, 2, 0, 1]));
            stream
        };
        let held: Vec<_> = (0..30).map(|_| connect()).collect();
        thread::sleep(Duration::from_millis(1200));
        drop(held);
    };
    assert_eq!(round(Some("amina")).matches("\n413\n").count(), 21);
    slow();
    let before = resident(&daemon);
    for _ in 0..5 {
        let said = round(Some("amina"));
        assert!(
            !said.contains("\n200\n") && !said.contains("\n500\n"),
            "{said}"
        );
        round(None);
        slow();
    }
    let grown = resident(&daemon).saturating_sub(before);
    assert!(grown < 16 * 1024, "{grown} KiB more than {before}");
    assert!(daemon.stop(), "{}", site.log());
}

/// What the process has in memory, in KiB.
fn resident(daemon: &Daemon) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.child.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn the_certificate_of_the_server_changes_while_it_serves() {
    let site = Site::new();
    let daemon = site.serve();
    pki::found(site.path("").as_path(), "next");
    for extension in ["pem", "key"] {
        let name = |name: &str| site.path(&format!("{name}.{extension}"));
        fs::rename(name("next"), name("server")).unwrap();
    }
    let start = Instant::now();
    // curl trusts the new one alone.
    while !api(&site, &daemon, Some("amina"), &[], "/health")
        .status
        .success()
    {
        assert!(start.elapsed() < Duration::from_secs(15), "{}", site.log());
        thread::sleep(Duration::from_millis(200));
    }
}
