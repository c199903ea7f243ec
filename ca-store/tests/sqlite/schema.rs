//! The migrations build exactly what `schema.sql` shows.

use ca_store::soundness::SchemaDefect;
use rusqlite::Connection;

use super::temporary::Place;

#[test]
fn migrations_build_the_schema_shown() {
    let place = Place::new();
    drop(place.create());
    let shown = Connection::open_in_memory().unwrap();
    shown
        .execute_batch(include_str!("../../schema.sql"))
        .unwrap();
    let (built, shown) = (objects(&place.raw()), objects(&shown));
    assert!(built.len() > 50, "{}", built.len());
    assert_eq!(built, shown);
}

/// Kind, name and text of each table, index and trigger; spaces and comments do not count.
pub(super) fn objects(connection: &Connection) -> Vec<(String, String, String)> {
    let sql = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        let text: String = row.get(2)?;
        Ok((row.get(0)?, row.get(1)?, normalised(&text)))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn normalised(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap());
    // A column that was added stands after the line end and the comment of the one before it.
    let spaced = lines.map(|line| line.replace(',', " , ").replace(')', " ) "));
    let text: String = spaced.collect::<Vec<_>>().join(" ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn rule_of_the_schema_that_is_gone_is_named() {
    use SchemaDefect::{Altered, Missing, Unknown};
    let place = Place::new();
    let store = place.create();
    assert_eq!(store.schema_faults().unwrap(), []);
    place
        .raw()
        .execute_batch(
            "DROP TRIGGER feed_never_changes; DROP INDEX serials_withdrawn;
             DROP TRIGGER heads_only_grow; CREATE TRIGGER heads_only_grow BEFORE UPDATE ON heads
                 WHEN 0 BEGIN SELECT RAISE(ABORT, 'heads only grow'); END;
             CREATE TRIGGER other AFTER INSERT ON feed BEGIN DELETE FROM feed; END;",
        )
        .unwrap();
    let faults = store.schema_faults().unwrap();
    let told: Vec<_> = faults
        .iter()
        .map(|fault| (fault.object.as_str(), fault.defect))
        .collect();
    assert_eq!(
        told,
        [
            ("index serials_withdrawn", Missing),
            ("trigger feed_never_changes", Missing),
            ("trigger heads_only_grow", Altered),
            ("trigger other", Unknown),
        ]
    );
}

#[test]
fn registry_that_was_upgraded_has_the_rules_of_a_new_one() {
    let place = super::upgrade::version_1();
    let store = place.open().unwrap();
    assert_eq!(store.schema_faults().unwrap(), []);
}
