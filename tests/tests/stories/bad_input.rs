//! What is wrong with a request is said in the operator's language, recorded, and leaves nothing
//! half done.

use std::fs;
use std::path::{Path, PathBuf};

use sceau_tests::lab::Lab;
use sceau_tests::run::Run;
use sceau_tests::subject::{
    SIGNATURE, TLS_SERVER, Wish, openssl_key, openssl_request, openssl_request_with,
};

const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

#[test]
fn crt_18_a_request_whose_signature_is_wrong_is_refused() {
    let lab = Lab::up();
    let mut der = der_of(&lab, &openssl_request(&lab, "flipped", P256));
    let last = der.len() - 1;
    der[last] ^= 1;
    let csr = lab.file("flipped.der");
    fs::write(&csr, der).unwrap();
    is_refused_and_recorded(&lab, SIGNATURE, &csr, 1);
}

#[test]
fn crt_08_a_request_for_ca_and_other_purposes_gets_what_the_profile_says() {
    let lab = Lab::up();
    let key = openssl_key(&lab, "greedy", P256);
    let greedy = [
        "-addext",
        "basicConstraints=critical,CA:TRUE",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-addext",
        "extendedKeyUsage=OCSPSigning,anyExtendedKeyUsage",
        "-addext",
        "subjectAltName=DNS:presidence.td,DNS:presidence.td",
    ];
    let csr = openssl_request_with(&lab, "greedy", &key, &greedy);
    let out = lab.file("greedy.pem");
    let _issued = Run::of(&mut SIGNATURE.command(&lab, &csr, &out)).succeeds();
    let text = sceau_tests::certificate::text(&out);
    for wish in [
        "CA:TRUE",
        "Certificate Sign",
        "OCSP Signing",
        "presidence.td",
        "Any Extended",
    ] {
        assert!(!text.contains(wish), "{wish}\n{text}");
    }
}

#[test]
fn a_subject_that_the_profile_forbids_is_refused() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "subject", P256);
    for subject in [
        "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha,OU=Finances",
        "C=TD,SN=Ngaré,GN=Aïcha,CN=Aïcha",
        "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=NONSENSE,CN=Aïcha",
        "C=TDX,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha",
        &format!(
            "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-1,CN={}",
            "x".repeat(65)
        ),
    ] {
        let subject: &'static str = Box::leak(subject.to_owned().into_boxed_str());
        is_refused_and_recorded(
            &lab,
            Wish {
                subject,
                ..SIGNATURE
            },
            &csr,
            1,
        );
    }
}

#[test]
fn a_server_without_its_name_among_the_other_names_is_refused() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "nameless", P256);
    for names in [
        &[][..],
        &["dns:autre.td"],
        &["dns:guichet.surete.td", "email:a@b.td"],
    ] {
        is_refused_and_recorded(
            &lab,
            Wish {
                names,
                ..TLS_SERVER
            },
            &csr,
            1,
        );
    }
}

#[test]
fn truncated_trailing_and_foreign_octets_are_refused() {
    let lab = Lab::up();
    let sound = der_of(&lab, &openssl_request(&lab, "sound", P256));
    let half = sound[..sound.len() / 2].to_vec();
    let trailing = [&sound[..], b"\0"].concat();
    for (name, octets) in [
        ("half", half),
        ("trailing", trailing),
        ("empty", Vec::new()),
        ("text", b"Bonjour".to_vec()),
        ("nested", vec![0x30; 4096]),
    ] {
        let csr = lab.file(name);
        fs::write(&csr, octets).unwrap();
        is_refused(&lab, SIGNATURE, &csr);
    }
}

#[test]
fn i12_ten_megabytes_of_anything_are_refused_unread() {
    let lab = Lab::up();
    let csr = lab.file("big");
    fs::write(&csr, vec![0x30; 10 << 20]).unwrap();
    is_refused(&lab, SIGNATURE, &csr);
    let subject: &'static str =
        Box::leak(format!("C=TD,CN={}", "x".repeat(100_000)).into_boxed_str());
    let csr = openssl_request(&lab, "long", P256);
    is_refused(
        &lab,
        Wish {
            subject,
            ..SIGNATURE
        },
        &csr,
    );
}

