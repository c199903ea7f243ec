//! The judge of Registries must be able to fail: each change of a sound Registry is found, by the
//! invariant that it breaks.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sceau_tests::books::Books;
use sceau_tests::lab::Lab;
use sceau_tests::subject::{SIGNATURE, serial_of};

/// A change, and how the finding begins that tells of it.
const CHANGES: &[(&str, &str)] = &[
    (
        "I1: no event asks",
        "UPDATE certificates SET tbs = x'3009020101020101020101', dictionary = NULL WHERE sequence = LAST",
    ),
    (
        "I1: signature",
        "DELETE FROM certificates WHERE sequence = LAST",
    ),
    (
        "I1: certificate",
        "UPDATE certificates SET serial = CAST(x'41' || substr(serial, 2) AS blob) WHERE sequence = LAST",
    ),
    (
        "I1: CRL",
        "UPDATE crl_numbers SET tbs_digest = zeroblob(32)",
    ),
    (
        "I1: CRL",
        "DELETE FROM crl_numbers WHERE number = (SELECT max(number) FROM crl_numbers)",
    ),
    (
        "I2: certificate",
        "DELETE FROM serials WHERE certificate = LAST",
    ),
    ("I2: serial", "DELETE FROM signatures WHERE sequence = LAST"),
    (
        "I2: certificate",
        "DELETE FROM signatures WHERE sequence = LAST",
    ),
    (
        "I2: serial",
        "UPDATE serials SET state = 'signing' WHERE certificate = LAST",
    ),
    (
        "I2: the revocation",
        "UPDATE serials SET withdrawn = NULL, effective = NULL, reason = NULL",
    ),
    ("I2: CRL", "DELETE FROM crl_numbers"),
    (
        "I3: serial",
        "INSERT INTO serials SELECT * FROM serials WHERE certificate = LAST",
    ),
    (
        "I3: serial",
        "UPDATE serials SET serial = x'0102' WHERE certificate = LAST",
    ),
    (
        "I5: ",
        "UPDATE serials SET withdrawn = NULL, effective = NULL, reason = NULL",
    ),
    (
        "I5: ",
        "UPDATE serials SET reason = 1 WHERE withdrawn IS NOT NULL",
    ),
    (
        "I5: ",
        "UPDATE serials SET effective = effective + 1000 WHERE withdrawn IS NOT NULL",
    ),
    (
        "I5: ",
        "INSERT INTO revocations (id, certificate, act, decided, event) SELECT id + 1, certificate, 'reinstate', decided, event FROM revocations",
    ),
    ("I5: history", "UPDATE revocations SET certificate = 99"),
    (
        "I5: CRL",
        "INSERT INTO revocations (id, certificate, act, decided, event) SELECT id + 1, LAST, 'revoke', decided, 1 FROM revocations",
    ),
    (
        "I6: signature",
        "UPDATE signatures SET signature = (SELECT signature FROM signatures WHERE sequence = LAST - 1) WHERE sequence = LAST",
    ),
    (
        "I6: CRL",
        "UPDATE crl_chunks SET der = CAST(substr(der, 1, length(der) - 1) || x'00' AS blob)",
    ),
    ("I6: CRL", "UPDATE crls SET size = size + 1"),
    (
        "I6: citizens",
        "UPDATE generations SET certificate = (SELECT certificate FROM generations WHERE line = 'root') WHERE line = 'citizens'",
    ),
    (
        "I7: the log has gaps",
        "DELETE FROM audit_events WHERE log_index = 5",
    ),
    (
        "I7: the events",
        "DELETE FROM audit_events WHERE log_index = (SELECT max(log_index) FROM audit_events)",
    ),
    (
        "I7: event 5",
        "UPDATE audit_events SET body = x'7B7D', dictionary = NULL WHERE log_index = 5",
    ),
    (
        "I7: the events",
        "UPDATE audit_events SET leaf_data = zeroblob(32) WHERE log_index = 5",
    ),
    (
        "I7: the events",
        "UPDATE heads SET frontier = zeroblob(length(frontier))",
    ),
    ("I7: the events", "UPDATE heads SET log_size = log_size - 1"),
    (
        "I7: signed head",
        "UPDATE signed_heads SET note = replace(note, 'A', 'B')",
    ),
    ("I7: signed head", "UPDATE signed_heads SET size = size - 1"),
    (
        "I7: certificate.issue",
        "DELETE FROM signatures WHERE sequence = LAST",
    ),
    ("I7: crl.publish", "DELETE FROM crls"),
    ("I7: crl.reserve", "DELETE FROM crl_numbers"),
    ("I7: the revoke", "UPDATE revocations SET event = event - 1"),
    ("I7: 0 times revoke", "DELETE FROM revocations"),
    ("I5: CRL", "DELETE FROM revocations"),
    (
        "I4: the feed has gaps",
        "DELETE FROM feed WHERE position = 7",
    ),
    (
        "I4: the feed has gaps",
        "UPDATE heads SET feed_position = feed_position + 1",
    ),
    (
        "I4: 1 changes",
        "UPDATE feed SET serial = NULL WHERE serial IS NOT NULL",
    ),
    (
        "I4: the feed tells of",
        "UPDATE feed SET serial = x'0102' WHERE serial IS NOT NULL",
    ),
    (
        "I4: the feed does not tell of the withdrawal",
        "UPDATE serials SET withdrawn = 1 WHERE withdrawn IS NOT NULL",
    ),
    (
        "I4: the feed does not tell of the CRLs",
        "UPDATE feed SET crl = NULL",
    ),
    (
        "I10: CRL number",
        "UPDATE audit_events SET log_index = (SELECT min(event) + max(event) - 2 FROM crls WHERE generation = 2) - log_index WHERE log_index IN (SELECT min(event) - 1 FROM crls WHERE generation = 2 UNION SELECT max(event) - 1 FROM crls)",
    ),
    (
        "I10: CRL",
        "UPDATE crls SET number = 1 WHERE id = (SELECT max(id) FROM crls)",
    ),
];

