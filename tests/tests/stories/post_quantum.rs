//! A hierarchy of ML-DSA keys in a kryoptic token, judged by OpenSSL 3.5 or newer (behind
//! `tests/judges/newer_openssl.py`), by the crate `ml-dsa` and by pkilint (ALG-06).

mod judges;
mod long_list;

use std::fs;
use std::slice::from_ref;
use std::time::{Duration, Instant};

use sceau_tests::keyring::KINDS;
use sceau_tests::lab::{Lab, PUBLIC_URL, hermetic};
use sceau_tests::leaf::ISSUERS;
use sceau_tests::pkilint::{Judge, Linter};
use sceau_tests::run::Run;
use sceau_tests::status::fetch_crl;
use sceau_tests::subject::{Issued, SIGNATURE, TLS_SERVER};
use serde_json::json;

use crate::post_quantum::judges::{ML_DSA_65, ML_DSA_87};

#[test]
fn alg_06_a_citizen_gets_a_post_quantum_certificate_that_two_others_verify() {
    let lab = Lab::post_quantum(&[]);
    let issued = citizen(&lab, "aicha");
    let chain = [
        issued.file.clone(),
        lab.issuer("citizens").certificate,
        lab.trust_anchor(),
    ];
    judges::openssl_verifies(&chain);
    let signed = judges::crate_verifies(&chain);
    assert_eq!(signed, [ML_DSA_65, ML_DSA_87, ML_DSA_87]);

    let verified = lab.report(["cert", "verify", issued.file.to_str().unwrap()]);
    assert_eq!(verified["valid"], true, "{verified}");
    let issuer = lab.issuer("citizens").certificate;
    let mut lint = lab.command(["--format", "json", "cert", "lint", "--issuer-certificate"]);
    let linted = Run::of(lint.arg(issuer).arg(&issued.file)).succeeds();
    assert_eq!(linted.json()["files"][0]["findings"], json!([]), "{linted}");
}

#[test]
fn alg_06_each_line_has_the_strongest_key_that_its_profile_allows() {
    let lab = Lab::post_quantum(&[]);
    for (line, _) in ISSUERS {
        let chain = [lab.issuer(line).certificate, lab.trust_anchor()];
        judges::openssl_verifies(&chain);
        assert_eq!(judges::crate_verifies(&chain), [ML_DSA_87, ML_DSA_87]);
        let key = match line {
            "root" => ML_DSA_87,
            // BR 6.1.5 knows no ML-DSA.
            "agency-tls" => judges::EC,
            _ => ML_DSA_65,
        };
        assert_eq!(judges::key_of(&chain[0]), key, "{line}");
    }
    let server = TLS_SERVER.fulfil(&lab, "server");
    let issuer = lab.issuer("agency-tls").certificate;
    judges::openssl_verifies(&[server.file, issuer, lab.trust_anchor()]);
}

#[test]
fn alg_06_ocsp_and_crl_tell_of_a_revocation_over_down_and_up() {
    let lab = Lab::post_quantum(&[]);
    let (issued, other) = (citizen(&lab, "one"), citizen(&lab, "other"));
    assert_eq!(judges::ocsp(&lab, &issued), format!("GOOD {ML_DSA_65}"));
    let mut revoke = lab.command(["cert", "revoke", "--issuer", "citizens", &issued.serial]);
    let _revoked = Run::of(revoke.args(["--reason", "keyCompromise", "--yes"])).succeeds();
    // Visible within a second.
    let good = format!("GOOD {ML_DSA_65}");
    let start = Instant::now();
    while judges::ocsp(&lab, &issued) == good && start.elapsed() < Duration::from_secs(1) {}
    assert_eq!(judges::ocsp(&lab, &issued), format!("REVOKED {ML_DSA_65}"));
    assert_eq!(judges::crl(&lab, "citizens"), Vec::<String>::new());
    lab.publish_crl("citizens");
    assert_eq!(judges::crl(&lab, "citizens"), from_ref(&issued.serial));

    let _down = lab.lab("down", &[]).succeeds();
    let _up = lab.lab("up", &[]).succeeds();
    assert_eq!(judges::ocsp(&lab, &issued), format!("REVOKED {ML_DSA_65}"));
    assert_eq!(judges::ocsp(&lab, &other), format!("GOOD {ML_DSA_65}"));
    assert_eq!(judges::crl(&lab, "citizens"), [issued.serial]);
    assert_eq!(judges::crl(&lab, "root"), Vec::<String>::new());
}

#[test]
fn alg_06_pkilint_is_content_with_what_post_quantum_issuers_make() {
    let lab = Lab::post_quantum(&["--public-url", PUBLIC_URL]);
    let mut linter = Linter::new();
    for (line, _) in ISSUERS {
        let certificate = lab.issuer(line).certificate;
        linter.ask_of_any("below-ml-dsa", &certificate, &lab.trust_anchor());
    }
    let issued = citizen(&lab, "aicha");
    let issuer = lab.issuer("citizens").certificate;
    linter.ask_of_any("below-ml-dsa", &issued.file, &issuer);
    let mut revoke = lab.command(["cert", "revoke", "--issuer", "citizens", &issued.serial]);
    let _revoked = Run::of(revoke.args(["--reason", "superseded", "--yes"])).succeeds();
    lab.publish_crl("citizens");
    for (line, rules) in [("citizens", "CRL PKIX"), ("root", "ARL PKIX")] {
        linter.ask("ml-dsa-list", Judge::Crl(rules), &fetch_crl(&lab, line));
    }
    let answer = judges::answer(&lab, &issued);
    linter.ask("ml-dsa-answer", Judge::Ocsp, &answer);
    let signer = lab.file("ocsp/signers/citizens-g1.pem");
    linter.ask_of_any("below-ml-dsa", &signer, &issuer);
    linter.is_content();
}

#[test]
fn a_lab_keeps_its_make_of_tokens() {
    let lab = Lab::post_quantum(&[]);
    let environment = lab.environment()["token"]["env"].clone();
    let settings = lab.file("ca/kryoptic.toml");
    assert_eq!(environment, json!({ "KRYOPTIC_CONF": settings }));
    let _same = lab.lab("up", &["--token", "kryoptic"]).succeeds();
    let other = lab.lab("up", &["--token", "softhsm"]).ends_with(1);
    let _other = other.says("kryoptic").says("--token");
    let _running = lab.lab("status", &[]).succeeds();
}

#[test]
fn a_missing_kryoptic_is_named_with_what_to_install() {
    let folder = tempfile::tempdir().unwrap();
    for (language, hint) in [("en", "hint:"), ("fr", "conseil")] {
        let mut command = hermetic("sceau");
        command.env("SCEAU_KRYOPTIC_MODULE", "/nowhere/kryoptic.so");
        command.args(["--lang", language, "lab", "up", "--token", "kryoptic"]);
        let run = Run::of(command.arg("--dir").arg(folder.path().join("lab"))).ends_with(5);
        let run = run.says("/nowhere/kryoptic.so").says(hint);
        let _run = run.says("SCEAU_KRYOPTIC_MODULE");
    }
    assert!(!folder.path().join("lab").exists());
}

/// A citizen's certificate for an ML-DSA-65 key that a newer OpenSSL made.
fn citizen(lab: &Lab, name: &str) -> Issued {
    let kind = KINDS.iter().find(|kind| kind.name == "ml-dsa-65").unwrap();
    let csr = lab.file(&format!("{name}.csr"));
    fs::copy(kind.request("whoever"), &csr).unwrap();
    SIGNATURE.issue(lab, &csr)
}
