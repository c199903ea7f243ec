//! How connections end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::house::{House, Plan};

const GET: &[u8] = b"GET /me HTTP/1.1\r\nHost: x\r\n\r\n";

fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(GET).unwrap();
    let mut octets = vec![0; 4096];
    let length = stream.read(&mut octets).unwrap();
    String::from_utf8(octets[..length].to_vec()).unwrap()
}

/// Ends the house in a thread of its own.
fn end(house: &House, patience: Duration) -> thread::JoinHandle<Duration> {
    let edge = Arc::clone(&house.edge);
    let runtime = house.runtime.as_ref().unwrap().handle().clone();
    thread::spawn(move || {
        let start = Instant::now();
        runtime.block_on(edge.end(patience));
        start.elapsed()
    })
}

#[test]
fn ops_02_a_request_on_a_resting_connection_is_answered_after_the_end_has_begun() {
    let house = House::new(&Plan::PLAIN);
    let mut early = house.connect();
    let mut late = house.connect();
    let mut resting = house.connect();
    for stream in [&mut early, &mut late, &mut resting] {
        let answer = ask(stream);
        assert!(answer.contains("keep-alive: timeout=1\r\n"), "{answer}");
    }
    let ended = end(&house, Duration::from_secs(20));
    thread::sleep(Duration::from_millis(100));
    // Hyper's own end would have closed both by now.
    assert!(ask(&mut early).contains("connection: close"));
    assert_eq!(early.read(&mut [0; 1]).unwrap(), 0);
    // Just before the time is over that was announced.
    thread::sleep(Duration::from_millis(750));
    assert!(ask(&mut late).contains("connection: close"));
    assert_eq!(resting.read(&mut [0; 1]).unwrap(), 0);
    let taken = ended.join().unwrap();
    assert!(
        taken > Duration::from_secs(1) && taken < Duration::from_secs(6),
        "{taken:?}"
    );
}

#[test]
fn ops_02_requests_in_work_are_answered_and_those_too_long_are_cut() {
    let house = House::new(&Plan::PLAIN);
    let mut short = house.connect();
    let mut long = house.connect();
    short
        .write_all(b"GET /wait/900 HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    long.write_all(b"GET /wait/60000 HTTP/1.1\r\nHost: x\r\n\r\n")
        .unwrap();
    house.until_open(2);
    thread::sleep(Duration::from_millis(100));
    let ended = end(&house, Duration::from_secs(3));
    let mut answer = String::new();
    short.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with("waited"), "{answer}");
    assert_eq!(long.read(&mut [0; 1]).unwrap(), 0);
    let taken = ended.join().unwrap();
    assert!(
        taken >= Duration::from_secs(3) && taken < Duration::from_secs(6),
        "{taken:?}"
    );
    house.until_open(0);
}

#[test]
fn connections_of_one_client_are_cut_whatever_they_do() {
    let house = House::new(&Plan::TLS);
    let wait = format!("https://{}/wait/9000", house.address);
    thread::scope(|scope| {
        let start = Instant::now();
        let amina = scope.spawn(|| house.curl(Some("amina"), &[&wait]));
        let wait = wait.replace("9000", "2000");
        let house = &house;
        let mahamat = scope.spawn(move || house.curl(Some("mahamat"), &[&wait]));
        house.until_open(2);
        thread::sleep(Duration::from_millis(500));
        let der = house.pki.der("amina");
        let cut = house
            .edge
            .peers()
            .cut(|peer| peer.certificate() == Some(&der));
        assert_eq!(cut, 1);
        amina.join().unwrap();
        assert!(start.elapsed() < Duration::from_secs(5));
        let other = mahamat.join().unwrap();
        assert!(
            other.stdout.starts_with(b"waited"),
            "another's connection stays"
        );
    });
}
