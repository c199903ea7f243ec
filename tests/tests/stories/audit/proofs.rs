//! Proofs and exports leave the house and need nothing of it.

use std::fs;
use std::path::{Path, PathBuf};

use ca_core::audit::signer::{SignerDefect, verify_chain};
use ca_core::certificate;
use ca_core::timestamp::{Clock, Timestamp};
use sceau_tests::house::MovableClock;
use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::{Run, judge};
use serde_json::Value;

use super::desk::{count, events, issue};

/// `sceau audit verify` on a machine that has no configuration.
fn verify(place: &Path, more: &[&str]) -> Run {
    let mut sceau = hermetic("sceau");
    sceau.current_dir("/").args(["audit", "verify"]).arg(place);
    Run::of(sceau.args(more))
}

fn prove(lab: &Lab, index: usize) -> PathBuf {
    let file = lab.file("proof.json");
    let _gone = fs::remove_file(&file);
    let index = index.to_string();
    let out = file.to_str().unwrap();
    let _proven = lab
        .sceau(["audit", "prove", &index, "--out", out])
        .succeeds();
    file
}

#[test]
fn aud_03_a_proof_is_verified_from_its_file_and_the_root_alone() {
    let lab = Lab::up();
    let serial = issue(&lab, "one");
    let place = events(&lab).len() - 1;
    let proof = prove(&lab, place);
    let root = lab.trust_anchor();
    let anchor = ["--trust-anchor", root.to_str().unwrap()];
    let _holds = verify(&proof, &anchor).succeeds().says(&serial);
    let _compare = verify(&proof, &[]).succeeds().says("Compare the root");
    let other = lab.issuer("citizens").certificate;
    let wrong = ["--trust-anchor", other.to_str().unwrap()];
    let _other_root = verify(&proof, &wrong).ends_with(1);
    let _refused = lab
        .sceau(["audit", "prove", "100000", "--out", "-"])
        .ends_with(1);
}

