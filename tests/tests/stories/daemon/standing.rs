//! Officers who lose certificate or role while they are connected (REG-02, REG-03).

use std::thread;
use std::time::Duration;

use ca_api::client::ClientError;
use ca_api::issuer::ListIssuers;
use ca_api::operation::Operation;
use ca_core::governance::role::Role;
use ca_core::revocation::Reason;
use sceau_tests::house::{actor, in_house};
use sceau_tests::run::tool;

use super::site::Site;
use super::specimen::Specimen;

/// The word of the problem that an officer is told.
fn refusal<O: Operation + Specimen>(client: &ca_api::client::Client) -> String {
    match client.call::<O>(&O::request()) {
        Err(ClientError::Problem(problem)) => problem.kind,
        Err(other) => format!("{other:?}"),
        Ok(_) => "nothing".to_owned(),
    }
}

#[test]
fn a_withdrawn_operator_is_refused_at_the_next_request() {
    in_house(|house| {
        let site = Site::open(house);
        let client = site.client(Role::Operator);
        assert_eq!(refusal::<ListIssuers>(&client), "nothing");
        let act = site.officer(Role::Operator).withdrawal();
        let _withdrawn = site.governed.govern(&site.authority, act).unwrap();
        let told = refusal::<ListIssuers>(&client);
        assert!(told.starts_with("urn:sceau:problem:"), "{told}");
        assert_eq!(
            refusal::<ListIssuers>(&site.client(Role::Auditor)),
            "nothing"
        );
    });
}

#[test]
fn a_revoked_operator_is_cut_on_a_live_connection() {
    in_house(|house| {
        let site = Site::open(house);
        let file = |name: &str| house.folder.join(name);
        let mut openssl = tool("openssl");
        openssl
            .args(["s_client", "-quiet", "-connect"])
            .arg(site.url.trim_start_matches("https://"))
            .arg("-cert")
            .arg(file("auditor.pem"))
            .arg("-key")
            .arg(file("auditor.key"))
            .arg("-CAfile")
            .arg(file("server.pem"))
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null());
        let mut connected = openssl.spawn().unwrap();
        // Longer than the watch takes: it knows this connection, and lets it rest.
        thread::sleep(Duration::from_millis(1_200));
        assert!(connected.try_wait().unwrap().is_none(), "it is connected");
        let (line, serial) = (
            "administration",
            site.officer(Role::Auditor).issued.serial.clone(),
        );
        let reason = Some(Reason::KeyCompromise);
        let line = line.parse().unwrap();
        let revoked = site
            .authority
            .revoke(&actor(), &line, &serial, reason, None);
        let _revoked = revoked.unwrap();
        let ended = (0..100).any(|_| {
            thread::sleep(Duration::from_millis(20));
            connected.try_wait().unwrap().is_some()
        });
        drop(connected.kill());
        drop(connected.wait());
        assert!(ended, "the connection rests for two seconds and more");
        let told = refusal::<ListIssuers>(&site.client(Role::Auditor));
        assert_ne!(told, "nothing");
    });
}
