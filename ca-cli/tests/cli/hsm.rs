//! `sceau hsm`: what operators and vendors read. What is measured has its type in its place.

use std::fs;
use std::time::{Duration, Instant};

use sceau_pkcs11_shim::fault::Fault;
use sceau_pkcs11_shim::shim::Shim;
use serde_json::Value;

use crate::desk::Desk;
use crate::outputs::snapshot;

/// The text with `N` for numbers, and without what depends on the rights of the account.
fn unmeasured(text: &str) -> String {
    let rights = ["mémoire du processus", "mémoire verrouillée", "verdict"];
    let lines = text
        .lines()
        .filter(|line| rights.iter().all(|word| !line.contains(word)));
    lines.map(line).collect()
}

fn line(text: &str) -> String {
    if text.starts_with("exit ") {
        return format!("{text}\n");
    }
    let words: Vec<_> = text
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(word)
        .collect();
    words.join(" ") + "\n"
}

/// A number, a moment or a serial number is as long as it happens to be.
fn word(text: &str) -> String {
    let bare = text.trim_end_matches(['.', ',', ';']);
    let end = &text[bare.len()..];
    let figures = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || c == '.');
    let moment = bare.ends_with('Z') && bare.contains('T');
    let serial = bare.len() == 16 && bare.chars().all(|c| c.is_ascii_hexdigit());
    match bare.strip_suffix("/s") {
        Some(rate) if figures(rate) => format!("N/s{end}"),
        Some(_) | None if moment || serial || (!bare.is_empty() && figures(bare)) => {
            format!("N{end}")
        }
        Some(_) | None => text.to_owned(),
    }
}

#[test]
fn hsm_08_modules_slots_and_tokens_are_listed_without_a_login() {
    let desk = Desk::with_token();
    fs::remove_file(desk.path("pin")).unwrap();
    insta::assert_snapshot!(
        "hsm_list_fr",
        unmeasured(&desk.run(&["--lang", "fr", "hsm", "list"]))
    );
    snapshot("hsm_list", &desk.json(&["hsm", "list"]));
}

#[test]
fn hsm_03_a_module_that_cannot_be_loaded_is_named() {
    let desk = Desk::new();
    let missing = desk.run(&["--lang", "fr", "hsm", "list", "--module", "missing.so"]);
    assert!(missing.starts_with("exit 5"), "{missing}");
    assert!(
        missing.contains("missing.so ne peut pas être chargé"),
        "{missing}"
    );
}

#[test]
fn a_token_is_examined_and_the_report_can_be_sent_to_its_vendor() {
    let desk = Desk::with_token();
    let examine = ["hsm", "doctor", "--quick", "--out", "report.json"];
    let told = desk.run(&[&["--lang", "fr"], &examine[..]].concat());
    insta::assert_snapshot!("hsm_doctor_fr", unmeasured(&told));
    let report = fs::read_to_string(desk.path("report.json")).unwrap();
    for secret in ["4321", desk.path("").to_str().unwrap(), "libsofthsm2"] {
        assert!(!report.contains(secret), "{secret} is in the report");
    }
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["left_behind"], Value::Null);
    snapshot("hsm_doctor", &report);
    let lacking = report["algorithms"].as_array().unwrap().last().unwrap();
    let fault = r#"{"returned":{"function":"C_GenerateKeyPair","value":"CKR_MECHANISM_INVALID"}}"#;
    let fault: Value = serde_json::from_str(fault).unwrap();
    assert_eq!(lacking["trouble"][0], "make");
    assert_eq!(lacking["trouble"][1]["class"], "refused");
    assert_eq!(lacking["trouble"][1]["fault"], fault);
    // A report is not written over another file.
    assert!(desk.run(&examine).starts_with("exit 1"));
}

#[test]
fn hsm_05_a_device_that_hangs_is_examined_within_a_minute_and_told() {
    let desk = Desk::with_token();
    let module = softhsm(&desk);
    let shim = Shim::before(module, desk.path("shim")).unwrap();
    shim.plan().always("C_Sign", Fault::Hang).unwrap();
    let conf = desk.path("softhsm2.conf").display().to_string();
    let variables = shim
        .environment()
        .into_iter()
        .chain([("SOFTHSM2_CONF".to_owned(), conf)])
        .flat_map(|(name, value)| ["--env".to_owned(), format!("{name}={value}")]);
    let module = Shim::module().unwrap().display().to_string();
    let plain = [
        "--lang", "fr", "hsm", "doctor", "--quick", "--module", &module,
    ];
    let token = ["--uri", "pkcs11:token=sceau", "--pin-file", "pin"];
    let words = plain.iter().chain(&token).map(|word| (*word).to_owned());
    let words: Vec<String> = words.chain(variables).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let start = Instant::now();
    let told = desk.run(&words);
    assert!(start.elapsed() < Duration::from_secs(60), "{told}");
    assert!(told.starts_with("exit 1"), "{told}");
    assert!(
        told.contains("Il reste bloqué\u{a0}: signature (p256, p384,"),
        "{told}"
    );
    assert!(
        told.contains("son processus auxiliaire a été arrêté"),
        "{told}"
    );
    assert!(told.contains("Rien n'est resté dans le jeton"), "{told}");
}

#[test]
fn of_several_tokens_one_must_be_meant() {
    let desk = Desk::with_token();
    let told = desk.run(&["hsm", "doctor", "--token", "other"]);
    assert!(told.starts_with("exit 2"), "{told}");
    assert!(told.contains("there are: sceau"), "{told}");
}

/// The module of the desk's configuration.
fn softhsm(desk: &Desk) -> String {
    let config = fs::read_to_string(desk.path("sceau.toml")).unwrap();
    let (_, rest) = config.split_once("module = \"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}
