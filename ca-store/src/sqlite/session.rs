//! A connection of SQLite as a session.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, Statement, ToSql};

use crate::fault::Failure;
use crate::session::row::{self, Columns};
use crate::session::value::Value;
use crate::session::{Beginning, Session, Version};
use crate::sqlite::schema;

impl Session for Connection {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Failure> {
        let mut statement = self.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        Ok(statement.raw_execute()?)
    }

    /// `RETURNING` would make a table for the answer each time.
    fn insert(&self, sql: &str, _key: &str, values: &[Value<'_>]) -> Result<i64, Failure> {
        Session::execute(self, sql, values)?;
        Ok(self.last_insert_rowid())
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&row::Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut statement = self.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            visit(&row::Row::new(row))?;
        }
        Ok(())
    }

    fn batch(&self, sql: &str) -> Result<(), Failure> {
        Ok(self.execute_batch(sql)?)
    }

    fn in_transaction(&self) -> bool {
        !self.is_autocommit()
    }

    fn beginning(&self) -> Beginning {
        Beginning {
            writing: "BEGIN IMMEDIATE",
            reading: "BEGIN DEFERRED",
        }
    }

    fn version(&self) -> Version {
        Version {
            sql: "SELECT user_version FROM pragma_user_version",
            supported: schema::SUPPORTED,
        }
    }
}

fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> Result<(), rusqlite::Error> {
    for (place, value) in (1..).zip(values) {
        statement.raw_bind_parameter(place, value)?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Octets(octets) => ValueRef::Blob(octets),
        }))
    }
}

impl Columns for Row<'_> {
    fn column(&self, index: usize) -> Option<Value<'_>> {
        Some(match self.get_ref(index).ok()? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Text(_) => Value::Text(self.get_ref(index).ok()?.as_str().ok()?),
            ValueRef::Blob(octets) => Value::Octets(octets),
            ValueRef::Real(_) => return None,
        })
    }
}
