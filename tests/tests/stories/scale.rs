//! Registries as large as a country's (issue 5): what the bench loads is what the program would
//! have written itself.

use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sceau_tests::lab::Lab;
use sceau_tests::run::judge;
use sceau_tests::scale::{Patterns, Size, load, registry};
use sceau_tests::status::openssl_ocsp;

/// A hundred times the patterns, of which a third are revoked.
const TIMES: i64 = 100;
const SIZE: Size = Size {
    certificates: 3600,
    revoked: 1200,
};

#[test]
fn loaded_registry_is_as_the_program_would_have_written_it() {
    let mut lab = Lab::up();
    let empty = Count::of(&lab);
    let patterns = Patterns::issued(&lab);
    let _down = lab.lab("down", &[]).succeeds();
    let issued = Count::of(&lab);
    let shapes = Shapes::of(&lab, &empty);
    let loaded = load(&lab, &patterns, SIZE);
    println!("{loaded:?}");
    let loaded = Count::of(&lab);
    each_table_grew_alike(&empty, &issued, &loaded);
    shapes.hold(&Shapes::of(&lab, &issued));
    let _up = lab.lab("up", &[]).succeeds();
    lab.refresh();
    the_same_is_marked(&lab);
    the_file_is_whole(&lab);
    programs_find_all_in_order(&lab);
}

/// Rows of each table.
#[derive(Debug)]
struct Count(BTreeMap<String, i64>);

impl Count {
    fn of(lab: &Lab) -> Self {
        let registry = Connection::open(registry(lab)).unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'";
        let mut statement = registry.prepare(sql).unwrap();
        let tables = statement.query_map([], |row| row.get(0)).unwrap();
        let count = |table: String| {
            let sql = format!("SELECT count(*) FROM {table}");
            let rows = registry.query_row(&sql, [], |row| row.get(0)).unwrap();
            (table, rows)
        };
        Self(tables.map(Result::unwrap).map(count).collect())
    }
}

/// Tables with rows for many certificates or events, for shapes of them, or for hours.
const NOT_FOR_EACH: [&str; 6] = [
    "audit_signers",
    "dictionaries",
    "event_pages",
    "marks",
    "signed_heads",
    "tree_nodes",
];

fn each_table_grew_alike(empty: &Count, issued: &Count, loaded: &Count) {
    let mut grown = 0;
    for (table, before) in &empty.0 {
        let (patterns, after) = (issued.0[table], loaded.0[table]);
        if !NOT_FOR_EACH.contains(&table.as_str()) {
            assert_eq!(after - patterns, TIMES * (patterns - before), "{table}");
            grown += i64::from(after > patterns);
        }
    }
    assert!(grown >= 10, "{grown}");
    assert!(loaded.0["tree_nodes"] > issued.0["tree_nodes"]);
}

/// Of each column of the rows that came after a moment: types, lengths, how many values.
#[derive(Debug)]
struct Shapes(BTreeMap<String, Column>);

#[derive(Debug, Default)]
struct Column {
    types: BTreeMap<&'static str, usize>,
    lengths: Vec<usize>,
    values: BTreeMap<Vec<u8>, usize>,
}

/// Tables with a row for each certificate or event, by which their rows are in order.
const IN_ORDER: [&str; 5] = [
    "certificates",
    "signatures",
    "feed",
    "audit_events",
    "revocations",
];

impl Shapes {
    fn of(lab: &Lab, after: &Count) -> Self {
        let registry = Connection::open(registry(lab)).unwrap();
        let mut columns = BTreeMap::new();
        for table in IN_ORDER {
            let sql = format!("SELECT * FROM {table} ORDER BY 1 LIMIT -1 OFFSET ?1");
            let mut statement = registry.prepare(&sql).unwrap();
            let names: Vec<String> = statement
                .column_names()
                .map(|name| format!("{table}.{name}"))
                .collect();
            let mut rows = statement.query([after.0[table]]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                for (place, name) in names.iter().enumerate() {
                    let column: &mut Column = columns.entry(name.clone()).or_default();
                    column.take(row.get_ref(place).unwrap());
                }
            }
        }
        Self(columns)
    }

    /// Insists that the others are alike.
    fn hold(&self, others: &Self) {
        assert_eq!(
            self.0.keys().collect::<Vec<_>>(),
            others.0.keys().collect::<Vec<_>>()
        );
        for (name, column) in &self.0 {
            column.hold(name, &others.0[name]);
        }
    }
}

