//! What neither events nor technical logs ever say (AUD-09, I9, I13).

use std::fs;

use sceau_tests::lab::Lab;
use sceau_tests::run::Run;

use super::desk::{SUBJECT, issue, request};

/// Parts of the subject that would give the person away.
const PERSON: [&str; 4] = ["Ngar", "Aïcha", "778899", "A\u{ef}cha"];

#[test]
fn aud_09_no_event_and_no_technical_log_names_a_person_or_a_pin() {
    let lab = Lab::up();
    let mut said = String::new();
    let mut run = |arguments: &[&str]| {
        let mut command = lab.command(arguments);
        let run = Run::of(command.env("SCEAU_LOG", "trace"));
        said.push_str(&run.stderr);
        run
    };
    let csr = request(&lab, "one");
    let csr = csr.to_str().unwrap();
    let wish = |profile, subject| {
        [
            "cert",
            "issue",
            "--issuer",
            "citizens",
            "--profile",
            profile,
            "--csr",
            csr,
            "--subject",
            subject,
        ]
    };
    let pem = lab.file("one.pem");
    let out = ["--out", pem.to_str().unwrap(), "--request-id", "story"];
    let _issued = run(&[&wish("citizen-signature", SUBJECT)[..], &out].concat()).succeeds();
    // Refused: by the profile, by an unknown profile, by a request id that is a name.
    let short = SUBJECT.split_once(",serialNumber").unwrap().0;
    let refusals = [
        wish("citizen-signature", short).to_vec(),
        wish("agency-seal", SUBJECT).to_vec(),
        wish("Ngaré Aïcha", SUBJECT).to_vec(),
        [
            &wish("citizen-signature", SUBJECT)[..],
            &["--request-id", "Ngare Aïcha"],
        ]
        .concat(),
    ];
    for arguments in refusals {
        // What the operator is told may repeat what the operator typed; the log may not.
        let mut command = lab.command(&arguments);
        let _refused = Run::of(&mut command).fails();
    }
    let serial = issue(&lab, "two");
    let _listed = run(&["audit", "list", "--newest"]).succeeds();
    let _revoked = run(&[
        "cert",
        "revoke",
        "--issuer",
        "citizens",
        "--yes",
        "--reason",
        "superseded",
        &serial,
    ])
    .succeeds();
    let _published = run(&["crl", "publish", "--issuer", "citizens"]).succeeds();
    let _verified = run(&["audit", "verify"]).succeeds();
    assert!(
        said.contains("TRACE") || said.contains("DEBUG") || said.contains("INFO"),
        "{said}"
    );
    let folder = lab.file("export");
    let _signed = lab.sceau(["audit", "sign"]).succeeds();
    let _exported = lab
        .sceau(["audit", "export", "--out", folder.to_str().unwrap()])
        .succeeds();
    let mut grep = sceau_tests::run::tool("cat");
    let bodies = Run::of(grep.args(files(&folder.join("bodies"))))
        .succeeds()
        .stdout;
    assert!(bodies.contains("certificate.issue") && bodies.contains("refused"));
    let pin = fs::read_to_string(lab.file("ca/pin")).unwrap();
    for secret in PERSON.into_iter().chain([pin.trim()]) {
        assert!(!bodies.contains(secret), "{secret} is in an event");
        assert!(!said.contains(secret), "{secret} is in a technical log");
    }
}

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
