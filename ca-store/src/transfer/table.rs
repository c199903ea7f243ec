//! The tables of a registry, as something to be copied.

/// A table that is copied in the order of its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// The columns of its key, in the order of the primary key or a unique index.
    pub(crate) key: &'static [&'static str],
    /// Rows moved at a time: few where a row may be long.
    pub(crate) page: usize,
}

impl Table {
    const fn new(name: &'static str, key: &'static [&'static str]) -> Self {
        let page = 500;
        Self { name, key, page }
    }

    const fn of_long_rows(name: &'static str, key: &'static [&'static str]) -> Self {
        let page = 8;
        Self { name, key, page }
    }
}

/// All tables, each after those that it refers to. `heads` is the last: a copy without it is no
/// registry yet.
pub(crate) const TABLES: [Table; 42] = [
    Table::of_long_rows("dictionaries", &["id"]),
    Table::new("audit_events", &["log_index"]),
    Table::new("tree_nodes", &["level", "place"]),
    Table::new("event_pages", &["page", "act", "outcome", "actor"]),
    Table::new("event_objects", &["object", "event"]),
    Table::new("audit_signers", &["id"]),
    Table::new("signed_heads", &["number"]),
    Table::new("purges", &["event"]),
    Table::of_long_rows("governance", &["position"]),
    Table::of_long_rows("acts", &["space", "request_id"]),
    Table::new("actors", &["id"]),
    Table::of_long_rows("documents", &["id"]),
    Table::new("active_documents", &["kind", "name"]),
    Table::new("generations", &["id"]),
    Table::new("certificates", &["sequence"]),
    Table::new("signatures", &["sequence"]),
    Table::new("serials", &["generation", "serial"]),
    Table::new("subject_attributes", &["segment", "digest", "place"]),
    Table::new("marks", &["kind", "value", "block"]),
    Table::new("requests", &["scope", "request_id"]),
    Table::new("revocations", &["id"]),
    Table::new("compromised_keys", &["key_hash"]),
    Table::new("persons", &["identifier"]),
    Table::of_long_rows("key_evidence", &["certificate"]),
    Table::new("registrations", &["certificate"]),
    Table::new("offices", &["certificate"]),
    Table::new("crl_numbers", &["generation", "number"]),
    Table::new("crls", &["id"]),
    Table::of_long_rows("crl_chunks", &["crl", "part"]),
    Table::new("feed", &["position"]),
    Table::new("tokens", &["label", "serial"]),
    Table::new("key_copies", &["event"]),
    Table::new("restores", &["event"]),
    Table::new("crl_floors", &["line", "generation", "number"]),
    Table::new("jobs", &["name", "object"]),
    Table::new("job_runs", &["name", "object", "slot"]),
    Table::new("revocation_codes", &["certificate"]),
    Table::new("scheduled_revocations", &["id"]),
    Table::new("problem_reports", &["id"]),
    Table::new("report_stages", &["report", "stage"]),
    Table::new("notices", &["certificate", "kind"]),
    Table::new("heads", &["id"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::session::Session;
    use crate::sqlite::connect::{Purpose, connect, create};

    #[test]
    fn every_table_is_copied_by_its_key() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("registry.db");
        create(&path).unwrap();
        let connection = connect(&path, Purpose::Reading).unwrap();
        let session: &dyn Session = &connection;
        let sql = "SELECT name FROM sqlite_schema
                   WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        let there = session.all(sql, (), |row| row.get::<String>(0)).unwrap();
        let listed = TABLES.iter().map(|table| table.name.to_owned());
        assert_eq!(
            listed.collect::<BTreeSet<_>>(),
            there.into_iter().collect::<BTreeSet<_>>()
        );
        for table in TABLES {
            let unique = "SELECT count(*) FROM pragma_table_info(?1) WHERE pk > 0";
            let key: i64 = session.only(unique, [table.name]).unwrap();
            assert!(
                table.name == "crl_chunks" || usize::try_from(key) == Ok(table.key.len()),
                "{}",
                table.name
            );
        }
    }
}
