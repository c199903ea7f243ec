//! Roles come from a chain of statements and from nothing else (I14).

use ca_core::audit::event;
use ca_core::audit::note::KeyName;
use ca_core::authority::Authority;
use ca_core::authority::governance::standing::{NoStanding, Standing};
use ca_core::authority::governance::{BrokenChain, GovernError};
use ca_core::digest::Sha256Digest;
use ca_core::governance::role::{Role, RoleSet};
use ca_core::governance::roster::{GovernanceRefusal, Operator};
use ca_core::governance::statement::Statement;
use ca_core::governance::statement::act::{Act, DocumentMark};
use ca_core::governance::statement::signed::SignedStatement;
use ca_core::registry::records::DocumentKind;
use ca_core::revocation::Reason;
use sceau_tests::governed::{Governed, Officer, prepare};
use sceau_tests::house::{House, actor, in_house};
use serde_json::Map;

fn operator(authority: &Authority, officer: &Officer) -> Result<Operator, NoStanding> {
    match authority.standing(officer.certificate.der())? {
        Standing::Governed(operator) => Ok(*operator),
        Standing::Ungoverned => panic!("nobody governs"),
    }
}

fn word(authority: &Authority, officer: &Officer) -> &'static str {
    operator(authority, officer).map_or_else(|refused| refused.word(), |_| "stands")
}

fn refused(result: Result<impl std::fmt::Debug, GovernError>) -> GovernanceRefusal {
    let error = result.unwrap_err();
    let GovernError::Refused(refusal) = error else {
        panic!("{error:?}");
    };
    refusal
}

/// Runs SQL on the Registry's file as somebody who took the rules of its schema away.
fn tamper(house: &House, sql: &str) {
    let raw = sceau_tests::stored::open(&house.database());
    let rules = "PRAGMA foreign_keys = OFF;
        DROP TRIGGER governance_never_changes; DROP TRIGGER governance_is_never_deleted;
        DROP TRIGGER governance_is_never_replaced; DROP TRIGGER governance_has_no_gap;";
    raw.execute_batch(rules).unwrap();
    raw.execute_batch(sql).unwrap();
}

fn alarms(house: &House) -> i64 {
    let sql = "select count(*) from audit_events
        where cast(plain(dictionary, body) as text) like '%\"type\":\"operator.ignore\"%'";
    house.count(sql)
}

#[test]
fn an_authority_is_governed_from_its_bootstrap_on() {
    in_house(|house| {
        let (security, signed) = prepare(house);
        let ungoverned = house.authority();
        let standing = ungoverned.standing(security.certificate.der()).unwrap();
        assert_eq!(standing, Standing::Ungoverned);
        let unpinned = ungoverned.govern(&actor(), signed.der());
        assert!(
            matches!(unpinned, Err(GovernError::NotPinned)),
            "{unpinned:?}"
        );
        let pinned = house.authority().governed_from(*signed.digest());
        let standing = pinned.standing(security.certificate.der()).unwrap();
        assert_eq!(
            standing,
            Standing::Ungoverned,
            "the bootstrap is yet to come"
        );
        let enacted = pinned.govern(&actor(), signed.der()).unwrap();
        assert!(enacted.is_new);
        let again = pinned.govern(&actor(), signed.der()).unwrap();
        assert!(!again.is_new, "the same statement again changes nothing");
        let roles = operator(&pinned, &security).unwrap().roles;
        assert_eq!(roles, RoleSet::only(Role::SecurityOfficer));
        let named = format!(
            "select count(*) from audit_events where cast(plain(dictionary, body) as text)
             like '%statement_sha256\":\"{}%\"outcome\":\"done\"%operator.bootstrap%'",
            signed.digest()
        );
        assert_eq!(house.count(&named), 1);
    });
}

#[test]
fn an_operator_stands_while_statements_and_certificate_say_so() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let (one, other) = (governed.authority(), governed.authority());
        let officer = Officer::of(house, "PNOTD-2");
        assert_eq!(word(&one, &officer), "operator-unknown");
        let assign = Act::Assign(officer.assignment(&[Role::RegistrationOfficer]));
        governed.govern(&one, assign.clone()).unwrap();
        for authority in [&one, &other] {
            let roles = operator(authority, &officer).unwrap().roles;
            assert_eq!(roles, RoleSet::only(Role::RegistrationOfficer));
        }
        governed.govern(&other, officer.withdrawal()).unwrap();
        assert_eq!(
            word(&one, &officer),
            "operator-withdrawn",
            "at once, in each program"
        );
        governed.govern(&one, assign).unwrap();
        let next = Officer::of(house, "PNOTD-2");
        let renewal = officer.signs(&governed.write(&one, officer.renewal(&next)));
        one.govern(&actor(), renewal.der()).unwrap();
        assert_eq!(word(&one, &officer), "operator-renewed");
        assert_eq!(word(&other, &next), "stands");
        let reason = Some(Reason::CessationOfOperation);
        let issuer = next.issued.issuer.line().clone();
        let serial = next.issued.serial.clone();
        one.revoke(&actor(), &issuer, &serial, reason, None)
            .unwrap();
        assert_eq!(word(&one, &next), "operator-revoked");
        governed.govern(&one, next.revocation()).unwrap();
        assert_eq!(
            word(&governed.authority(), &next),
            "operator-revoked",
            "after a start"
        );
        assert_eq!(alarms(house), 0);
    });
}

