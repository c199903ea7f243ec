//! The schema: numbered migrations, and the check that a database has those it needs.

use ca_core::registry::RegistryError;

use super::session::Connection;
use crate::fault::Failure;
use crate::session::Session;
use crate::soundness::Objects;
use crate::url::postgres::PostgresUrl;

/// The schema that this program writes: the number of migrations.
pub(super) const SUPPORTED: u32 = 6;

/// The oldest schema that shows responders all that they ask for.
const READABLE: u32 = 1;

/// Each brings the schema of its place's number to the next one.
const MIGRATIONS: [&str; 6] = [
    include_str!("../../migrations/postgres/0001_registry.sql"),
    include_str!("../../migrations/postgres/0002_governance.sql"),
    include_str!("../../migrations/postgres/0003_jobs.sql"),
    include_str!("../../migrations/postgres/0004_revocation.sql"),
    include_str!("../../migrations/postgres/0005_registrations.sql"),
    include_str!("../../migrations/postgres/0006_acts.sql"),
];

/// Builds the schema in a database that has none; `application` is what it calls itself.
pub(super) fn build(
    connection: &Connection,
    url: &PostgresUrl,
    application: &str,
) -> Result<(), Failure> {
    let session: &dyn Session = connection;
    alone(connection, |version| match version {
        None => {
            let sql = "INSERT INTO registry_schema (application, version) VALUES (?1, ?2)";
            migrate(connection, 0)?;
            session.run(sql, (application, SUPPORTED)).map(drop)
        }
        Some(_) => {
            let object = url.to_string();
            Err(RegistryError::Exists { object }.into())
        }
    })
}

/// Brings a registry of an older schema to that of this program, in one transaction.
pub(super) fn upgrade(connection: &Connection, url: &PostgresUrl) -> Result<(), Failure> {
    let session: &dyn Session = connection;
    check(session, url)?;
    if version(session)? == Some(SUPPORTED) {
        return Ok(());
    }
    alone(connection, |found| {
        // Another program may have done it since.
        let from = found.ok_or_else(|| missing(url))?;
        if !(READABLE..=SUPPORTED).contains(&from) {
            return Err(unsupported(from));
        }
        migrate(connection, from)?;
        let sql = "UPDATE registry_schema SET version = ?1";
        session.run(sql, [SUPPORTED])?;
        tracing::info!(from, to = SUPPORTED, "registry schema upgraded");
        Ok(())
    })
}

/// Proves that the database holds a registry that this program can read.
pub(super) fn check(session: &dyn Session, url: &PostgresUrl) -> Result<(), Failure> {
    let found = version(session)?.ok_or_else(|| missing(url))?;
    if (READABLE..=SUPPORTED).contains(&found) {
        Ok(())
    } else {
        Err(unsupported(found))
    }
}

fn unsupported(found: u32) -> Failure {
    let supported = SUPPORTED;
    RegistryError::Schema { found, supported }.into()
}

/// Changes the schema in a transaction, while nobody else does.
fn alone(
    connection: &Connection,
    change: impl FnOnce(Option<u32>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let session: &dyn Session = connection;
    session.batch("BEGIN")?;
    let done = session
        .run("SELECT pg_advisory_xact_lock(?1)", [LOCK])
        .and_then(|_| version(session))
        .and_then(change)
        .and_then(|()| session.batch("COMMIT"));
    if done.is_err() && session.in_transaction() {
        // A connection that was lost has taken all back.
        drop(session.batch("ROLLBACK"));
    }
    done
}

fn migrate(connection: &Connection, from: u32) -> Result<(), Failure> {
    for (number, migration) in (0_u32..).zip(MIGRATIONS) {
        if number >= from {
            connection.batch(migration)?;
        }
    }
    Ok(())
}

fn version(session: &dyn Session) -> Result<Option<u32>, Failure> {
    let there = "SELECT to_regclass('public.registry_schema') IS NOT NULL";
    if !session.only::<bool>(there, ())? {
        return Ok(None);
    }
    let sql = "SELECT version FROM registry_schema WHERE application = 'sceau'";
    session.optional(sql, (), |row| row.get(0))
}

/// The objects of a registry, by the digests of what the server says of them.
pub(super) fn objects(session: &dyn Session) -> Result<Objects, Failure> {
    let objects = session.all(CATALOG, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(objects.into_iter().collect())
}

/// The objects that the migrations build: a database of one's own to build them in is more than an
/// authority's account may make.
pub(super) fn expected() -> Objects {
    let pairs = BUILT.lines().filter_map(|line| line.rsplit_once(' '));
    let owned = pairs.map(|(object, digest)| (object.to_owned(), digest.to_owned()));
    owned.collect()
}

/// Whether a copy of another registry has begun here and has not ended.
pub(super) fn is_draft(session: &dyn Session) -> Result<bool, Failure> {
    let there = "SELECT to_regclass('public.registry_schema') IS NOT NULL";
    let draft = "SELECT EXISTS (SELECT 1 FROM registry_schema WHERE application = ?1)";
    Ok(session.only::<bool>(there, ())? && session.only(draft, [DRAFT])?)
}

fn missing(url: &PostgresUrl) -> Failure {
    let place = url.to_string();
    RegistryError::Missing { place }.into()
}

/// What stands in the catalog of a registry, and what must stand there.
const CATALOG: &str = include_str!("../../migrations/postgres/catalog.sql");
const BUILT: &str = include_str!("../../migrations/postgres/catalog.txt");

/// What a registry's schema calls itself.
pub(super) const APPLICATION: &str = "sceau";

/// What it calls itself until a copy is whole.
pub(super) const DRAFT: &str = "sceau copying";

/// Number of the lock for changes of the schema: "scea" in ASCII.
pub(super) const LOCK: i64 = 0x7363_6561;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_counts() {
        assert_eq!(usize::try_from(SUPPORTED), Ok(MIGRATIONS.len()));
    }
}