impl Column {
    fn take(&mut self, value: ValueRef<'_>) {
        let (kind, octets) = match value {
            ValueRef::Null => ("nothing", &[][..]),
            ValueRef::Integer(_) => ("number", &[][..]),
            ValueRef::Text(text) => ("text", text),
            ValueRef::Blob(blob) => ("octets", blob),
            ValueRef::Real(_) => panic!("no column has fractions"),
        };
        *self.types.entry(kind).or_default() += 1;
        if !octets.is_empty() {
            self.lengths.push(octets.len());
            *self.values.entry(octets.to_vec()).or_default() += 1;
        }
    }

    /// The same types as often; lengths as long on an average, but for patterns that are
    /// plain because they were the first of their kind; values that differ still differ.
    fn hold(&self, name: &str, loaded: &Self) {
        let is_same = |kind: &&'static str| loaded.types.contains_key(kind);
        let packed = ["body", "tbs", "dictionary"]
            .iter()
            .any(|column| name.ends_with(column));
        assert!(packed || self.types.keys().all(is_same), "{name}");
        assert!(
            loaded
                .types
                .keys()
                .all(|kind| self.types.contains_key(kind)),
            "{name}"
        );
        if self.lengths.is_empty() {
            return;
        }
        let mean = |column: &Self| {
            let sum: usize = column.lengths.iter().sum();
            sum * 10 / column.lengths.len()
        };
        if !packed {
            let (ours, theirs) = (mean(self), mean(loaded));
            assert!(
                ours.abs_diff(theirs) <= ours / 50 + 5,
                "{name}: {ours} and {theirs}"
            );
        }
        if self.values.len() == self.lengths.len() {
            assert_eq!(loaded.values.len(), loaded.lengths.len(), "{name}");
        }
    }
}

fn the_same_is_marked(lab: &Lab) {
    let registry = Connection::open(registry(lab)).unwrap();
    let number = |sql: &str| {
        registry
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    // Every block of certificates, the last one too, is marked in each way.
    let sql = "SELECT count(*) FROM (SELECT DISTINCT sequence / 256 FROM certificates)";
    let blocks = number(sql);
    for kind in [
        "generation",
        "profile",
        "actor",
        "lint",
        "prepared",
        "issued",
        "not-after",
    ] {
        let sql = format!("SELECT count(DISTINCT block) FROM marks WHERE kind = '{kind}'");
        assert_eq!(number(&sql), blocks, "{kind}");
    }
    let sql = "SELECT count(DISTINCT page) FROM event_pages WHERE act = 'certificate.revoke'";
    assert!(number(sql) > 20);
    let pages = number("SELECT count(DISTINCT page) FROM event_pages");
    assert_eq!(
        pages,
        number("SELECT max(log_index) / 256 + 1 FROM audit_events")
    );
}

fn the_file_is_whole(lab: &Lab) {
    let registry = Connection::open(registry(lab)).unwrap();
    let told: String = registry
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(told, "ok");
    let mut statement = registry.prepare("PRAGMA foreign_key_check").unwrap();
    assert!(!statement.exists([]).unwrap());
    let shown = Connection::open_in_memory().unwrap();
    shown
        .execute_batch(include_str!("../../../ca-store/schema.sql"))
        .unwrap();
    let triggers = |connection: &Connection| {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'";
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(triggers(&registry), triggers(&shown));
    let altered = registry.execute("UPDATE certificates SET serial = x'40'", []);
    assert!(
        altered
            .unwrap_err()
            .to_string()
            .contains("certificates never change")
    );
}

fn programs_find_all_in_order(lab: &Lab) {
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
    let _in_order = lab.sceau(["registry", "check"]).succeeds();
    let registry = Connection::open(registry(lab)).unwrap();
    for (withdrawn, status) in [("IS NULL", "good"), ("IS NOT NULL", "revoked")] {
        let sql = format!(
            "SELECT lower(hex(serial)) FROM serials
             WHERE withdrawn {withdrawn} AND certificate > 2000 LIMIT 1"
        );
        let serial: String = registry.query_row(&sql, [], |row| row.get(0)).unwrap();
        let answer = openssl_ocsp(lab, "citizens", &serial, &[]).succeeds();
        let _verified = answer
            .says("Response verify OK")
            .says(&format!("0x{serial}: {status}"));
        let shown = lab.report(["cert", "show", "--issuer", "citizens", &serial]);
        let file = lab.file("loaded.pem");
        std::fs::write(&file, shown["certificate"].as_str().unwrap()).unwrap();
        let read = ["x509", "-noout", "-serial", "-in", file.to_str().unwrap()];
        let _read = judge("openssl", read)
            .succeeds()
            .says(&serial.to_uppercase());
    }
}
