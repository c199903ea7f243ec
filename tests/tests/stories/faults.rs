//! A token, a PIN, a disk or a Registry that fails: a clear message with a hint, the right exit
//! code, and nothing half done.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, tool};
use sceau_tests::status::{ocsp_says, openssl_ocsp};
use sceau_tests::subject::{SIGNATURE, openssl_request};

const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

#[test]
fn a_missing_module_is_named() {
    let lab = Lab::up();
    let module = lab.environment()["token"]["module"]
        .as_str()
        .unwrap()
        .to_owned();
    change(&lab.file("sceau.toml"), &module, "/nowhere/module.so");
    is_unavailable(&lab, "/nowhere/module.so");
}

#[test]
fn an_absent_token_is_named() {
    let lab = Lab::up();
    change(
        &lab.file("sceau.toml"),
        "token=sceau-lab",
        "token=sceau-vault",
    );
    is_unavailable(&lab, "sceau-vault");
}

#[test]
fn i09_a_wrong_pin_is_tried_once_and_said() {
    let lab = Lab::up();
    let pin = lab.file("ca/pin");
    let right = fs::read_to_string(&pin).unwrap();
    fs::write(&pin, "wrong-pin").unwrap();
    let csr = openssl_request(&lab, "pin", P256);
    // OpenSC's spy stands between us and the token and notes each call.
    let module = lab.environment()["token"]["module"]
        .as_str()
        .unwrap()
        .to_owned();
    change(&lab.file("sceau.toml"), &module, &spy());
    let calls = lab.file("calls");
    let mut issue = SIGNATURE.command(&lab, &csr, &lab.file("pin.pem"));
    issue
        .env("PKCS11SPY", &module)
        .env("PKCS11SPY_OUTPUT", &calls);
    let run = is_not_issued(issue).ends_with(5);
    let _said = run.says("CKR_PIN_INCORRECT").is_silent_about("wrong-pin");
    assert_eq!(
        fs::read_to_string(calls)
            .unwrap()
            .matches(": C_Login\n")
            .count(),
        1
    );

    fs::write(&pin, right).unwrap();
    change(&lab.file("sceau.toml"), &spy(), &module);
    let _issued = SIGNATURE.issue(&lab, &csr);
}

#[test]
fn i09_a_pin_file_that_others_can_read_is_refused() {
    let lab = Lab::up();
    fs::set_permissions(lab.file("ca/pin"), Permissions::from_mode(0o644)).unwrap();
    let csr = openssl_request(&lab, "open", P256);
    let run = is_not_issued(SIGNATURE.command(&lab, &csr, &lab.file("open.pem")));
    let _named = run.says("ca/pin");
}

#[test]
fn a_registry_that_is_not_there_is_named_and_none_is_made() {
    let lab = Lab::up();
    change(
        &lab.file("sceau.toml"),
        "registry/sceau.db",
        "registry/other.db",
    );
    let csr = openssl_request(&lab, "registry", P256);
    let run = is_not_issued(SIGNATURE.command(&lab, &csr, &lab.file("registry.pem")));
    let _named = run.says("other.db");
    assert!(!lab.file("registry/other.db").exists());
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let lab = Lab::up();
    let before = SIGNATURE.fulfil(&lab, "before");
    let csr = openssl_request(&lab, "full", P256);
    let out = lab.file("full.pem");
    // A limit on the size of files is a disk that is full for this process alone.
    let mut limited = tool("bash");
    let issue = SIGNATURE.command(&lab, &csr, &out);
    limited
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "bash"])
        .arg(issue.get_program());
    limited.args(issue.get_args());
    let run = Run::of(&mut limited).fails();
    assert!(matches!(run.code, Some(1 | 5)), "{run}");
    assert!(!out.exists());
    ocsp_says(&lab, &before, "good");
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
    let _issued = SIGNATURE.issue(&lab, &csr);
}

