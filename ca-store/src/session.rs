//! A connection in which statements run, whatever the engine.
//!
//! - [`Session`]: what an engine's connection must do; its methods with types are here too;
//! - [`value`]: what is bound to a statement and what a column holds;
//! - [`row`]: a row of an answer, and how the types of Rust are read from it.
//!
//! The text of a statement is the same for all engines: parameters are `?1`, `?2`, …, and only
//! what all of them understand is used. Conflicts are named (`ON CONFLICT DO NOTHING`), and what
//! may be absent compared with `IS DISTINCT FROM`.

pub(crate) mod row;
pub(crate) mod value;

use std::fmt;

use crate::fault::Failure;
use row::{FromColumn, Row};
use value::{Params, Value};

/// A connection to a registry. One thread uses it at a time.
pub(crate) trait Session {
    /// Runs a statement; returns the number of rows changed.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Failure>;

    /// Runs a statement that adds one row to a table with a numbered key; returns the number that
    /// the engine gave to the column `key`.
    fn insert(&self, sql: &str, key: &str, values: &[Value<'_>]) -> Result<i64, Failure>;

    /// Gives each row of the answer to `visit`, until it fails.
    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        visit: &mut dyn FnMut(&Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure>;

    /// Runs statements without parameters, separated by `;`.
    fn batch(&self, sql: &str) -> Result<(), Failure>;

    /// Whether a transaction is open: an engine may end one by itself when a statement fails.
    fn in_transaction(&self) -> bool;

    /// The statements that begin a transaction.
    fn beginning(&self) -> Beginning;

    /// How the schema's version is known.
    fn version(&self) -> Version;
}

/// How the version of a schema is known.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    /// A question whose only answer is the version.
    pub(crate) sql: &'static str,
    /// The version that this program writes.
    pub(crate) supported: u32,
}

/// How an engine begins transactions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beginning {
    /// One that writes: no other writes until it ends.
    pub(crate) writing: &'static str,
    /// One that reads: it shows one moment.
    pub(crate) reading: &'static str,
}

impl dyn Session + '_ {
    /// Runs a statement; returns the number of rows changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize, Failure> {
        params.bound(|values| {
            tell(sql, values);
            self.execute(sql, values)
        })
    }

    /// Adds one row to a table with a numbered key; returns the number that the engine gave to
    /// the column `key`.
    pub(crate) fn add(&self, sql: &str, key: &str, params: impl Params) -> Result<i64, Failure> {
        params.bound(|values| {
            tell(sql, values);
            self.insert(sql, key, values)
        })
    }

    /// Reads the first row of an answer, if there is one.
    pub(crate) fn optional<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let mut first = None;
        self.each(sql, params, |row| {
            if first.is_none() {
                first = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(first)
    }

    /// Reads the first row of an answer that has one.
    pub(crate) fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let found = self.optional(sql, params, read)?;
        found.ok_or_else(|| Failure::damaged(NoRow))
    }

    /// Reads the only column of the first row of an answer that has one.
    pub(crate) fn only<T: FromColumn>(&self, sql: &str, params: impl Params) -> Result<T, Failure> {
        self.one(sql, params, |row| row.get(0))
    }

    /// Reads all rows of an answer.
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(read(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Gives each row of an answer to `visit`, without keeping them.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        params.bound(|values| {
            tell(sql, values);
            self.query(sql, values, &mut visit)
        })
    }

    /// Asks several questions of one moment.
    pub(crate) fn snapshot<T>(
        &self,
        questions: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.batch(self.beginning().reading)?;
        let answer = questions();
        let ended = self.batch("ROLLBACK");
        let answer = answer?;
        ended.map(|()| answer)
    }
}

/// Tells who traces of a statement and the kinds of its values; the values are nobody's business.
fn tell(sql: &str, values: &[Value<'_>]) {
    tracing::trace!(sql, values = ?Kinds(values), "statement");
}

/// The kinds of values, one by one.
struct Kinds<'a>(&'a [Value<'a>]);

impl fmt::Debug for Kinds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(Value::kind))
            .finish()
    }
}

/// A statement that always answers gave no row.
#[derive(Debug, thiserror::Error)]
#[error("a row that must be there is missing")]
struct NoRow;
