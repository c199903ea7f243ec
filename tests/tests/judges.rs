//! pkilint finds nothing in certificates, CRLs and OCSP answers but what is on its list.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tells what went wrong by a panic"
)]

use std::path::Path;

use sceau_tests::lab::Lab;
use sceau_tests::pkilint::Linter;
use sceau_tests::run::Run;
use sceau_tests::status::{fetch_crl, openssl_ocsp};
use sceau_tests::subject::{AUTHENTICATION, Issued, SIGNATURE, TLS_CLIENT, TLS_SERVER};

const NOTICE: &[&str] = &["-s", "NOTICE"];

#[test]
fn pkilint_is_content_with_all_that_an_authority_makes() {
    let lab = Lab::public();
    let mut linter = Linter::new();
    issuers(&lab, &mut linter);
    for (wish, kind) in [
        (SIGNATURE, "NCP-NATURAL-PERSON-CERTIFICATE"),
        (AUTHENTICATION, "NCP-NATURAL-PERSON-CERTIFICATE"),
        (TLS_SERVER, "NCP-W-LEGAL-PERSON-FINAL-CERTIFICATE"),
        (TLS_CLIENT, "NCP-LEGAL-PERSON-CERTIFICATE"),
    ] {
        let issued = wish.fulfil(&lab, wish.profile);
        leaf(&lab, &mut linter, wish.profile, kind, &issued);
    }
    lists(&lab, &mut linter);
    answers(&lab, &mut linter);
    linter.is_content();
}

fn issuers(lab: &Lab, linter: &mut Linter) {
    let root = lab.issuer("root").certificate;
    for (line, kind) in [
        ("root", "ROOT-CA"),
        ("citizens", "NON-TLS-CA"),
        ("agencies", "NON-TLS-CA"),
        ("agency-tls", "INTERNAL-UNCONSTRAINED-TLS-CA"),
    ] {
        let certificate = lab.issuer(line).certificate;
        linter.lint(line, "lint_pkix_cert", NOTICE, &[&certificate]);
        linter.lint(
            line,
            "lint_cabf_serverauth_cert",
            &["-s", "NOTICE", "-t", kind],
            &[&certificate],
        );
        if line != "root" {
            let pair: [&Path; 2] = [&root, &certificate];
            linter.lint(line, "lint_pkix_signer_signee_cert_chain", NOTICE, &pair);
        }
    }
}

fn leaf(lab: &Lab, linter: &mut Linter, profile: &str, kind: &str, issued: &Issued) {
    linter.lint(profile, "lint_pkix_cert", NOTICE, &[&issued.file]);
    linter.lint(
        profile,
        "lint_etsi_cert",
        &["-s", "NOTICE", "-t", kind],
        &[&issued.file],
    );
    let pair: [&Path; 2] = [&lab.issuer(issued.issuer).certificate, &issued.file];
    linter.lint(profile, "lint_pkix_signer_signee_cert_chain", NOTICE, &pair);
}

fn lists(lab: &Lab, linter: &mut Linter) {
    let issued = TLS_SERVER.fulfil(lab, "on-the-list");
    let mut command = lab.command(["cert", "revoke", "--issuer", issued.issuer, &issued.serial]);
    let _revoked = Run::of(command.args(["--reason", "keyCompromise", "--yes"])).succeeds();
    lab.publish_crl(issued.issuer);
    for (line, kind) in [("agency-tls", "CRL"), ("citizens", "CRL"), ("root", "ARL")] {
        let crl = fetch_crl(lab, line);
        for profile in ["PKIX", "BR"] {
            let options = ["-s", "NOTICE", "-t", kind, "-p", profile];
            linter.lint(&format!("{line}.crl"), "lint_crl", &options, &[&crl]);
        }
    }
}

fn answers(lab: &Lab, linter: &mut Linter) {
    let good = SIGNATURE.fulfil(lab, "answer");
    let revoked = SIGNATURE.fulfil(lab, "revoked-answer");
    let mut command = lab.command(["cert", "revoke", "--issuer", "citizens", &revoked.serial]);
    let _revoked = Run::of(command.args(["--reason", "superseded", "--yes"])).succeeds();
    let never = "41".repeat(17);
    for (name, serial) in [
        ("good", &good.serial),
        ("revoked", &revoked.serial),
        ("unknown", &never),
    ] {
        let file = lab.file(&format!("{name}.ocsp"));
        let options = ["-sha256", "-respout", file.to_str().unwrap()];
        let _asked = openssl_ocsp(lab, "citizens", serial, &options)
            .succeeds()
            .says(name);
        linter.lint("ocsp", "lint_ocsp_response", NOTICE, &[&file]);
    }
    for line in ["citizens", "agencies", "agency-tls"] {
        let signer = signer_of(lab, line);
        linter.lint("ocsp-signer", "lint_pkix_cert", NOTICE, &[&signer]);
        let options = ["-s", "NOTICE", "-t", "OCSP-RESPONDER"];
        linter.lint(
            "ocsp-signer",
            "lint_cabf_serverauth_cert",
            &options,
            &[&signer],
        );
        let pair: [&Path; 2] = [&lab.issuer(line).certificate, &signer];
        linter.lint(
            "ocsp-signer",
            "lint_pkix_signer_signee_cert_chain",
            NOTICE,
            &pair,
        );
    }
}

/// The responder's certificate, out of one of its answers.
fn signer_of(lab: &Lab, line: &str) -> std::path::PathBuf {
    let text = openssl_ocsp(lab, line, "77", &["-resp_text"])
        .succeeds()
        .stdout;
    let start = text.find("-----BEGIN CERTIFICATE-----").unwrap();
    let end = text.find("-----END CERTIFICATE-----").unwrap();
    let file = lab.file(&format!("{line}-signer.pem"));
    std::fs::write(
        &file,
        format!("{}-----END CERTIFICATE-----\n", &text[start..end]),
    )
    .unwrap();
    file
}