#[test]
fn a_full_disk_is_said_in_both_languages_and_nothing_is_half_done() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "full", P256);
    for (language, words) in [("en", "disk is full"), ("fr", "plein")] {
        let mut issue = SIGNATURE.command(&lab, &csr, &lab.file("full.pem"));
        issue.args(["--lang", language]);
        // A small disk of its own for the Registry, filled to the last block. Once there is
        // room again, the log must be whole and have no certificate more.
        let script = "set -e; disk=$(mktemp -d); mount -t tmpfs -o size=1500k none $disk
            cp -a \"$0/.\" $disk; mount --bind $disk \"$0\"
            dd if=/dev/zero of=$disk/fill bs=1k status=none 2>&1 || true
            set +e; \"$@\"; code=$?; rm $disk/fill
            \"$1\" --config \"$3\" audit verify >/dev/null || exit 99
            \"$1\" --config \"$3\" cert list --profile citizen-signature | grep -q citizens-g1 && exit 98
            exit $code";
        let run = Run::of(&mut in_own_mounts(&lab, script, &issue)).ends_with(5);
        let _said = run.says(words).says("--request-id");
        assert!(!lab.file("full.pem").exists());
    }
}

#[test]
fn a_read_only_registry_is_said_and_nothing_is_signed() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "read-only", P256);
    let before = certificates(&lab);
    let script = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"";
    for (language, words) in [("en", "can only be read"), ("fr", "lecture seule")] {
        let mut issue = SIGNATURE.command(&lab, &csr, &lab.file("read-only.pem"));
        issue.args(["--lang", language]);
        let run = Run::of(&mut in_own_mounts(&lab, script, &issue)).ends_with(5);
        let _said = run.says(words);
        assert!(!lab.file("read-only.pem").exists());
    }
    assert_eq!(certificates(&lab), before);
    let _issued = SIGNATURE.issue(&lab, &csr);
}

#[test]
fn i04_a_registry_that_cannot_be_read_is_never_good() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "unread");
    // Not a database any more: the responder that starts on it must not invent an answer.
    let registry = lab.file("registry/sceau.db");
    let _down = lab.lab("down", &[]).succeeds();
    let sound = fs::read(&registry).unwrap();
    fs::write(&registry, vec![0x5a; sound.len()]).unwrap();
    let _up = lab.lab("up", &[]).fails();
    let asked = openssl_ocsp(&lab, "citizens", &issued.serial, &[]);
    let _never = asked.is_silent_about(": good");
    fs::write(&registry, sound).unwrap();
    let _up = lab.lab("up", &[]).succeeds();
    ocsp_says(&lab, &issued, "good");
}

/// Each act on the token fails with exit code 5 and names `thing`, in both languages.
fn is_unavailable(lab: &Lab, thing: &str) {
    let csr = openssl_request(lab, "unavailable", P256);
    for language in ["en", "fr"] {
        let mut command = SIGNATURE.command(lab, &csr, &lab.file("unavailable.pem"));
        command.args(["--lang", language]);
        let run = is_not_issued(command).ends_with(5).says(thing);
        let _hinted = run.says(if language == "fr" { "conseil" } else { "hint:" });
    }
    // What needs no token goes on working.
    let _listed = lab.sceau(["cert", "list"]).succeeds();
}

/// The command fails and gives nothing.
fn is_not_issued(mut command: Command) -> Run {
    let run = Run::of(&mut command).fails();
    assert!(run.stdout.is_empty(), "{run}");
    run
}

/// OpenSC's module that writes down what it passes on.
fn spy() -> String {
    let listed = Run::of(tool("dpkg").args(["-L", "opensc-pkcs11"]))
        .succeeds()
        .stdout;
    let spy = listed.lines().find(|line| line.ends_with("/pkcs11-spy.so"));
    spy.expect("OpenSC has its spy").to_owned()
}

fn certificates(lab: &Lab) -> usize {
    lab.report(["cert", "list"])["certificates"]
        .as_array()
        .unwrap()
        .len()
}

/// A shell script with the Registry's folder as `$0` and a command as `$@`, in a mount name space
/// of its own: permissions do not bind root, mounts do.
fn in_own_mounts(lab: &Lab, script: &str, command: &Command) -> Command {
    let root = Run::of(tool("id").arg("-u")).stdout.trim() == "0";
    let kind = if root {
        "--mount"
    } else {
        "--mount --map-root-user"
    };
    let mut wrapped = tool("unshare");
    wrapped
        .args(kind.split(' '))
        .args(["--", "sh", "-c", script]);
    wrapped.arg(lab.file("registry")).arg(command.get_program());
    wrapped.args(command.get_args());
    wrapped
}

fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(file, text.replace(from, to)).unwrap();
}
