//! The schema means on PostgreSQL what `schema.sql` means on SQLite.

use std::collections::{BTreeMap, BTreeSet};
use std::{env, fs};

use ca_store::soundness::SchemaDefect;

use super::place::Place;

/// Columns by table.
type Tables = BTreeMap<String, BTreeSet<String>>;

/// Tables and columns that only PostgreSQL has: its version, and what replicas go by.
const OWN: [(&str, &str); 3] = [
    ("heads", "beat"),
    ("registry_schema", "application"),
    ("registry_schema", "version"),
];

/// Triggers against `INSERT OR REPLACE`, which PostgreSQL does not have, and against `TRUNCATE`
/// and for replicas, which SQLite does not have.
fn is_of_one_engine(trigger: &str) -> bool {
    trigger.ends_with("_never_replaced")
        || ["heads_beat", "persons_are_never_truncated"].contains(&trigger)
}

fn on_sqlite() -> (Tables, BTreeSet<String>) {
    let shown = rusqlite::Connection::open_in_memory().unwrap();
    let sql = include_str!("../../schema.sql");
    shown.execute_batch(sql).unwrap();
    let list = |sql: &str| {
        let mut statement = shown.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        let rows: Vec<(String, String)> = rows.unwrap().map(Result::unwrap).collect();
        rows
    };
    let columns = "SELECT m.name, p.name FROM sqlite_schema m, pragma_table_info(m.name) p
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
    let triggers = list("SELECT name, '' FROM sqlite_schema WHERE type = 'trigger'");
    (
        tables(list(columns)),
        triggers.into_iter().map(|(name, _)| name).collect(),
    )
}

fn on_postgres() -> (Tables, BTreeSet<String>) {
    let place = Place::new();
    drop(place.create());
    let mut raw = place.raw();
    let mut list = |sql: &str| {
        let rows = raw.query(sql, &[]).unwrap();
        let pairs = rows.iter().map(|row| (row.get(0), row.get(1)));
        pairs.collect::<Vec<(String, String)>>()
    };
    let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns
                   WHERE table_schema = 'public'";
    let triggers = list("SELECT tgname::text, '' FROM pg_trigger WHERE NOT tgisinternal");
    (
        tables(list(columns)),
        triggers.into_iter().map(|(name, _)| name).collect(),
    )
}

fn tables(pairs: Vec<(String, String)>) -> Tables {
    let mut tables = Tables::new();
    for (table, column) in pairs {
        tables.entry(table).or_default().insert(column);
    }
    tables
}

#[test]
fn both_engines_have_the_same_tables_columns_and_triggers() {
    let ((shown, kept), (mut built, guarded)) = (on_sqlite(), on_postgres());
    for (table, column) in OWN {
        assert!(
            built.get_mut(table).unwrap().remove(column),
            "{table}.{column}"
        );
    }
    built.retain(|_, columns| !columns.is_empty());
    assert_eq!(built, shown);
    let both = |triggers: BTreeSet<String>| -> BTreeSet<String> {
        let common = triggers.into_iter();
        common.filter(|name| !is_of_one_engine(name)).collect()
    };
    assert_eq!(both(guarded), both(kept));
}

#[test]
fn nothing_can_be_truncated_that_may_not_be_deleted() {
    let place = Place::new();
    drop(place.create());
    let sql = "SELECT c.relname::text FROM pg_class c
               WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                   AND EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid
                       AND NOT t.tgisinternal AND t.tgtype & 8 <> 0)
                   AND NOT EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgrelid = c.oid
                       AND NOT t.tgisinternal AND t.tgtype & 32 <> 0)";
    let open = place.raw().query(sql, &[]).unwrap();
    let open: Vec<String> = open.iter().map(|row| row.get(0)).collect();
    assert_eq!(open, Vec::<String>::new());
}

