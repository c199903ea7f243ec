//! What must be true at the end, asked of the Registry's file and of OpenSSL.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;

use rusqlite::{Connection, OptionalExtension};
use sceau_tests::house::actor;
use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, tool};
use sceau_tests::stored;

use crate::device_faults::bureau::Bureau;
use crate::device_faults::clerk::{Acknowledged, Ledger};

/// Most files that OpenSSL verifies in one run.
const AT_ONCE: usize = 250;

/// More than the 48 h after which bytes are never signed (CRT-19).
const TOO_OLD_HOURS: i64 = 49;

/// All that left is there with exactly these octets, nothing twice, nothing wrong; what was not
/// finished is known, and the next CRL gives it up.
pub(crate) fn close(lab: &Lab, bureau: &Bureau, ledger: &Ledger) {
    let left = ledger.acknowledged();
    let registry = Registry::of(lab);
    let issued = registry.issued();
    for left in &left {
        let rows = issued.get(&left.request).map(Vec::as_slice);
        is_exactly(left, rows.unwrap_or_default());
    }
    registry.has_nothing_twice();
    let distinct: HashSet<_> = left.iter().map(|left| &left.certificate).collect();
    assert_eq!(distinct.len(), left.len(), "a certificate left twice");
    are_accepted(lab, &left);
    let _whole = lab.sceau(["audit", "verify"]).succeeds();

    let open = registry.open_intents();
    let given_up: HashSet<String> = ledger.given_up().into_iter().collect();
    let forgotten: Vec<_> = open.iter().filter(|id| !given_up.contains(*id)).collect();
    assert!(
        forgotten.is_empty(),
        "neither finished nor given up: {forgotten:?}"
    );
    bureau.clock.advance_hours(TOO_OLD_HOURS);
    let citizens = "citizens-g1".parse().unwrap();
    bureau.authority().publish_crl(&actor(), &citizens).unwrap();
    assert_eq!(registry.open_intents(), Vec::<String>::new());
    assert_eq!(registry.abandoned(), open.len());
    eprintln!(
        "{} certificates verified, {} intents abandoned",
        left.len(),
        open.len()
    );
}

/// To-be-signed bytes and signature.
type Signed = (Vec<u8>, Vec<u8>);

/// The one certificate of the request, and its octets are those of the rows.
fn is_exactly(left: &Acknowledged, rows: &[Signed]) {
    let [(tbs, signature)] = rows else {
        panic!("{}: {} certificates", left.request, rows.len());
    };
    let der = &left.certificate;
    // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signature }: a header of four
    // octets at this length, twelve for ecdsa-with-SHA256 or SHA384, three for the BIT STRING.
    assert_eq!(
        der.len(),
        4 + tbs.len() + 15 + signature.len(),
        "{}",
        left.request
    );
    assert!(der[4..].starts_with(tbs), "{}: other bytes", left.request);
    assert!(
        der.ends_with(signature),
        "{}: another signature",
        left.request
    );
}

struct Registry(Connection);

impl Registry {
    fn of(lab: &Lab) -> Self {
        Self(stored::open(&lab.file("registry/sceau.db")))
    }

    /// To-be-signed bytes and signatures of what was issued, by request.
    fn issued(&self) -> HashMap<String, Vec<Signed>> {
        let query = "select request_id, plain(certificates.dictionary, certificates.tbs), signatures.signature from certificates \
             join serials on serials.certificate = certificates.sequence \
             join signatures on signatures.sequence = certificates.sequence \
             where serials.state = 'issued'";
        let mut query = self.0.prepare(query).unwrap();
        let mut rows = query.query([]).unwrap();
        let mut issued: HashMap<String, Vec<Signed>> = HashMap::new();
        while let Some(row) = rows.next().unwrap() {
            let signed = (row.get(1).unwrap(), row.get(2).unwrap());
            issued.entry(row.get(0).unwrap()).or_default().push(signed);
        }
        issued
    }

    fn has_nothing_twice(&self) {
        let twice = [
            "select hex(serial) from serials group by generation, serial having count(*) > 1",
            "select request_id from certificates join serials \
             on serials.certificate = certificates.sequence where serials.state = 'issued' \
             group by certificates.generation, request_id having count(*) > 1",
            "select hex(signature) from signatures group by signature having count(*) > 1",
            "select sequence from certificates where sequence in (select certificate from \
             serials where state = 'issued') and sequence not in (select sequence from signatures)",
        ];
        for query in twice {
            let mut query = self.0.prepare(query).unwrap();
            let found = query.query_row([], |row| row.get::<_, rusqlite::types::Value>(0));
            assert_eq!(found.optional().unwrap(), None);
        }
    }

    /// The requests of intents that are open.
    fn open_intents(&self) -> Vec<String> {
        let query = "select request_id from certificates join serials \
             on serials.certificate = certificates.sequence \
             where serials.state in ('prepared', 'authorised', 'signing')";
        let mut query = self.0.prepare(query).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    fn abandoned(&self) -> usize {
        let query = "select count(*) from serials where state = 'abandoned' and withdrawn > 0";
        let count: i64 = self.0.query_row(query, [], |row| row.get(0)).unwrap();
        count.try_into().unwrap()
    }
}

/// OpenSSL verifies each up to the lab's root.
fn are_accepted(lab: &Lab, left: &[Acknowledged]) {
    let folder = lab.file("left");
    fs::create_dir(&folder).unwrap();
    let files: Vec<PathBuf> = left.iter().map(|left| folder.join(&left.request)).collect();
    for (file, left) in files.iter().zip(left) {
        fs::write(file, &left.certificate).unwrap();
    }
    for files in files.chunks(AT_ONCE) {
        let mut openssl = tool("openssl");
        openssl
            .args(["verify", "-x509_strict", "-CAfile"])
            .arg(lab.trust_anchor());
        openssl
            .arg("-untrusted")
            .arg(lab.issuer("citizens").certificate);
        let run = Run::of(openssl.args(files)).succeeds();
        assert_eq!(run.stdout.matches(": OK").count(), files.len(), "{run}");
    }
}