#[test]
fn i14_an_edited_inserted_or_deleted_row_is_ignored_and_alarms() {
    let statement = "(SELECT statement FROM governance WHERE position = 1)";
    for (what, sql, live, started) in [
        (
            "edited",
            "UPDATE governance SET statement = zeroblob(500) WHERE position = 1".to_owned(),
            "governance-broken",
            "governance-broken",
        ),
        (
            "edited with its digest",
            "UPDATE governance SET statement = zeroblob(500), digest = zeroblob(32)
             WHERE position = 1"
                .to_owned(),
            "governance-broken",
            "governance-broken",
        ),
        (
            "deleted",
            "DELETE FROM governance WHERE position = 1".to_owned(),
            "governance-broken",
            "governance-broken",
        ),
        (
            "deleted at the end",
            "DELETE FROM governance WHERE position = 2".to_owned(),
            "governance-broken",
            "governance-broken",
        ),
        (
            "inserted",
            format!(
                "INSERT INTO governance SELECT 3, {statement}, zeroblob(32), subject, 5
                 FROM governance WHERE position = 1"
            ),
            "stands",
            "stands",
        ),
    ] {
        in_house(|house| {
            let governed = Governed::begin(house);
            let authority = governed.authority();
            let [officer, withdrawn] =
                ["PNOTD-2", "PNOTD-3"].map(|person| Officer::of(house, person));
            for officer in [&officer, &withdrawn] {
                let assign = Act::Assign(officer.assignment(&[Role::Operator]));
                governed.govern(&authority, assign).unwrap();
            }
            assert_eq!(word(&authority, &officer), "stands", "{what}");
            tamper(house, sql.as_str());
            assert_eq!(word(&authority, &officer), live, "{what}");
            assert_eq!(alarms(house), 1, "{what}");
            assert_eq!(
                word(&governed.authority(), &officer),
                started,
                "{what}, started anew"
            );
            assert!(alarms(house) >= 1, "{what}");
        });
    }
}

#[test]
fn i14_a_withdrawal_that_is_taken_away_is_found_by_the_log() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let officer = Officer::of(house, "PNOTD-2");
        let assign = Act::Assign(officer.assignment(&[Role::Operator]));
        governed.govern(&authority, assign).unwrap();
        governed.govern(&authority, officer.withdrawal()).unwrap();
        tamper(house, "DELETE FROM governance WHERE position = 2");
        let started = governed.authority();
        let refused = operator(&started, &officer).unwrap_err();
        let missing = BrokenChain::Missing { position: 2 };
        assert!(
            matches!(&refused, NoStanding::Chain(GovernError::Broken(found)) if *found == missing),
            "{refused:?}"
        );
        assert_eq!(word(&started, &governed.security), "governance-broken");
        assert_eq!(alarms(house), 1);
        let examined = authority.examine_chain();
        assert!(
            matches!(examined, Err(GovernError::Broken(_))),
            "{examined:?}"
        );
    });
}

#[test]
fn i14_a_chain_without_its_pin_or_under_another_is_nothing() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let unpinned = house.authority();
        assert_eq!(word(&unpinned, &governed.security), "governance-broken");
        let other = governed.security.digest();
        let elsewhere = house.authority().governed_from(other);
        assert_eq!(word(&elsewhere, &governed.security), "governance-broken");
        let officer = Officer::of(house, "PNOTD-2");
        let assign = Act::Assign(officer.assignment(&[Role::Operator]));
        let signed = governed
            .security
            .signs(&governed.write(&governed.authority(), assign));
        for authority in [unpinned, elsewhere] {
            let refused = authority.govern(&actor(), signed.der());
            assert!(
                matches!(refused, Err(GovernError::Broken(_))),
                "{refused:?}"
            );
        }
    });
}

#[test]
fn of_two_officers_who_govern_at_once_one_is_told_that_the_chain_moved() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let (one, other) = (governed.authority(), governed.authority());
        let officer = Officer::of(house, "PNOTD-2");
        let assign = |role| Act::Assign(officer.assignment(&[role]));
        let late = governed.write(&other, assign(Role::Operator));
        governed
            .govern(&one, assign(Role::RevocationOfficer))
            .unwrap();
        let late = governed.security.signs(&late);
        let moved = refused(other.govern(&actor(), late.der()));
        assert_eq!(moved, GovernanceRefusal::Moved);
        let events = "select count(*) from audit_events
            where cast(plain(dictionary, body) as text) like '%governance-moved%'";
        assert_eq!(house.count(events), 1, "a refusal is an event");
        let oneself = Act::Assign(governed.security.assignment(&[Role::Operator]));
        let refusal = refused(governed.govern(&one, oneself));
        assert_eq!(refusal, GovernanceRefusal::Oneself);
        assert_eq!(house.count("select count(*) from governance"), 2);
    });
}

