//! What relying parties learn of a certificate, by OCSP and by CRL, through its life.

use std::path::Path;

use sceau_tests::certificate::openssl_verify;
use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, judge, tool};
use sceau_tests::status::{crl_text, fetch_crl, ocsp_says, ocsptool, openssl_ocsp, value_after};
use sceau_tests::subject::{Issued, SIGNATURE, TLS_SERVER};

#[test]
fn ocsp_03_each_hash_of_the_certid_is_answered() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "hashes");
    for hash in ["-sha1", "-sha256", "-sha384", "-sha512"] {
        let run = openssl_ocsp(&lab, "citizens", &issued.serial, &[hash, "-resp_text"]).succeeds();
        let run = run.says("Response verify OK").says(": good");
        let name = hash.trim_start_matches('-');
        assert!(
            run.stdout.contains(&format!("Hash Algorithm: {name}")),
            "{run}"
        );
    }
}

#[test]
fn ocsp_07_a_nonce_comes_back_to_openssl_and_to_gnutls() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "nonce");
    let with = openssl_ocsp(&lab, "citizens", &issued.serial, &["-nonce"]).succeeds();
    let _with = with.is_silent_about("no nonce in response").says(": good");
    let without = openssl_ocsp(
        &lab,
        "citizens",
        &issued.serial,
        &["-no_nonce", "-resp_text"],
    );
    let _without = without.succeeds().is_silent_about("OCSP Nonce");
    let gnutls = ocsptool(&lab, &issued, &["--nonce"]).succeeds();
    let _gnutls = gnutls
        .says("Verifying OCSP Response: Success")
        .says("Certificate Status: good");
}

#[test]
fn ocsp_01_a_serial_that_was_never_issued_is_unknown() {
    let lab = Lab::up();
    let never = format!("5a{}", "7".repeat(32));
    let run = openssl_ocsp(&lab, "citizens", &never, &["-sha256"]).succeeds();
    let _unknown = run
        .says("Response verify OK")
        .says(&format!("0x{never}: unknown"));

    let issued = SIGNATURE.fulfil(&lab, "elsewhere");
    let elsewhere = openssl_ocsp(&lab, "agencies", &issued.serial, &[]).succeeds();
    let _unknown = elsewhere.says(": unknown");
}

#[test]
fn ocsp_02_an_issuer_that_is_not_served_is_unauthorized() {
    let lab = Lab::up();
    let mut command = tool("openssl");
    command.args(["ocsp", "-timeout", "10", "-issuer"]);
    command
        .arg(lab.trust_anchor())
        .args(["-serial", "0x77", "-url"]);
    let run = Run::of(command.arg(lab.reachable(&lab.issuer("citizens").ocsp.unwrap())));
    let _unauthorized = run.says("unauthorized");
}

#[test]
fn a_revoked_certificate_is_revoked_at_once_by_ocsp_and_on_the_next_crl() {
    let lab = Lab::up();
    let (issued, other) = (
        TLS_SERVER.fulfil(&lab, "revoked"),
        TLS_SERVER.fulfil(&lab, "other"),
    );
    ocsp_says(&lab, &issued, "good");
    let line = issued.issuer;
    let arguments = ["cert", "revoke", "--issuer", line, &issued.serial];
    let mut command = lab.command(arguments);
    let _revoked = Run::of(command.args(["--reason", "keyCompromise", "--yes"])).succeeds();
    ocsp_says(&lab, &issued, "revoked");
    ocsp_says(&lab, &other, "good");
    let gnutls = ocsptool(&lab, &issued, &[]);
    let _gnutls = gnutls
        .says("Verifying OCSP Response: Success")
        .says("Certificate Status: revoked");

    assert!(!crl_text(&lab, line).to_lowercase().contains(&issued.serial));
    lab.publish_crl(line);
    let text = crl_text(&lab, line);
    assert!(text.to_lowercase().contains(&issued.serial) && text.contains("Key Compromise"));
    let _refused = crl_check(&lab, &issued).fails().says("certificate revoked");
    let _accepted = crl_check(&lab, &other).succeeds();
}

#[test]
fn crl_13_crl_and_ocsp_agree_to_the_second() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "agree");
    let mut command = lab.command(["cert", "revoke", "--issuer", "citizens", &issued.serial]);
    let _revoked = Run::of(command.args(["--reason", "superseded", "--yes"])).succeeds();
    lab.publish_crl("citizens");
    let answer = openssl_ocsp(&lab, "citizens", &issued.serial, &["-resp_text"])
        .succeeds()
        .stdout;
    let upper = issued.serial.to_uppercase();
    let by_ocsp = value_after(&answer, &upper, "Revocation Time:").unwrap();
    let list = crl_text(&lab, "citizens");
    let by_crl = value_after(&list, &upper, "Revocation Date:").unwrap();
    assert_eq!(by_ocsp, by_crl);
    assert!(
        value_after(&answer, &upper, "Revocation Reason:")
            .unwrap()
            .starts_with("superseded")
    );
    assert_eq!(
        value_after(&list, &upper, "X509v3 CRL Reason Code:"),
        Some("Superseded")
    );
}

