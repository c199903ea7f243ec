//! The shape of each JSON answer: names and types are a promise to programs.

use serde_json::{Map, Value};

use crate::desk::Desk;

const SUBJECT: &str = "C=TD,SN=Ngaré,GN=Amina,serialNumber=IDCTD-123456,CN=Amina Ngaré";

/// The value with the type of each leaf in its place, and one entry of each list.
fn shape(value: &Value) -> Value {
    let word = |word: &str| Value::String(word.to_owned());
    match value {
        Value::Null => word("null"),
        Value::Bool(_) => word("boolean"),
        Value::Number(_) => word("number"),
        Value::String(_) => word("string"),
        Value::Array(entries) => Value::Array(entries.iter().take(1).map(shape).collect()),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), shape(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
    }
}

pub(crate) fn snapshot(name: &str, answer: &Value) {
    let text = serde_json::to_string_pretty(&shape(answer)).unwrap();
    insta::assert_snapshot!(format!("shape_{name}"), text);
}

/// A desk with a root, an issuer and a request.
fn authority() -> Desk {
    let desk = Desk::with_token();
    let root = [
        "issuer",
        "create",
        "root",
        "--profile",
        "root-ca",
        "--activate",
    ];
    snapshot("issuer", &desk.json(&root));
    let citizens = [
        "issuer",
        "create",
        "citizens",
        "--profile",
        "issuing-ca",
        "--issuer",
        "root",
    ];
    desk.json(&[&citizens[..], &["--activate"]].concat());
    for name in ["amina", "ocsp"] {
        let (key, csr) = (format!("{name}.key"), format!("{name}.csr"));
        desk.tool(
            "openssl",
            &[
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=x",
                "-keyout",
                &key,
                "-out",
                &csr,
            ],
        );
    }
    desk
}

fn issue<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let plain = [
        "cert",
        "issue",
        "--issuer",
        "citizens",
        "--profile",
        "citizen-signature",
        "--csr",
        "amina.csr",
        "--subject",
        SUBJECT,
    ];
    [&plain[..], more].concat()
}

#[test]
fn answers_about_documents_and_keys_keep_their_shape() {
    let desk = authority();
    snapshot("issuer_list", &desk.json(&["issuer", "list"]));
    snapshot("key_list", &desk.json(&["key", "list"]));
    snapshot("profile_list", &desk.json(&["profile", "list"]));
    let show = ["profile", "show", "root-ca"];
    snapshot("profile_show", &desk.json(&show));
    let fields = [&show[..], &["--fields"]].concat();
    snapshot("profile_fields", &desk.json(&fields));
    let text = desk.json(&show)["document"].as_str().unwrap().to_owned();
    desk.write("root.toml", &text.replacen("version = 1", "version = 2", 1));
    let on_file = |verb| desk.json(&["profile", verb, "root.toml"]);
    snapshot("profile_check", &on_file("check"));
    snapshot("profile_diff", &on_file("diff"));
    snapshot("profile_activated", &on_file("activate"));
    let names = ["util", "transliterate", "محمد"];
    snapshot("transliteration", &desk.json(&names));
    let names = ["util", "transliterate", "--subject", "SN=محمد"];
    snapshot("transliterated_subject", &desk.json(&names));
    snapshot("audit_list", &desk.json(&["audit", "list", "--limit", "1"]));
    snapshot("audit_verify", &desk.json(&["audit", "verify"]));
    snapshot("config_check", &desk.json(&["config", "check"]));
}

#[test]
fn answers_about_certificates_keep_their_shape() {
    let desk = authority();
    snapshot("cert_prepared", &desk.json(&issue(&["--dry-run"])));
    let issued = desk.json(&issue(&["--request-id", "one", "--out", "amina.pem"]));
    snapshot("cert_issued", &issued);
    let serial = issued["serial"].as_str().unwrap();
    snapshot("cert_show", &desk.json(&["cert", "show", serial]));
    snapshot("cert_list", &desk.json(&["cert", "list"]));
    snapshot("cert_count", &desk.json(&["cert", "list", "--count"]));
    let expiry = ["cert", "expiry", "--months", "120"];
    snapshot("cert_expiry", &desk.json(&expiry));
    snapshot("cert_lint", &desk.json(&["cert", "lint", "amina.pem"]));
    snapshot("cert_verify", &desk.json(&["cert", "verify", "amina.pem"]));
    let reason = ["--reason", "keyCompromise", "--yes"];
    let revoke = [
        &["cert", "revoke", serial, "--issuer", "citizens"],
        &reason[..],
    ]
    .concat();
    snapshot("cert_revoked", &desk.json(&revoke));
    let verdict = desk.run(&["cert", "verify", "amina.pem"]);
    assert!(verdict.starts_with("exit 1"), "{verdict}");
    let publish = [
        "crl",
        "publish",
        "--issuer",
        "citizens",
        "--out",
        "citizens.crl",
    ];
    snapshot("crl_published", &desk.json(&publish));
    snapshot("crl_show", &desk.json(&["crl", "show", "citizens.crl"]));
    let enrol = [
        "responder",
        "enrol",
        "--issuer",
        "citizens",
        "--csr",
        "ocsp.csr",
    ];
    snapshot("responder_enrolled", &desk.json(&enrol));
    snapshot("responder_list", &desk.json(&["responder", "list"]));
}

#[test]
fn same_request_gives_the_same_file_and_a_key_is_not_overwritten() {
    let desk = authority();
    let out = ["--request-id", "one", "--out", "amina.pem"];
    desk.json(&issue(&out));
    assert_eq!(desk.json(&issue(&out))["replayed"], true);
    desk.write("amina.key", "-----BEGIN PRIVATE KEY-----");
    let slip = desk.run(&issue(&["--request-id", "two", "--out", "amina.key"]));
    assert!(slip.starts_with("exit 1"), "{slip}");
    let publish = ["crl", "publish", "--issuer", "citizens", "--out"];
    let slip = desk.run(&[&publish[..], &["amina.key"]].concat());
    assert!(slip.starts_with("exit 1"), "{slip}");
    desk.json(&[&publish[..], &["amina.key", "--force"]].concat());
    let listed = desk.json(&["cert", "list"]);
    assert_eq!(
        listed["certificates"].as_array().unwrap().len(),
        3,
        "nothing was issued"
    );
}

#[test]
fn words_of_the_french_answers_are_french() {
    let desk = authority();
    desk.write("amina.csr", "-----BEGIN CERTIFICATE REQUEST-----\nMIIB");
    let french = |arguments: &[&str]| desk.run(&[&["--lang", "fr"], arguments].concat());
    for said in [french(&issue(&[])), french(&["profile", "list"])] {
        for word in ["malformed", "framing", "leaf", " root  "] {
            assert!(!said.contains(word), "{word} in {said}");
        }
    }
}

#[test]
fn refused_request_is_recorded_and_leaves_no_file() {
    let desk = authority();
    desk.write("amina.csr", "no request at all");
    let refused = desk.run(&issue(&["--out", "amina.pem"]));
    assert!(refused.starts_with("exit 1"), "{refused}");
    assert!(!desk.path("amina.pem").exists());
    let events = desk.json(&["audit", "list", "--limit", "1000"]);
    let last = events["events"].as_array().unwrap().last().unwrap();
    assert_eq!(last["event"]["type"], "certificate.issue");
    assert_eq!(last["event"]["outcome"], "refused");
}
