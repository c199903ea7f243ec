//! "All certificates affected by defect X" (REV-09): asked at the command line by what an
//! officer knows, and fed to what withdraws them.

use std::fs;

use sceau_tests::lab::Lab;
use sceau_tests::run::Run;
use sceau_tests::subject::{Issued, SERVER, SERVER_SAN, SIGNATURE, TLS_SERVER};
use serde_json::Value;

/// The serial numbers that a list finds, in its order.
fn found(lab: &Lab, criteria: &[&str]) -> Vec<String> {
    let list = [&["cert", "list"][..], criteria].concat();
    let list = lab.report(list);
    let certificates = list["certificates"].as_array().unwrap().iter();
    let serial = |found: &Value| found["serial"].as_str().unwrap().to_owned();
    certificates.map(serial).collect()
}

fn serials(issued: &[&Issued]) -> Vec<String> {
    issued.iter().map(|issued| issued.serial.clone()).collect()
}

fn count(lab: &Lab, criteria: &[&str], standing: &str) -> u64 {
    let count = [&["cert", "list", "--count"][..], criteria].concat();
    lab.report(count)[standing].as_u64().unwrap()
}

/// Makes version 2 of the profile for signatures the active one.
fn change_profile(lab: &Lab) {
    let document = lab.report(["profile", "show", "citizen-signature"])["document"]
        .as_str()
        .unwrap()
        .to_owned();
    let file = lab.path().join("citizen-signature.toml");
    fs::write(&file, document.replacen("version = 1", "version = 2", 1)).unwrap();
    let mut activate = lab.command(["profile", "activate"]);
    let _activated = Run::of(activate.arg(&file)).succeeds();
}

#[test]
fn rev_09_certificates_affected_by_a_defect_are_found_and_withdrawn() {
    let lab = Lab::up();
    let before = SIGNATURE.fulfil(&lab, "before");
    change_profile(&lab);
    let [first, second] = ["first", "second"].map(|name| SIGNATURE.fulfil(&lab, name));
    let server = TLS_SERVER.fulfil(&lab, "server");

    // By what the profile was, and by what is asked beside it.
    let of_version = |version: &'static str| {
        [
            "--profile",
            "citizen-signature",
            "--profile-version",
            version,
        ]
    };
    assert_eq!(found(&lab, &of_version("1")), serials(&[&before]));
    let affected = serials(&[&first, &second]);
    assert_eq!(found(&lab, &of_version("2")), affected);
    let digest = lab.report(["cert", "show", &first.serial])["profile_sha256"].clone();
    let begin = digest.as_str().unwrap()[..12].to_owned();
    let by_digest = [
        "--profile",
        "citizen-signature",
        "--profile-version",
        &begin,
    ];
    assert_eq!(found(&lab, &by_digest), affected);
    let unknown = [&["cert", "list"][..], &of_version("9")].concat();
    let _refused = lab.sceau(unknown).ends_with(1);

    // By serial number, key, subject and name.
    assert_eq!(
        found(&lab, &["--serial", &server.serial]),
        std::slice::from_ref(&server.serial)
    );
    let file = second.file.display().to_string();
    assert_eq!(found(&lab, &["--key", &file]), serials(&[&second]));
    let request = first.file.parent().unwrap().join("first.csr");
    let request = request.display().to_string();
    assert_eq!(found(&lab, &["--key", &request]), serials(&[&first]));
    let known = lab.report(["cert", "show", &first.serial])["key_sha256"].clone();
    assert_eq!(
        found(&lab, &["--key", known.as_str().unwrap()]),
        serials(&[&first])
    );
    assert_eq!(found(&lab, &["--san", SERVER_SAN]), serials(&[&server]));
    let attributes = SERVER
        .split(',')
        .find(|pair| pair.starts_with("O="))
        .unwrap();
    assert!(found(&lab, &["--subject", &attributes.to_uppercase()]).contains(&server.serial));

    // By who asked, when, and how it stands: nobody else asked for any.
    let officer = lab.report(["cert", "show", &first.serial])["officer"].clone();
    let officer = officer.as_str().unwrap();
    let all = found(
        &lab,
        &["--officer", officer, "--issued-after", "2026-01-01"],
    );
    assert!(
        all.ends_with(&serials(&[&before, &first, &second, &server])),
        "{all:?}"
    );
    assert_eq!(found(&lab, &["--officer", "job:nobody"]), [""; 0]);
    assert_eq!(found(&lab, &["--issued-before", "2020-01-01"]), [""; 0]);

    // Fed to what withdraws them.
    let query = [&of_version("2")[..], &["--status", "good"]].concat();
    assert_eq!(count(&lab, &query, "good"), 2);
    for serial in found(&lab, &query) {
        let revoke = ["cert", "revoke", &serial, "--issuer", "citizens"];
        let revoke = [&revoke[..], &["--reason", "superseded", "--yes"]].concat();
        let _revoked = lab.sceau(revoke).succeeds();
    }
    assert_eq!(count(&lab, &query, "total"), 0);
    assert_eq!(found(&lab, &["--reason", "superseded"]), affected);
    assert_eq!(count(&lab, &["--issuer", "citizens-g1"], "revoked"), 2);
}

#[test]
fn rev_09_lists_of_any_length_come_line_by_line() {
    let lab = Lab::up();
    let issued = ["one", "two", "three"].map(|name| SIGNATURE.fulfil(&lab, name));
    let criteria = ["cert", "list", "--profile", "citizen-signature"];
    let too_long = [&criteria[..], &["--limit", "0"]].concat();
    let _refused = lab.sceau(&too_long).ends_with(2).says("jsonl");
    let lines = [&too_long[..], &["--format", "jsonl"]].concat();
    let lines = lab.sceau(lines).succeeds().stdout;
    let read = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let read: Vec<String> = read
        .map(|found| found["serial"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(read, serials(&issued.each_ref()));
    // In parts, each of which tells where the next one begins.
    let first = lab.report([&criteria[..], &["--limit", "2"]].concat());
    let next = first["next"].as_u64().unwrap().to_string();
    let rest = found(&lab, &["--profile", "citizen-signature", "--after", &next]);
    assert_eq!(rest, [issued[2].serial.clone()]);
    // They all end in the same month.
    let report = lab.report(["cert", "expiry", "--months", "48"]);
    let months = report["months"].as_array().unwrap().iter();
    let signatures = months.filter(|row| row["profile"] == "citizen-signature");
    let ending: u64 = signatures.map(|row| row["ending"].as_u64().unwrap()).sum();
    assert_eq!(ending, 3);
    assert_eq!(found(&lab, &["--expiring", "1d"]), [""; 0]);
}
