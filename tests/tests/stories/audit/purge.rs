//! Bodies go at their term, not before, and everything can still be proven.

use std::fs;
use std::path::PathBuf;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::digest::Sha256Digest;
use ca_core::signer::NewKey;
use rusqlite::Connection;
use sceau_tests::csr;
use sceau_tests::house::{actor, citizen, in_house};
use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::{Run, program, tool};
use serde_json::Value;

use super::desk::{count, events, issue};

/// `sceau` when the clock has moved.
fn years_later(lab: &Lab, years: u32, arguments: &[&str]) -> Run {
    let mut later = tool("faketime");
    later.args(["-f", &format!("+{}d", years * 366)]);
    later
        .arg(program("sceau"))
        .arg("--config")
        .arg(lab.file("sceau.toml"));
    for (name, value) in hermetic("sceau").get_envs() {
        if let Some(value) = value {
            later.env(name, value);
        }
    }
    Run::of(later.args(arguments))
}

fn about<'e>(events: &'e [Value], serial: &str) -> Vec<&'e Value> {
    let is = |event: &&Value| event["event"]["object"] == serial;
    events.iter().filter(is).collect()
}

#[test]
fn aud_05_events_of_a_certificate_go_at_its_term_and_proofs_stay_whole() {
    let lab = Lab::up();
    let serial = issue(&lab, "one");
    // An event that stays stands behind those that go, and tells how old they are at least.
    let _list = lab.report(["crl", "publish", "--issuer", "citizens"]);
    let before = events(&lab);
    let places: Vec<u64> = about(&before, &serial)
        .iter()
        .map(|event| event["index"].as_u64().unwrap())
        .collect();
    assert_eq!(places.len(), 2, "request and issue");
    let purge = ["audit", "purge", "--yes", "--format", "json"];
    let nothing = years_later(&lab, 5, &purge).succeeds().json();
    assert_eq!(nothing["bodies"], 0, "nothing has ended for ten years");
    assert_eq!(
        events(&lab).len(),
        before.len(),
        "nothing is recorded of nothing"
    );
    // Signers of answers lived for 90 days, issuers for less than 60 years: theirs are kept.
    let some = years_later(&lab, 12, &purge).succeeds().json();
    assert_eq!(some["bodies"], 0, "the citizen's lives for three years");
    let gone = years_later(&lab, 14, &purge).succeeds().json();
    assert_eq!(gone["bodies"], 2, "{gone}");
    assert_eq!(gone["years"], 10);
    let much_later = years_later(&lab, 90, &purge).succeeds().json();
    assert_eq!(much_later["bodies"], 0, "{much_later}");
    let after = events(&lab);
    for place in &places {
        let place = usize::try_from(*place).unwrap();
        assert_eq!(after[place]["event"], Value::Null);
        assert_eq!(after[place]["leaf"], before[place]["leaf"]);
    }
    let kept = [
        "registry.init",
        "issuer.create",
        "key.generate",
        "crl.publish",
        "responder.enrol",
        "audit.enrol",
    ];
    for act in kept {
        let of = |events: &[Value]| {
            let is = |event: &&Value| event["event"]["type"] == act;
            events.iter().filter(is).count()
        };
        assert_eq!(of(&after), of(&before), "{act} stays");
    }
    let certificates = |events: &[Value]| {
        let is = |event: &&Value| event["event"]["type"] == "certificate.issue";
        events.iter().filter(is).count()
    };
    assert_eq!(certificates(&after) + 1, certificates(&before));
    let named = after
        .iter()
        .rfind(|event| event["event"]["type"] == "audit.purge");
    let named = &named.unwrap()["event"]["details"];
    assert_eq!(named["bodies"], "2", "{named}");
    assert_eq!(named["places"], format!("{}-{}", places[0], places[1]));
    assert_eq!(count(&lab, "audit.purge", "done"), 1);
    let _whole = years_later(&lab, 14, &["audit", "verify"]).succeeds();
    // By a clock that is not there yet, the purge was before the term.
    let _early = lab.sceau(["audit", "verify"]).ends_with(1).says("AUD-03");
    let proof: PathBuf = lab.file("proof.json");
    let index = places[0].to_string();
    let prove = ["audit", "prove", &index, "--out", proof.to_str().unwrap()];
    let _proven = lab.sceau(prove).succeeds();
    assert!(!fs::read_to_string(&proof).unwrap().contains(&serial));
    let _holds = lab
        .sceau(["audit", "verify", proof.to_str().unwrap()])
        .succeeds();
    let again = years_later(&lab, 14, &purge).succeeds().json();
    assert_eq!(again["bodies"], 0);
}

#[test]
fn aud_05_profile_that_cannot_be_read_keeps_its_events_and_no_others() {
    in_house(|house| {
        let (authority, actor) = (house.authority(), actor());
        for _ in 0..2 {
            let wish = citizen(csr::p256().as_bytes(), None);
            authority.issue(&actor, &wish).unwrap();
        }
        let key = NewKey::new(KeyAlgorithm::P256, "behind");
        authority.create_key(&actor, &key).unwrap();
        let content = "format = 99";
        let digest = Sha256Digest::of(content.as_bytes());
        let raw = Connection::open(house.database()).unwrap();
        raw.execute(
            "INSERT INTO documents (digest, kind, name, content, stored)
             VALUES (?1, 'profile', 'of-tomorrow', ?2, 0)",
            (digest.as_bytes(), content),
        )
        .unwrap();
        raw.execute_batch(
            "DROP TRIGGER certificates_never_change;
             UPDATE certificates SET profile = (SELECT max(id) FROM documents)
             WHERE sequence = (SELECT max(sequence) FROM certificates)",
        )
        .unwrap();
        house.clock.advance_hours(14 * 366 * 24);
        let ended = authority.retention().unwrap().ended;
        let purged = authority.purge_log(&actor, ended, &mut |_| {}).unwrap();
        assert_eq!((purged.bodies, purged.unreadable), (2, vec![digest]));
    });
}

#[test]
fn aud_05_a_purge_before_term_is_refused_with_the_date_and_recorded() {
    let lab = Lab::up();
    let soon = ["audit", "purge", "--ended", "2030-02-28T00:00:00Z", "--yes"];
    let refused = lab.sceau(soon).ends_with(1).says("2040-02-28T00:00:00Z");
    let _told = refused.says("AUD-05").says("10 years in TD");
    assert_eq!(count(&lab, "audit.purge", "refused"), 1);
    assert_eq!(count(&lab, "audit.purge", "intended"), 0);
    let nobody = ["audit", "purge"];
    let _unconfirmed = lab.sceau(nobody).ends_with(2);
}
