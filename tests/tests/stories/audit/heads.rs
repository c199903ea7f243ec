//! Heads are signed as commands go, and what goes wrong with them undoes nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::heads::{AuditEnrolment, HeadError};
use ca_core::authority::issue::NewIssuer;
use ca_core::authority::{Authority, Ports};
use ca_core::signer::{KeyUri, NewKey, StoredKey};
use ca_core::subject::Subject;
use sceau_tests::altered::Altered;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, in_house, new_issuer};
use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, judge, tool};
use serde_json::{Value, json};

use super::catalogue::put_back;
use super::desk::{SUBJECT, events, issue};

fn heads(lab: &Lab) -> Vec<Value> {
    let listed = lab.report(["audit", "heads", "--limit", "100000"]);
    listed["heads"].as_array().unwrap().clone()
}

/// Text and signature of a note, and the four octets that name the key.
fn parts(lab: &Lab, note: &str) -> (PathBuf, PathBuf, Vec<u8>) {
    let (text, lines) = note.rsplit_once("\n\n").unwrap();
    let line = lines.lines().next().unwrap().rsplit_once(' ').unwrap().1;
    let (file, octets) = (lab.file("head.txt"), lab.file("head.sig"));
    fs::write(&file, format!("{text}\n")).unwrap();
    fs::write(lab.file("head.b64"), line).unwrap();
    let mut decode = tool("openssl");
    decode
        .args(["base64", "-d", "-A", "-in"])
        .arg(lab.file("head.b64"));
    let _decoded = Run::of(decode.arg("-out").arg(&octets)).succeeds();
    let decoded = fs::read(&octets).unwrap();
    fs::write(&octets, &decoded[4..]).unwrap();
    (file, octets, decoded[..4].to_vec())
}

fn public_key(lab: &Lab, certificate: &Path) -> PathBuf {
    let (pem, der) = (lab.file("signer.pub"), lab.file("signer.spki"));
    let out = judge(
        "openssl",
        [
            "x509",
            "-noout",
            "-pubkey",
            "-in",
            certificate.to_str().unwrap(),
        ],
    );
    fs::write(&pem, out.succeeds().stdout).unwrap();
    let mut convert = tool("openssl");
    convert
        .args(["pkey", "-pubin", "-outform", "DER", "-in"])
        .arg(&pem);
    let _converted = Run::of(convert.arg("-out").arg(der)).succeeds();
    pem
}

#[test]
fn aud_03_a_command_that_writes_leaves_a_head_that_openssl_verifies() {
    let lab = Lab::up();
    let before = heads(&lab).len();
    issue(&lab, "one");
    let heads = heads(&lab);
    assert_eq!(heads.len(), before + 1, "one head for one command");
    let last = heads.last().unwrap();
    assert_eq!(last["events"], events(&lab).len());
    let certificate = lab.file("issuers/audit-signer.pem");
    let key = public_key(&lab, &certificate);
    let (text, signature, id) = parts(&lab, last["note"].as_str().unwrap());
    let mut openssl = tool("openssl");
    openssl.args(["dgst", "-sha256", "-verify"]).arg(key);
    let _good = Run::of(openssl.arg("-signature").arg(signature).arg(text)).succeeds();
    let spki = fs::read(lab.file("signer.spki")).unwrap();
    assert_eq!(digest(&SHA256, &spki).as_ref()[..4], id, "C2SP key id");
    let issuer = lab.issuer("administration");
    let mut openssl = tool("openssl");
    openssl.args(["verify", "-CAfile"]).arg(lab.trust_anchor());
    openssl.arg("-untrusted").arg(issuer.certificate);
    let _chained = Run::of(openssl.arg(certificate)).succeeds();
}

#[test]
fn aud_03_a_command_that_only_reads_signs_nothing() {
    let lab = Lab::up();
    let before = heads(&lab).len();
    let _checked = lab.sceau(["config", "check"]).succeeds();
    let _again = lab.sceau(["audit", "sign"]).succeeds().says("already");
    assert_eq!(heads(&lab).len(), before);
}

