//! PostgreSQL's plans, by the statistics of tables that hold fifty thousand rows.

use std::collections::BTreeMap;

use postgres::{Client, SimpleQueryMessage};
use serde_json::Value;

use super::rule::{PARTIAL, is_small, is_whole};
use super::statements::of_the_suite;
use crate::postgres::place::Place;

/// Rows of each growing table.
const ROWS: i64 = 50_000;

#[test]
fn rev_09_no_statement_of_the_suite_reads_a_growing_table_from_end_to_end() {
    let statements = of_the_suite();
    let place = Place::new();
    drop(place.create());
    let mut client = place.database().superuser();
    fill(&mut client);
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    // The version of the schema is asked in each engine's own words.
    let is_own = |sql: &str| sql.starts_with("PRAGMA") || sql.contains("pragma_user_version");
    let is_judged = |sql: &str| !is_whole(sql) && !is_own(sql);
    for (sql, kinds) in statements.iter().filter(|(sql, _)| is_judged(sql)) {
        let scans = scans(&mut client, sql, kinds);
        if !scans.is_empty() {
            found.insert(sql, scans);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_read_from_end_to_end_is_found() {
    let place = Place::new();
    drop(place.create());
    let mut client = place.database().superuser();
    fill(&mut client);
    let integer = ["integer".to_owned()];
    let sql = "SELECT * FROM certificates WHERE lint_version = ?1";
    assert!(!scans(&mut client, sql, &integer).is_empty());
    let sql = "SELECT * FROM certificates WHERE sequence = ?1";
    assert_eq!(scans(&mut client, sql, &integer), [""; 0]);
    let sql = "SELECT max(sequence) FROM certificates";
    assert_eq!(scans(&mut client, sql, &[]), [""; 0]);
}

/// Fills each table by the kinds of its columns. What stands in them has no meaning; how many
/// different values there are has.
fn fill(client: &mut Client) {
    client
        .batch_execute("SET session_replication_role = replica")
        .unwrap();
    let checks = "SELECT conrelid::regclass::text, conname::text FROM pg_constraint
                  WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
    for row in client.query(checks, &[]).unwrap() {
        let (table, name): (String, String) = (row.get(0), row.get(1));
        let sql = format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\"");
        client.batch_execute(&sql).unwrap();
    }
    let columns = "SELECT table_name::text, column_name::text, data_type::text,
                       is_nullable = 'YES'
                   FROM information_schema.columns WHERE table_schema = 'public'
                   ORDER BY table_name, ordinal_position";
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in client.query(columns, &[]).unwrap() {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        let value = value(&table, &column, row.get(2), row.get(3));
        tables.entry(table).or_default().push((column, value));
    }
    for (table, columns) in tables {
        let rows = if is_small(&table) { 20 } else { ROWS };
        let (names, values): (Vec<_>, Vec<_>) = columns.into_iter().unzip();
        let (names, values) = (names.join(", "), values.join(", "));
        let sql = format!(
            "INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(100, {rows} + 99) i
             ON CONFLICT DO NOTHING"
        );
        client
            .batch_execute(&sql)
            .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    client.batch_execute("ANALYZE").unwrap();
}

/// What row `i` holds in a column: few values where there are few, else one of its own.
fn value(table: &str, column: &str, kind: &str, is_nullable: bool) -> String {
    let few = |number: u32| format!("i % {number}");
    let value = match (table, column) {
        ("serials", "state") => "'issued'".into(),
        (_, "generation") => few(5),
        (_, "profile" | "actor") if kind == "bigint" => few(20),
        (_, "lint_version" | "reason") => few(5),
        ("marks", "kind") => "(ARRAY['profile', 'actor', 'prepared', 'issued'])[1 + i % 4]".into(),
        ("marks", "value") => few(500),
        ("subject_attributes", "segment") => "i / 30000".into(),
        ("event_pages", "act" | "outcome") => few(10),
        (_, _) if kind == "bytea" => "decode(lpad(to_hex(i), 64, '0'), 'hex')".into(),
        (_, _) => "i".into(),
    };
    let value = match kind {
        "text" => format!("({value})::text"),
        _ => value,
    };
    if is_nullable {
        format!("CASE WHEN i % 20 = 0 THEN {value} END")
    } else {
        value
    }
}

/// The steps of the plan for any values that read a growing table from end to end.
fn scans(client: &mut Client, sql: &str, kinds: &[String]) -> Vec<String> {
    let types = kinds.iter().map(|kind| match kind.as_str() {
        "integer" => "bigint",
        "text" => "text",
        "blob" => "bytea",
        _ => "unknown",
    });
    let types = types.collect::<Vec<_>>().join(", ");
    let types = if kinds.is_empty() {
        String::new()
    } else {
        format!("({types})")
    };
    let nulls = vec!["NULL"; kinds.len()].join(", ");
    let nulls = if kinds.is_empty() {
        nulls
    } else {
        format!("({nulls})")
    };
    let text = sql.replace('?', "$");
    client
        .batch_execute("SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL")
        .unwrap();
    client
        .batch_execute(&format!("PREPARE judged {types} AS {text}"))
        .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let explained = client.simple_query(&format!("EXPLAIN (FORMAT JSON) EXECUTE judged {nulls}"));
    let explained = explained.unwrap().into_iter().find_map(|message| {
        let SimpleQueryMessage::Row(row) = message else {
            return None;
        };
        row.get(0).map(str::to_owned)
    });
    let plan: Value = serde_json::from_str(&explained.unwrap()).unwrap();
    let mut found = Vec::new();
    walk(&plan[0]["Plan"], false, &mut found);
    found
}

/// A step that reads an index from end to end reads little of it below a limit.
fn walk(step: &Value, is_limited: bool, found: &mut Vec<String>) {
    let kind = step["Node Type"].as_str().unwrap();
    let table = step["Relation Name"].as_str().unwrap_or_default();
    let reads_all = match kind {
        "Seq Scan" => true,
        "Index Scan" | "Index Only Scan" if step["Index Cond"].is_null() => {
            let index = step["Index Name"].as_str().unwrap();
            !is_limited && !PARTIAL.contains(&index)
        }
        _ => false,
    };
    if reads_all && !is_small(table) {
        found.push(format!("{kind} on {table}"));
    }
    let below = kind == "Limit" || (is_limited && kind == "LockRows");
    for part in step["Plans"].as_array().into_iter().flatten() {
        walk(part, below, found);
    }
}
