//! The schema: numbered migrations, and the check that a file has those it needs.

use std::path::Path;

use ca_core::registry::RegistryError;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::fault::Failure;
use crate::session::Session;
use crate::soundness::Objects;
use crate::tables::{attributes, marks, nodes, precedents};

/// `PRAGMA application_id` of a registry: "scea" in ASCII.
const APPLICATION_ID: i32 = 0x7363_6561;

/// The schema that this program writes: the number of migrations.
pub(super) const SUPPORTED: u32 = 13;

/// The first schema that keeps the names of persons.
const PERSONS: u32 = 2;

/// The first schema that leads to certificates by what stands in them.
const SEARCH: u32 = 5;

/// The first schema that keeps hashes above the leaves of the log's tree, and finds events.
const NODES: u32 = 4;

/// The first schema that tells whether the registry was put back from a backup.
pub(super) const RESTORES: u32 = 6;

/// The first schema that tells whether the registry was moved.
pub(super) const CLOSING: u32 = 8;

/// The oldest schema that shows responders all that they ask for. They change nothing, so a
/// registry that no program of the authority has opened since must not stop them.
const READABLE: u32 = 1;

/// Each brings the schema of its place's number to the next one.
const MIGRATIONS: [&str; 13] = [
    include_str!("../../migrations/0001_registry.sql"),
    include_str!("../../migrations/0002_precedents.sql"),
    include_str!("../../migrations/0003_devices.sql"),
    include_str!("../../migrations/0004_log.sql"),
    include_str!("../../migrations/0005_search.sql"),
    include_str!("../../migrations/0006_restore.sql"),
    include_str!("../../migrations/0007_basis.sql"),
    include_str!("../../migrations/0008_closing.sql"),
    include_str!("../../migrations/0009_governance.sql"),
    include_str!("../../migrations/0010_jobs.sql"),
    include_str!("../../migrations/0011_revocation.sql"),
    include_str!("../../migrations/0012_registrations.sql"),
    include_str!("../../migrations/0013_acts.sql"),
];

/// Builds the schema in an empty database.
pub(super) fn build(connection: &mut Connection) -> Result<(), Failure> {
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    migrate(&transaction, 0)?;
    Ok(transaction.commit()?)
}

/// Brings a registry of an older schema to that of this program, in one transaction.
pub(super) fn upgrade(connection: &mut Connection, path: &Path) -> Result<(), Failure> {
    require_registry(connection, path)?;
    if version(connection)? == SUPPORTED {
        return Ok(());
    }
    let transaction = Transaction::new(connection, TransactionBehavior::Immediate)?;
    // Another program may have done it since.
    let found = version(&transaction)?;
    if !(READABLE..=SUPPORTED).contains(&found) {
        return Err(unsupported(found));
    }
    migrate(&transaction, found)?;
    if found < PERSONS {
        precedents::fill(&*transaction)?;
    }
    if found < NODES {
        nodes::fill(&*transaction)?;
    }
    if found < SEARCH {
        attributes::fill(&*transaction)?;
        marks::fill(&*transaction)?;
    }
    transaction.commit()?;
    tracing::info!(from = found, to = SUPPORTED, "registry schema upgraded");
    Ok(())
}

/// Proves that the database is a registry that this program can read.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), Failure> {
    require_registry(connection, path)?;
    let found = version(connection)?;
    if (READABLE..=SUPPORTED).contains(&found) {
        Ok(())
    } else {
        Err(unsupported(found))
    }
}

fn migrate(transaction: &Transaction<'_>, from: u32) -> Result<(), Failure> {
    for (number, migration) in (0_u32..).zip(MIGRATIONS) {
        if number >= from {
            transaction.execute_batch(migration)?;
        }
    }
    Ok(transaction.pragma_update(None, "user_version", SUPPORTED)?)
}

/// The objects of a registry: tables, indices, triggers and views.
pub(super) fn objects(session: &dyn Session) -> Result<Objects, Failure> {
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_schema
               WHERE name NOT LIKE 'sqlite%' AND sql IS NOT NULL";
    let objects = session.all(sql, (), |row| {
        let text: String = row.get(1)?;
        Ok((row.get(0)?, meaning(&text)))
    })?;
    Ok(objects.into_iter().collect())
}

/// The objects that the migrations build.
pub(super) fn expected() -> Result<Objects, Failure> {
    let built = Connection::open_in_memory()?;
    for migration in MIGRATIONS {
        built.execute_batch(migration)?;
    }
    objects(&built)
}

/// A statement without its spaces and comments, which older programs may have written otherwise.
fn meaning(sql: &str) -> String {
    let code = |line: &str| line.split("--").next().unwrap_or_default().to_owned();
    let text: Vec<String> = sql.lines().map(code).collect();
    let words = text.iter().flat_map(|line| line.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

fn require_registry(connection: &Connection, path: &Path) -> Result<(), Failure> {
    let found: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found == APPLICATION_ID {
        return Ok(());
    }
    let place = path.display().to_string();
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    if pages == 0 {
        return Err(Failure::damaged(Emptied { place }));
    }
    Err(RegistryError::Missing { place }.into())
}

fn version(connection: &Connection) -> Result<u32, Failure> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn unsupported(found: u32) -> Failure {
    let supported = SUPPORTED;
    RegistryError::Schema { found, supported }.into()
}

/// The file is there and has nothing in it: what a disk or a mistake has left of a registry.
#[derive(Debug, thiserror::Error)]
#[error("{place} is empty")]
struct Emptied {
    place: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_counts() {
        assert_eq!(usize::try_from(SUPPORTED), Ok(MIGRATIONS.len()));
    }
}
