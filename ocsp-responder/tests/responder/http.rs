//! The service over sockets, with clients that behave and clients that do not.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ca_core::ocsp::issuer_hashes::CertIdHash;
use ca_core::registry::records::{CrlRecord, FeedChange};
use http_edge::connections::{self, Limits};
use ocsp_responder::http::{Service, router};
use ocsp_responder::pool::Pool;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::house::{House, request, serial};
use crate::pki::NOW;

const LIMITS: Limits = Limits::for_everybody(Duration::from_millis(400), 16);

/// A house with its door open.
struct Open {
    house: House,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: Option<thread::JoinHandle<()>>,
}

impl Open {
    fn new() -> Self {
        let house = House::new();
        let pool = Pool::new(
            Arc::clone(&house.responder),
            Arc::clone(&house.metrics),
            2,
            Duration::from_secs(2),
        );
        let service = Service {
            pool: Arc::new(pool),
            metrics: Arc::clone(&house.metrics),
            request_bytes: 65_536,
            request_timeout: Duration::from_millis(500),
        };
        let open = house.metrics.connections.clone();
        let (stop, stopped) = oneshot::channel();
        let (tell, bound) = std::sync::mpsc::channel();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let server = thread::spawn(move || {
            runtime.block_on(async move {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let stop = async move { stopped.await.unwrap_or_default() };
                connections::serve(listener, router(service), LIMITS, open, stop).await;
            });
        });
        let address = bound.recv().unwrap();
        Self {
            house,
            address,
            stop: Some(stop),
            server: Some(server),
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        stream
    }

    fn send(&self, octets: &[u8]) -> Response {
        let mut stream = self.connect();
        // The service may answer and close before it has read all.
        drop(stream.write_all(octets));
        Response::read(stream)
    }

    fn post(&self, path: &str, body: &[u8]) -> Response {
        self.send(&post(path, "application/ocsp-request", body))
    }

    fn get(&self, method: &str, path: &str) -> Response {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        self.send(head.as_bytes())
    }

    fn is_alive(&self) {
        self.house.follow();
        let request = self.house.request(&self.house.issue(200));
        let response = self.post("/ocsp/citizens-g1", &request);
        assert_eq!(response.status, 200);
        self.house.open_der(&response.body);
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.server.take().unwrap().join().unwrap();
    }
}

fn post(path: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {media_type}\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

struct Response {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Response {
    fn read(mut stream: TcpStream) -> Self {
        let mut octets = Vec::new();
        drop(stream.read_to_end(&mut octets));
        let end = octets.windows(4).position(|four| four == b"\r\n\r\n");
        let end =
            end.unwrap_or_else(|| panic!("no head in {:?}", String::from_utf8_lossy(&octets)));
        let head = String::from_utf8(octets[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self {
            status,
            head,
            body: octets[end + 4..].to_vec(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .into_iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

#[test]
fn post_and_get_give_the_same_answer_and_get_may_be_cached() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    let posted = open.post("/ocsp/citizens-g1", &request);
    let path = format!("/ocsp/citizens-g1/{}", STANDARD.encode(&request));
    let got = open.get("GET", &path);
    assert_eq!((posted.status, got.status), (200, 200));
    assert_eq!(posted.body, got.body);
    open.house.open_der(&got.body);
    for response in [&posted, &got] {
        assert_eq!(
            response.header("content-type"),
            Some("application/ocsp-response")
        );
    }
    assert_eq!(posted.header("etag"), None);
    let control = got.header("cache-control").unwrap();
    assert!(
        control.contains("public, no-transform, must-revalidate"),
        "{control}"
    );
    let max_age: u64 = control[8..].split(',').next().unwrap().parse().unwrap();
    assert!(max_age > 0 && max_age < 24 * 3600);
    assert_eq!(
        got.header("last-modified"),
        Some("Fri, 15 Jan 2027 08:00:00 GMT")
    );
    assert_eq!(got.header("expires"), Some("Sat, 16 Jan 2027 08:00:00 GMT"));
    assert_eq!(got.header("etag").unwrap().len(), 66);
    let head = open.get("HEAD", &path);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("etag"), got.header("etag"));
}

#[test]
fn inexact_paths_of_get_lead_to_the_same_answer() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    let posted = open.post("/ocsp/citizens-g1", &request);
    let text = STANDARD.encode(&request);
    let escaped = text
        .replace('/', "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D");
    for path in [
        &text,
        &escaped,
        &format!("/{text}"),
        &format!("/{escaped}/"),
    ] {
        let got = open.get("GET", &format!("/ocsp/citizens-g1/{path}"));
        assert_eq!((got.status, &got.body), (200, &posted.body), "{path}");
    }
}

#[test]
fn issuer_may_be_left_to_the_cert_id() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    for path in ["/ocsp", "/ocsp/", "/ocsp/citizens-g1/", "/ocsp/citizens-g1"] {
        let response = open.post(path, &request);
        assert_eq!(response.status, 200, "{path}");
        open.house.open_der(&response.body);
    }
}

#[test]
fn answers_for_one_request_and_refusals_are_not_to_be_stored() {
    let open = Open::new();
    let id = open.house.cert_id(CertIdHash::Sha1, &open.house.issue(1));
    let nonce = STANDARD
        .encode(request(vec![id], Some(&[9; 16])))
        .replace('/', "%2F");
    let unknown = STANDARD
        .encode(open.house.request(&serial(99)))
        .replace('/', "%2F");
    let other = STANDARD
        .encode(open.house.request(&serial(1)))
        .replace('/', "%2F");
    let paths = [
        format!("/ocsp/citizens-g1/{nonce}"),
        format!("/ocsp/citizens-g1/{unknown}"),
        format!("/ocsp/agencies-g1/{other}"),
        "/ocsp/citizens-g1/nonsense".to_owned(),
    ];
    for path in paths {
        let response = open.get("GET", &path);
        assert_eq!(response.status, 200, "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(response.header("etag"), None);
    }
}

#[test]
fn what_is_wrong_with_the_ocsp_is_said_in_ocsp() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    let cases: [(&str, &[u8], u8); 5] = [
        ("/ocsp/citizens-g1", b"", 1),
        ("/ocsp/citizens-g1", b"not an OCSP request", 1),
        ("/ocsp/agencies-g1", &request, 6),
        ("/ocsp/root-g1", &request, 6),
        ("/ocsp/nobody-g1", &request, 6),
    ];
    for (path, body, status) in cases {
        let response = open.post(path, body);
        assert_eq!(
            (response.status, response.body),
            (200, vec![0x30, 3, 0x0a, 1, status]),
            "{path}"
        );
    }
}

#[test]
fn what_is_wrong_with_the_http_is_said_in_http() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    let send = |media_type, body: &[u8]| {
        open.send(&post("/ocsp/citizens-g1", media_type, body))
            .status
    };
    assert_eq!(send("application/octet-stream", &request), 415);
    assert_eq!(send("", &request), 415);
    assert_eq!(send("Application/OCSP-Request; x=y", &request), 200);
    assert_eq!(send("application/ocsp-request", &[0x30; 65_537]), 413);
    assert_eq!(send("application/ocsp-request", &[0x30; 65_536]), 200);
    for (method, path, status) in [
        ("PUT", "/ocsp/citizens-g1", 405),
        ("DELETE", "/crl/citizens-g1.crl", 405),
        ("GET", "/ocsp/citizens-g1", 405),
        ("GET", "/", 404),
        ("GET", "/crl/citizens-g1.crl", 404),
        ("GET", "/crl/citizens-g1", 404),
        ("GET", "/ca/citizens-g1.pem", 404),
        ("GET", "/ca/../../etc/passwd", 404),
        ("GET", "/ca/%2e%2e%2fx.cer", 404),
    ] {
        assert_eq!(open.get(method, path).status, status, "{method} {path}");
    }
    assert_eq!(open.send(b"NONSENSE\r\n\r\n").status, 400);
    let long = format!("/ocsp/citizens-g1/{}", "A".repeat(200_000));
    assert!([414, 431].contains(&open.get("GET", &long).status));
    open.is_alive();
}

#[test]
fn certificates_and_crls_are_served_as_they_are() {
    let mut open = Open::new();
    let issuer = open.house.citizens.generation.id.clone();
    open.house.source.crls.lock().unwrap().push(CrlRecord {
        issuer: issuer.clone(),
        number: 7,
        this_update: NOW,
        next_update: NOW.plus(Duration::from_secs(3600)),
        der: b"a CRL".to_vec(),
    });
    open.house
        .source
        .push(FeedChange::Crl { issuer, number: 7 });
    open.house.follow();
    open.house.upkeep.step(&open.house.notices).unwrap();
    let crl = open.get("GET", "/crl/citizens-g1.crl");
    assert_eq!(
        (crl.status, crl.body.as_slice()),
        (200, b"a CRL".as_slice())
    );
    assert_eq!(crl.header("content-type"), Some("application/pkix-crl"));
    assert!(
        crl.header("cache-control")
            .unwrap()
            .starts_with("max-age=3600, public")
    );
    assert!(crl.header("etag").is_some() && crl.header("last-modified").is_some());
    for name in ["citizens-g1", "root-g1"] {
        let certificate = open.get("GET", &format!("/ca/{name}.cer"));
        assert_eq!(
            certificate.header("content-type"),
            Some("application/pkix-cert")
        );
        assert_eq!(
            certificate.body,
            format!("certificate of {name}").into_bytes()
        );
        let head = open.get("HEAD", &format!("/ca/{name}.cer"));
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert!(head.header("etag").is_some());
    }
}

#[test]
fn i12_rude_clients_leave_the_service_well() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    let whole = post("/ocsp/citizens-g1", "application/ocsp-request", &request);
    for _ in 0..3 * LIMITS.connections {
        drop(open.connect());
    }
    for length in (0..whole.len()).step_by(7) {
        let mut stream = open.connect();
        stream.write_all(&whole[..length]).unwrap();
        if length % 2 == 0 {
            stream.shutdown(Shutdown::Write).unwrap();
        }
        drop(stream);
    }
    open.is_alive();
}

#[test]
fn i12_slow_and_silent_clients_are_cut() {
    let open = Open::new();
    let mut silent: Vec<_> = (0..LIMITS.connections - 2)
        .map(|_| open.connect())
        .collect();
    let mut slow = open.connect();
    let start = Instant::now();
    for octet in b"GET /health HTTP/1.1\r\nX-Slow: yes" {
        if slow.write_all(&[*octet]).is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(50));
    }
    let mut rest = Vec::new();
    drop(slow.read_to_end(&mut rest));
    assert!(start.elapsed() < Duration::from_secs(5));
    for stream in &mut silent {
        let mut octets = Vec::new();
        drop(stream.read_to_end(&mut octets));
        assert!(octets.is_empty() || octets.starts_with(b"HTTP/1.1 408"));
    }
    let request = open.house.request(&open.house.issue(1));
    let whole = post("/ocsp/citizens-g1", "application/ocsp-request", &request);
    let mut half = open.connect();
    half.write_all(&whole[..whole.len() - 5]).unwrap();
    assert_eq!(Response::read(half).status, 408, "half a body");
    open.is_alive();
}

#[test]
fn i12_client_that_takes_nothing_is_cut() {
    let mut open = Open::new();
    let issuer = open.house.citizens.generation.id.clone();
    open.house.source.crls.lock().unwrap().push(CrlRecord {
        issuer: issuer.clone(),
        number: 7,
        this_update: NOW,
        next_update: NOW.plus(Duration::from_secs(3600)),
        der: vec![0x30; 64 << 20],
    });
    open.house
        .source
        .push(FeedChange::Crl { issuer, number: 7 });
    open.house.follow();
    open.house.upkeep.step(&open.house.notices).unwrap();
    let mut client = open.connect();
    client
        .write_all(b"GET /crl/citizens-g1.crl HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    let connections = &open.house.metrics.connections;
    let start = Instant::now();
    for (wanted, otherwise) in [(1, "not connected"), (0, "not cut")] {
        while connections.get() != wanted {
            assert!(start.elapsed() < Duration::from_secs(5), "{otherwise}");
            thread::sleep(Duration::from_millis(5));
        }
    }
    drop(client);
    open.is_alive();
}

#[test]
fn body_that_does_not_come_in_is_not_called_too_long() {
    let open = Open::new();
    let head = "POST /ocsp HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
                Content-Type: application/ocsp-request\r\nTransfer-Encoding: chunked\r\n\r\n";
    let broken = [head.as_bytes(), b"no chunk\r\n"].concat();
    assert_eq!(open.send(&broken).status, 400);
    let chunk = [b"11170\r\n".as_slice(), &[0x30; 70_000], b"\r\n0\r\n\r\n"].concat();
    let long = [head.as_bytes(), &chunk].concat();
    assert_eq!(open.send(&long).status, 413);
}

#[test]
fn more_connections_than_allowed_wait_outside() {
    let open = Open::new();
    let held: Vec<_> = (0..LIMITS.connections + 4)
        .map(|_| open.connect())
        .collect();
    open.is_alive();
    drop(held);
    open.is_alive();
}

#[test]
fn i12_panics_are_answered_and_counted() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    let internal_error = vec![0x30, 3, 0x0a, 1, 2];
    open.house.source.panics.store(true, Ordering::SeqCst);
    for _ in 0..5 {
        let response = open.post("/ocsp/citizens-g1", &request);
        assert_eq!(
            (response.status, response.body),
            (200, internal_error.clone())
        );
    }
    open.house.source.panics.store(false, Ordering::SeqCst);
    open.house.token.panics.store(true, Ordering::SeqCst);
    assert_eq!(
        open.post("/ocsp/citizens-g1", &request).body,
        internal_error
    );
    open.house.token.panics.store(false, Ordering::SeqCst);
    assert_eq!(open.house.metrics.panics.get(), 6);
    open.is_alive();
}

#[test]
fn random_der_is_malformed_and_the_service_alive() {
    let open = Open::new();
    let request = open.house.request(&open.house.issue(1));
    for at in 0..request.len() {
        let mut broken = request.clone();
        broken[at] ^= 0x55;
        let response = open.post("/ocsp/citizens-g1", &broken);
        assert_eq!(response.status, 200);
        assert!(response.body.len() == 5 || response.body.len() > 200);
    }
    open.is_alive();
}

#[test]
fn health_and_metrics_tell_how_it_is() {
    let open = Open::new();
    open.is_alive();
    let health = open.get("GET", "/health");
    let body = String::from_utf8(health.body).unwrap();
    assert_eq!(health.status, 200, "{body}");
    assert!(
        body.contains(r#""issuer":"citizens-g1","signer":"ready""#),
        "{body}"
    );
    assert!(
        body.contains(r#""issuer":"root-g1","signer":"not-needed""#),
        "{body}"
    );
    assert!(
        body.contains(r#""tokens":[{"token":"fake","state":"up"}]"#),
        "{body}"
    );
    let metrics = String::from_utf8(open.get("GET", "/metrics").body).unwrap();
    for line in [
        "sceau_ocsp_token_up{token=\"fake\"} 1",
        "sceau_ocsp_requests_total{outcome=\"good\"} 1",
        "sceau_ocsp_cache_misses_total 1",
        "sceau_ocsp_signatures_total 1",
        "sceau_ocsp_signer_not_after{issuer=\"citizens-g1\"} 1807776000",
        "# EOF",
    ] {
        assert!(metrics.contains(line), "{line} in {metrics}");
    }
    thread::sleep(Duration::from_millis(1100));
    assert_eq!(
        open.get("GET", "/health").status,
        503,
        "the feed is not read any more"
    );
}