#[test]
fn aud_03_a_head_that_is_not_signed_is_a_warning_and_the_next_one_covers_the_act() {
    let lab = Lab::up();
    let config = fs::read_to_string(lab.file("sceau.toml")).unwrap();
    let lost = config.replace("object=audit-signer", "object=lost");
    fs::write(lab.file("sceau.toml"), &lost).unwrap();
    let before = heads(&lab).len();
    let publish = ["crl", "publish", "--issuer", "citizens"];
    let _warned = lab
        .sceau(publish)
        .succeeds()
        .says("head of the log was not signed");
    let _unfit = lab.sceau(["config", "check"]).ends_with(1);
    assert_eq!(heads(&lab).len(), before);
    fs::write(lab.file("sceau.toml"), config).unwrap();
    let serial = issue(&lab, "one");
    let revoke = ["cert", "revoke", "--issuer", "citizens", "--yes", &serial];
    let reason = ["--reason", "superseded"];
    let _no_token = lab.sceau([revoke.as_slice(), &reason].concat()).succeeds();
    let _signed = lab.sceau(["audit", "sign"]).succeeds();
    assert_eq!(heads(&lab).last().unwrap()["events"], events(&lab).len());
}

#[test]
fn aud_03_long_work_is_covered_at_the_interval() {
    let lab = Lab::up();
    let config = fs::read_to_string(lab.file("sceau.toml")).unwrap();
    let often = config.replace("[audit]\n", "[audit]\ninterval_s = 1\n");
    assert_ne!(often, config);
    fs::write(lab.file("sceau.toml"), often).unwrap();
    let line = |number: u32| {
        let subject = SUBJECT.replace("778899", &format!("5{number:05}"));
        json!({ "id": format!("r{number}"), "csr": csr::p256(), "subject": subject }).to_string()
    };
    let lines: Vec<_> = (0..3_000).map(line).collect();
    fs::write(lab.file("batch.jsonl"), lines.join("\n")).unwrap();
    let before = heads(&lab).len();
    let started = std::time::Instant::now();
    let batch = [
        "cert",
        "issue",
        "--issuer",
        "citizens",
        "--profile",
        "citizen-signature",
        "--batch",
        lab.file("batch.jsonl").to_str().unwrap(),
        "--out-dir",
        lab.file("out").to_str().unwrap(),
    ]
    .map(str::to_owned);
    let _done = lab.sceau(batch).succeeds();
    let took = started.elapsed();
    assert!(took > Duration::from_secs(3), "too quick to tell: {took:?}");
    let signed = heads(&lab).len() - before;
    assert!(signed >= 3, "{signed} heads in {took:?}");
}

#[test]
fn i10_no_head_is_signed_of_a_registry_that_lacks_what_its_anchor_knows() {
    let lab = Lab::up();
    put_back(&lab);
    let before = heads(&lab).len();
    let _stale = lab.sceau(["audit", "sign"]).ends_with(1).says("OPS-03");
    assert_eq!(heads(&lab).len(), before);
    sceau_acknowledges(&lab);
    let _signed = lab.sceau(["audit", "sign"]).succeeds();
}

fn sceau_acknowledges(lab: &Lab) {
    let acknowledge = [
        "--yes",
        "registry",
        "acknowledge",
        "--reason",
        "an exercise",
    ];
    let _known = lab.sceau(acknowledge).succeeds();
}

/// A house with a line that certifies signers of heads, and a key for one.
fn with_key(house: &House, algorithm: KeyAlgorithm) -> KeyUri {
    let authority = house.authority();
    let new = NewIssuer {
        key_algorithm: Some(KeyAlgorithm::P256),
        ..new_issuer("administration", "administration-issuing-ca")
    };
    let generation = authority.create_issuer(&actor(), &new).unwrap();
    authority.activate_issuer(&actor(), &generation.id).unwrap();
    let key = authority.create_key(&actor(), &NewKey::new(algorithm, "audit"));
    key.unwrap().uri
}

