//! SQLite's plans. No program of ours runs ANALYZE, so they are the same whatever the tables
//! hold; if an administrator does, they must not get worse.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::rule::{is_small, is_whole};
use super::statements::{Statements, of_the_suite};
use crate::sqlite::temporary::Place;

#[test]
fn rev_09_no_statement_of_the_suite_reads_a_growing_table_from_end_to_end() {
    let statements = of_the_suite();
    assert!(statements.len() > 150, "only {}", statements.len());
    let place = Place::new();
    drop(place.create());
    judge(&explainer(&place), &statements);
    place.raw().execute_batch(STATISTICS).unwrap();
    judge(&explainer(&place), &statements);
}

#[test]
fn a_read_from_end_to_end_is_found() {
    let place = Place::new();
    drop(place.create());
    let raw = explainer(&place);
    for sql in [
        "SELECT * FROM certificates WHERE lint_version = 1",
        "SELECT count(*) FROM serials s WHERE s.state = 'issued'",
        "SELECT g.line FROM generations g JOIN audit_events e ON e.log_index + 1 = g.id",
        "SELECT digest FROM subject_attributes WHERE digest = 1",
        "INSERT INTO feed (position, generation) SELECT sequence, 1 FROM certificates",
    ] {
        assert!(!scans(&raw, sql).is_empty(), "{sql}");
    }
    for sql in [
        "SELECT max(sequence) FROM certificates",
        "SELECT * FROM generations g WHERE g.line = 'x' OR g.created = 1",
        "SELECT * FROM serials WHERE generation = 1 AND serial = x'40'",
    ] {
        assert_eq!(scans(&raw, sql), [""; 0], "{sql}");
    }
}

/// Ten million certificates, as ANALYZE would describe them.
const STATISTICS: &str = "
    ANALYZE;
    DELETE FROM sqlite_stat1;
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT m.tbl_name, m.name, '10000000 100 10 1' FROM sqlite_schema m
    WHERE m.type = 'index' AND m.tbl_name IN ('certificates', 'serials', 'requests', 'persons',
        'subject_attributes', 'marks', 'event_pages', 'event_objects', 'crl_numbers');
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT name, NULL, '10000000' FROM sqlite_schema
    WHERE type = 'table' AND name IN ('audit_events', 'feed', 'signatures');
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT name, NULL, '20' FROM sqlite_schema
    WHERE type = 'table' AND name IN ('documents', 'generations', 'actors');";

/// A connection that explains. Without foreign keys: for each new row SQLite plans to look for
/// rows that waited for it, and jumps over that unless there are any, which never happens here.
fn explainer(place: &Place) -> Connection {
    let connection = place.raw();
    connection
        .pragma_update(None, "foreign_keys", false)
        .unwrap();
    connection
}

fn judge(connection: &Connection, statements: &Statements) {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for sql in statements.keys().filter(|sql| !is_whole(sql)) {
        let scans = scans(connection, sql);
        if !scans.is_empty() {
            found.insert(sql, scans);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// The steps of a plan that read a growing table from end to end.
fn scans(connection: &Connection, sql: &str) -> Vec<String> {
    let explained = format!("EXPLAIN QUERY PLAN {sql}");
    let mut statement = connection
        .prepare(&explained)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    let mut steps = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next().unwrap() {
        steps.push(row.get::<_, String>(3).unwrap());
    }
    drop(rows);
    steps.retain(|step| {
        let table = step
            .strip_prefix("SCAN ")
            .and_then(|rest| rest.split(' ').next());
        let table = table.map(|alias| table_of(sql, alias));
        table.is_some_and(|table| is_table(connection, table) && !is_small(table))
    });
    steps
}

/// What is no table is a step of the plan's own, whose parts are judged by themselves.
fn is_table(connection: &Connection, name: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1)";
    connection.query_one(sql, [name], |row| row.get(0)).unwrap()
}

/// What a name in a plan stands for: itself, or what it is another name of.
fn table_of<'a>(sql: &'a str, alias: &'a str) -> &'a str {
    let words: Vec<&str> = sql
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let named = words
        .windows(3)
        .find(|words| ["FROM", "JOIN", "INTO", "UPDATE"].contains(&words[0]) && words[2] == alias);
    named.map_or(alias, |words| words[1])
}
