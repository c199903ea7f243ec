//! A registry in the making: a database whose schema does not call itself a registry yet.

use ca_core::registry::RegistryError;

use super::connect::{Purpose, connect};
use super::schema;
use super::session::Connection;
use crate::fault::Failure;
use crate::session::Session;
use crate::transfer::CopyError;
use crate::url::postgres::PostgresUrl;

/// The database that a copy is written to. What a copy that was cut short has left stays, so
/// that the next one goes on with it; until the end nobody can open it as a registry.
pub(crate) struct Draft {
    connection: Connection,
    begun_before: bool,
}

impl Draft {
    /// Opens a database that holds no registry, or what a copy has left.
    pub(crate) fn open(url: &PostgresUrl) -> Result<Self, CopyError> {
        let connection = connect(url, Purpose::Building)?;
        let session: &dyn Session = &connection;
        if !session.only::<bool>(BE_ALONE, [schema::LOCK])? {
            let place = url.to_string();
            return Err(CopyError::UnderWay { place });
        }
        let begun_before = schema::is_draft(session)?;
        if !begun_before {
            schema::build(&connection, url, schema::DRAFT)?;
        }
        session.batch(&rules("DISABLE"))?;
        session.batch("DELETE FROM heads")?;
        Ok(Self {
            connection,
            begun_before,
        })
    }

    /// Whether an earlier copy began it.
    pub(crate) const fn was_begun_before(&self) -> bool {
        self.begun_before
    }

    /// The session to write through.
    pub(crate) fn session(&self) -> &dyn Session {
        &self.connection
    }

    /// Puts the rules in force, and lets new rows be numbered after the copied ones. References
    /// hold all the time.
    pub(crate) fn settle(&self) -> Result<(), RegistryError> {
        let session = self.session();
        let numbering: Vec<String> = session.all(NUMBERED, (), |row| row.get(0))?;
        let settle = format!("{}; {};", rules("ENABLE"), numbering.join("; "));
        session.batch("BEGIN")?;
        session.batch(&settle)?;
        Ok(session.batch("COMMIT")?)
    }

    /// Makes it a registry, once it is settled.
    pub(crate) fn finish(self) -> Result<(), RegistryError> {
        self.session().run(NAME, [schema::APPLICATION])?;
        Ok(())
    }

    /// Removes what was copied, so that a copy can begin anew.
    pub(crate) fn discard(self) -> Result<(), RegistryError> {
        let session = self.session();
        let tables: Vec<String> = session.all(TABLES, (), |row| row.get(0))?;
        Ok(session.batch(&format!("TRUNCATE {}", tables.join(", ")))?)
    }
}

/// The columns of a table, in their order.
pub(crate) fn columns(session: &dyn Session, table: &str) -> Result<Vec<String>, Failure> {
    let sql = "SELECT column_name::text FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name::text = ?1 ORDER BY ordinal_position";
    session.all(sql, [table], |row| row.get(0))
}

/// Switches the rules on acts: rows come as they are. References hold all the time.
fn rules(switch: &str) -> String {
    format!(
        "DO $$ DECLARE name text; BEGIN
             FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                 EXECUTE format('ALTER TABLE %I {switch} TRIGGER USER', name);
             END LOOP;
         END $$"
    )
}

/// Held by the connection for as long as it lives.
const BE_ALONE: &str = "SELECT pg_try_advisory_lock(?1)";

const NAME: &str = "UPDATE registry_schema SET application = ?1";

const TABLES: &str = "SELECT tablename::text FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'registry_schema'";

/// Statements that let each identity column go on after its largest number.
const NUMBERED: &str = "SELECT format(
        'SELECT setval(pg_get_serial_sequence(%L, %L), greatest(max(%I), 1)) FROM %I',
        table_name, column_name, column_name, table_name)
    FROM information_schema.columns
    WHERE table_schema = 'public' AND is_identity = 'YES'";
