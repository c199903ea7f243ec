//! A registry moves, and at no moment are there two of it (I10).

use std::fs;
use std::path::Path;

use sceau_tests::lab::Lab;
use sceau_tests::run::Run;
use sceau_tests::status::openssl_ocsp;
use sceau_tests::subject::{SIGNATURE, openssl_request};
use serde_json::Value;

/// How OpenSSL makes a key.
const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

fn copied(lab: &Lab, to: &str, options: &[&str]) -> Value {
    let from = url(&lab.file("registry/sceau.db"));
    let mut command = lab.command(["registry", "copy", "--from", &from, "--to", to]);
    let run = Run::of(command.args(options).args(["--format", "json"]));
    run.succeeds().json()
}

/// Names another place of the registry in the configuration.
fn rewire(lab: &Lab, to: &str) {
    let file = lab.file("sceau.toml");
    let config = fs::read_to_string(&file).unwrap();
    let moved = config.replace("sqlite:registry/sceau.db", to);
    assert_ne!(moved, config);
    fs::write(file, moved).unwrap();
}

/// All that gives numbers says `why` and what to do; what only reads goes on.
fn is_closed(lab: &Lab, why: &str) {
    let csr = openssl_request(lab, "next", P256);
    let out = lab.file("next.pem");
    for mut refused in [
        SIGNATURE.command(lab, &csr, &out),
        lab.command(["crl", "publish", "--issuer", "citizens"]),
    ] {
        let refused = Run::of(&mut refused).ends_with(1);
        let _told = refused.says(why).says("`url` in `[registry]`");
    }
    assert!(!out.exists());
    let _list = lab.sceau(["cert", "list"]).succeeds();
    let _log = lab.sceau(["audit", "verify"]).succeeds();
}

#[test]
fn i10_registry_that_moved_is_read_and_not_used_any_more() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "before");
    let to = url(&lab.file("moved.db"));
    assert_eq!(copied(&lab, &to, &[])["kept_source"], false);
    is_closed(&lab, &format!("was moved to {to}"));
    let told = openssl_ocsp(&lab, "citizens", &issued.serial, &["-nonce"]);
    let _later = told.says("trylater");
    rewire(&lab, &to);
    let _sound = lab.sceau(["registry", "check", "--deep"]).succeeds();
    let _issued = SIGNATURE.fulfil(&lab, "after");
    let _published = lab.report(["crl", "publish", "--issuer", "citizens"]);
}

#[test]
fn i10_copy_of_a_registry_that_goes_on_is_only_read() {
    let lab = Lab::up();
    let _issued = SIGNATURE.fulfil(&lab, "before");
    let to = url(&lab.file("copy.db"));
    assert_eq!(copied(&lab, &to, &["--keep-source"])["kept_source"], true);
    let _goes_on = SIGNATURE.fulfil(&lab, "after");
    let _sound = lab.sceau(["registry", "check"]).succeeds();
    rewire(&lab, &to);
    is_closed(&lab, "is a copy of sqlite:");
}
