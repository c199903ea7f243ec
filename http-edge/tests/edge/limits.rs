//! What clients may not take.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use http_edge::connections::Limits;
use http_edge::rates::Rate;

use crate::house::{House, LIMITS, Plan};

const GET: &[u8] = b"GET /me HTTP/1.1\r\nHost: x\r\n\r\n";

fn rest(stream: &mut TcpStream) -> String {
    let mut octets = Vec::new();
    drop(stream.read_to_end(&mut octets));
    String::from_utf8_lossy(&octets).into_owned()
}

fn limited(limits: Limits) -> Plan {
    Plan {
        limits,
        ..Plan::PLAIN
    }
}

#[test]
fn enr_08_heads_that_are_slow_or_large_are_cut() {
    let house = House::new(&Plan::PLAIN);
    let start = Instant::now();
    let mut silent = house.connect();
    let mut slow = house.connect();
    while slow.write_all(b"G").is_ok() && start.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(50));
    }
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "the slow one is cut"
    );
    assert_eq!(rest(&mut silent), "");
    let mut large = house.connect();
    // No more than is read: what is left unread would end the connection before the answer.
    let head = format!("GET /me HTTP/1.1\r\nX: {}", "x".repeat(LIMITS.head_bytes));
    let (head, _) = head.split_at(LIMITS.head_bytes);
    large.write_all(head.as_bytes()).unwrap();
    let answer = rest(&mut large);
    assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
    house.until_open(0);
}

#[test]
fn enr_08_a_second_head_that_is_slow_is_cut_and_one_that_is_late_is_not() {
    let house = House::new(&Plan::PLAIN);
    let mut stream = house.connect();
    let mut answer = [0; 1024];
    stream.write_all(GET).unwrap();
    assert!(stream.read(&mut answer).unwrap() > 0);
    // Longer than a head may take, shorter than a rest.
    thread::sleep(Duration::from_millis(1000));
    stream.write_all(GET).unwrap();
    assert!(stream.read(&mut answer).unwrap() > 0);
    let start = Instant::now();
    stream.write_all(b"GET /me").unwrap();
    assert_eq!(rest(&mut stream), "");
    let taken = start.elapsed();
    assert!(
        taken > Duration::from_millis(500) && taken < Duration::from_millis(2300),
        "{taken:?}"
    );
}

#[test]
fn enr_08_handshakes_that_do_not_go_on_are_cut() {
    let house = House::new(&Plan::TLS);
    let mut silent = house.connect();
    let mut stuck = house.connect();
    stuck.write_all(&[22, 3, 1, 2, 0, 1]).unwrap();
    let start = Instant::now();
    assert_eq!(rest(&mut silent), "");
    assert_eq!(rest(&mut stuck), "");
    assert!(start.elapsed() < Duration::from_secs(3));
    house.until_open(0);
}

#[test]
fn enr_08_an_answer_that_is_not_taken_is_cut_and_work_is_not() {
    for plan in [Plan::PLAIN, limited(LIMITS)] {
        let house = House::new(&plan);
        let mut client = house.connect();
        client
            .write_all(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
        house.until_open(1);
        house.until_open(0);
    }
    let house = House::new(&Plan::PLAIN);
    let mut patient = house.connect();
    patient
        .write_all(b"GET /wait/2500 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    assert!(rest(&mut patient).ends_with("waited"));
}

#[test]
fn enr_08_one_address_has_so_many_connections() {
    let house = House::new(&limited(Limits {
        per_address: 3,
        ..LIMITS
    }));
    let held: Vec<_> = (0..3).map(|_| house.connect()).collect();
    house.until_open(3);
    assert_eq!(rest(&mut house.connect()), "");
    assert_eq!(house.meters.turned_away.get(), 1);
    drop(held);
    house.until_open(0);
    let mut stream = house.connect();
    stream.write_all(GET).unwrap();
    assert!(stream.read(&mut [0; 64]).unwrap() > 0);
}

#[test]
fn enr_08_one_certificate_has_so_many_connections_and_requests() {
    let rate = Rate {
        per_second: 1,
        burst: 4,
    };
    let house = House::new(&Plan {
        limits: Limits {
            requests: Some(rate),
            per_certificate: 1,
            ..LIMITS
        },
        ..Plan::TLS
    });
    let url = format!("https://{}/me", house.address);
    let many = [url.as_str(); 5];
    let output = house.curl(Some("amina"), &many);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.matches("certificate").count(), 4, "{said}");
    assert_eq!(said.matches("too often").count(), 2, "{said}");
    let other = house.curl(Some("mahamat"), &[]);
    assert!(other.stdout.starts_with(b"certificate"), "another's bucket");
    let slow = format!("https://{}/wait/1500", house.address);
    thread::scope(|scope| {
        let held = scope.spawn(|| house.curl(Some("mahamat"), &[&slow]));
        thread::sleep(Duration::from_millis(700));
        let second = house.curl(Some("mahamat"), &[]);
        assert_eq!(second.stdout, b"too many");
        held.join().unwrap();
    });
}

#[test]
fn enr_08_strangers_have_so_many_handshakes_and_others_get_theirs_back() {
    let rate = Rate {
        per_second: 1,
        burst: 3,
    };
    let house = House::new(&Plan {
        limits: Limits {
            strangers: Some(rate),
            ..LIMITS
        },
        ..Plan::TLS
    });
    for _ in 0..5 {
        assert!(house.curl(Some("amina"), &[]).status.success());
    }
    let start = Instant::now();
    let mut refused = 0;
    while start.elapsed() < Duration::from_millis(900) {
        refused += u32::from(!house.curl(None, &[]).status.success());
    }
    assert!(refused > 2, "{refused}");
}

#[test]
fn enr_08_who_sends_too_large_a_body_is_told_so_whatever_is_still_on_its_way() {
    let plain = House::new(&Plan::PLAIN);
    let tls = House::new(&Plan::TLS);
    std::fs::write(tls.pki.path("large"), vec![b'x'; 16 << 20]).unwrap();
    let large = format!("@{}", tls.pki.path("large").display());
    let send = |url: &str, more: &[&str]| {
        let usual = ["-H", "Expect:", "--data-binary", &large];
        let output = tls.curl(Some("amina"), &[&usual[..], more, &[url]].concat());
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8(said).unwrap()
    };
    for round in 0..20 {
        for url in [
            format!("http://{}/small", plain.address),
            format!("https://{}/small", tls.address),
        ] {
            let said = send(&url, &[]);
            assert!(
                said.contains("the body is too large"),
                "{round} {url}: {said}"
            );
            let said = send(&url, &["-H", "Transfer-Encoding: chunked"]);
            assert!(
                said.contains("the body is too large"),
                "{round} {url}: {said}"
            );
        }
    }
    plain.until_open(0);
}
