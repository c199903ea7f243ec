//! Requests of other tools become certificates that other tools accept.

use std::fs;
use std::path::Path;

use sceau_tests::certificate::{self, is_accepted, openssl_verify};
use sceau_tests::lab::Lab;
use sceau_tests::leaf::ISSUERS;
use sceau_tests::run::{Run, judge};
use sceau_tests::subject::{
    self, AUTHENTICATION, SIGNATURE, TLS_CLIENT, TLS_SERVER, Wish, gnutls_request, keytool_request,
    openssl_request, token_request,
};

#[test]
fn requests_of_openssl_become_certificates_for_each_kind_of_key() {
    let lab = Lab::up();
    for (name, kind) in [
        ("rsa", "RSA -pkeyopt rsa_keygen_bits:3072"),
        ("p256", "EC -pkeyopt ec_paramgen_curve:P-256"),
        ("p384", "EC -pkeyopt ec_paramgen_curve:P-384"),
        ("ed25519", "ED25519"),
    ] {
        become_certificates(&lab, &openssl_request(&lab, name, kind));
    }
}

#[test]
fn requests_of_gnutls_become_certificates_for_each_kind_of_key() {
    let lab = Lab::up();
    for (name, kind) in [
        ("rsa", &["--key-type", "rsa", "--bits", "3072"][..]),
        ("p256", &["--key-type", "ecdsa", "--curve", "secp256r1"]),
        ("p384", &["--key-type", "ecdsa", "--curve", "secp384r1"]),
        ("ed25519", &["--key-type", "ed25519"]),
    ] {
        become_certificates(&lab, &gnutls_request(&lab, name, kind));
    }
}

#[test]
fn requests_of_keytool_become_certificates_for_each_kind_of_key() {
    let lab = Lab::up();
    for (name, kind) in [
        ("rsa", &["-keyalg", "RSA", "-keysize", "3072"][..]),
        ("p256", &["-keyalg", "EC", "-groupname", "secp256r1"]),
        ("p384", &["-keyalg", "EC", "-groupname", "secp384r1"]),
        ("ed25519", &["-keyalg", "Ed25519"]),
    ] {
        become_certificates(&lab, &keytool_request(&lab, name, kind));
    }
}

#[test]
fn requests_for_keys_in_a_token_become_certificates() {
    let lab = Lab::up();
    for (name, kind) in [
        ("rsa", "rsa:3072"),
        ("p256", "EC:prime256v1"),
        ("p384", "EC:secp384r1"),
    ] {
        become_certificates(&lab, &token_request(&lab, name, kind));
    }
}

#[test]
fn crt_07_accents_and_arabic_script_survive_unchanged() {
    let lab = Lab::up();
    let text = |wish: Wish, name| certificate::text(&wish.fulfil(&lab, name).file);
    let signature = text(SIGNATURE, "signature");
    for word in [
        "SN=Ngaré-Bessan",
        "GN=Aïcha",
        "CN=Aïcha Ngaré-Bessan",
        "serialNumber=IDCTD-7F001234",
    ] {
        assert!(signature.contains(word), "{word}\n{signature}");
    }
    let authentication = text(AUTHENTICATION, "authentication");
    for word in ["SN=نغاري", "GN=عائشة", "CN=عائشة نغاري"] {
        assert!(authentication.contains(word), "{word}\n{authentication}");
    }
}

#[test]
fn each_leaf_profile_gives_what_its_table_says() {
    let lab = Lab::up();
    for (wish, usage, purpose) in [
        (SIGNATURE, "Non Repudiation", "1.3.6.1.5.5.7.3.36"),
        (
            AUTHENTICATION,
            "Digital Signature",
            "TLS Web Client Authentication",
        ),
        (
            TLS_SERVER,
            "Digital Signature",
            "TLS Web Server Authentication",
        ),
        (
            TLS_CLIENT,
            "Digital Signature",
            "TLS Web Client Authentication",
        ),
    ] {
        let issued = wish.fulfil(&lab, wish.profile);
        let text = certificate::text(&issued.file);
        let issuer = lab.issuer(wish.issuer);
        for part in [
            usage,
            purpose,
            &issuer.crl,
            &issuer.aia,
            &issuer.ocsp.unwrap(),
        ] {
            assert!(text.contains(part), "{}: {part}\n{text}", wish.profile);
        }
        assert!(!text.contains("CA:TRUE"), "{text}");
        assert_eq!(issued.serial.len(), 34, "17 octets");
    }
}

#[test]
fn val_01_a_leaf_holds_under_its_own_policy_and_under_no_other() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "policy");
    let under = |policy| openssl_verify(&lab, &issued, &["-explicit_policy", "-policy", policy]);
    let _own = under("1.3.6.1.4.1.32473.148.1.1.1").succeeds();
    let _ncp = under("0.4.0.2042.1.1").succeeds();
    let _other = under("1.3.6.1.4.1.32473.148.1.7.1").fails();
}

#[test]
fn i03_the_same_request_id_gives_the_same_certificate_and_other_content_is_refused() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "once", "EC -pkeyopt ec_paramgen_curve:P-256");
    let issue = |wish: Wish, name: &str| {
        let out = lab.file(name);
        let run = Run::of(
            wish.command(&lab, &csr, &out)
                .args(["--request-id", "guichet-7"]),
        );
        (run, out)
    };
    let (first, first_file) = issue(SIGNATURE, "first.pem");
    let (second, second_file) = issue(SIGNATURE, "second.pem");
    let (_first, _second) = (first.succeeds(), second.succeeds());
    assert_eq!(
        fs::read(first_file).unwrap(),
        fs::read(second_file).unwrap()
    );
    let (other, file) = issue(
        Wish {
            profile: "citizen-authentication",
            ..SIGNATURE
        },
        "third.pem",
    );
    let _other = other.ends_with(1).says("guichet-7");
    assert!(!file.exists());
}

#[test]
fn certificates_and_crls_of_issuers_are_served_where_certificates_say() {
    let lab = Lab::up();
    for (line, _) in ISSUERS {
        let issuer = lab.issuer(line);
        let file = lab.file(&format!("{line}.cer"));
        let fetched = judge(
            "curl",
            [
                "-sS",
                "--fail",
                "-o",
                file.to_str().unwrap(),
                "-w",
                "%{content_type}",
                &lab.reachable(&issuer.aia),
            ],
        )
        .succeeds();
        assert_eq!(fetched.stdout, "application/pkix-cert");
        let as_pem = judge(
            "openssl",
            ["x509", "-inform", "DER", "-in", file.to_str().unwrap()],
        );
        let pem = fs::read_to_string(&issuer.certificate).unwrap();
        assert_eq!(as_pem.succeeds().stdout.trim(), pem.trim());
        assert!(sceau_tests::status::crl_text(&lab, line).contains("Version 2"));
    }
}

fn become_certificates(lab: &Lab, csr: &Path) {
    subject::is_sound(csr);
    for wish in [SIGNATURE, TLS_SERVER] {
        is_accepted(lab, &wish.issue(lab, csr));
    }
}