#[test]
fn aud_03_no_field_of_a_proof_can_be_changed() {
    let lab = Lab::up();
    issue(&lab, "one");
    let proof = prove(&lab, 40);
    let sound: Value = serde_json::from_slice(&fs::read(&proof).unwrap()).unwrap();
    let citizen = fs::read_to_string(lab.file("one.pem")).unwrap();
    let bend = |text: &str| {
        let last = text.trim_end().chars().last().unwrap();
        let other = if last == '0' { "1" } else { "0" };
        format!("{}{other}", &text.trim_end()[..text.trim_end().len() - 1])
    };
    let changes: [(&str, Change<'_>); 10] = [
        ("index", &|proof| proof["index"] = 41.into()),
        ("leaf", &|proof| {
            proof["leaf"] = bend(sound["leaf"].as_str().unwrap()).into()
        }),
        ("event", &|proof| {
            let event = sound["event"].as_str().unwrap();
            proof["event"] = event.replacen("done", "dine", 1).into();
        }),
        ("actor", &|proof| {
            let event = sound["event"].as_str().unwrap();
            proof["event"] = event.replacen("\"id\":\"", "\"id\":\"x", 1).into();
        }),
        ("path", &|proof| proof["path"][0] = sound["path"][1].clone()),
        ("longer path", &|proof| {
            let more = sound["path"][0].clone();
            proof["path"].as_array_mut().unwrap().push(more);
        }),
        ("head", &|proof| {
            let head = sound["head"].as_str().unwrap();
            let size = head.lines().nth(1).unwrap();
            proof["head"] = head.replacen(&format!("\n{size}\n"), "\n9999\n", 1).into();
        }),
        ("signer", &|proof| {
            proof["certificates"][0] = citizen.clone().into()
        }),
        ("chain", &|proof| {
            proof["certificates"].as_array_mut().unwrap().remove(1);
        }),
        ("format", &|proof| proof["format"] = 2.into()),
    ];
    for (what, change) in changes {
        let mut bent = sound.clone();
        change(&mut bent);
        assert_ne!(bent, sound, "{what}");
        fs::write(&proof, bent.to_string()).unwrap();
        let refused = verify(&proof, &[]).fails();
        assert!(matches!(refused.code, Some(1 | 2)), "{what}: {refused}");
    }
    fs::write(&proof, sound.to_string()).unwrap();
    let _holds = verify(&proof, &[]).succeeds();
}

#[test]
fn aud_03_a_certificate_of_another_profile_is_not_that_of_a_signer_of_heads() {
    let lab = Lab::up();
    issue(&lab, "one");
    let der = |file: PathBuf| certificate::parse(&fs::read(file).unwrap()).unwrap();
    let now: Timestamp = MovableClock::default().now();
    let chain = |leaf: &str, line: &str| {
        let issuer = der(lab.issuer(line).certificate);
        vec![der(lab.file(leaf)), issuer, der(lab.trust_anchor())]
    };
    let signer = chain("issuers/audit-signer.pem", "administration");
    verify_chain(&signer, now).unwrap();
    let citizen = chain("one.pem", "citizens");
    assert_eq!(verify_chain(&citizen, now), Err(SignerDefect::NotASigner));
    let foreign = chain("issuers/audit-signer.pem", "citizens");
    let refused = verify_chain(&foreign, now);
    assert!(
        matches!(refused, Err(SignerDefect::Chain { place: 1, .. })),
        "{refused:?}"
    );
    let early = Timestamp::from_unix_seconds(0);
    let refused = verify_chain(&signer, early);
    assert!(matches!(
        refused,
        Err(SignerDefect::NotValid { place: 1, .. })
    ));
    for length in [0, 1] {
        let found = verify_chain(&signer[..length], now);
        assert_eq!(found, Err(SignerDefect::Length { found: length }));
    }
}

#[test]
fn aud_03_an_export_is_verified_offline_and_counts_what_the_registry_knows() {
    let lab = Lab::up();
    let serials = [issue(&lab, "one"), issue(&lab, "two"), issue(&lab, "three")];
    let kept = lab.file("kept.txt");
    let keep = ["audit", "sign", "--out", kept.to_str().unwrap()];
    let _kept = lab.sceau(keep).succeeds();
    let revoke = [
        "cert", "revoke", "--issuer", "citizens", "--yes", "--reason",
    ];
    let revoke = [&revoke[..], &["keyCompromise", &serials[1]]].concat();
    let _revoked = lab.sceau(revoke).succeeds();
    let _signed = lab.sceau(["audit", "sign"]).succeeds();
    let folder = lab.file("export");
    let export = ["audit", "export", "--out", folder.to_str().unwrap()];
    let _exported = lab.sceau(export).succeeds();
    assert_eq!(count(&lab, "audit.export", "done"), 1);
    let _in_the_way = lab.sceau(export).ends_with(1);
    let root = lab.trust_anchor();
    let brought = [
        "--trust-anchor",
        root.to_str().unwrap(),
        "--checkpoint",
        kept.to_str().unwrap(),
    ];
    let found = verify(&folder, &[&brought[..], &["--format", "json"]].concat());
    let found = found.succeeds().json();
    assert_eq!(found["anchored"], true);
    let profiles = found["profiles"].as_array().unwrap();
    let citizens = profiles
        .iter()
        .find(|row| row["profile"] == "citizen-signature");
    let citizens = citizens.unwrap();
    assert_eq!(citizens["issued"], 3);
    assert_eq!(citizens["live"], 2);
    assert_eq!(citizens["revoked"], 1);
    let actors = found["actors"].as_array().unwrap();
    let by = actors
        .iter()
        .find(|row| row["profile"] == "citizen-signature");
    assert_eq!(by.unwrap()["revoked"], 1);
    let live = lab.report(["audit", "verify"]);
    let in_registry = live["profiles"].as_array().unwrap();
    assert!(in_registry.contains(citizens), "{live}");
    let other = Lab::up();
    let foreign = other.file("foreign.txt");
    let keep = ["audit", "sign", "--out", foreign.to_str().unwrap()];
    let _kept = other.sceau(keep).succeeds();
    let _fork = verify(&folder, &["--checkpoint", foreign.to_str().unwrap()]).ends_with(1);
    fs::remove_file(folder.join("checkpoint")).unwrap();
    let _cut = verify(&folder, &[]).ends_with(1).says("checkpoint");
    // Nobody is kept waiting by what looks like a file and is none.
    let pipe = folder.join("checkpoint");
    let _made = judge("mkfifo", [pipe.to_str().unwrap()]).succeeds();
    let _pipe = verify(&folder, &[]).ends_with(5).says("not a file");
    let _french = verify(&folder, &["--lang", "fr"]).says("un tube");
}

#[test]
fn aud_03_what_does_not_belong_together_raises_no_alarm() {
    let lab = Lab::up();
    let folder = lab.file("export");
    let export = ["audit", "export", "--out", folder.to_str().unwrap()];
    let from = [&export[..], &["--from", "999999"]].concat();
    let _refused = lab.sceau(from).ends_with(1);
    assert!(!folder.exists(), "a refused export leaves nothing");
    issue(&lab, "one");
    let _signed = lab.sceau(["audit", "sign"]).succeeds();
    let _exported = lab.sceau(export).succeeds();
    let alarm = "The audit log is not whole";
    let root = lab.trust_anchor();
    let root = root.to_str().unwrap();

    let no_head = verify(&folder, &["--checkpoint", root]).ends_with(2);
    let _quiet = no_head.is_silent_about(alarm);
    let empty = lab.file("empty");
    fs::create_dir(&empty).unwrap();
    let no_export = verify(&empty, &[]).ends_with(2).says("manifest.json");
    let _quiet = no_export.is_silent_about(alarm);
    let no_proof = verify(Path::new(root), &[]).ends_with(2);
    let _quiet = no_proof.is_silent_about("does not hold");

    issue(&lab, "two");
    let newer = lab.file("newer.txt");
    let keep = ["audit", "sign", "--out", newer.to_str().unwrap()];
    let _kept = lab.sceau(keep).succeeds();
    let older = verify(&folder, &["--checkpoint", newer.to_str().unwrap()]);
    let older = older.ends_with(1).says("the export is older than the head");
    let _quiet = older.is_silent_about(alarm);
    let again = lab.sceau(keep).ends_with(1);
    let _hint = again.says("Name another file").is_silent_about("--force");
}

#[test]
fn aud_09_a_question_about_nobody_is_not_answered_by_silence() {
    let lab = Lab::up();
    let serial = issue(&lab, "one");
    let pairs: Vec<&str> = serial
        .as_bytes()
        .chunks(2)
        .map(|pair| str::from_utf8(pair).unwrap())
        .collect();
    let found = |option: &str, value: &str| {
        let listed = lab.report(["audit", "list", option, value]);
        listed["events"].as_array().unwrap().len()
    };
    let about = found("--object", &serial);
    assert!(about > 0);
    assert_eq!(found("--object", &pairs.join(":").to_uppercase()), about);
    assert_eq!(found("--object", &format!("0x{serial}")), about);
    let first = lab.report(["audit", "list", "--limit", "1"]);
    let id = first["events"][0]["event"]["actor"]["id"].as_str().unwrap();
    let kind = first["events"][0]["event"]["actor"]["kind"]
        .as_str()
        .unwrap();
    assert_eq!(
        found("--actor", &format!("{kind}:{id}")),
        found("--actor", id)
    );
    assert!(found("--since", "2020-01-01") > 0);
    for (group, verb, option) in [
        ("audit", "list", "--issuer"),
        ("cert", "list", "--issuer"),
        ("cert", "list", "--profile"),
        ("cert", "expiry", "--profile"),
    ] {
        let refused = lab.sceau([group, verb, option, "nobody"]).ends_with(1);
        let _named = refused.says("nobody");
    }
    // Part of the log says nothing of who is in the rest: the last page of a list may be empty.
    let page = ["audit", "list", "--issuer", "nobody", "--from", "1"];
    let _empty = lab.sceau(page).succeeds();
}

/// What is changed in a proof.
type Change<'a> = &'a dyn Fn(&mut Value);
