//! One daemon after another (OPS-02).

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixDatagram;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::site::{Daemon, Site, signal};

/// A copy of the program that can be replaced.
fn installed(site: &Site) -> String {
    let path = site.path("sceaud");
    fs::copy(env!("CARGO_BIN_EXE_sceaud"), &path).unwrap();
    let worker = "sceau-hsm-worker";
    let beside = std::path::Path::new(env!("CARGO_BIN_EXE_sceaud")).with_file_name(worker);
    fs::copy(beside, site.path(worker)).unwrap();
    path.display().to_string()
}

/// Puts a script in the program's place.
fn replace(site: &Site, script: &str) {
    let draft = site.path("draft");
    fs::write(&draft, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&draft, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(draft, site.path("sceaud")).unwrap();
}

/// What systemd is told, line by line.
struct Systemd(UnixDatagram);

impl Systemd {
    fn of(site: &Site) -> Self {
        let socket = UnixDatagram::bind(site.path("notify")).unwrap();
        socket
            .set_read_timeout(Some(Duration::from_secs(40)))
            .unwrap();
        Self(socket)
    }

    fn hear(&self) -> String {
        let mut octets = [0; 256];
        let length = self.0.recv(&mut octets).unwrap();
        String::from_utf8(octets[..length].to_vec()).unwrap()
    }

    /// The process that is the daemon from now on.
    fn successor(&self) -> u32 {
        let said = self.hear();
        let process = said
            .strip_prefix("MAINPID=")
            .unwrap_or_else(|| panic!("{said}"));
        process.lines().next().unwrap().parse().unwrap()
    }
}

fn start(site: &Site) -> (Daemon, Systemd) {
    let systemd = Systemd::of(site);
    let notify = site.path("notify").display().to_string();
    let daemon = site.serve_as(&installed(site), &[("NOTIFY_SOCKET", &notify)]);
    assert_eq!(systemd.hear(), "READY=1\n");
    (daemon, systemd)
}

/// Asks over and over at both doors, each with kept and with new connections, until it is told to
/// end; gives how many answers there were.
fn load(site: &Site, daemon: &Daemon, ended: &AtomicBool) -> usize {
    let mut answers = 0;
    let plain = format!("http://{}/health", daemon.monitor);
    let mutual = format!("https://{}/health", daemon.api);
    while !ended.load(Ordering::SeqCst) {
        for (client, url) in [(None, &plain), (Some("amina"), &mutual)] {
            let many: Vec<&str> = (0..20).map(|_| url.as_str()).collect();
            let codes = ["-w", "\n%{http_code}\n"];
            let output = site.curl(client, &[codes.as_slice(), &many].concat(), url);
            let said = String::from_utf8(output.stdout.clone()).unwrap();
            let well = said.lines().filter(|line| *line == "200").count();
            assert!(output.status.success() && well == 21, "{well}: {output:?}");
            answers += well;
        }
    }
    answers
}

#[test]
fn ops_02_a_rolling_restart_under_load_loses_no_request() {
    let site = Site::new();
    site.configure("[limits]\nrequests_per_second = 100000\nrequests_at_once = 100000\n");
    let (mut daemon, systemd) = start(&site);
    let ended = AtomicBool::new(false);
    let (site, ended) = (&site, &ended);
    let second = thread::scope(|scope| {
        let clients: Vec<_> = {
            let daemon = &daemon;
            let client = || scope.spawn(move || load(site, daemon, ended));
            vec![client(), client()]
        };
        thread::sleep(Duration::from_millis(500));
        daemon.signal("USR2");
        let first = systemd.successor();
        thread::sleep(Duration::from_secs(2));
        signal(first, "USR2");
        let second = systemd.successor();
        thread::sleep(Duration::from_secs(1));
        ended.store(true, Ordering::SeqCst);
        let answers: usize = clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .sum();
        assert!(answers > 200, "{answers}");
        assert_ne!(first, second);
        second
    });
    // The first one has nobody left to wait for.
    assert!(daemon.child.wait().unwrap().success(), "{}", site.log());
    signal(second, "TERM");
    assert_eq!(systemd.hear(), "STOPPING=1\n");
}

#[test]
fn a_new_program_that_does_not_start_leaves_the_old_one() {
    let site = Site::new();
    let (daemon, systemd) = start(&site);
    let well = || {
        let url = format!("http://{}/health", daemon.monitor);
        site.curl(None, &[], &url).status.success()
    };
    for (script, words, times) in [
        ("exit 1", "ended before it was ready", 1),
        ("printf no >&0; exit 0", "ended before it was ready", 2),
        ("exec sleep 60", "was not ready after 30 s", 1),
    ] {
        replace(&site, script);
        daemon.signal("USR2");
        let start = Instant::now();
        while site.log().matches(words).count() < times {
            assert!(start.elapsed() < Duration::from_secs(40), "{}", site.log());
            assert!(well(), "{script}");
            thread::sleep(Duration::from_millis(100));
        }
    }
    assert!(well());
    assert!(daemon.stop(), "{}", site.log());
    assert_eq!(systemd.hear(), "STOPPING=1\n");
}
