//! Bodies that went at term leave proofs whole, and none goes unseen (AUD-05): not beside a
//! purge either.

use std::collections::BTreeMap;
use std::slice;
use std::time::Duration;

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ca_core::audit::AuditDefect;
use ca_core::audit::AuditLog;
use ca_core::audit::event::{
    Act, AuditEvent, BODIES, ENDED, EventFields, LEAVES, Outcome, PLACES, YEARS,
};
use ca_core::audit::examine::{Terms, examine_export, examine_log};
use ca_core::audit::export::{Export, ExportError};
use ca_core::audit::merkle::{inclusion_proof, verify_inclusion};
use ca_core::audit::places::Places;
use ca_core::registry::RegistryError;
use ca_core::timestamp::Timestamp;
use rusqlite::Connection;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, in_house};
use sceau_tests::log::{Files, LogInMemory};

use super::forgery::{enrol, origin};
use super::house::{
    examine, export, fill, issuers, new_signer, root, sign, with_signer, years_pass,
};
use super::judge::{judge, judge_at};

const TEN_MINUTES: Duration = Duration::from_secs(600);

/// What a purge of these places says, of certificates that ended up to a moment.
fn said(house: &House, places: &Places, ended: Timestamp) -> BTreeMap<&'static str, String> {
    let span = places.span();
    let width = usize::try_from(span.end - span.start).unwrap();
    let entries = house.ports.audit.entries(span.start, width).unwrap();
    let leaves: Vec<_> = entries.iter().map(|entry| entry.leaf_data).collect();
    BTreeMap::from([
        (PLACES, places.to_string()),
        (BODIES, places.count().to_string()),
        (LEAVES, places.digest(&leaves).to_string()),
        (ENDED, ended.to_string()),
        (YEARS, "7".to_owned()),
    ])
}

/// An event of a purge that says this.
fn event(house: &House, details: BTreeMap<&'static str, String>) -> AuditEvent {
    let fields = EventFields {
        details,
        ..EventFields::default()
    };
    let (act, outcome) = (Act::AuditPurge, Outcome::Done);
    let (clock, random) = (house.ports.clock.as_ref(), house.ports.random.as_ref());
    AuditEvent::new(act, outcome, &actor(), &fields, clock, random).unwrap()
}

/// Purges these places, of certificates that ended up to a moment.
pub(super) fn purge(house: &House, places: &[u64], ended: Timestamp) -> Result<u64, RegistryError> {
    let places = Places::new(places).unwrap();
    let said = said(house, &places, ended);
    house.ports.audit.purge(&places, &event(house, said))
}

/// An export without some bodies.
fn without(files: &Files, places: &[u64]) -> Files {
    let mut files = files.clone();
    for place in places {
        let (page, line) = (place / 256, usize::try_from(place % 256).unwrap());
        let stem = format!("bodies/{page:03}");
        let mut paths = files.0.keys().filter(|path| path.starts_with(&stem));
        let path = paths.next().unwrap().clone();
        let text = String::from_utf8(files.0[&path].clone()).unwrap();
        let mut lines: Vec<&str> = text.split('\n').collect();
        lines[line] = "";
        files.0.insert(path, lines.join("\n").into_bytes());
    }
    files
}

#[test]
fn aud_05_purged_bodies_leave_the_log_whole_and_are_accounted_for() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let log = house.ports.audit.as_ref();
        let all: Vec<u64> = (20..280).filter(|place| place % 3 == 0).collect();
        let (some, others) = all.split_at(40);
        let ended = years_pass(house);
        assert_eq!(purge(house, some, ended).unwrap(), 300);
        let again = purge(house, &some[..1], ended).unwrap_err();
        assert!(
            matches!(again, RegistryError::WrongState { .. }),
            "{again:?}"
        );
        assert_eq!(purge(house, others, ended).unwrap(), 301);
        sign(house, &new_signer(house, "audit-2"));
        let (_, files) = export(house, 0);
        let report = examine(&files, &[], &root(house)).unwrap();
        assert_eq!((report.purged, report.purges.len()), (87, 2));
        assert_eq!(report.purges[0].bodies, 40);
        assert_eq!(judge(&files, None).unwrap()["purged"], 87);
        // A part that begins between them needs no leaf of what comes before.
        let (manifest, part) = export(house, 260);
        let report = examine(&part, &[], &root(house)).unwrap();
        assert_eq!((manifest.first, report.purged), (256, 8));
        let (entry, head) = (log.entries(21, 1).unwrap(), log.head().unwrap());
        assert_eq!(entry[0].body, None);
        let path = inclusion_proof::<dyn AuditLog + '_>(log, 21, head.size).unwrap();
        verify_inclusion(&entry[0].leaf_data, 21, &head, &path).unwrap();
    });
}

