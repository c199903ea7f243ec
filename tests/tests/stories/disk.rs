//! A disk that is full, that can only be read, that fails to sync, or that gives back something
//! else than was written: a clear message with a hint, nothing signed, nothing lost (I2, I7).
//!
//! - [`site`]: a Registry on such a disk, and what must be true while and after.

mod site;

use crate::disk::site::{Site, Trouble};

/// What can be wrong with the disk, and what the operator is told in English and French.
const TROUBLES: &[Trouble] = &[
    Trouble {
        name: "the disk is full to the last octet",
        cause: |site| site.disk().leave_room(Some(0)),
        cure: |site| site.disk().leave_room(None),
        words: ["disk is full", "est plein"],
        hint: ["Make room", "Libérez de la place"],
    },
    Trouble {
        name: "the disk becomes full in the middle of a commit",
        cause: |site| site.disk().leave_room(Some(40_000)),
        cure: |site| site.disk().leave_room(None),
        words: ["disk is full", "est plein"],
        hint: ["Make room", "Libérez de la place"],
    },
    Trouble {
        name: "a sync fails",
        cause: |site| site.disk().fail_sync_of("-wal", 0),
        cure: |_| {},
        words: ["disk failed", "disque du registre a failli"],
        hint: ["kernel", "noyau"],
    },
    Trouble {
        name: "the registry's file can only be read",
        cause: |site| site.set_mode("registry/sceau.db", 0o440),
        cure: |site| site.set_mode("registry/sceau.db", 0o660),
        words: ["can only be read", "lecture seule"],
        hint: ["owner and the rights", "propriétaire et les droits"],
    },
    Trouble {
        name: "the registry's file cannot be opened",
        cause: |site| site.set_mode("registry/sceau.db", 0),
        cure: |site| site.set_mode("registry/sceau.db", 0o660),
        words: ["cannot be opened", "ne peuvent pas être ouverts"],
        hint: ["owner and the rights", "propriétaire et les droits"],
    },
    Trouble {
        name: "the registry's folder takes no file",
        cause: |site| site.set_mode("registry", 0o550),
        cure: |site| site.set_mode("registry", 0o770),
        words: ["can only be read", "lecture seule"],
        hint: ["owner and the rights", "propriétaire et les droits"],
    },
    Trouble {
        name: "a newer program has written the registry",
        cause: |site| site.set_schema(99),
        cure: |site| site.set_schema(site.schema()),
        words: ["schema 99", "schéma 99"],
        hint: ["newer version of this program", "version plus récente"],
    },
    Trouble {
        name: "no program wrote a schema as old as this one",
        cause: |site| site.set_schema(0),
        cure: |site| site.set_schema(site.schema()),
        words: ["schema 0", "schéma 0"],
        hint: ["backup", "sauvegarde"],
    },
    Trouble {
        name: "the file is no database",
        cause: |site| site.overwrite(0, b"not a database at all, whatever it was"),
        cure: Site::put_back,
        words: ["contradicts itself", "se contredit"],
        hint: ["backup", "sauvegarde"],
    },
    Trouble {
        name: "the file is empty",
        cause: |site| site.truncate(0),
        cure: Site::put_back,
        words: ["contradicts itself", "se contredit"],
        hint: ["backup", "sauvegarde"],
    },
    Trouble {
        name: "the file has lost its second half",
        cause: |site| site.truncate(40 * 4096),
        cure: Site::put_back,
        words: ["contradicts itself", "se contredit"],
        hint: ["backup", "sauvegarde"],
    },
];

#[test]
fn i02_whatever_is_wrong_with_the_disk_it_is_said_and_nothing_is_signed_or_lost() {
    let lab = sceau_tests::lab::Lab::up();
    let mut site = Site::of(&lab);
    for trouble in TROUBLES {
        site.meets(trouble);
    }
}

/// Each page of the file in its turn is not what was written.
#[test]
fn i02_a_lost_page_of_any_table_or_index_is_found() {
    let lab = sceau_tests::lab::Lab::up();
    let mut site = Site::of(&lab);
    site.has_a_history();
    let trees = site.trees();
    assert!(trees.len() > 20, "{trees:?}");
    let missed: Vec<_> = trees
        .iter()
        .filter(|(_, page)| !site.finds_a_lost_page(*page))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}

/// What no checksum of the engine guards is held against digests and signatures.
#[test]
fn i02_a_changed_octet_in_what_was_signed_is_found() {
    let lab = sceau_tests::lab::Lab::up();
    let mut site = Site::of(&lab);
    site.has_a_history();
    for (table, column) in [
        ("audit_events", "body"),
        ("audit_events", "leaf_data"),
        ("certificates", "tbs"),
        ("signatures", "signature"),
        ("documents", "content"),
        ("crl_chunks", "der"),
    ] {
        assert!(
            site.finds_a_changed_octet(table, column),
            "{table}.{column}"
        );
    }
}

#[test]
fn i07_after_a_failed_sync_a_program_writes_nothing_more() {
    let lab = sceau_tests::lab::Lab::up();
    let mut site = Site::of(&lab);
    for syncs in [0, 1, 4] {
        let results = site.batch_with_a_failing_sync(syncs);
        let outcomes: Vec<_> = results
            .iter()
            .map(|line| line["outcome"].as_str())
            .collect();
        let first = outcomes
            .iter()
            .position(|outcome| *outcome == Some("failed"));
        let first = first.expect("an item fails with the sync");
        // Only what was in flight is told of after it.
        let after = &outcomes[first..];
        assert!(after.len() < 40, "{outcomes:?}");
        site.finishes_the_batch();
    }
}
