//! Somebody with the disk, and with keys of his own, writes another log and signs it.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair};
use ca_core::audit::AuditDefect;
use ca_core::audit::export::ExportError;
use ca_core::audit::note::KeyName;
use ca_core::authority::heads::HeadError;
use ca_core::subject::Subject;
use rusqlite::Connection;
use sceau_tests::csr;
use sceau_tests::house::{House, actor, citizen, in_house};
use sceau_tests::log::LogInMemory;

use super::house::{
    ADMINISTRATION, checkpoint, examine, export, fill, issuers, root, sign, with_signer,
};

/// The log of a house, its events changed as the forger likes.
fn forged(house: &House, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> LogInMemory {
    let entries = house.ports.audit.entries(0, 10_000).unwrap();
    let mut bodies = entries
        .into_iter()
        .map(|entry| entry.body.unwrap())
        .collect();
    change(&mut bodies);
    LogInMemory::of(bodies)
}

/// The name of the real log.
pub(super) fn origin(house: &House) -> KeyName {
    let real = house.ports.audit.last_signed_head().unwrap().unwrap();
    real.checkpoint().unwrap().origin
}

/// Ten forgeries of a log of 300 events.
fn forgeries(house: &House) -> Vec<(&'static str, LogInMemory)> {
    let forged = |change: fn(&mut Vec<Vec<u8>>)| forged(house, change);
    let actor_changed: fn(&mut Vec<Vec<u8>>) = |events| {
        let event = String::from_utf8(events[5].clone()).unwrap();
        events[5] = event.replace("tester", "others").into_bytes();
    };
    vec![
        ("an event changed", forged(actor_changed)),
        ("an event left out", forged(|events| drop(events.remove(7)))),
        (
            "the first left out",
            forged(|events| drop(events.remove(0))),
        ),
        ("the last left out", forged(|events| drop(events.pop()))),
        (
            "the last 50 left out",
            forged(|events| events.truncate(250)),
        ),
        ("two exchanged", forged(|events| events.swap(20, 270))),
        (
            "an event twice",
            forged(|events| events.insert(9, events[8].clone())),
        ),
        (
            "an event put in",
            forged(|events| events.insert(9, events[200].clone())),
        ),
        ("the order reversed", forged(|events| events.reverse())),
        (
            "nothing but the beginning",
            forged(|events| events.truncate(1)),
        ),
    ]
}

#[test]
fn aud_03_log_rewritten_under_the_old_signature_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let real = house.ports.audit.last_signed_head().unwrap().unwrap();
        for (what, mut forged) in forgeries(house) {
            forged.head = Some(real.clone());
            let written = forged.export(&issuers(house));
            // Where there are too few events, not even files can be made.
            let rewritten = match written {
                Ok(rewritten) => rewritten,
                Err(ExportError::Damaged { .. }) => continue,
                Err(error) => panic!("{what}: {error}"),
            };
            let found = examine(&rewritten, &[], &[]);
            assert!(found.is_err(), "{what}: {found:?}");
        }
    });
}

#[test]
fn aud_03_log_rewritten_and_signed_by_another_key_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let (_, files) = export(house, 0);
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let csr = csr::of(&pair).into_bytes();
        // A citizen's key has a certificate of the same authority, and is no signer of heads.
        let citizens = house.authority().issue(&actor(), &citizen(&csr, None));
        let citizens = citizens.unwrap().certificate;
        for (what, mut forged) in forgeries(house) {
            forged.sign(origin(house), &pair, citizens.clone());
            let forged = forged.export(&issuers(house)).unwrap();
            let found = examine(&forged, &[], &[]);
            assert!(
                matches!(found, Err(AuditDefect::Signer { .. })),
                "{what}: {found:?}"
            );
        }
        assert!(examine(&files, &[], &root(house)).is_ok());
    });
}

