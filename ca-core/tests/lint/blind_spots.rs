//! What other linters let through, on certificates that openssl makes.

use std::fs;
use std::path::Path;
use std::process::Command;

use ca_core::lint::{Severity, lint_certificate};

/// A certificate that openssl makes: what is wrong in it, and what is to be found.
struct Spot {
    name: &'static str,
    key: &'static [&'static str],
    subject: &'static str,
    extensions: &'static str,
    options: &'static [&'static str],
    message: &'static str,
    severity: Severity,
}

const P256: &[&str] = &["EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
const PERSON: &str = "/C=TD/SN=Ali/GN=Amina/serialNumber=PNOTD-1/CN=Amina Ali";
const SEAL: &str = "/C=TD/O=Poste/2.5.4.97=NTRTD-1/CN=Poste";
const COMMITMENT: &str = "keyUsage=critical,nonRepudiation";

const GOOD: Spot = Spot {
    name: "good",
    key: P256,
    subject: PERSON,
    extensions: COMMITMENT,
    options: &["-days", "365"],
    message: "",
    severity: Severity::Error,
};

const SPOTS: [Spot; 14] = [
    Spot {
        name: "RSA 2048 beyond 2028",
        key: &["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        message: "lint-alg-01-refused",
        options: &["-days", "3650"],
        ..GOOD
    },
    Spot {
        name: "seal for signatures",
        subject: SEAL,
        extensions: "@compliance,law,sign,english",
        message: "lint-qc-08-esign",
        ..GOOD
    },
    Spot {
        name: "type without compliance",
        extensions: "@sign",
        message: "lint-qc-07-not-qualified",
        severity: Severity::Warning,
        ..GOOD
    },
    Spot {
        name: "law without compliance",
        extensions: "@law,sign,english",
        message: "lint-qc-07-compliance",
        ..GOOD
    },
    Spot {
        name: "compliance without law",
        extensions: "@compliance,sign,english",
        message: "lint-qc-07-claims-union",
        ..GOOD
    },
    Spot {
        name: "no page in English",
        extensions: "@compliance,law,sign,french",
        message: "lint-qc-09-english",
        ..GOOD
    },
    Spot {
        name: "pseudonym beside the name",
        subject: "/C=TD/SN=Ali/2.5.4.65=Lynx/CN=Lynx",
        extensions: "@compliance,law,sign,english",
        message: "lint-qc-04-pseudonym",
        ..GOOD
    },
    Spot {
        name: "number of no country",
        subject: "/C=TD/SN=Ali/GN=Amina/serialNumber=PNOXX-1/CN=Amina Ali",
        extensions: "@compliance,law,sign,english",
        message: "lint-qc-01-identifier",
        ..GOOD
    },
    Spot {
        name: "number of no country without name",
        subject: "/C=TD/serialNumber=PNO-nonsense/CN=Amina Ali",
        extensions: "@compliance,law,sign,english",
        message: "lint-qc-01-identifier",
        ..GOOD
    },
    Spot {
        name: "noRevAvail beside a CRL",
        extensions: "2.5.29.56=DER:0500\ncrlDistributionPoints=URI:http://a.td/g1.crl",
        message: "lint-crt-14-status",
        ..GOOD
    },
    Spot {
        name: "SHA-1",
        options: &["-days", "365", "-sha1"],
        message: "lint-alg-02-hash",
        ..GOOD
    },
    Spot {
        name: "curve in full",
        key: &[
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-pkeyopt",
            "ec_param_enc:explicit",
        ],
        message: "lint-alg-02-key-parameters",
        ..GOOD
    },
    Spot {
        name: "responder whose status nobody knows",
        extensions: "keyUsage=critical,digitalSignature\nextendedKeyUsage=OCSPSigning",
        message: "lint-ocsp-05-nocheck",
        severity: Severity::Warning,
        ..GOOD
    },
    Spot {
        name: "responder for more than answers",
        extensions: "keyUsage=critical,digitalSignature\nextendedKeyUsage=OCSPSigning,clientAuth",
        message: "lint-ocsp-05-purposes",
        ..GOOD
    },
];

#[test]
fn blind_spots_of_other_linters_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let ca = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign";
    let ca = Spot {
        name: "ca",
        subject: "/C=TD/O=Somebody/CN=Other CA",
        extensions: ca,
        options: &["-days", "7300"],
        ..GOOD
    };
    let issuer = certificate(folder.path(), &ca, &[]);
    let signed = ["-CA", "ca.pem", "-CAkey", "ca.key"];
    for spot in &SPOTS {
        let der = certificate(folder.path(), spot, &signed);
        let findings = lint_certificate(&der, Some(&issuer)).expect("readable");
        let found = findings
            .iter()
            .find(|finding| finding.message_id() == spot.message);
        let severity = found.map(|finding| finding.severity);
        assert_eq!(severity, Some(spot.severity), "{}: {findings:?}", spot.name);
    }
    let good = certificate(folder.path(), &GOOD, &signed);
    let findings = lint_certificate(&good, Some(&issuer)).expect("readable");
    assert_eq!(findings, [], "the frame of all of them");
}

/// The certificate in DER; its key and PEM stay in the folder.
fn certificate(folder: &Path, spot: &Spot, signed: &[&str]) -> Vec<u8> {
    fs::write(folder.join("openssl.cnf"), configuration(spot)).unwrap();
    let name = if spot.name == "ca" { "ca" } else { "leaf" };
    let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
    let made = [&["genpkey", "-out", &key, "-algorithm"], spot.key].concat();
    openssl(folder, &made);
    let request = [
        "req",
        "-x509",
        "-new",
        "-utf8",
        "-batch",
        "-config",
        "openssl.cnf",
        "-key",
        &key,
        "-subj",
        spot.subject,
        "-out",
        &pem,
    ];
    openssl(folder, &[&request, spot.options, signed].concat());
    openssl(
        folder,
        &["x509", "-in", &pem, "-outform", "DER", "-out", "der"],
    );
    fs::read(folder.join("der")).unwrap()
}

fn configuration(spot: &Spot) -> String {
    let extensions = match spot.extensions.strip_prefix('@') {
        Some(statements) => {
            let statements = statements
                .split(',')
                .map(|name| format!("{name}=SEQUENCE:{name}\n"));
            let statements: String = statements.collect();
            format!("{COMMITMENT}\n{STATEMENTS}\n[statements]\n{statements}")
        }
        None => spot.extensions.to_owned(),
    };
    format!("{HEAD}{extensions}\n{SECTIONS}")
}

const HEAD: &str = "
[req]
distinguished_name = subject
x509_extensions = extensions
string_mask = utf8only
[subject]
[extensions]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
";

/// A leaf that follows ETSI says where its issuer and its status are.
const STATEMENTS: &str = "
authorityInfoAccess = caIssuers;URI:http://a.td/g1.cer,OCSP;URI:http://a.td/ocsp
1.3.6.1.5.5.7.1.3 = ASN1:SEQUENCE:statements
";

/// The statements (EN 319 412-5 4).
const SECTIONS: &str = "
[compliance]
id = OID:0.4.0.1862.1.1
[law]
id = OID:0.4.0.1862.1.7
info = SEQUENCE:countries
[countries]
one = PRINTABLESTRING:TD
[sign]
id = OID:0.4.0.1862.1.6
info = SEQUENCE:kinds
[kinds]
one = OID:0.4.0.1862.1.6.1
[english]
id = OID:0.4.0.1862.1.5
info = SEQUENCE:english_pages
[english_pages]
one = SEQUENCE:english_page
[english_page]
url = IA5STRING:https://a.td/en
language = PRINTABLESTRING:en
[french]
id = OID:0.4.0.1862.1.5
info = SEQUENCE:french_pages
[french_pages]
one = SEQUENCE:french_page
[french_page]
url = IA5STRING:https://a.td/fr
language = PRINTABLESTRING:fr
";

fn openssl(folder: &Path, arguments: &[&str]) {
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("openssl");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
}
