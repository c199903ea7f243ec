//! Events have the form that the manual publishes (AUD-02).

use std::fs;

use sceau_tests::lab::Lab;
use sceau_tests::pkilint::python;
use sceau_tests::run::{Run, source};
use serde_json::{Value, json};

use super::desk::{events, issue, request};

/// What the judge finds wrong with events.
fn judged(lab: &Lab, events: &[Value]) -> Run {
    let list = lab.file("events.jsonl");
    let lines: Vec<_> = events.iter().map(Value::to_string).collect();
    fs::write(&list, lines.join("\n")).unwrap();
    let schema = source().join("docs/audit-event.schema.json");
    Run::of(python("event_schema.py").arg(schema).arg(list))
}

fn bodies(lab: &Lab) -> Vec<Value> {
    let all = events(lab).into_iter();
    all.map(|event| event["event"].clone()).collect()
}

#[test]
fn aud_02_all_events_of_a_story_have_the_published_form() {
    let lab = Lab::up();
    let serial = issue(&lab, "one");
    let csr = request(&lab, "two");
    let refuse = |profile: &str| {
        let mut command = lab.command(["cert", "issue", "--issuer", "citizens", "--profile"]);
        command
            .args([profile, "--subject", "C=TD,CN=x", "--csr"])
            .arg(&csr);
        Run::of(&mut command).fails()
    };
    let _refused = [refuse("citizen-signature"), refuse("no such profile")];
    let revoke = [
        "cert",
        "revoke",
        "--issuer",
        "citizens",
        "--yes",
        "--reason",
        "superseded",
        &serial,
    ];
    let _revoked = lab.sceau(revoke).succeeds();
    let _purged = lab
        .sceau(["audit", "purge", "--ended", "2040-01-01T00:00:00Z"])
        .ends_with(1);
    let found = judged(&lab, &bodies(&lab)).succeeds();
    let _all = found.says(&format!("{} events", bodies(&lab).len()));
}

#[test]
fn aud_02_the_judge_of_the_form_sees_each_departure_from_it() {
    let lab = Lab::up();
    let sound = bodies(&lab).into_iter().next().unwrap();
    let _sound = judged(&lab, std::slice::from_ref(&sound)).succeeds();
    let departures: [fn(&mut Value); 9] = [
        |event| event["v"] = 2.into(),
        |event| event["type"] = "certificate.forge".into(),
        |event| event["time"] = "2026-11-21T08:30:00+01:00".into(),
        |event| event["clock"] = "right".into(),
        |event| event["actor"] = json!({ "id": "x", "kind": "os-user" }),
        |event| event["outcome"] = "maybe".into(),
        |event| event["salt"] = "00".into(),
        |event| event["subject"] = "CN=x".into(),
        |event| event["details"] = json!({ "count": 1 }),
    ];
    for depart in departures {
        let mut event = sound.clone();
        depart(&mut event);
        let _found = judged(&lab, std::slice::from_ref(&event)).ends_with(1);
    }
}