#[test]
fn aud_03_log_of_another_house_in_place_of_this_one_is_found() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 50);
        sign(house, &key);
        let (_, files) = export(house, 0);
        in_house(|other| {
            let key = with_signer(other);
            fill(other, 80);
            sign(other, &key);
            let (_, forged) = export(other, 0);
            let found = examine(&forged, &[], &root(house));
            assert!(
                matches!(found, Err(AuditDefect::OtherRoot { .. })),
                "{found:?}"
            );
            let found = examine(&forged, &[checkpoint(&files)], &[]);
            assert!(
                matches!(found, Err(AuditDefect::Origin { .. })),
                "{found:?}"
            );
            assert!(
                examine(&forged, &[], &[]).is_ok(),
                "it is a log, of somebody"
            );
        });
    });
}

/// A fork under the right key: what a stolen token, or its owner, could sign.
#[test]
fn aud_03_fork_signed_by_the_right_key_is_found_by_who_has_seen_the_other_branch() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 60);
        sign(house, &key);
        let (_, seen) = export(house, 0);
        fill(house, 90);
        sign(house, &key);
        let (_, later) = export(house, 0);
        let mut forged = forged(house, |events| events.swap(30, 31));
        // The signer's key stays in its token; a signature by the forger's own stands for it.
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let csr = csr::of(&pair).into_bytes();
        let signer = enrol(house, &csr);
        forged.sign(origin(house), &pair, signer);
        let forged = forged.export(&issuers(house)).unwrap();
        let roots = root(house);
        assert!(
            examine(&forged, &[], &roots).is_ok(),
            "nobody has seen another"
        );
        let found = examine(&forged, &[checkpoint(&seen)], &roots);
        assert!(
            matches!(found, Err(AuditDefect::Fork { size: 60, .. })),
            "{found:?}"
        );
        assert!(examine(&later, &[checkpoint(&seen)], &roots).is_ok());
    });
}

/// A certificate of the profile of signers of heads for a key outside the token.
pub(super) fn enrol(house: &House, csr: &[u8]) -> Vec<u8> {
    let mut wish = citizen(csr, None);
    wish.line = ADMINISTRATION.parse().unwrap();
    wish.profile = "audit-signer".into();
    wish.subject = Subject::parse("CN=Forger").unwrap();
    let issued = house.authority().issue(&actor(), &wish).unwrap();
    issued.certificate
}

#[test]
fn aud_03_token_signs_no_log_that_does_not_contain_what_was_signed_before() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        fill(house, 310);
        let raw = Connection::open(house.folder.join("sceau.db")).unwrap();
        let run = |sql: &str| raw.execute_batch(sql).unwrap();
        let contradicted = || {
            let signed = house.authority().sign_head(&actor(), &key);
            assert!(
                matches!(signed, Err(HeadError::Contradicted { size: 300 })),
                "{signed:?}"
            );
            let heads = house.ports.audit.signed_heads(0, 10).unwrap();
            assert_eq!(heads.len(), 1);
        };
        run("DROP TRIGGER tree_nodes_never_change; DROP TRIGGER signed_heads_never_change");
        run("CREATE TABLE kept AS SELECT hash FROM tree_nodes WHERE level = 1 AND place = 0");
        // Another beginning of the log, under the same end.
        run("UPDATE tree_nodes SET hash = zeroblob(32)");
        contradicted();
        run("UPDATE tree_nodes SET hash = (SELECT hash FROM kept)");
        // Another head that was signed before.
        let last = house.ports.audit.last_signed_head().unwrap().unwrap();
        let root = last.note.lines().nth(2).unwrap();
        let first = if root.starts_with('A') { "B" } else { "A" };
        let other = format!("{first}{}", &root[1..]);
        let forged = last.note.replacen(root, &other, 1);
        let sql = "UPDATE signed_heads SET note = ?1";
        raw.execute(sql, [&forged]).unwrap();
        contradicted();
        raw.execute(sql, [&last.note]).unwrap();
        sign(house, &key);
    });
}