#[test]
fn every_text_is_ordered_by_its_octets() {
    let place = Place::new();
    drop(place.create());
    let sql = "SELECT table_name || '.' || column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND data_type = 'text'
                   AND collation_name IS DISTINCT FROM 'C'";
    let others = place.raw().query(sql, &[]).unwrap();
    let others: Vec<String> = others.iter().map(|row| row.get(0)).collect();
    assert_eq!(others, Vec::<String>::new());
}

/// With `UPDATE` in the environment the listing is written anew.
#[test]
fn catalog_is_what_the_migrations_build() {
    let place = Place::new();
    let store = place.create();
    let sql = include_str!("../../migrations/postgres/catalog.sql");
    let rows = place.raw().query(sql, &[]).unwrap();
    let line =
        |row: &postgres::Row| format!("{} {}\n", row.get::<_, &str>(0), row.get::<_, &str>(1));
    let built: String = rows.iter().map(line).collect();
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/migrations/postgres/catalog.txt"
    );
    if env::var_os("UPDATE").is_some() {
        fs::write(path, &built).unwrap();
    }
    assert!(built.lines().count() > 300, "{built}");
    assert_eq!(fs::read_to_string(path).unwrap(), built);
    assert_eq!(store.schema_faults().unwrap(), []);
}

#[test]
fn rule_of_the_schema_that_is_gone_is_named() {
    use SchemaDefect::{Altered, Missing, Unknown};
    for (sql, object, defect) in [
        (
            "DROP TRIGGER feed_never_changes ON feed",
            "trigger feed.feed_never_changes",
            Missing,
        ),
        (
            "ALTER TABLE feed DISABLE TRIGGER feed_never_changes",
            "trigger feed.feed_never_changes",
            Altered,
        ),
        (
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RETURN NEW; END $$",
            "function refuse",
            Altered,
        ),
        (
            "CREATE RULE silent AS ON UPDATE TO feed DO INSTEAD NOTHING",
            "rule feed.silent",
            Unknown,
        ),
        (
            "ALTER TABLE serials DROP CONSTRAINT serials_state_check",
            "constraint serials.serials_state_check",
            Missing,
        ),
        (
            "DROP INDEX serials_withdrawn",
            "index serials_withdrawn",
            Missing,
        ),
        (
            "ALTER TABLE heads ALTER COLUMN feed_position DROP NOT NULL",
            "column heads.feed_position",
            Altered,
        ),
    ] {
        let place = Place::new();
        let store = place.create();
        place.raw().batch_execute(sql).unwrap();
        let faults = store.schema_faults().unwrap();
        let found = faults.iter().find(|fault| fault.object == object);
        assert_eq!(found.map(|fault| fault.defect), Some(defect), "{faults:?}");
    }
}

/// References are triggers that only a superuser switches off.
#[test]
fn references_that_are_switched_off_are_named() {
    let place = Place::new();
    let store = place.create();
    let sql = "ALTER TABLE signatures DISABLE TRIGGER ALL";
    place.database().superuser().batch_execute(sql).unwrap();
    let faults = store.schema_faults().unwrap();
    let named = |fault: &ca_store::soundness::SchemaFault| fault.object.ends_with("switched off");
    assert!(faults.iter().any(named), "{faults:?}");
}

/// Whoever may log in has objects of the same name: those of the server count.
#[test]
fn functions_of_the_schema_do_not_follow_the_search_path() {
    let place = Place::new();
    drop(place.create());
    let mut raw = place.raw();
    raw.batch_execute(
        "CREATE SCHEMA mine; CREATE FUNCTION mine.clock_timestamp() RETURNS timestamptz
             LANGUAGE sql AS $$ SELECT '1970-01-01T00:00:00Z'::timestamptz $$;
         SET search_path TO mine, pg_catalog, public; UPDATE heads SET beat = beat",
    )
    .unwrap();
    let beat: i64 = raw.query_one("SELECT beat FROM heads", &[]).unwrap().get(0);
    assert!(beat > 1_700_000_000_000, "{beat}");
}
