//! The responder under an account that owns nothing of the authority's: it shares the folder of
//! the Registry by group, starts while no writer runs, and cannot write.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, judge, program, tool};
use sceau_tests::status::{ocsp_says, openssl_ocsp};
use sceau_tests::subject::SIGNATURE;

/// An account without rights: nobody.
const NOBODY: &str = "65534";

/// The responder, ended with the test.
struct Responder(Child);

impl Drop for Responder {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn shell(lab: &Lab, script: &str) {
    let mut sh = tool("sh");
    let _done = Run::of(sh.args(["-euc", script]).current_dir(lab.path())).succeeds();
}

/// As the manual says: the folder of the Registry belongs to the responder's group and keeps
/// it; what is the responder's own belongs to it.
fn share_with_nobody(lab: &Lab) {
    shell(
        lab,
        &format!(
            "chmod 0711 . && chgrp -R {NOBODY} registry && chmod 2770 registry \
             && chmod 0660 registry/* && chown -R {NOBODY}:{NOBODY} ocsp"
        ),
    );
    for name in ["sceau-ocsp", "sceau-hsm-worker"] {
        fs::copy(program(name), lab.file(name)).unwrap();
    }
}

fn serve_as_nobody(lab: &Lab) -> Responder {
    let mut command = Command::new("setpriv");
    let account = [format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")];
    command
        .args(account)
        .args(["--clear-groups", "--"])
        .arg(lab.file("sceau-ocsp"));
    command
        .arg("serve")
        .arg("--config")
        .arg(lab.file("ocsp/sceau-ocsp.toml"));
    let responder = Responder(command.stderr(Stdio::null()).spawn().unwrap());
    let (health, start) = (format!("{}/health", lab.listen()), Instant::now());
    while judge("curl", ["-sf", &health]).code != Some(0) {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "the responder did not start"
        );
        std::thread::sleep(Duration::from_millis(100));
    }
    responder
}

fn is_root() -> bool {
    judge("id", ["-u"]).stdout.trim() == "0"
}

#[test]
fn the_responder_starts_under_another_account_while_no_writer_runs() {
    assert!(
        is_root(),
        "only root may start a program under another account: run the tests as root"
    );
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "amina");
    let _down = lab.lab("down", &[]).succeeds();
    share_with_nobody(&lab);
    let _responder = serve_as_nobody(&lab);
    ocsp_says(&lab, &issued, "good");
    let revoke = [
        "cert",
        "revoke",
        "--issuer",
        "citizens",
        &issued.serial,
        "--yes",
    ];
    let _revoked = lab
        .sceau(revoke.into_iter().chain(["--reason", "superseded"]))
        .succeeds();
    let start = Instant::now();
    let ask = || openssl_ocsp(&lab, "citizens", &issued.serial, &[]);
    while !ask().all().contains(": revoked") {
        assert!(
            start.elapsed() < Duration::from_secs(1),
            "the revocation is not seen"
        );
    }
}
