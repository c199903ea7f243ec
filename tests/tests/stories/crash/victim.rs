//! A run of `sceau` that will be killed, and what must be true afterwards.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rand::RngExt;
use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, judge, tool};
use sceau_tests::subject::AICHA;

use crate::crash::auditor::Auditor;

/// What the run does.
enum Deed {
    Issue { request: String, out: PathBuf },
    Revoke { serial: String },
    Publish,
}

/// A run that will be killed.
pub(crate) struct Victim<'a> {
    lab: &'a Lab,
    auditor: &'a Auditor,
    deed: Deed,
    succeeded: bool,
}

impl<'a> Victim<'a> {
    pub(crate) fn issue(lab: &'a Lab, auditor: &'a Auditor, request: &str) -> Self {
        let out = auditor.delivered().join(format!("{request}.pem"));
        let deed = Deed::Issue {
            request: request.to_owned(),
            out,
        };
        Self {
            lab,
            auditor,
            deed,
            succeeded: false,
        }
    }

    pub(crate) fn revoke(lab: &'a Lab, auditor: &'a Auditor, request: &str) -> Self {
        let mut first = Self::issue(lab, auditor, request);
        let _issued = Run::of(&mut first.command()).succeeds();
        first.succeeded = true;
        let serial = first.serial();
        first.auditor.acknowledged(&serial);
        Self {
            lab,
            auditor,
            deed: Deed::Revoke { serial },
            succeeded: false,
        }
    }

    pub(crate) fn publish(lab: &'a Lab, auditor: &'a Auditor) -> Self {
        Self {
            lab,
            auditor,
            deed: Deed::Publish,
            succeeded: false,
        }
    }

    fn command(&self) -> Command {
        match &self.deed {
            Deed::Issue { request, out } => {
                let csr = csr(self.auditor);
                let mut command = self.lab.command(["cert", "issue", "--issuer", "citizens"]);
                command.args(["--profile", "citizen-signature", "--subject", AICHA]);
                command.args(["--request-id", request, "--csr"]).arg(csr);
                command.arg("--out").arg(out);
                command
            }
            Deed::Revoke { serial } => self.lab.command([
                "cert",
                "revoke",
                "--issuer",
                "citizens",
                serial,
                "--reason",
                "superseded",
                "--yes",
            ]),
            Deed::Publish => self.lab.command(["crl", "publish", "--issuer", "citizens"]),
        }
    }

    /// The serial in the certificate that left.
    fn serial(&self) -> String {
        let Deed::Issue { out, .. } = &self.deed else {
            panic!("nothing was issued")
        };
        let out = out.to_str().unwrap();
        let told = judge("openssl", ["x509", "-noout", "-serial", "-in", out]).succeeds();
        told.stdout
            .trim()
            .trim_start_matches("serial=")
            .to_lowercase()
    }

    /// Looks at what is left, does the same again as an operator would, and looks once more.
    pub(crate) fn recover(&self) {
        self.auditor.restores_the_token();
        let _whole = self.lab.sceau(["audit", "verify"]).succeeds();
        match &self.deed {
            Deed::Issue { request, out } => self.recover_issuing(request, out),
            Deed::Revoke { serial } => self.recover_revoking(serial),
            Deed::Publish => {
                let _published = Run::of(&mut self.command()).succeeds();
            }
        }
    }

    fn recover_issuing(&self, request: &str, out: &Path) {
        assert!(
            out.exists() || !self.succeeded,
            "acknowledged, and no certificate there"
        );
        let before = out.exists().then(|| {
            let serial = self.serial();
            self.auditor.acknowledged(&serial);
            serial
        });
        assert!(
            self.auditor.issued_for(request) <= 1,
            "{request} was issued twice"
        );
        let _again = Run::of(&mut self.command()).succeeds();
        let serial = self.serial();
        assert!(
            before.is_none_or(|before| before == serial),
            "another certificate"
        );
        self.auditor.acknowledged(&serial);
        assert_eq!(self.auditor.issued_for(request), 1);
        assert_eq!(self.auditor.acts("issue", &serial), 1);
    }

    fn recover_revoking(&self, serial: &str) {
        if self.succeeded {
            self.auditor.acknowledged_revocation(serial);
        }
        let done = self.auditor.is_revoked(serial);
        assert_eq!(self.auditor.acts("revoke", serial), i64::from(done));
        // Revocation is definitive: doing it again is refused.
        let _again = Run::of(&mut self.command()).ends_with(i32::from(done));
        self.auditor.acknowledged_revocation(serial);
        assert_eq!(self.auditor.acts("revoke", serial), 1);
    }
}

/// One request for all: the same key may be certified many times.
fn csr(auditor: &Auditor) -> PathBuf {
    let csr = auditor.file("request.csr");
    if !csr.exists() {
        let (key, out) = (auditor.file("request.key"), csr.to_str().unwrap());
        let curve = [
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
        ];
        let rest = [
            "-subj",
            "/CN=x",
            "-out",
            out,
            "-keyout",
            key.to_str().unwrap(),
        ];
        let _made =
            Run::of(tool("openssl").args(["req", "-new"]).args(curve).args(rest)).succeeds();
    }
    csr
}

/// Ends the run before its `nth` system call of these kinds. Says whether it was hit.
pub(crate) fn strike_at(victim: &mut Victim<'_>, calls: &str, nth: u32) -> bool {
    let doomed = victim.command();
    let mut strace = tool("strace");
    strace
        .env_clear()
        .envs(doomed.get_envs().filter_map(|(k, v)| Some((k, v?))));
    strace.args([
        "-f",
        "-qqq",
        "-o",
        "/dev/null",
        "-e",
        &format!("trace={calls}"),
    ]);
    strace.args([
        "-e",
        &format!("inject={calls}:signal=KILL:when={nth}"),
        "--",
    ]);
    strace.arg(doomed.get_program()).args(doomed.get_args());
    let output = strace.stdin(Stdio::null()).output().unwrap();
    victim.succeeded = output.status.success();
    let killed = output.status.signal() == Some(9) || output.status.code() == Some(128 + 9);
    assert!(
        killed || victim.succeeded,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    killed
}

/// Ends the run at a random moment of its usual time. Says whether it still ran.
pub(crate) fn strike_later(victim: &mut Victim<'_>, usual: Duration) -> bool {
    let moment = usual.mul_f64(rand::rng().random_range(0.0..1.0));
    let mut command = victim.command();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(moment);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    victim.succeeded = status.success();
    status.signal() == Some(9)
}

/// How long an undisturbed run takes: the shortest of three.
pub(crate) fn usual_time(lab: &Lab, auditor: &Auditor) -> Duration {
    let run = |number| {
        let victim = Victim::issue(lab, auditor, &format!("usual-{number}"));
        let start = Instant::now();
        let _issued = Run::of(&mut victim.command()).succeeds();
        start.elapsed()
    };
    (0..3).map(run).min().unwrap()
}
