//! The lab keeps its contract with outside checks, and starts and stops what is its own.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use sceau_tests::lab::{Lab, PUBLIC_URL, hermetic};
use sceau_tests::leaf::ISSUERS;
use sceau_tests::run::{Run, judge};
use serde_json::Value;

#[test]
fn lab_env_has_exactly_the_keys_that_outside_checks_rely_on() {
    let lab = Lab::up();
    let environment = lab.environment();
    let keys = [
        "config",
        "format",
        "issuers",
        "ocsp_pid",
        "personaliser",
        "token",
        "trust_anchor",
    ];
    assert_eq!(keys_of(environment), keys);
    assert_eq!(environment["format"], 1);
    let mut lines = ISSUERS.map(|(line, _)| line);
    lines.sort_unstable();
    assert_eq!(keys_of(&environment["issuers"]), lines);
    for line in lines.into_iter().filter(|line| *line != "root") {
        let issuer = &environment["issuers"][line];
        let keys = ["aia", "certificate", "chain", "crl", "generation", "ocsp"];
        assert_eq!(keys_of(issuer), keys, "{line}");
        let base = lab.listen();
        assert_eq!(issuer["generation"], format!("{line}-g1"));
        assert_eq!(issuer["ocsp"], format!("{base}/ocsp/{line}-g1"));
        assert_eq!(issuer["crl"], format!("{base}/crl/{line}-g1.crl"));
        assert_eq!(issuer["aia"], format!("{base}/ca/{line}-g1.cer"));
    }
    let root = ["aia", "certificate", "chain", "crl", "generation"];
    assert_eq!(keys_of(&environment["issuers"]["root"]), root);
    assert_eq!(
        keys_of(&environment["token"]),
        ["env", "label", "module", "pin_file"]
    );
    assert_eq!(
        keys_of(&environment["personaliser"]),
        ["certificate", "device", "key"]
    );
}

#[test]
fn files_that_lab_env_names_are_there_and_absolute() {
    let lab = Lab::up();
    let environment = lab.environment();
    for path in [
        &environment["config"],
        &environment["trust_anchor"],
        &environment["token"]["pin_file"],
        &environment["personaliser"]["certificate"],
        &environment["personaliser"]["key"],
    ] {
        assert!(
            Path::new(path.as_str().unwrap()).is_absolute()
                && Path::new(path.as_str().unwrap()).is_file()
        );
    }
    for (line, _) in ISSUERS {
        let issuer = lab.issuer(line);
        let chain = fs::read_to_string(&issuer.chain).unwrap();
        let certificate = fs::read_to_string(&issuer.certificate).unwrap();
        let anchor = fs::read_to_string(lab.trust_anchor()).unwrap();
        assert!(chain.starts_with(&certificate), "issuing first");
        assert!(chain.ends_with(&anchor), "root last");
        assert_eq!(
            chain.matches("BEGIN CERTIFICATE").count(),
            if line == "root" { 1 } else { 2 }
        );
        let _strict = judge(
            "openssl",
            [
                "verify",
                "-x509_strict",
                "-CAfile",
                lab.trust_anchor().to_str().unwrap(),
                issuer.certificate.to_str().unwrap(),
            ],
        )
        .succeeds();
    }
}

#[test]
fn i09_pin_is_readable_by_the_account_alone_and_in_no_configuration() {
    let lab = Lab::up();
    let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&lab.file("bureau/bureau.key")), 0o600);
    for folder in ["ca", "ocsp"] {
        let file = lab.file(&format!("{folder}/pin"));
        assert_eq!(mode(&file), 0o600);
        let pin = fs::read_to_string(file).unwrap();
        for configuration in [
            "sceau.toml",
            "ocsp/sceau-ocsp.toml",
            "lab.json",
            "ocsp/sceau-ocsp.log",
        ] {
            let text = fs::read_to_string(lab.file(configuration)).unwrap();
            assert!(!text.contains(pin.trim()), "{configuration}");
        }
    }
}

#[test]
fn issuers_keys_are_in_their_token_as_opensc_sees_it() {
    let lab = Lab::up();
    let token = &lab.environment()["token"];
    let pin = fs::read_to_string(token["pin_file"].as_str().unwrap()).unwrap();
    let mut command = sceau_tests::run::tool("pkcs11-tool");
    command.args(["--module", token["module"].as_str().unwrap()]);
    command.args([
        "--token-label",
        token["label"].as_str().unwrap(),
        "--login",
        "--pin",
        pin.trim(),
    ]);
    command.args(["--list-objects", "--type", "privkey"]);
    command.env(
        "SOFTHSM2_CONF",
        token["env"]["SOFTHSM2_CONF"].as_str().unwrap(),
    );
    // Those of the issuers, and that of the signer of the log's heads.
    let keys = ISSUERS.len() + 1;
    let listed = Run::of(&mut command).succeeds();
    assert_eq!(
        listed.stdout.matches("Private Key Object").count(),
        keys,
        "{listed}"
    );
    assert_eq!(
        listed
            .stdout
            .matches("sensitive, always sensitive, never extractable, local")
            .count(),
        keys,
        "{listed}"
    );
}

