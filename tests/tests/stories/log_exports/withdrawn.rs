//! Heads whose signer was withdrawn before it signed them prove nothing.

use aws_lc_rs::digest::{SHA256, digest};
use ca_core::algorithm::KeyAlgorithm;
use ca_core::audit::AuditDefect;
use ca_core::audit::checkpoint::Checkpoint;
use ca_core::audit::examine::{AuditReport, Terms, examine_log};
use ca_core::audit::head::SignedHead;
use ca_core::certificate::Summary;
use ca_core::revocation::Reason;
use ca_core::serial::Serial;
use ca_core::signer::{KeyUri, SignInput};
use ca_core::timestamp::Timestamp;
use sceau_tests::house::{House, actor, in_house};

use super::house::{
    ADMINISTRATION, examine, export, fill, issuers, new_signer, root, sign, with_signer, years_pass,
};
use super::judge::judge;
use super::purge::purge;

/// What the log in its Registry says.
fn live(house: &House) -> AuditReport {
    let roots = root(house);
    let terms = Terms {
        now: Timestamp::NO_END,
        at: Timestamp::from_unix_seconds(0),
        earlier: &[],
        roots: &roots,
    };
    let log = house.ports.audit.as_ref();
    examine_log(log, &issuers(house), None, &terms, &mut |_, _| {}).unwrap()
}

/// The serial number of who signed last.
fn last_signer(house: &House) -> Serial {
    let last = house.ports.audit.last_signed_head().unwrap().unwrap();
    Summary::of(&last.signer).unwrap().serial
}

fn size(house: &House) -> u64 {
    house.ports.audit.head().unwrap().size
}

fn revoke(house: &House, serial: &Serial, since: Option<Timestamp>) {
    let line = ADMINISTRATION.parse().unwrap();
    let reason = Some(Reason::KeyCompromise);
    let authority = house.authority();
    let revoked = authority.revoke(&actor(), &line, serial, reason, since);
    revoked.unwrap();
}

/// Signs the head with the certificate of the last one, whatever became of that.
fn sign_anyway(house: &House, key: &KeyUri) {
    let log = house.ports.audit.as_ref();
    let certificate = log.last_signed_head().unwrap().unwrap().signer;
    let origin = house.authority().log_origin().unwrap();
    let head = log.head().unwrap();
    let checkpoint = Checkpoint { origin, head };
    let digest = digest(&SHA256, checkpoint.to_string().as_bytes());
    let (algorithm, input) = (
        KeyAlgorithm::P256.signature_algorithm(),
        SignInput::Digest(digest.as_ref()),
    );
    let deadline = std::time::Duration::from_secs(10);
    let signature = house.ports.signer.sign(key, algorithm, input, deadline);
    let now = house.ports.clock.now();
    let signed = SignedHead::new(&checkpoint, certificate, signature.unwrap(), now);
    log.store_signed_head(&signed.unwrap()).unwrap();
}

#[test]
fn aud_03_signer_that_is_revoked_proves_what_it_signed_before_and_nothing_after() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let signer = last_signer(house);
        revoke(house, &signer, None);
        let report = live(house);
        assert_eq!(report.signed.unwrap().size, 60);
        assert_eq!((report.heads, report.signers[0].withdrawn), (1, 0));
        assert_eq!(report.signers[0].serial.as_ref(), Some(&signer));
        let refused = house.authority().sign_head(&actor(), &key);
        assert!(refused.is_err(), "{refused:?}");
        fill(house, 70);
        sign_anyway(house, &key);
        let report = live(house);
        assert_eq!(report.signed.unwrap().size, 60);
        let count = &report.signers[0];
        assert_eq!((count.heads, count.covers, count.withdrawn), (1, 60, 1));
        let (_, files) = export(house, 0);
        let found = examine(&files, &[], &root(house));
        assert!(
            matches!(found, Err(AuditDefect::Withdrawn { size: 70 })),
            "{found:?}"
        );
        let found = judge(&files, None).unwrap_err();
        assert!(
            found.contains("the head of 70 events was withdrawn"),
            "{found}"
        );
    });
}

/// The thief of a key has the event of its revocation go, by a purge of his own.
#[test]
fn aud_03_withdrawn_signer_does_not_come_back_by_a_purge_of_its_revocation() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        revoke(house, &last_signer(house), None);
        let revocation = size(house) - 1;
        fill(house, 70);
        // At once, as if it were old: it stands beside what is not.
        let long_ago = house.ports.clock.now().minus_years(8);
        purge(house, &[revocation], long_ago).unwrap();
        sign_anyway(house, &key);
        let (_, files) = export(house, 0);
        let found = examine(&files, &[], &root(house));
        let early = matches!(found, Err(AuditDefect::Early { index, .. }) if index == revocation);
        assert!(early, "{found:?}");
        assert!(judge(&files, None).is_err());
    });
}

#[test]
fn aud_03_withdrawn_signer_does_not_come_back_once_its_revocation_is_old() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        revoke(house, &last_signer(house), None);
        let revocation = size(house) - 1;
        fill(house, 70);
        let ended = years_pass(house);
        purge(house, &[revocation], ended).unwrap();
        // An event of old times lets the certificate look as if it were in force.
        house.clock.advance_hours(-8 * 366 * 24);
        fill(house, 80);
        sign_anyway(house, &key);
        let (_, files) = export(house, 0);
        let found = examine(&files, &[], &root(house));
        assert!(
            matches!(found, Err(AuditDefect::Withdrawn { size: 80 })),
            "{found:?}"
        );
        let found = judge(&files, None).unwrap_err();
        assert!(
            found.contains("the head of 80 events was withdrawn"),
            "{found}"
        );
    });
}

#[test]
fn aud_03_compromise_reaches_back_to_the_invalidity_date_and_a_new_signer_proves_all() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let now = house.ports.clock.now().truncated_to_second();
        let before = Timestamp::from_unix_seconds(now.unix_seconds() - 3600);
        revoke(house, &last_signer(house), Some(before));
        let report = live(house);
        assert_eq!(report.signed, None, "the thief may have signed it");
        assert_eq!(report.signers[0].withdrawn, 1);
        let next = new_signer(house, "audit-2");
        let covered = size(house);
        sign(house, &next);
        let (_, files) = export(house, 0);
        let report = examine(&files, &[], &root(house)).unwrap();
        assert_eq!(report, live(house));
        let theirs = judge(&files, None).unwrap();
        assert_eq!(
            (&theirs["heads"], &theirs["withdrawn"]),
            (&2.into(), &1.into())
        );
        assert_eq!(report.signed.unwrap().size, covered);
        let proofs: Vec<_> = report
            .signers
            .iter()
            .map(|one| (one.heads, one.withdrawn))
            .collect();
        assert_eq!(proofs, [(0, 1), (1, 0)]);
        assert_ne!(report.signers[0].serial, report.signers[1].serial);
    });
}
