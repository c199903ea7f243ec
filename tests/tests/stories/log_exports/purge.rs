//! Bodies that went at term leave proofs whole, and none goes unseen (AUD-05).

use ca_core::audit::AuditDefect;
use ca_core::audit::AuditLog;
use ca_core::audit::event::{Act, AuditEvent, EventFields, Outcome, PLACES};
use ca_core::audit::merkle::{inclusion_proof, verify_inclusion};
use sceau_tests::house::{House, actor, in_house};

use super::house::{examine, export, fill, root, sign, with_signer};

fn purge(house: &House, places: &str, range: std::ops::Range<u64>) {
    let fields = EventFields {
        details: [(PLACES, places.to_owned())].into(),
        ..EventFields::default()
    };
    let (act, outcome) = (Act::AuditPurge, Outcome::Intended);
    let (clock, random) = (house.ports.clock.as_ref(), house.ports.random.as_ref());
    let event = AuditEvent::new(act, outcome, &actor(), &fields, clock, random).unwrap();
    house.ports.audit.begin_purge(range, &event).unwrap();
}

#[test]
fn aud_05_purged_bodies_leave_the_log_whole_and_are_accounted_for() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let log = house.ports.audit.as_ref();
        assert!(log.purge_bodies(&[20]).is_err(), "nobody said so");
        purge(house, "20-279", 20..280);
        let gone: Vec<u64> = (20..280).filter(|place| place % 3 == 0).collect();
        assert_eq!(log.purge_bodies(&gone).unwrap(), 87);
        assert_eq!(log.purge_bodies(&gone).unwrap(), 0, "once");
        assert!(log.purge_bodies(&[280]).is_err());
        sign(house, &key);
        let (_, files) = export(house, 0);
        let report = examine(&files, &[], &root(house)).unwrap();
        assert_eq!((report.purged, report.purges.len()), (87, 1));
        assert_eq!(report.purges[0].places, 20..280);
        let (entry, head) = (log.entries(21, 1).unwrap(), log.head().unwrap());
        assert_eq!(entry[0].body, None);
        let path = inclusion_proof::<dyn AuditLog + '_>(log, 21, head.size).unwrap();
        verify_inclusion(&entry[0].leaf_data, 21, &head, &path).unwrap();
    });
}

#[test]
fn aud_05_body_that_is_gone_without_a_purge_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 100);
        // This purge covers other places.
        purge(house, "20-29", 20..30);
        sign(house, &key);
        let (_, files) = export(house, 0);
        for place in [0_usize, 19, 30, 99] {
            let mut files = files.clone();
            let path = files.0.keys().find(|path| path.starts_with("bodies/"));
            let path = path.unwrap().clone();
            let text = String::from_utf8(files.0[&path].clone()).unwrap();
            let mut lines: Vec<&str> = text.split('\n').collect();
            lines[place] = "";
            files.0.insert(path, lines.join("\n").into_bytes());
            let index = u64::try_from(place).unwrap();
            let found = examine(&files, &[], &[]);
            assert!(
                matches!(found, Err(AuditDefect::Unaccounted { index: at }) if at == index),
                "{found:?}"
            );
        }
    });
}
