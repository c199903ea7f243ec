//! Each test runs itself again as a child: what is taken from a process does not come back.

use std::env;
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::process::Command;

use rustix::net::{AddressFamily, RawProtocol, SocketType, socket};

use super::*;

const CHILD: &str = "SCEAU_CONFINED_CHILD";

/// Does `body` in a child process.
fn in_child(test: &str, body: impl FnOnce()) {
    if env::var_os(CHILD).is_some() {
        return body();
    }
    let name = format!("worker::confinement::tests::{test}");
    let child = Command::new(env::current_exe().unwrap())
        .args([&name, "--exact", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    let complained = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{said}\n{complained}");
    assert!(said.contains("1 passed"), "{said}");
}

#[test]
fn hsm_07_confined_worker_reaches_no_other_machine() {
    in_child("hsm_07_confined_worker_reaches_no_other_machine", || {
        // Threads that run already are confined like those to come.
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let early = std::thread::spawn(move || {
            wait.recv().unwrap();
            UdpSocket::bind("127.0.0.1:0").map(drop)
        });
        let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        forbid_network().unwrap();
        go.send(()).unwrap();
        for refused in [
            TcpStream::connect(server.local_addr().unwrap()).map(drop),
            UdpSocket::bind("[::1]:0").map(drop),
            early.join().unwrap(),
            std::thread::spawn(|| UdpSocket::bind("127.0.0.1:0").map(drop))
                .join()
                .unwrap(),
        ] {
            let error = refused.unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        }
        let started = Command::new("/bin/bash")
            .args(["-c", "exec 3<>/dev/tcp/127.0.0.1/9"])
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&started.stderr);
        assert!(words.contains("Permission denied"), "{words}");
    });
}

#[test]
fn hsm_07_confined_worker_reaches_this_machine_and_its_devices() {
    let name = "hsm_07_confined_worker_reaches_this_machine_and_its_devices";
    in_child(name, || {
        forbid_network().unwrap();
        UnixStream::pair().unwrap();
        UnixDatagram::unbound().unwrap();
        let netlink = |protocol| {
            let protocol = RawProtocol::new(protocol).map(rustix::net::Protocol::from_raw);
            socket(AddressFamily::NETLINK, SocketType::RAW, protocol).map(drop)
        };
        assert_eq!(netlink(15), Ok(()), "NETLINK_KOBJECT_UEVENT");
        assert_eq!(
            netlink(16),
            Err(rustix::io::Errno::ACCESS),
            "NETLINK_GENERIC"
        );
    });
}

#[test]
fn hsm_04_protected_process_leaves_no_core() {
    in_child("hsm_04_protected_process_leaves_no_core", || {
        protect_memory().unwrap();
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0));
        let status = fs::read_to_string("/proc/thread-self/status").unwrap();
        assert!(status.contains("NoNewPrivs:\t1"), "{status}");
        let dumpable = rustix::process::dumpable_behavior().unwrap();
        assert_eq!(dumpable, DumpableBehavior::NotDumpable);
    });
}
