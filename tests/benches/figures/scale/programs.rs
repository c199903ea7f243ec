//! The programs beside many certificates: how soon they start, what the responder answers, and
//! the most memory that they take.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::judge;

use super::Sites;
use super::site::Site;
use crate::ocsp::Load;
use crate::report::{Aim, Figure, Sample};

pub(crate) fn figures(sites: &Sites) -> Vec<Figure> {
    let (large, base, tiny) = (&sites.large, &sites.base, &sites.tiny);
    let mut figures = vec![
        sites.figure("start", Aim::AtMost(1.2), "ms", || Sample {
            measured: start(large),
            limit: start(tiny),
        }),
        sites.figure("start-responder", Aim::AtMost(1.2), "ms", || Sample {
            measured: start_responder(&large.lab),
            limit: start_responder(&tiny.lab),
        }),
    ];
    let loads = [large, base].map(|site| Load::of(&site.lab));
    for (name, request, connections) in [
        ("ocsp-cached", "cached.der", 32),
        ("ocsp-live", "live.der", 4),
    ] {
        let answered = |site: &Site, load: &Load| {
            let url = site.lab.issuer("citizens").ocsp.unwrap();
            load.per_cpu_second(responder(&site.lab), &url, request, connections)
        };
        figures.push(
            sites.figure(name, Aim::AtLeast(0.9), "answers/cpu-s", || Sample {
                measured: answered(large, &loads[0]),
                limit: answered(base, &loads[1]),
            }),
        );
    }
    let listed = [
        "cert", "list", "--status", "revoked", "--limit", "50000", "--format", "jsonl",
    ];
    for (name, arguments) in [
        ("memory-list", &listed[..]),
        ("memory-audit-verify", &["audit", "verify"]),
    ] {
        let sample = Sample {
            measured: memory(&large.lab, arguments),
            limit: memory(&base.lab, arguments),
        };
        figures.push(Figure {
            samples: vec![sample],
            ..sites.figure(name, Aim::AtMost(1.5), "KiB", || sample)
        });
    }
    figures
}

/// Milliseconds of the quickest of some starts that read the registry.
fn start(site: &Site) -> f64 {
    let times = (0..5).map(|_| {
        let started = Instant::now();
        let _listed = site.lab.sceau(["issuer", "list"]).succeeds();
        started.elapsed().as_secs_f64() * 1e3
    });
    times.fold(f64::INFINITY, f64::min)
}

/// Milliseconds until a lab's responder is well, from its start on. `lab up` would publish lists
/// of revoked certificates too, which is another matter.
fn start_responder(lab: &Lab) -> f64 {
    let _down = lab.lab("down", &[]).succeeds();
    let health = format!("{}/health", lab.listen());
    let mut serve = hermetic("sceau-ocsp");
    serve.args(["serve", "--config"]);
    serve.arg(lab.file("ocsp/sceau-ocsp.toml"));
    let started = Instant::now();
    let mut responder = serve.stderr(Stdio::null()).spawn().unwrap();
    while judge("curl", ["-sf", &health]).code != Some(0) {
        assert!(started.elapsed() < Duration::from_secs(60), "{health}");
        thread::sleep(Duration::from_millis(5));
    }
    let took = started.elapsed().as_secs_f64() * 1e3;
    responder.kill().unwrap();
    responder.wait().unwrap();
    let _up = lab.lab("up", &[]).succeeds();
    took
}

/// The responder's process.
fn responder(lab: &Lab) -> u32 {
    let told = lab.lab("env", &[]).succeeds().json();
    u32::try_from(told["ocsp_pid"].as_u64().unwrap()).unwrap()
}

/// The most memory that a program has held, in KiB.
fn memory(lab: &Lab, arguments: &[&str]) -> f64 {
    let mut command: Command = lab.command(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0.0_f64;
    let ended = loop {
        // Its last moments may be missed; what it holds has long grown by then.
        let told = fs::read_to_string(&status).unwrap_or_default();
        let peak = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse().ok());
        most = most.max(peak.unwrap_or(0.0));
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
        thread::sleep(Duration::from_millis(2));
    };
    assert!(ended.success(), "{arguments:?}");
    most
}
