//! A whole authority whose registry is a PostgreSQL database.

use std::fs;
use std::process::Child;
use std::sync::Arc;

use sceau_postgres::server::Server;
use sceau_tests::house::MovableClock;
use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::Run;
use sceau_tests::status::{crl_text, ocsp_says, ocsp_soon_says};
use sceau_tests::subject::SIGNATURE;

#[test]
fn lab_on_postgres_issues_revokes_and_answers() {
    let server = Server::start();
    let database = server.new_database();
    let lab = Lab::with(&["--registry", &database.url()]);
    let issued = SIGNATURE.fulfil(&lab, "amina");
    ocsp_says(&lab, &issued, "good");
    let line = issued.issuer;
    let revoke = ["cert", "revoke", "--issuer", line, &issued.serial];
    let mut command = lab.command(revoke);
    let revoked = Run::of(command.args(["--reason", "superseded", "--yes"]));
    let _revoked = revoked.succeeds();
    ocsp_says(&lab, &issued, "revoked");
    lab.publish_crl(line);
    let listed = crl_text(&lab, line).to_lowercase();
    assert!(listed.contains(&issued.serial), "{listed}");
    let _verified = lab.sceau(["audit", "verify"]).succeeds();
    let listed = lab.report(["cert", "list", "--status", "revoked"]);
    assert!(listed.to_string().contains(&issued.serial), "{listed}");
}

#[test]
fn config_check_says_which_server_holds_the_registry() {
    let server = Server::start();
    let database = server.new_database();
    let lab = Lab::with(&["--registry", &database.url()]);
    let report = lab.report(["config", "check"]);
    let told = &report["server"];
    assert_eq!(told["engine"], "postgresql");
    assert_eq!(told["role"], "sceau");
    assert_eq!(told["replica"], false);
    let version = told["version"].as_str().unwrap();
    assert!(version.starts_with(char::is_numeric), "{version}");
    let all = lab.sceau(["config", "check"]).succeeds().all();
    assert!(!all.contains("seal-of-the-tests"), "{all}");
}

/// Two hosts: the authority writes to one, the responder reads the other.
#[test]
fn responder_on_a_replica_tells_a_revocation() {
    let server = Server::start();
    let database = server.new_database();
    let lab = Lab::with(&["--registry", &database.url()]);
    let issued = SIGNATURE.fulfil(&lab, "idris");
    let replica = server.replica();
    let copy = replica.database(database.name());
    let _down = lab.lab("down", &[]).succeeds();
    let given = fs::read_to_string(lab.file("ocsp/sceau-ocsp.toml")).unwrap();
    let moved = given.replace(&database.url(), &copy.url());
    assert_ne!(moved, given);
    let config = lab.file("ocsp/replica.toml");
    fs::write(&config, moved).unwrap();
    let mut command = hermetic("sceau-ocsp");
    let check = Run::of(command.arg("check").arg("--config").arg(&config));
    let _check = check.succeeds();
    // As the daemon of the authority would: it keeps the replica's state fresh.
    let clock = Arc::new(MovableClock::default());
    let open = ca_store::open(&database.url().parse().unwrap(), clock).unwrap();
    let mut serve = hermetic("sceau-ocsp");
    let _served = Served(
        serve
            .arg("serve")
            .arg("--config")
            .arg(&config)
            .spawn()
            .unwrap(),
    );
    let line = issued.issuer;
    let revoke = ["cert", "revoke", "--issuer", line, &issued.serial];
    let mut command = lab.command(revoke);
    let revoked = Run::of(command.args(["--reason", "superseded", "--yes"]));
    let _revoked = revoked.succeeds();
    ocsp_soon_says(&lab, &issued, "revoked");
    drop(open);
}

/// A responder that ends with the test, however that ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The server is away for a while.
#[test]
fn refusals_of_a_server_are_explained_in_both_languages() {
    let mut server = Server::start();
    let url = server.new_database().url();
    let lab = Lab::with(&["--registry", &url]);
    server.stop();
    for (language, words) in [("en", "not available"), ("fr", "indisponible")] {
        let mut command = lab.command(["--lang", language, "audit", "verify"]);
        let refused = Run::of(&mut command).ends_with(5);
        let _refused = refused.says(words).is_silent_about("seal-of-the-tests");
    }
    server.restart();
    let _again = lab.sceau(["audit", "verify"]).succeeds();
}