#[test]
fn aud_05_body_that_no_purge_names_is_missed_though_there_was_a_purge() {
    in_house(|house| {
        with_signer(house);
        fill(house, 300);
        let gone: Vec<u64> = (20..290).filter(|place| place % 10 == 0).collect();
        let ended = years_pass(house);
        purge(house, &gone, ended).unwrap();
        sign(house, &new_signer(house, "audit-2"));
        let (_, files) = export(house, 0);
        assert!(examine(&files, &[], &[]).is_ok());
        // Before, between and after those that went; and the purge itself.
        for index in [0, 25, 289, 299, 300] {
            let hidden = without(&files, &[index]);
            let found = examine(&hidden, &[], &[]);
            let first = if index == 300 { 20 } else { index };
            assert!(
                matches!(found, Err(AuditDefect::Unaccounted { index: at }) if at == first),
                "{index}: {found:?}"
            );
            let found = judge(&hidden, None).unwrap_err();
            assert!(found.contains(&format!("event {first} is gone")), "{found}");
        }
    });
}

#[test]
fn aud_05_purge_that_names_something_else_than_went_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let ended = years_pass(house);
        let forger = Forger::new(house);
        let places = Places::new(&[20, 21, 25]).unwrap();
        let said = said(house, &places, ended);
        let changed = |name: &'static str, value: &str| {
            let mut said = said.clone();
            said.insert(name, value.to_owned());
            said
        };
        let left_out = |name: &str| {
            let mut said = said.clone();
            said.remove(name);
            said
        };
        let short = house.ports.clock.now().minus_years(7).plus(TEN_MINUTES);
        let other: String = said[LEAVES].chars().rev().collect();
        let lies = [
            changed(BODIES, "4"),
            changed(LEAVES, &other),
            changed(PLACES, "20-25"),
            changed(PLACES, "20-21 26"),
            changed(PLACES, "20-21 25 5000"),
            changed(PLACES, "20-21, 25"),
            changed(YEARS, "6"),
            changed(YEARS, "9"),
            changed(ENDED, &short.to_string()),
            changed(ENDED, "some day"),
            left_out(YEARS),
            left_out(ENDED),
            BTreeMap::new(),
        ];
        let truth = forger.export(house, slice::from_ref(&said));
        assert!(examine(&without(&truth, &[20, 21, 25]), &[], &[]).is_ok());
        let twice = forger.export(house, &[said.clone(), said.clone()]);
        let lies = lies.into_iter().map(|lie| forger.export(house, &[lie]));
        for lie in lies.chain([twice]) {
            let files = without(&lie, &[20, 21, 25]);
            let found = examine(&files, &[], &[]);
            assert!(
                matches!(found, Err(AuditDefect::Purge { index: 62 | 63 })),
                "{found:?}"
            );
            assert!(judge(&files, None).is_err());
        }
        // Said, and not done.
        let found = examine(&without(&truth, &[20, 21]), &[], &[]);
        let unpurged = matches!(found, Err(AuditDefect::Unpurged { index: 25 }));
        assert!(unpurged, "{found:?}");
        assert!(judge(&without(&truth, &[20, 21]), None).is_err());
    });
}

#[test]
fn aud_05_purge_of_what_was_not_at_term_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let ended = years_pass(house);
        let forger = Forger::new(house);
        let forged = |places: &[u64], ended| {
            let named = Places::new(places).unwrap();
            let files = forger.export(house, &[said(house, &named, ended)]);
            without(&files, places)
        };
        assert!(examine(&forged(&[20, 21], ended), &[], &[]).is_ok());
        let all: Vec<u64> = (30..62).collect();
        // Before those named, or next to them, stands what is younger.
        for (places, ended, index) in [
            (&[20, 21][..], ended.minus(TEN_MINUTES), 21),
            (&[59], ended, 59),
            (&[60], ended, 60),
            (&[10, 61], ended, 61),
            (&all, ended, 61),
        ] {
            let files = forged(places, ended);
            let found = examine(&files, &[], &[]);
            assert!(
                matches!(found, Err(AuditDefect::Early { index: at, .. }) if at == index),
                "{places:?}: {found:?}"
            );
            let found = judge(&files, None).unwrap_err();
            assert!(found.contains("is gone, around it is one of"), "{found}");
        }
    });
}

