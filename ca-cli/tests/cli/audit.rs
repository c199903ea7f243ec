//! The shapes of answers about the audit log, and what the log says in both languages.

use crate::desk::Desk;
use crate::outputs::snapshot;

/// A desk whose log has signed heads.
fn signed() -> Desk {
    let desk = Desk::with_token();
    let text = std::fs::read_to_string(desk.path("sceau.toml")).unwrap();
    let audit = "[audit]\nkey = \"pkcs11:token=sceau;object=audit-signer\"\n";
    desk.write(
        "sceau.toml",
        &text.replace("[[token]]", &format!("{audit}[[token]]")),
    );
    let create = |line: &str, more: &[&str]| {
        desk.json(&[&["issuer", "create", line, "--activate", "--profile"], more].concat());
    };
    create("root", &["root-ca"]);
    create(
        "administration",
        &["administration-issuing-ca", "--issuer", "root"],
    );
    desk
}

const ENROL: [&str; 6] = [
    "audit",
    "enrol",
    "--issuer",
    "administration",
    "--out",
    "audit.pem",
];

#[test]
fn answers_about_the_log_keep_their_shape() {
    let desk = signed();
    snapshot("audit_enrolled", &desk.json(&ENROL));
    snapshot(
        "audit_signed",
        &desk.json(&["audit", "sign", "--out", "head"]),
    );
    snapshot("audit_heads", &desk.json(&["audit", "heads"]));
    snapshot("audit_show", &desk.json(&["audit", "show", "0"]));
    let prove = ["audit", "prove", "0", "--out", "proof.json"];
    snapshot("audit_proven", &desk.json(&prove));
    let verify = ["audit", "verify", "proof.json"];
    snapshot("audit_verify_proof", &desk.json(&verify));
    let export = ["audit", "export", "--out", "export"];
    snapshot("audit_exported", &desk.json(&export));
    let verify = ["audit", "verify", "export", "--checkpoint", "head"];
    snapshot("audit_verify_export", &desk.json(&verify));
    let purge = ["audit", "purge", "--yes"];
    snapshot("audit_purged", &desk.json(&purge));
    snapshot("config_check_audit", &desk.json(&["config", "check"]));
}

#[test]
fn what_is_wrong_with_the_log_is_told_in_both_languages() {
    let desk = Desk::with_token();
    let both = |name: &str, arguments: &[&str]| {
        for language in ["en", "fr"] {
            let said = desk.run(&[&["--lang", language], arguments].concat());
            insta::assert_snapshot!(format!("{name}_{language}"), said);
        }
    };
    both("audit_not_configured", &["audit", "sign"]);
    both(
        "audit_not_proven",
        &["audit", "prove", "1000", "--out", "proof.json"],
    );
    both(
        "audit_not_exported",
        &["audit", "export", "--out", "export"],
    );
    let purge = ["audit", "purge", "--ended", "2030-01-01T00:00:00Z"];
    both("audit_not_purged", &purge);
    desk.write("anchor.json", "");
    both("registry_anchor_empty", &["registry", "check"]);
    std::fs::remove_file(desk.path("anchor.json")).unwrap();
    desk.write("nothing.json", "{}");
    both("audit_no_proof", &["audit", "verify", "nothing.json"]);
}
