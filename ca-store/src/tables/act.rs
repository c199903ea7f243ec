//! One act inside a commit: its statements, its audit event, its feed rows.

use std::cell::Cell;

use crate::session::Session;
use crate::session::value::Params;
use ca_core::audit::event::AuditEvent;
use ca_core::audit::merkle::{Frontier, TreeHead};
use ca_core::generation::GenerationId;
use ca_core::registry::records::BasisMark;
use ca_core::serial::Serial;

use super::bodies::{Body, Kind, Packed, Packer, Shelf};
use super::heads::Heads;
use super::ids::Ids;
use super::marks::KnownMarks;
use super::pages::{self, Mark};
use super::rows::{Rows, Table, Touched};
use super::{columns, governance, jobs, nodes, requests};
use crate::fault::Failure;

/// What a writer keeps in mind from commit to commit, all of which it could read again.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// What bodies are packed with.
    pub(crate) packer: Packer,
    /// Small ids.
    pub(crate) ids: Ids,
    /// The marks that were stored last.
    pub(crate) marks: KnownMarks,
    /// The connection behind which it was read.
    pub(crate) connection: u64,
    /// The log at the end of the last commit, behind whatever connection.
    pub(crate) committed: Option<Frontier>,
    /// What waits for the end of this group.
    pub(crate) rows: Rows,
    /// The last place that was given to a certificate in this group.
    pub(crate) last_certificate: Option<i64>,
}

impl Memory {
    /// A memory whose dictionaries lie on this shelf.
    pub(crate) fn new(shelf: Shelf) -> Self {
        Self {
            packer: Packer::new(shelf),
            ..Self::default()
        }
    }

    /// Nothing is known yet of what is behind this connection.
    pub(crate) fn begin_anew(&mut self, connection: u64) {
        *self = Self {
            connection,
            committed: self.committed.take(),
            ..Self::new(self.packer.shelf().clone())
        };
    }

    /// Something was taken back: what stood in it must be read or stored again.
    pub(crate) fn forget(&mut self) {
        self.ids = Ids::default();
        self.marks = KnownMarks::default();
        self.begin();
    }

    /// A transaction begins.
    pub(crate) fn begin(&mut self) {
        self.rows.clear();
        self.last_certificate = None;
    }
}

/// An act in a group's transaction.
pub(crate) struct Act<'a> {
    session: &'a dyn Session,
    heads: &'a mut Heads,
    memory: &'a mut Memory,
    waits: bool,
    has_written: Cell<bool>,
}

/// What the feed tells of a generation.
#[derive(Clone, Copy, Debug)]
pub(crate) enum News<'a> {
    /// The status of a serial changed.
    Status(&'a Serial),
    /// The CRL with this number was published.
    Crl(i64),
    /// The generation itself changed.
    Issuer,
}

impl<'a> Act<'a> {
    /// An act that numbers from `heads`. Where it `waits`, its rows are written with those of
    /// others.
    pub(crate) const fn new(
        session: &'a dyn Session,
        heads: &'a mut Heads,
        memory: &'a mut Memory,
        waits: bool,
    ) -> Self {
        Self {
            session,
            heads,
            memory,
            waits,
            has_written: Cell::new(false),
        }
    }

