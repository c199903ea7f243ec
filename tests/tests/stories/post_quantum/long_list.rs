//! ML-DSA signs the list itself, not its digest, and so much fits in one message to a token.

use std::fs;

use rusqlite::Connection;
use sceau_tests::lab::Lab;
use sceau_tests::subject::TLS_SERVER;

use crate::post_quantum::{citizen, judges};

/// Octets of an entry without extensions: a serial of 17 octets, and a date.
const ENTRY: usize = 36;

#[test]
fn alg_06_a_list_that_is_too_long_to_be_signed_takes_no_number_and_stops_no_other() {
    let lab = Lab::post_quantum(&[]);
    let issued = citizen(&lab, "aicha");
    revoke(&lab, &issued.serial, 29_000);
    lab.publish_crl("citizens");
    assert_eq!(judges::crl(&lab, "citizens").len(), 29_000);
    let list = fs::metadata(lab.file("citizens.crl")).unwrap().len();
    assert!(usize::try_from(list).unwrap() > 29_000 * ENTRY);

    revoke(&lab, &issued.serial, 200);
    let numbers = numbers(&lab);
    for (language, words) in [("en", "at most 1048576"), ("fr", "1048576 au plus")] {
        let publish = ["crl", "publish", "--issuer", "citizens-g1", "--lang"];
        let refused = lab.sceau(publish.iter().chain([&language])).ends_with(1);
        let refused = refused.says("citizens-g1").says("ML-DSA-65").says(words);
        let _refused = refused.says("sceau issuer create");
    }
    assert_eq!(self::numbers(&lab), numbers);

    let create = ["issuer", "create", "citizens", "--issuer", "root"];
    let more = ["--profile", "issuing-ca", "--key-algorithm", "p384"];
    let created = lab.sceau(create.iter().chain(&more).chain([&"--activate"]));
    let _created = created.succeeds();
    let publish = lab.sceau(["crl", "publish", "--issuer", "citizens"]);
    let _half = publish.ends_with(1).says("citizens-g1").says("citizens-g2");
    let next = lab.report(["crl", "show", "--issuer", "citizens-g2"]);
    assert_eq!(next["entries"].as_array().unwrap().len(), 0, "{next}");
}

#[test]
fn a_list_whose_digest_is_signed_may_be_longer() {
    let lab = Lab::post_quantum(&[]);
    let issued = TLS_SERVER.fulfil(&lab, "server");
    revoke(&lab, &issued.serial, 29_200);
    lab.publish_crl("agency-tls");
    let list = fs::metadata(lab.file("agency-tls.crl")).unwrap().len();
    assert!(list > 1 << 20, "{list} octets");
}

/// Adds revoked serials to the line of a certificate, as if so many others had been.
fn revoke(lab: &Lab, serial: &str, how_many: u32) {
    let database = Connection::open(lab.file("registry/sceau.db")).unwrap();
    let begun = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {how_many})
         INSERT INTO serials (generation, serial, certificate, state)
         SELECT generation, unhex('55' || hex(randomblob(16))), certificate, 'signing'
         FROM serials, n WHERE serial = x'{serial}'"
    );
    let revoked = format!(
        "UPDATE serials SET state = 'abandoned', withdrawn = 1, effective = 1700000000000
         WHERE state = 'signing' AND serial <> x'{serial}'"
    );
    for statement in [begun, revoked] {
        database.execute(&statement, []).unwrap();
    }
}

/// How many CRL numbers were reserved.
fn numbers(lab: &Lab) -> u32 {
    let database = Connection::open(lab.file("registry/sceau.db")).unwrap();
    let count = "SELECT count(*) FROM crl_numbers";
    database.query_row(count, [], |row| row.get(0)).unwrap()
}