#[test]
fn reg_02_a_row_that_no_statement_stands_behind_gives_nobody_a_role() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let intruder = Officer::of(house, "PNOTD-9");
        let own = Act::Assign(intruder.assignment(&[Role::SecurityOfficer]));
        let forged = intruder.signs(&governed.write(&authority, own));
        let hex = hex::encode(forged.der());
        let (digest, subject) = (forged.digest(), intruder.digest());
        tamper(
            house,
            &format!("INSERT INTO governance VALUES (1, x'{hex}', x'{digest}', x'{subject}', 3)"),
        );
        for authority in [&authority, &governed.authority()] {
            assert_eq!(word(authority, &intruder), "operator-unknown");
            assert_eq!(word(authority, &governed.security), "stands");
        }
        assert!(alarms(house) >= 1);
        let officer = Officer::of(house, "PNOTD-2");
        let assign = Act::Assign(officer.assignment(&[Role::Operator]));
        governed.govern(&authority, assign).unwrap();
        assert_eq!(
            word(&governed.authority(), &officer),
            "stands",
            "the chain goes on"
        );
    });
}

#[test]
fn an_act_that_governs_is_meant_by_a_statement_before_it_is_done() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let document = DocumentMark {
            kind: DocumentKind::Profile,
            name: "citizen-signature".into(),
            sha256: Sha256Digest::of(b"a profile"),
        };
        let act = Act::ActivateDocument(document.clone());
        let signed = governed
            .security
            .signs(&governed.write(&authority, act.clone()));
        let about_operators = authority.govern(&actor(), signed.der());
        assert!(matches!(
            about_operators,
            Err(GovernError::NotAboutOperators)
        ));
        assert!(authority.mandate(&actor(), signed.der()).unwrap().is_new);
        assert!(!authority.mandate(&actor(), signed.der()).unwrap().is_new);
        let started = governed.authority();
        let folded = started.roster().unwrap().unwrap();
        assert!(folded.roster.has_document(&document));
        let intended = "select count(*) from audit_events where cast(plain(dictionary, body)
            as text) like '%statement_sha256%\"outcome\":\"intended\"%document.activate%'";
        assert_eq!(house.count(intended), 1);
        let officer = Officer::of(house, "PNOTD-2");
        let assign = Act::Assign(officer.assignment(&[Role::Operator]));
        governed.govern(&authority, assign.clone()).unwrap();
        let by_operator = officer.signs(&governed.write(&authority, act));
        let needed = Role::SecurityOfficer;
        let refusal = refused(authority.mandate(&actor(), by_operator.der()));
        assert_eq!(refusal, GovernanceRefusal::Role { needed });
        let assign = governed.security.signs(&governed.write(&authority, assign));
        let other = authority.mandate(&actor(), assign.der());
        assert!(matches!(other, Err(GovernError::NotGoverning)), "{other:?}");
    });
}

#[test]
fn reg_10_a_request_is_signed_by_its_operator_for_this_authority_and_now() {
    in_house(|house| {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        let (security, other) = (&governed.security, Officer::of(house, "PNOTD-2"));
        let request = |act| Act::Request {
            act,
            request: Map::from_iter([("serial".to_owned(), "40ff".into())]),
        };
        let written = Statement {
            place: None,
            ..governed.write(&authority, request(event::Act::CertificateRevoke))
        };
        let signed = security.signs(&written);
        let read = authority
            .requested(&security.certificate, signed.der())
            .unwrap();
        assert_eq!(read.statement(), &written);
        let refused = |signed: &SignedStatement| {
            let refused = authority.requested(&security.certificate, signed.der());
            refused.unwrap_err().to_string()
        };
        let foreign = Statement {
            authority: KeyName::new("elsewhere/audit/1").unwrap(),
            ..written.clone()
        };
        assert_eq!(
            refused(&security.signs(&foreign)),
            "the statement is for another authority"
        );
        let one_signs = "a statement has 1 to 8 signatures, each by another certificate";
        assert_eq!(refused(&other.signs(&written)), one_signs);
        let governing = governed.write(&authority, request(event::Act::KeyDestroy));
        let not_a_request = "the statement is not about a request";
        assert_eq!(refused(&security.signs(&governing)), not_a_request);
        house.clock.advance_hours(2);
        assert_eq!(refused(&signed), "the statement is not for this time");
    });
}