#[test]
fn the_judge_of_registries_finds_each_change() {
    let lab = Lab::up();
    let books = story(&lab);
    let registry = copy_of(&lab);
    books.balance(&registry);
    let missed: Vec<_> = CHANGES
        .iter()
        .filter_map(|(finding, change)| {
            let findings = books.findings(changed(&registry, change));
            let found = findings.iter().any(|line| line.starts_with(finding));
            (!found).then(|| format!("{change}\n  wanted: {finding}\n  found: {findings:?}"))
        })
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_judge_of_registries_finds_what_left_and_is_not_there() {
    let lab = Lab::up();
    let before = copy_of(&lab);
    let books = story(&lab);
    let findings = books.findings(&before);
    for missing in ["I2: certificate", "I2: the revocation", "I2: CRL"] {
        let found = findings.iter().any(|line| line.starts_with(missing));
        assert!(found, "{missing}: {findings:?}");
    }
}

#[test]
fn the_judge_of_registries_finds_torn_pages() {
    let lab = Lab::up();
    let books = story(&lab);
    let registry = copy_of(&lab);
    let mut octets = fs::read(&registry).unwrap();
    let middle = octets.len() / 2 / 4096 * 4096;
    octets[middle..middle + 4096].fill(0);
    fs::write(&registry, octets).unwrap();
    let run = books.judge(&registry);
    let _found = run.ends_with(1);
}

/// Two certificates, one revocation, two CRLs; what left of them.
fn story(lab: &Lab) -> Books {
    let mut books = Books::of(lab);
    for name in ["one", "two"] {
        let issued = SIGNATURE.fulfil(lab, name);
        books.certificate_left(&fs::read(&issued.file).unwrap());
        if name == "one" {
            let revoke = ["cert", "revoke", "--issuer", "citizens", &issued.serial];
            let reason = ["--reason", "superseded", "--yes"];
            let _revoked = lab.sceau(revoke.iter().chain(&reason)).succeeds();
            books.revocation_acknowledged(&serial_of(&issued.file));
        }
        lab.publish_crl("citizens");
        books.crl_left(&fs::read(lab.file("citizens.published.crl")).unwrap());
    }
    books
}

/// The Registry as one file, which no program has open.
fn copy_of(lab: &Lab) -> PathBuf {
    let copy = lab.file(&format!("{}.db", fs::read_dir(lab.path()).unwrap().count()));
    let database = Connection::open(lab.file("registry/sceau.db")).unwrap();
    let sql = format!("VACUUM INTO '{}'", copy.display());
    let _copied = database.execute(&sql, []).unwrap();
    copy
}

/// A copy with a change that the schema would never allow: without its constraints.
fn changed(registry: &Path, change: &str) -> PathBuf {
    let copy = registry.with_extension("changed");
    let _old = fs::remove_file(&copy);
    let database = Connection::open(&copy).unwrap();
    let attach = format!("ATTACH '{}' AS sound", registry.display());
    let _attached = database.execute(&attach, []).unwrap();
    let mut tables = database
        .prepare("SELECT name FROM sound.sqlite_schema WHERE type = 'table'")
        .unwrap();
    let names: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for name in names {
        let bare = format!("CREATE TABLE {name} AS SELECT * FROM sound.{name}");
        let _made = database.execute(&bare, []).unwrap();
    }
    let last = "(SELECT max(sequence) FROM sound.certificates)";
    let touched = database.execute(&change.replace("LAST", last), []).unwrap();
    assert!(touched > 0, "{change}: changes nothing");
    copy
}