    /// Whether there may be something of it to be taken back.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written.get()
    }

    /// The head of the log at the end of the writer's last commit: an event of this transaction
    /// is not in it.
    pub(crate) fn committed_head(&self) -> Option<TreeHead> {
        self.memory.committed.as_ref().map(Frontier::head)
    }

    /// The small ids that the writer has met.
    pub(super) const fn ids(&mut self) -> &mut Ids {
        &mut self.memory.ids
    }

    /// The marks that the writer has stored.
    pub(super) const fn marks(&mut self) -> &mut KnownMarks {
        &mut self.memory.marks
    }

    /// The session, for questions whose answers the act depends on.
    pub(crate) const fn session(&self) -> &'a dyn Session {
        self.session
    }

    /// Runs a statement; returns the number of rows changed.
    pub(crate) fn run(&self, sql: &str, params: impl Params) -> Result<usize, Failure> {
        self.has_written.set(true);
        self.session.run(sql, params)
    }

    /// Adds a row; returns the number that the engine gave to its column `key`.
    pub(crate) fn insert(&self, sql: &str, key: &str, params: impl Params) -> Result<i64, Failure> {
        self.has_written.set(true);
        self.session.add(sql, key, params)
    }

    /// Adds a row, which may wait for the end of the group.
    pub(crate) fn add(&mut self, table: Table, row: impl Params) -> Result<(), Failure> {
        self.has_written.set(true);
        self.memory.rows.push(table, row);
        if self.waits {
            return Ok(());
        }
        self.memory.rows.write(self.session)
    }

    /// What the act asks about and changes: no row about it waits when this returns.
    pub(crate) fn touch(&mut self, touched: Vec<Touched>) -> Result<(), Failure> {
        if !self.waits {
            return Ok(());
        }
        if self.memory.rows.touches(&touched) {
            self.write_rows()?;
        }
        self.memory.rows.touch(touched);
        Ok(())
    }

    /// From here on the act's rows wait no more, and none of others do.
    pub(crate) fn wait_no_more(&mut self) -> Result<(), Failure> {
        self.waits = false;
        self.write_rows()
    }

    /// If rows of others cannot be written, this act must not be taken for the one that failed.
    fn write_rows(&mut self) -> Result<(), Failure> {
        let written = self.memory.rows.write(self.session);
        if written.is_err() {
            self.has_written.set(true);
        }
        written
    }

    /// Whether rows of the act wait.
    pub(crate) const fn waits(&self) -> bool {
        self.waits
    }

    /// The place of the next certificate. Writers stand in line, so that it is nobody else's.
    pub(crate) fn next_certificate(&mut self) -> Result<i64, Failure> {
        let last = match self.memory.last_certificate {
            Some(last) => last,
            None => {
                let sql = "SELECT max(sequence) FROM certificates";
                self.session.only::<Option<i64>>(sql, ())?.unwrap_or(0)
            }
        };
        let next = last.saturating_add(1);
        self.memory.last_certificate = Some(next);
        Ok(next)
    }

    /// Packs a body that the act stores, unless its caller has packed it well.
    pub(crate) fn pack<'b>(
        &mut self,
        kind: Kind,
        plain: &'b [u8],
        packed: Option<&'b Packed>,
    ) -> Result<Body<'b>, Failure> {
        self.memory.packer.pack(self.session, kind, plain, packed)
    }

    /// Lets callers pack certificates of a generation.
    pub(super) fn name_issuer(&self, issuer: &GenerationId, generation: i64) {
        self.memory.packer.shelf().name_issuer(issuer, generation);
    }

    /// Number of events in the log.
    pub(crate) const fn log_size(&self) -> u64 {
        self.heads.tree_size()
    }

    /// Which connection the act is done behind.
    pub(crate) const fn connection(&self) -> u64 {
        self.memory.connection
    }

    /// The mark that intents are held against.
    pub(crate) const fn basis(&self) -> BasisMark {
        BasisMark {
            number: self.heads.basis(),
            connection: self.memory.connection,
        }
    }

    /// What is changed here was judged by: intents that were prepared before are judged again.
    pub(crate) fn change_basis(&mut self) {
        self.has_written.set(true);
        self.heads.change_basis();
    }

    /// Appends the act's event to the audit log; returns its place.
    pub(crate) fn record(&mut self, event: &AuditEvent) -> Result<i64, Failure> {
        let place = self.append(event, None)?;
        pages::name_event(self.session, event, place)?;
        Ok(place)
    }

    /// Appends an event about a certificate, whose row keeps its place: it is found by that.
    pub(crate) fn record_of(
        &mut self,
        serial: &Serial,
        event: &AuditEvent,
        packed: Option<&Packed>,
    ) -> Result<i64, Failure> {
        if event.object() == Some(&serial.to_string()) {
            self.append(event, packed)
        } else {
            self.record(event)
        }
    }

    fn append(&mut self, event: &AuditEvent, packed: Option<&Packed>) -> Result<i64, Failure> {
        jobs::require(self.session, event)?;
        self.has_written.set(true);
        let leaf_data = event.leaf_data();
        let (place, completed) = self.heads.append(leaf_data);
        let body = self.pack(Kind::of(event), event.as_bytes(), packed)?;
        let index = columns::integer(place);
        let columns = (index, leaf_data.as_bytes(), &*body.octets, body.dictionary);
        self.add(Table::Events, columns)?;
        nodes::keep(self.session, &completed)?;
        let mark = Mark::of(event, place);
        if self.heads.is_new(&mark) {
            mark.keep(self.session, event.time())?;
        }
        if let Some(link) = event.link() {
            // The link refers to the row of the event.
            self.wait_no_more()?;
            governance::add(self, link, index)?;
        }
        if let Some(request) = event.request() {
            self.wait_no_more()?;
            requests::add(self, request, index)?;
        }
        Ok(index)
    }

    /// Tells responders; returns the position in the feed.
    pub(crate) fn announce(&mut self, generation: i64, news: News<'_>) -> Result<i64, Failure> {
        self.has_written.set(true);
        let position = self.heads.next_position();
        let (serial, crl) = match news {
            News::Status(serial) => (Some(serial.as_bytes()), None),
            News::Crl(number) => (None, Some(number)),
            News::Issuer => {
                self.change_basis();
                (None, None)
            }
        };
        self.add(Table::Feed, (position, generation, serial, crl))?;
        Ok(position)
    }
}
