//! The patterns, issued and revoked by `sceau`.

use std::fs;

use serde_json::{Value, json};

use crate::csr;
use crate::lab::Lab;

/// A certificate that was truly issued.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub(super) serial: String,
    pub(super) request_id: String,
    pub(super) person: Person,
    pub(super) is_revoked: bool,
}

/// Whom a certificate names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) surname: String,
    pub(super) given_name: String,
    pub(super) identifier: String,
}

/// Names of all lengths.
const NAMES: [(&str, &str); 12] = [
    ("Ngarta", "Mahamat"),
    ("Abderaman", "Halimé"),
    ("Djimadoum", "Kaltouma"),
    ("Tidjani", "Youssouf"),
    ("Mbaïlaou", "Neloumta"),
    ("Koulamallah", "Fatimé"),
    ("Bichara", "Brahim Khalil"),
    ("Ngarlejy-Koji", "Yannick"),
    ("Allatchi", "Zenaba"),
    ("Haroun", "Ousmane"),
    ("Madjitoloum", "Guelmbaye"),
    ("Goukouni", "Amina"),
];

/// Reasons of the first ones' revocation.
const REASONS: [&str; 4] = [
    "unspecified",
    "keyCompromise",
    "superseded",
    "cessationOfOperation",
];

/// Rounds of which the last one gives the patterns: what packs their bodies is there by then.
const ROUNDS: i32 = 3;

/// Issues a certificate for each name and revokes some of them.
pub(super) fn patterns(lab: &Lab) -> Vec<Issued> {
    (1..=ROUNDS).fold(Vec::new(), |_, round| issue_and_revoke(lab, round))
}

fn issue_and_revoke(lab: &Lab, round: i32) -> Vec<Issued> {
    let persons: Vec<Person> = (100 * round..).zip(NAMES).map(person).collect();
    let requests = lab.file(&format!("patterns-{round}.jsonl"));
    let lines = persons
        .iter()
        .map(|person| request(person).to_string() + "\n");
    fs::write(&requests, lines.collect::<String>()).unwrap();
    let out = lab.file(&format!("patterns-{round}"));
    let mut batch = lab.command(["cert", "issue", "--issuer", "citizens"]);
    batch
        .args(["--profile", "citizen-signature", "--batch"])
        .arg(&requests);
    let _issued = crate::run::Run::of(batch.arg("--out-dir").arg(&out)).succeeds();
    let results = fs::read_to_string(out.join("results.jsonl")).unwrap();
    let results = results
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let mut issued: Vec<Issued> = results
        .map(|result: Value| {
            let text = |key: &str| result[key].as_str().unwrap().to_owned();
            let id = text("id");
            let mut persons = persons.iter();
            Issued {
                serial: text("serial"),
                person: persons
                    .find(|person| request_id(person) == id)
                    .unwrap()
                    .clone(),
                request_id: id,
                is_revoked: false,
            }
        })
        .collect();
    for (issued, reason) in issued.iter_mut().zip(REASONS) {
        let revoke = ["cert", "revoke", "--issuer", "citizens", &issued.serial];
        let _revoked = lab
            .sceau(revoke.into_iter().chain(["--reason", reason, "--yes"]))
            .succeeds();
        issued.is_revoked = true;
    }
    issued
}

fn person((number, (surname, given_name)): (i32, (&str, &str))) -> Person {
    Person {
        surname: surname.to_owned(),
        given_name: given_name.to_owned(),
        identifier: format!("IDCTD-P{number:08}"),
    }
}

/// An id as long as those that clients draw (RFC 9562).
fn request_id(person: &Person) -> String {
    let number = person.identifier.rsplit('-').next().unwrap();
    format!("0198f5a2-7c1e-4b3d-9a60-5e2{number:0>9}")
}

fn request(person: &Person) -> Value {
    let Person {
        surname,
        given_name,
        identifier,
    } = person;
    let subject = format!(
        "C=TD,SN={surname},GN={given_name},serialNumber={identifier},CN={given_name} {surname}"
    );
    json!({ "id": request_id(person), "csr": csr::p256(), "subject": subject })
}