fn enrol(authority: &Authority, key: &KeyUri) -> Result<(), HeadError> {
    let enrolment = AuditEnrolment {
        line: "administration".parse().unwrap(),
        key: key.clone(),
        subject: Subject::parse("CN=Audit log").unwrap(),
    };
    authority.enrol_audit_signer(&actor(), &enrolment).map(drop)
}

/// An authority whose token bends each signature of one key.
pub(super) fn bending(house: &House, key: &KeyUri) -> Authority {
    let bent = key.clone();
    house.authority_signing(move |wanted| {
        if *wanted.key == bent {
            wanted.sign_wrongly()
        } else {
            wanted.sign()
        }
    })
}

#[test]
fn i06_a_head_with_a_wrong_signature_is_never_kept_and_raises_an_alarm() {
    in_house(|house| {
        let key = with_key(house, KeyAlgorithm::P256);
        enrol(&house.authority(), &key).unwrap();
        let bent = bending(house, &key);
        let refused = bent.sign_head(&actor(), &key);
        assert!(matches!(refused, Err(HeadError::WrongSignature { .. })));
        assert_eq!(house.ports.audit.last_signed_head().unwrap(), None);
        let signed = house.authority().sign_head(&actor(), &key).unwrap();
        assert!(signed.is_some());
        let again = house.authority().sign_head(&actor(), &key).unwrap();
        assert_eq!(again, None, "nothing was written since");
    });
}

#[test]
fn aud_03_a_key_that_could_leave_its_token_or_is_not_ecdsa_signs_no_heads() {
    in_house(|house| {
        let key = with_key(house, KeyAlgorithm::P384);
        let weaken: [fn(&mut StoredKey); 2] = [
            |key| key.protection.extractable = true,
            |key| key.protection.local = false,
        ];
        for alter in weaken {
            let mut keys = Altered::of(&house.ports.keys);
            keys.key = alter;
            let altered = Authority::new(Ports {
                keys: Arc::new(keys),
                ..house.ports.clone()
            });
            let refused = enrol(&altered, &key);
            assert!(matches!(refused, Err(HeadError::Unprotected { .. })));
            enrol(&house.authority(), &key).unwrap();
            let refused = altered.sign_head(&actor(), &key);
            assert!(matches!(refused, Err(HeadError::Unprotected { .. })));
        }
        let rsa = house
            .authority()
            .create_key(&actor(), &NewKey::new(KeyAlgorithm::Rsa3072, "rsa"));
        let refused = enrol(&house.authority(), &rsa.unwrap().uri);
        assert!(matches!(refused, Err(HeadError::Algorithm { .. })));
    });
}

#[test]
fn aud_03_a_signer_whose_certificate_ended_or_was_revoked_signs_nothing() {
    in_house(|house| {
        let key = with_key(house, KeyAlgorithm::P256);
        let refused = house.authority().sign_head(&actor(), &key);
        assert!(matches!(refused, Err(HeadError::NotEnrolled { .. })));
        enrol(&house.authority(), &key).unwrap();
        assert!(
            house
                .authority()
                .sign_head(&actor(), &key)
                .unwrap()
                .is_some()
        );
        house.clock.advance_hours(24 * 366);
        enrol(&house.authority(), &key).unwrap();
        let signer = house.authority().audit_signer(&key).unwrap();
        house.clock.advance_hours(24 * 366);
        let ended = house.authority().audit_signer(&key);
        assert!(
            matches!(ended, Err(HeadError::NotEnrolled { .. })),
            "{ended:?}"
        );
        enrol(&house.authority(), &key).unwrap();
        let renewed = house.authority().audit_signer(&key).unwrap();
        assert_ne!(renewed.serial, signer.serial);
        let line = "administration".parse().unwrap();
        let authority = house.authority();
        let revoked = authority.revoke(&actor(), &line, &renewed.serial, None, None);
        assert!(revoked.is_ok());
        let revoked = house.authority().audit_signer(&key);
        assert!(matches!(revoked, Err(HeadError::NotEnrolled { .. })));
    });
}
