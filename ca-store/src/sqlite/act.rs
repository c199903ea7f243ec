//! One act inside a commit: its statements, its audit event, its feed rows.

use ca_core::audit::event::AuditEvent;
use ca_core::serial::Serial;
use rusqlite::{Connection, Params};

use super::fault::Failure;
use super::heads::Heads;

/// An act in its own savepoint of a group's transaction.
#[derive(Debug)]
pub(super) struct Act<'a> {
    connection: &'a Connection,
    heads: &'a mut Heads,
}

/// What the feed tells of a generation.
#[derive(Clone, Copy, Debug)]
pub(super) enum News<'a> {
    /// The status of a serial changed.
    Status(&'a Serial),
    /// The CRL with this number was published.
    Crl(i64),
    /// The generation itself changed.
    Issuer,
}

impl<'a> Act<'a> {
    /// An act that numbers from `heads`.
    pub(super) const fn new(connection: &'a Connection, heads: &'a mut Heads) -> Self {
        Self { connection, heads }
    }

    /// The connection, for questions whose answers the act depends on.
    pub(super) const fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// Runs a statement; returns the number of rows changed.
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize, rusqlite::Error> {
        self.connection.prepare_cached(sql)?.execute(params)
    }

    /// Appends the act's event to the audit log; returns its place.
    pub(super) fn record(&mut self, event: &AuditEvent) -> Result<i64, Failure> {
        let leaf_data = event.leaf_data();
        let index = self.heads.append(&leaf_data);
        let sql = "INSERT INTO audit_events (log_index, leaf_data, body) VALUES (?1, ?2, ?3)";
        self.run(sql, (index, leaf_data.as_bytes(), event.as_bytes()))?;
        Ok(index)
    }

    /// Tells responders; returns the position in the feed.
    pub(super) fn announce(&mut self, generation: i64, news: News<'_>) -> Result<i64, Failure> {
        let position = self.heads.next_position();
        let (serial, crl) = match news {
            News::Status(serial) => (Some(serial.as_bytes()), None),
            News::Crl(number) => (None, Some(number)),
            News::Issuer => (None, None),
        };
        let sql = "INSERT INTO feed (position, generation, serial, crl) VALUES (?1, ?2, ?3, ?4)";
        self.run(sql, (position, generation, serial, crl))?;
        Ok(position)
    }
}