#[test]
fn a_serial_that_does_not_exist_is_refused_and_named() {
    let lab = Lab::up();
    let never = "41".repeat(17);
    let before = events(&lab);
    for (language, words) in [("en", "hint:"), ("fr", "conseil")] {
        let mut command =
            lab.command(["--lang", language, "cert", "revoke", "--issuer", "citizens"]);
        command.args([&never, "--reason", "superseded", "--yes"]);
        let run = Run::of(&mut command).ends_with(1).says(&never);
        assert!(run.stdout.is_empty(), "{run}");
        let _hinted = run.says(words);
    }
    assert_eq!(refusals_since(&lab, before), 2);
    let mut command = lab.command(["cert", "revoke", "--issuer", "citizens", "not-hex"]);
    let _usage = Run::of(command.args(["--reason", "superseded", "--yes"])).ends_with(2);
}

#[test]
fn a_profile_or_issuer_that_does_not_exist_is_named() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "nobody", P256);
    let out = lab.file("nobody.pem");
    for wish in [
        Wish {
            profile: "citizen-passport",
            ..SIGNATURE
        },
        Wish {
            issuer: "strangers",
            ..SIGNATURE
        },
        Wish {
            issuer: "agency-tls",
            ..SIGNATURE
        },
    ] {
        let run = Run::of(&mut wish.command(&lab, &csr, &out)).fails();
        assert!(matches!(run.code, Some(1 | 2)), "{run}");
        assert!(!out.exists());
    }
}

/// The request is refused with exit code `code`, in both languages, each time with an audit
/// event, and no certificate exists afterwards.
fn is_refused_and_recorded(lab: &Lab, wish: Wish, csr: &Path, code: i32) {
    let before = events(lab);
    let refused = is_refused(lab, wish, csr);
    assert!(
        refused.iter().all(|run| run.code == Some(code)),
        "{}",
        refused[0]
    );
    assert_eq!(
        refusals_since(lab, before),
        2,
        "each refusal is an event\n{}",
        refused[0]
    );
}

fn is_refused(lab: &Lab, wish: Wish, csr: &Path) -> [Run; 2] {
    let certificates = count(lab, &["cert", "list"], "/certificates");
    let refused = [("en", "error:"), ("fr", "erreur")].map(|(language, label)| {
        let out = csr.with_extension(format!("{language}.pem"));
        let mut command = wish.command(lab, csr, &out);
        let run = Run::of(command.args(["--lang", language]))
            .fails()
            .says(label);
        assert!(matches!(run.code, Some(1 | 2)), "{run}");
        assert!(run.stdout.is_empty(), "stdout is for data\n{run}");
        assert!(!out.exists(), "{run}");
        run
    });
    let [english, french] = &refused;
    assert_ne!(english.stderr, french.stderr);
    assert_eq!(count(lab, &["cert", "list"], "/certificates"), certificates);
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
    refused
}

fn events(lab: &Lab) -> usize {
    count(lab, &["audit", "list", "--limit", "100000"], "/events")
}

fn refusals_since(lab: &Lab, before: usize) -> usize {
    let report = lab.report(["audit", "list", "--limit", "100000"]);
    let events = report["events"].as_array().unwrap().iter().skip(before);
    events
        .filter(|entry| entry["event"]["outcome"] == "refused")
        .count()
}

fn count(lab: &Lab, command: &[&str], list: &str) -> usize {
    let report = lab.report(command);
    report
        .pointer(list)
        .unwrap_or_else(|| panic!("{report}"))
        .as_array()
        .unwrap()
        .len()
}

fn der_of(lab: &Lab, csr: &Path) -> Vec<u8> {
    let der: PathBuf = lab.file("request.der");
    let mut command = sceau_tests::run::tool("openssl");
    command
        .args(["req", "-outform", "DER", "-in"])
        .arg(csr)
        .arg("-out")
        .arg(&der);
    let _converted = Run::of(&mut command).succeeds();
    fs::read(der).unwrap()
}
