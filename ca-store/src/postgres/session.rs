//! A connection of PostgreSQL as a session.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use bytes::BytesMut;
use ca_core::registry::RegistryError;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Error, Statement};

use super::fault::{ends_connection, failure};
use super::schema;
use crate::fault::{EngineError, Failure};
use crate::session::row::{self, Columns};
use crate::session::value::Value;
use crate::session::{Beginning, Session, Version};

/// A connection and what was prepared in it.
pub(super) struct Connection {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Vec<Prepared>>>,
    in_transaction: Cell<bool>,
    ended: Cell<bool>,
}

/// A statement for parameters of certain types: one that is absent has none.
struct Prepared {
    types: Vec<Type>,
    statement: Statement,
}

impl Connection {
    /// A session over a client that has no transaction open.
    pub(super) fn new(client: Client) -> Self {
        Self {
            client: RefCell::new(client),
            statements: RefCell::default(),
            in_transaction: Cell::new(false),
            ended: Cell::new(false),
        }
    }

    /// Whether it is of no more use.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.get() || self.client.borrow().is_closed()
    }

    /// Asks the server for a sign of life.
    pub(super) fn is_alive(&self) -> bool {
        self.used(Client::check_connection).is_ok()
    }

    /// Runs statements without parameters and gives the driver's error.
    pub(super) fn run_batch(&self, sql: &str) -> Result<(), Failure> {
        self.used(|client| client.batch_execute(sql))
    }

    fn used<T>(&self, work: impl FnOnce(&mut Client) -> Result<T, Error>) -> Result<T, Failure> {
        let mut client = self.client.try_borrow_mut().map_err(|_| busy())?;
        work(&mut client).map_err(|error| self.failed(error))
    }

    fn failed(&self, error: Error) -> Failure {
        if ends_connection(&error) {
            self.ended.set(true);
        }
        failure(error)
    }

    fn prepared(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement, Failure> {
        let types: Vec<Type> = values.iter().map(type_of).collect();
        let known = |all: &[Prepared]| {
            let same = all.iter().find(|known| known.types == types);
            same.map(|known| known.statement.clone())
        };
        let found = self.statements.borrow().get(sql).and_then(|all| known(all));
        if let Some(statement) = found {
            return Ok(statement);
        }
        let text = with_dollars(sql);
        let statement = self.used(|client| client.prepare_typed(&text, &types))?;
        let mut statements = self.statements.borrow_mut();
        // Constant texts are few; those made of filters could be many.
        if statements.len() >= STATEMENTS {
            statements.clear();
        }
        let prepared = Prepared {
            types,
            statement: statement.clone(),
        };
        let known = statements.entry(sql.to_owned()).or_default();
        // Long lists of values have as many kinds as there are places for what is absent.
        if known.len() >= KINDS {
            known.clear();
        }
        known.push(prepared);
        Ok(statement)
    }

    /// What a text without parameters does to the transaction, whether it succeeds or not: one
    /// that fails in the middle of beginning has begun, one that fails to end is over.
    fn note(&self, sql: &str) {
        if sql.starts_with("BEGIN") {
            self.in_transaction.set(true);
        } else if matches!(sql, "COMMIT" | "ROLLBACK") {
            self.in_transaction.set(false);
        }
    }
}

impl Session for Connection {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Failure> {
        let statement = self.prepared(sql, values)?;
        let bound: Vec<Bound<'_>> = values.iter().copied().map(Bound).collect();
        let mut params: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(bound.len());
        for one in &bound {
            params.push(one);
        }
        let changed = self.used(|client| client.execute(&statement, &params))?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    fn insert(&self, sql: &str, key: &str, values: &[Value<'_>]) -> Result<i64, Failure> {
        let mut number = None;
        let sql = format!("{sql} RETURNING {key}");
        self.query(&sql, values, &mut |row| {
            number = Some(row.get(0)?);
            Ok(())
        })?;
        number.ok_or_else(|| Failure::damaged(Unnumbered))
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&row::Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let statement = self.prepared(sql, values)?;
        let mut client = self.client.try_borrow_mut().map_err(|_| busy())?;
        let params = values.iter().copied().map(Bound);
        let rows = client.query_raw(&statement, params);
        let mut rows = rows.map_err(|error| self.failed(error))?;
        while let Some(row) = rows.next().map_err(|error| self.failed(error))? {
            visit(&row::Row::new(&row))?;
        }
        Ok(())
    }

    fn batch(&self, sql: &str) -> Result<(), Failure> {
        self.note(sql);
        self.run_batch(sql)
    }

    fn in_transaction(&self) -> bool {
        self.in_transaction.get() && !self.has_ended()
    }

    /// Writers stand in line from the beginning on: what one reads, no other changes.
    fn beginning(&self) -> Beginning {
        Beginning {
            writing: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; \
                SELECT id FROM heads FOR UPDATE",
            reading: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    fn version(&self) -> Version {
        Version {
            sql: "SELECT version FROM registry_schema",
            supported: schema::SUPPORTED,
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

fn busy() -> Failure {
    EngineError::new(RegistryError::Damaged, Nested).into()
}

/// Rows are still being read.
#[derive(Debug, thiserror::Error)]
#[error("a statement was run while the rows of another one were read")]
struct Nested;

/// A row was added and has no number.
#[derive(Debug, thiserror::Error)]
#[error("the server gave no number to a row")]
struct Unnumbered;

/// `?1` is SQLite's way to name what `$1` names here.
fn with_dollars(sql: &str) -> String {
    sql.replace('?', "$")
}

fn type_of(value: &Value<'_>) -> Type {
    match value {
        // The server takes the type from the place where it stands.
        Value::Null => Type::UNKNOWN,
        Value::Integer(_) => Type::INT8,
        Value::Text(_) => Type::TEXT,
        Value::Octets(_) => Type::BYTEA,
    }
}

/// A value on its way to the server.
#[derive(Debug)]
struct Bound<'a>(Value<'a>);

impl ToSql for Bound<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(number) => number.to_sql(kind, out),
            Value::Text(text) => text.to_sql(kind, out),
            Value::Octets(octets) => octets.to_sql(kind, out),
        }
    }

    /// The types are those of the values.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Columns for postgres::Row {
    fn column(&self, index: usize) -> Option<Value<'_>> {
        let kind = self.columns().get(index)?.type_();
        let value = if *kind == Type::INT8 {
            self.try_get::<_, Option<i64>>(index)
                .ok()?
                .map(Value::Integer)
        } else if *kind == Type::INT4 {
            let number = self.try_get::<_, Option<i32>>(index).ok()?;
            number.map(|number| Value::Integer(number.into()))
        } else if *kind == Type::BOOL {
            let truth = self.try_get::<_, Option<bool>>(index).ok()?;
            truth.map(|truth| Value::Integer(truth.into()))
        } else if *kind == Type::BYTEA {
            self.try_get::<_, Option<&[u8]>>(index)
                .ok()?
                .map(Value::Octets)
        } else {
            self.try_get::<_, Option<&str>>(index)
                .ok()?
                .map(Value::Text)
        };
        Some(value.unwrap_or(Value::Null))
    }
}

/// Texts of which statements are kept.
const STATEMENTS: usize = 256;

/// Statements of one text kept for their kinds of values.
const KINDS: usize = 8;
