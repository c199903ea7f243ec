//! The schema: numbered migrations, and the check that a file has all of them.

use std::path::Path;

use ca_core::registry::RegistryError;
use rusqlite::{Connection, Transaction};

use super::fault::Failure;

/// `PRAGMA application_id` of a registry: "scea" in ASCII.
const APPLICATION_ID: i32 = 0x7363_6561;

/// The schema that this program reads and writes: the number of migrations.
const SUPPORTED: u32 = 1;

const MIGRATIONS: [&str; 1] = [include_str!("../../migrations/0001_registry.sql")];

/// Builds the schema in an empty database.
pub(super) fn build(connection: &mut Connection) -> Result<(), Failure> {
    let transaction = Transaction::new(connection, rusqlite::TransactionBehavior::Immediate)?;
    for migration in MIGRATIONS {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SUPPORTED)?;
    Ok(transaction.commit()?)
}

/// Proves that the database is a registry with the schema of this program.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), Failure> {
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get(0));
    let application: i32 = pragma("application_id")?;
    if application != APPLICATION_ID {
        let place = path.display().to_string();
        return Err(RegistryError::Missing { place }.into());
    }
    let found = connection.pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))?;
    if found == SUPPORTED {
        Ok(())
    } else {
        let supported = SUPPORTED;
        Err(RegistryError::Schema { found, supported }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_counts() {
        assert_eq!(usize::try_from(SUPPORTED), Ok(MIGRATIONS.len()));
    }
}