#[test]
fn a_lab_goes_down_and_comes_up_again_at_the_same_place() {
    let mut lab = Lab::up();
    let (before, pid) = (lab.listen(), lab.environment()["ocsp_pid"].clone());
    let _running = lab.lab("status", &[]).succeeds();
    let _again = lab.lab("up", &[]).succeeds();
    lab.refresh();
    assert_eq!(
        lab.environment()["ocsp_pid"],
        pid,
        "a running lab stays as it is"
    );

    let _down = lab.lab("down", &[]).succeeds();
    assert!(!Path::new(&format!("/proc/{pid}/exe")).exists());
    let _stopped = lab.lab("status", &[]).ends_with(1);
    let _twice = lab.lab("down", &[]).succeeds();
    lab.refresh();
    assert_eq!(lab.environment()["ocsp_pid"], Value::Null);

    let _up = lab.lab("up", &[]).succeeds();
    lab.refresh();
    assert_eq!(lab.listen(), before);
    assert_ne!(lab.environment()["ocsp_pid"], Value::Null);
}

#[test]
fn lab_down_stops_no_process_that_it_did_not_start() {
    let lab = Lab::up();
    let mut other = Command::new("sleep").arg("600").spawn().unwrap();
    let state = fs::read_to_string(lab.file("lab.json")).unwrap();
    let responder = lab.environment()["ocsp_pid"].to_string();
    let forged = state.replace(
        &format!("\"pid\": {responder}"),
        &format!("\"pid\": {}", other.id()),
    );
    assert_ne!(state, forged);
    fs::write(lab.file("lab.json"), forged).unwrap();
    let _down = lab.lab("down", &[]).succeeds();
    assert!(
        other.try_wait().unwrap().is_none(),
        "another's process was stopped"
    );
    assert!(
        !Path::new(&format!("/proc/{responder}/exe")).exists(),
        "the responder is found"
    );
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn an_up_that_was_interrupted_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let up = || {
        let mut command = hermetic("sceau");
        command.args(["lab", "up", "--dir"]).arg(folder.path());
        command
    };
    // The moments are those of a debug build: early in the tokens, the issuers, the signers.
    for milliseconds in [30_u64, 200, 600, 1200] {
        let mut child = up().stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        let _gone = child.kill();
        child.wait().unwrap();
    }
    let _finished = Run::of(&mut up()).succeeds();
    let down = Run::of(
        hermetic("sceau")
            .args(["lab", "down", "--dir"])
            .arg(folder.path()),
    );
    let _down = down.succeeds();
}

#[test]
fn another_public_url_stands_in_certificates_while_the_responder_listens_on_loopback() {
    let lab = Lab::with(&["--public-url", PUBLIC_URL, "--country", "DJ"]);
    assert_eq!(
        lab.issuer("citizens").crl,
        format!("{PUBLIC_URL}/crl/citizens-g1.crl")
    );
    assert!(lab.listen().starts_with("http://127.0.0.1:"));
    let text = sceau_tests::certificate::text(&lab.issuer("citizens").certificate);
    assert!(
        text.contains(&format!("{PUBLIC_URL}/crl/root-g1.crl")),
        "{text}"
    );
    assert!(text.contains("C=DJ"), "{text}");
    let _refused = lab.lab("up", &["--country", "TD"]).ends_with(1).says("DJ");
}

#[test]
fn a_missing_softhsm_is_named_with_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let up = |language: &str| {
        let mut command = hermetic("sceau");
        command.env("SCEAU_SOFTHSM_MODULE", "/nowhere/libsofthsm2.so");
        command
            .args(["--lang", language, "lab", "up", "--dir"])
            .arg(folder.path().join("lab"));
        Run::of(&mut command)
            .ends_with(5)
            .says("/nowhere/libsofthsm2.so")
            .says("softhsm2")
    };
    let _english = up("en").says("hint:");
    let _french = up("fr").says("conseil");
    assert!(!folder.path().join("lab/sceau.toml").exists());
}

fn keys_of(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}