/// Who plans it has written an event of old times before the act, and writes another one after it.
#[test]
fn aud_05_act_between_two_events_of_old_times_cannot_be_purged() {
    in_house(|house| {
        let key = with_signer(house);
        let backwards = |hours| house.clock.advance_hours(hours);
        fill(house, 60);
        sign(house, &key);
        let ended = house.ports.clock.now().minus_years(9);
        backwards(-10 * 366 * 24);
        fill(house, 61);
        backwards(10 * 366 * 24);
        fill(house, 62);
        backwards(-10 * 366 * 24);
        fill(house, 63);
        backwards(10 * 366 * 24);
        purge(house, &[61], ended).unwrap();
        sign(house, &key);
        let (_, files) = export(house, 0);
        let found = examine(&files, &[], &root(house));
        let early = matches!(found, Err(AuditDefect::Early { index: 61, .. }));
        assert!(early, "{found:?}");
        let found = judge(&files, None).unwrap_err();
        assert!(found.contains("event 61 is gone, around it"), "{found}");
    });
}

#[test]
fn aud_05_a_purge_lets_no_body_go_since_the_moment_that_it_names() {
    in_house(|house| {
        fill(house, 60);
        let ended = years_pass(house);
        fill(house, 70);
        purge(house, &[20], ended).unwrap();
        let raw = Connection::open(house.database()).unwrap();
        for place in [60, 65, 69] {
            let sql = "UPDATE audit_events SET body = NULL WHERE log_index = ?1";
            let refused = raw.execute(sql, [place]).unwrap_err();
            let told = refused.to_string();
            assert!(told.contains("audit events never change"), "{told}");
        }
    });
}

#[test]
fn aud_05_purge_in_a_time_that_has_not_come_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let now = years_pass(house);
        let named = Places::new(&[20]).unwrap();
        let purge = [said(house, &named, now)];
        let files = without(&Forger::new(house).export(house, &purge), &[20]);
        let found_at = |now| {
            let terms = Terms {
                now,
                at: now,
                earlier: &[],
                roots: &[],
            };
            examine_export(&files, &terms, &mut |_, _| {})
        };
        let found = found_at(now);
        let false_purge = matches!(found, Err(AuditDefect::Purge { index: 62 }));
        assert!(false_purge, "{found:?}");
        assert!(found_at(house.ports.clock.now()).is_ok());
        let found = judge_at(&files, None, &now.to_string()).unwrap_err();
        assert!(found.contains("before the term"), "{found}");
    });
}

/// Who can write a log and sign it, so that nothing but what it says of purges is wrong.
struct Forger {
    pair: EcdsaKeyPair,
    certificate: Vec<u8>,
}

impl Forger {
    fn new(house: &House) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let certificate = enrol(house, &csr::of(&pair).into_bytes());
        Self { pair, certificate }
    }

    /// The log of the house, and purges that say this behind it.
    fn export(&self, house: &House, purges: &[BTreeMap<&'static str, String>]) -> Files {
        let entries = house.ports.audit.entries(0, 62).unwrap().into_iter();
        let bodies = entries.map(|entry| entry.body.unwrap());
        let purges = purges.iter().map(|said| event(house, said.clone()));
        let purges = purges.map(|event| event.as_bytes().to_vec());
        let mut log = LogInMemory::of(bodies.chain(purges));
        log.sign(origin(house), &self.pair, self.certificate.clone());
        log.export(&issuers(house)).unwrap()
    }
}

#[test]
fn aud_05_an_export_that_would_end_before_its_purge_is_refused() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 20);
        sign(house, &key);
        let ended = years_pass(house);
        purge(house, &[2, 3], ended).unwrap();
        let issuers = issuers(house);
        let wish = Export {
            log: house.ports.audit.as_ref(),
            issuers: &issuers,
            first: 0,
        };
        let mut files = Files::default();
        let refused = wish.write(&mut files, &mut |_, _| {}).unwrap_err();
        assert!(matches!(refused, ExportError::Purged { .. }), "{refused:?}");
        sign(house, &new_signer(house, "audit-2"));
        let (_, files) = export(house, 0);
        let report = examine(&files, &[], &root(house)).unwrap();
        assert_eq!(report.purged, 2);
    });
}

#[test]
fn aud_05_a_purge_while_the_log_is_examined_is_no_loss() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let log = house.ports.audit.as_ref();
        let (issuers, roots) = (issuers(house), root(house));
        let ended = years_pass(house);
        let mut is_done = false;
        let mut meanwhile = |read, _| {
            assert!(is_done || read == 256);
            if !is_done {
                purge(house, &[260, 261], ended).unwrap();
                is_done = true;
            }
        };
        let terms = Terms {
            now: house.ports.clock.now(),
            at: ended,
            earlier: &[],
            roots: &roots,
        };
        let report = examine_log(log, &issuers, None, &terms, &mut meanwhile).unwrap();
        assert_eq!(report.purged, 0, "what it names is not among what was read");
        let report = examine_log(log, &issuers, None, &terms, &mut |_, _| {}).unwrap();
        assert_eq!(report.purged, 2);
    });
}
