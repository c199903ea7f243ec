//! Loss of a device that is not our own making: p11-kit's remoting. Each connection to
//! `p11-kit server` is served by a process `p11-kit-remote`; when it dies the client module
//! answers with an error from then on.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use sceau_tests::lab::Lab;
use sceau_tests::run::tool;
use sceau_tests::shim::{CA, set_timeout};

use crate::device_faults::bureau::{Bureau, token_config};
use crate::device_faults::clerk::{Desk, Ledger};
use crate::device_faults::service::Service;
use crate::device_faults::{CLERKS, EACH, TIMEOUT, books, clerk};

/// p11-kit's client.
const CLIENTS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-client.so",
    "/usr/lib/aarch64-linux-gnu/pkcs11/p11-kit-client.so",
    "/usr/lib64/pkcs11/p11-kit-client.so",
];

/// How fast service must be back after a loss.
const BACK_WITHIN: Duration = Duration::from_secs(2);

#[test]
fn hsm_05_a_remote_token_whose_connection_dies_is_found_again() {
    let lab = Lab::up();
    set_timeout(&lab.file(CA), TIMEOUT);
    let mut config = token_config(&lab.file(CA));
    let server = Server::start(&lab, &config.module, &config.env["SOFTHSM2_CONF"]);
    let client = CLIENTS.iter().map(Path::new).find(|client| client.exists());
    config.module = client
        .expect("the package p11-kit-modules is missing")
        .to_owned();
    config.env = [("P11_KIT_SERVER_ADDRESS".to_owned(), server.address.clone())].into();

    let bureau = Bureau::with(&lab, config);
    let (service, ledger) = (Service::default(), Ledger::default());
    let desk = Desk {
        bureau: &bureau,
        service: &service,
        ledger: &ledger,
        csr: clerk::csr(&lab),
    };
    let back = thread::scope(|scope| {
        for number in 0..CLERKS {
            let desk = &desk;
            scope.spawn(move || desk.work(number, 0));
        }
        let back: Vec<_> = (0..EACH).map(|_| server.loses_a_client(&service)).collect();
        service.over.store(true, Ordering::SeqCst);
        back
    });
    eprintln!("{ledger}back after {back:?}");
    ledger.is_acceptable();
    assert!(
        back.iter()
            .all(|back| back.is_some_and(|back| back < BACK_WITHIN))
    );
    books::close(&lab, &bureau, &ledger);
}

/// `p11-kit server` in front of SoftHSM; ends with the story.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(lab: &Lab, module: &Path, softhsm: &str) -> Self {
        let socket = lab.file("p11-kit.socket");
        let mut command = tool("p11-kit");
        command
            .args(["server", "--foreground", "--provider"])
            .arg(module);
        command
            .arg("--name")
            .arg(&socket)
            .arg("pkcs11:token=sceau-lab");
        let child = command
            .env("SOFTHSM2_CONF", softhsm)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let start = Instant::now();
        while !socket.exists() {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "p11-kit does not serve"
            );
            thread::sleep(Duration::from_millis(10));
        }
        let address = format!("unix:path={}", socket.display());
        Self { child, address }
    }

    /// Kills the processes that serve connections, by their ids; how long until the next success.
    fn loses_a_client(&self, service: &Service) -> Option<Duration> {
        let start = Instant::now();
        let mut serving = self.serving();
        while serving.is_empty() {
            assert!(start.elapsed() < BACK_WITHIN, "nobody is connected");
            serving = self.serving();
        }
        for process in serving {
            let _may_have_ended = tool("kill").args(["-9", &process]).status().unwrap();
        }
        // What was signed before is acknowledged meanwhile.
        thread::sleep(Duration::from_millis(30));
        let back = service.back_after(Duration::from_secs(20));
        thread::sleep(Duration::from_millis(200));
        back
    }

    /// The children of the server.
    fn serving(&self) -> Vec<String> {
        let id = self.child.id();
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
        children
            .unwrap()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop((self.child.kill(), self.child.wait()));
    }
}