#[test]
fn a_suspended_certificate_can_come_back_and_a_revoked_one_cannot() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "held");
    let act = |verb: &str, more: &[&str]| {
        let mut command = lab.command(["cert", verb, "--issuer", "citizens", &issued.serial]);
        Run::of(command.args(more).arg("--yes"))
    };
    let _suspended = act("suspend", &[]).succeeds();
    ocsp_says(&lab, &issued, "revoked");
    lab.publish_crl("citizens");
    assert!(crl_text(&lab, "citizens").contains("Certificate Hold"));

    let _reinstated = act("reinstate", &[]).succeeds();
    ocsp_says(&lab, &issued, "good");
    lab.publish_crl("citizens");
    let _accepted = crl_check(&lab, &issued).succeeds();

    let _revoked = act("revoke", &["--reason", "cessationOfOperation"]).succeeds();
    let _refused = act("reinstate", &[]).ends_with(1);
    ocsp_says(&lab, &issued, "revoked");
}

#[test]
fn crl_05_a_server_certificate_cannot_be_suspended() {
    let lab = Lab::up();
    let issued = TLS_SERVER.fulfil(&lab, "server");
    let mut command = lab.command(["cert", "suspend", "--issuer", "agency-tls", &issued.serial]);
    let _refused = Run::of(command.arg("--yes")).ends_with(1);
    ocsp_says(&lab, &issued, "good");
}

#[test]
fn crl_12_each_crl_is_accepted_with_its_issuer_and_refused_with_another() {
    let lab = Lab::up();
    for (line, other) in [
        ("citizens", "agencies"),
        ("agencies", "citizens"),
        ("root", "agencies"),
    ] {
        let crl = fetch_crl(&lab, line);
        let pem = lab.file(&format!("{line}.crl.pem"));
        std::fs::write(&pem, as_pem(&crl)).unwrap();
        let by_openssl = |issuer: &str| {
            let mut command = tool("openssl");
            command
                .args(["crl", "-inform", "DER", "-noout", "-verify", "-in"])
                .arg(&crl);
            Run::of(command.arg("-CAfile").arg(lab.issuer(issuer).certificate))
        };
        let by_gnutls = |issuer: &str| {
            let mut command = tool("certtool");
            command.arg("--verify-crl").arg("--infile").arg(&pem);
            let issuer = lab.issuer(issuer).certificate;
            Run::of(command.arg("--load-ca-certificate").arg(issuer))
        };
        let _openssl = by_openssl(line).says("verify OK");
        let _openssl = by_openssl(other).is_silent_about("verify OK");
        let _gnutls = by_gnutls(line).succeeds().says("Verified");
        let _gnutls = by_gnutls(other).is_silent_about(" Verified");
    }
}

#[test]
fn i10_crl_numbers_grow() {
    let lab = Lab::up();
    let number = || {
        let text = crl_text(&lab, "citizens");
        let digits = value_after(&text, "X509v3 CRL Number:", "\n")
            .unwrap()
            .to_owned();
        u64::from_str_radix(digits.trim_start_matches("0x"), 16)
            .unwrap_or_else(|_| digits.parse().unwrap())
    };
    let first = number();
    lab.publish_crl("citizens");
    let second = number();
    lab.publish_crl("citizens");
    assert!(first < second && second < number());
}

#[test]
fn ocsp_answers_outlive_a_restart_of_the_responder() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "restart");
    let _down = lab.lab("down", &[]).succeeds();
    let mut command = lab.command(["cert", "revoke", "--issuer", "citizens", &issued.serial]);
    let _revoked = Run::of(command.args(["--reason", "superseded", "--yes"])).succeeds();
    let _up = lab.lab("up", &[]).succeeds();
    ocsp_says(&lab, &issued, "revoked");
}

#[test]
fn an_odd_client_leaves_the_responder_well() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "well");
    let address = lab.listen().trim_start_matches("http://").to_owned();
    for octets in [
        &b""[..],
        b"POST /ocsp/citizens-g1 HTTP/1.1\r\nContent-Le",
        b"\0\0\0\0",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        use std::io::Write;
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        stream.write_all(octets).unwrap();
        drop(stream);
    }
    let big = lab.file("big");
    std::fs::write(&big, vec![0x30; 10 << 20]).unwrap();
    let url = lab.reachable(&lab.issuer("citizens").ocsp.unwrap());
    let data = format!("@{}", big.display());
    // The responder answers 413, or closes while curl still sends.
    let _too_big = judge(
        "curl",
        [
            "-sS",
            "--max-time",
            "10",
            "--fail",
            "-o",
            "/dev/null",
            "--data-binary",
            &data,
            &url,
        ],
    )
    .fails();
    ocsp_says(&lab, &issued, "good");
}

/// `openssl verify -crl_check_all` with the CRLs of issuer and root.
fn crl_check(lab: &Lab, issued: &Issued) -> Run {
    let lists = lab.file("lists.pem");
    let both = [issued.issuer, "root"].map(|line| as_pem(&fetch_crl(lab, line)));
    std::fs::write(&lists, both.concat()).unwrap();
    openssl_verify(
        lab,
        issued,
        &["-crl_check_all", "-CRLfile", lists.to_str().unwrap()],
    )
}

fn as_pem(crl: &Path) -> String {
    let mut command = tool("openssl");
    command.args(["crl", "-inform", "DER", "-in"]).arg(crl);
    Run::of(&mut command).succeeds().stdout
}
