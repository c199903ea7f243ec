//! What an export says of certificates, with nothing else.

use ca_core::audit::LogEntry;
use ca_core::audit::event::RecordedEvent;
use ca_core::audit::examine::{ActorCount, ProfileCount, Terms, examine_export, examine_log};
use ca_core::timestamp::Timestamp;
use sceau_tests::house::{actor, in_house};
use sceau_tests::log::Files;

use super::house::{
    examine, export, fill, issue, issuers, new_signer, revoke, root, sign, with_signer, years_pass,
};
use super::purge::purge;

#[test]
fn aud_01_export_alone_tells_how_many_certificates_of_which_profile_are_live_and_by_whom() {
    in_house(|house| {
        let key = with_signer(house);
        let serials = issue(house, 5);
        let line = "citizens".parse().unwrap();
        let authority = house.authority();
        revoke(house, &serials[0]);
        revoke(house, &serials[1]);
        // Refused: it is revoked already. It is not counted twice.
        let again = authority.revoke(&actor(), &line, &serials[0], None, None);
        assert!(again.is_err());
        sign(house, &key);
        let (_, files) = export(house, 0);
        let report = examine(&files, &[], &root(house)).unwrap();
        let citizens = ProfileCount {
            issued: 5,
            live: Some(3),
            expired: Some(0),
            revoked: 2,
            ..ProfileCount::default()
        };
        assert_eq!(report.profiles["citizen-signature"], citizens);
        let others = [
            "root-ca",
            "issuing-ca",
            "administration-issuing-ca",
            "audit-signer",
        ];
        for one in others {
            let count = ProfileCount {
                issued: 1,
                live: Some(1),
                expired: Some(0),
                ..ProfileCount::default()
            };
            assert_eq!(report.profiles[one], count, "{one}");
        }
        let key = (actor().id().to_owned(), "citizen-signature".to_owned());
        let by = ActorCount {
            issued: 5,
            revoked: 2,
            ..ActorCount::default()
        };
        assert_eq!(report.actors[&key], by);
        let refused = ("certificate.revoke".to_owned(), "refused".to_owned());
        assert_eq!(report.acts[&refused], 1);
        assert_eq!((report.undetailed, report.purged), (0, 0));
        let roots = root(house);
        let terms = Terms {
            now: Timestamp::NO_END,
            at: Timestamp::NO_END,
            earlier: &[],
            roots: &roots,
        };
        let later = examine_export(&files, &terms, &mut |_, _| {}).unwrap();
        let citizens = later.profiles["citizen-signature"];
        assert_eq!(
            (citizens.live, citizens.expired, citizens.revoked),
            (Some(0), Some(3), 2)
        );
        // The log in its Registry says the same.
        let log = house.ports.audit.as_ref();
        let live = examine_log(log, &issuers(house), None, &terms, &mut |_, _| {}).unwrap();
        assert_eq!(live, later);
    });
}

#[test]
fn aud_01_counts_that_a_part_or_a_purge_leaves_open_are_not_guessed() {
    in_house(|house| {
        let key = with_signer(house);
        let serials = issue(house, 3);
        // Behind the first tile, so that a part knows nothing of the issuance.
        fill(house, 256);
        revoke(house, &serials[0]);
        sign(house, &key);
        let roots = root(house);
        let citizens = |files: &Files| {
            let report = examine(files, &[], &roots).unwrap();
            report.profiles["citizen-signature"]
        };
        let (_, part) = export(house, 256);
        let counted = ProfileCount {
            revoked: 1,
            ..ProfileCount::default()
        };
        assert_eq!(citizens(&part), counted);
        // The issuance went, the revocation is still there: a purge that was interrupted.
        let issued = |entry: &LogEntry| {
            let event = RecordedEvent::parse(entry.body.as_deref().unwrap()).unwrap();
            event.r#type == "certificate.issue" && event.object == Some(serials[0].to_string())
        };
        let entries = house.ports.audit.entries(0, 300).unwrap();
        let place = entries.iter().find(|entry| issued(entry)).unwrap().index;
        let ended = years_pass(house);
        purge(house, &[place], ended).unwrap();
        sign(house, &new_signer(house, "audit-2"));
        let (_, whole) = export(house, 0);
        let counted = ProfileCount {
            issued: 2,
            live: None,
            expired: None,
            suspended: 0,
            revoked: 1,
        };
        assert_eq!(citizens(&whole), counted);
    });
}
