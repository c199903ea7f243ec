//! Rows that wait for the end of their group: the acts of issuance come in numbers, and many rows
//! in one statement cost far less than a statement each, above all where the server is another
//! machine.
//!
//! What an act asks must not miss a row that still waits. So each act of issuance says what it
//! touches, and whatever waits is written before a second act touches the same; an act of any
//! other kind has all rows written before it and its own at once.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use ca_core::digest::Sha256Digest;
use ca_core::registry::records::{IssuanceState, PersonDigest};

use super::statement::Statement;
use crate::fault::Failure;
use crate::session::Session;
use crate::session::value::{Params, Value};

/// What is written together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    /// log_index, leaf_data, body, dictionary.
    Events,
    /// All columns of a certificate.
    Certificates,
    /// generation, serial, certificate, state.
    Serials,
    /// identifier, name, intent of a person who has no other name (REG-09).
    Persons,
    /// segment, digest, place.
    Attributes,
    /// scope, request_id, certificate, content_digest.
    Requests,
    /// sequence, signature, issued, event.
    Signatures,
    /// generation, serial of what goes from signing to issued.
    Issued,
    /// position, generation, serial, crl.
    Feed,
    /// identifier, name of a person who has a certificate with this name now (REG-09).
    Confirmed,
    /// certificate, record, salt, digest.
    Registrations,
    /// certificate, agency, prefecture.
    Offices,
}

impl Table {
    /// In the order in which they refer to each other.
    const ALL: [Self; 12] = [
        Self::Events,
        Self::Certificates,
        Self::Serials,
        Self::Persons,
        Self::Attributes,
        Self::Requests,
        Self::Signatures,
        Self::Issued,
        Self::Feed,
        Self::Confirmed,
        Self::Registrations,
        Self::Offices,
    ];

    const fn frame(self) -> Frame {
        match self {
            Self::Events => EVENTS,
            Self::Certificates => CERTIFICATES,
            Self::Serials => SERIALS,
            Self::Persons => PERSONS,
            Self::Attributes => ATTRIBUTES,
            Self::Requests => REQUESTS,
            Self::Signatures => SIGNATURES,
            Self::Issued => ISSUED,
            Self::Feed => FEED,
            Self::Confirmed => CONFIRMED,
            Self::Registrations => REGISTRATIONS,
            Self::Offices => OFFICES,
        }
    }
}

/// A statement around its rows.
#[derive(Clone, Copy, Debug)]
struct Frame {
    before: &'static str,
    behind: &'static str,
    columns: usize,
}

impl Frame {
    const fn plain(before: &'static str, columns: usize) -> Self {
        Self {
            before,
            behind: "",
            columns,
        }
    }

    /// The statement for so many rows.
    fn text(&self, rows: usize) -> String {
        let row = |row: usize| {
            let first = row * self.columns;
            let places = (first..first + self.columns).map(|place| format!("?{}", place + 1));
            format!("({})", places.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        format!("{} {} {}", self.before, rows.join(", "), self.behind)
    }
}

const EVENTS: Frame = Frame::plain(
    "INSERT INTO audit_events (log_index, leaf_data, body, dictionary) VALUES",
    4,
);
const CERTIFICATES: Frame = Frame::plain(
    "INSERT INTO certificates (sequence, generation, serial, request_id, profile, tbs, key_hash,
         not_before, not_after, lint_version, actor, prepared, certifies, dictionary, event)
     VALUES",
    15,
);
const SERIALS: Frame = Frame::plain(
    "INSERT INTO serials (generation, serial, certificate, state) VALUES",
    4,
);
const PERSONS: Frame = Frame {
    before: "INSERT INTO persons (identifier, name, intent) VALUES",
    behind: "ON CONFLICT DO NOTHING",
    columns: 3,
};
const ATTRIBUTES: Frame = Frame::plain(
    "INSERT INTO subject_attributes (segment, digest, place) VALUES",
    3,
);
const REQUESTS: Frame = Frame::plain(
    "INSERT INTO requests (scope, request_id, certificate, content_digest) VALUES",
    4,
);
const SIGNATURES: Frame = Frame::plain(
    "INSERT INTO signatures (sequence, signature, issued, event) VALUES",
    4,
);
const ISSUED: Frame = Frame::plain("UPDATE serials", 2);
const FEED: Frame = Frame::plain(
    "INSERT INTO feed (position, generation, serial, crl) VALUES",
    4,
);
const CONFIRMED: Frame = Frame {
    before: "INSERT INTO persons (identifier, name) VALUES",
    behind: "ON CONFLICT (identifier) DO UPDATE SET
                 former = CASE WHEN persons.name = excluded.name THEN NULL ELSE excluded.name END,
                 intent = CASE WHEN persons.name = excluded.name THEN NULL ELSE persons.intent END
             WHERE persons.intent IS NOT NULL",
    columns: 2,
};

const REGISTRATIONS: Frame = Frame::plain(
    "INSERT INTO registrations (certificate, record, salt, digest) VALUES",
    4,
);
const OFFICES: Frame = Frame::plain(
    "INSERT INTO offices (certificate, agency, prefecture) VALUES",
    3,
);

/// What an act of issuance asks about and changes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Touched {
    /// A subject's key.
    Key(Sha256Digest),
    /// A serial number of the generation with this small id.
    Serial(i64, Vec<u8>),
    /// A request id of a line.
    Request(String, String),
    /// A natural person.
    Person(PersonDigest),
}

/// The rows of a group that wait.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    cells: HashMap<Table, Vec<Cell>>,
    octets: Vec<u8>,
    touched: HashSet<Touched>,
    /// Texts of statements, which depend on nothing but the number of rows.
    texts: HashMap<(Table, usize), String>,
}

/// A value that waits.
#[derive(Clone, Debug)]
enum Cell {
    Null,
    Integer(i64),
    Text(Range<usize>),
    Octets(Range<usize>),
}

impl Rows {
    /// Nothing waits any more: it was written, or taken back.
    pub(crate) fn clear(&mut self) {
        self.cells.values_mut().for_each(Vec::clear);
        self.octets.clear();
        self.touched.clear();
    }

    /// Whether a row that waits may be about one of these.
    pub(crate) fn touches(&self, touched: &[Touched]) -> bool {
        touched.iter().any(|one| self.touched.contains(one))
    }

    /// Notes what rows will be about.
    pub(crate) fn touch(&mut self, touched: Vec<Touched>) {
        self.touched.extend(touched);
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, table: Table, row: impl Params) {
        let (cells, octets) = (self.cells.entry(table).or_default(), &mut self.octets);
        let mut keep = |bytes: &[u8]| {
            let start = octets.len();
            octets.extend_from_slice(bytes);
            start..octets.len()
        };
        row.bound(|values| {
            cells.extend(values.iter().map(|value| match value {
                Value::Null => Cell::Null,
                Value::Integer(number) => Cell::Integer(*number),
                Value::Text(text) => Cell::Text(keep(text.as_bytes())),
                Value::Octets(bytes) => Cell::Octets(keep(bytes)),
            }));
        });
    }

    /// Writes all that waits; false if a row cannot be written: which act it came from is seen when
    /// each act writes its own. Fails if the transaction is over.
    pub(crate) fn settle(&mut self, session: &dyn Session) -> Result<bool, Failure> {
        match self.write(session) {
            Ok(()) => Ok(true),
            Err(Failure::Engine(cause)) if cause.is_fatal() => Err(Failure::Engine(cause)),
            Err(failure) if !session.in_transaction() => Err(failure),
            Err(_) => Ok(false),
        }
    }

    /// Writes all that waits.
    pub(crate) fn write(&mut self, session: &dyn Session) -> Result<(), Failure> {
        for table in Table::ALL {
            let Some(cells) = self.cells.get(&table).filter(|cells| !cells.is_empty()) else {
                continue;
            };
            let values = cells.iter().map(|cell| value(&self.octets, cell));
            let values: Option<Vec<Value<'_>>> = values.collect();
            let values = values.ok_or_else(|| Failure::damaged(Lost))?;
            if table == Table::Issued {
                issue(session, &values)?;
            } else {
                insert(session, &mut self.texts, table, &values)?;
            }
        }
        self.clear();
        Ok(())
    }
}

fn value<'a>(octets: &'a [u8], cell: &Cell) -> Option<Value<'a>> {
    Some(match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => Value::Integer(*number),
        Cell::Text(range) => Value::Text(std::str::from_utf8(octets.get(range.clone())?).ok()?),
        Cell::Octets(range) => Value::Octets(octets.get(range.clone())?),
    })
}

/// Adds rows with as few statements as there are numbers of rows with a text of their own.
fn insert(
    session: &dyn Session,
    texts: &mut HashMap<(Table, usize), String>,
    table: Table,
    values: &[Value<'_>],
) -> Result<(), Failure> {
    let frame = table.frame();
    let mut rest = values;
    while !rest.is_empty() {
        let rows = rest.len() / frame.columns;
        let rows = AT_ONCE.into_iter().find(|most| *most <= rows).unwrap_or(1);
        let text = texts
            .entry((table, rows))
            .or_insert_with(|| frame.text(rows));
        let cut = rest.split_at_checked(rows * frame.columns);
        let (some, left) = cut.unwrap_or((rest, &[]));
        session.run(text, some)?;
        rest = left;
    }
    Ok(())
}

/// Moves serial numbers from signing to issued; each was read as signing in this transaction.
fn issue(session: &dyn Session, values: &[Value<'_>]) -> Result<(), Failure> {
    let mut by_generation: HashMap<i64, Vec<Value<'_>>> = HashMap::new();
    for pair in values.chunks_exact(2) {
        if let [Value::Integer(generation), serial] = pair {
            by_generation.entry(*generation).or_default().push(*serial);
        }
    }
    for (generation, serials) in by_generation {
        for serials in serials.chunks(MOST_SERIALS) {
            let state = Value::Text(IssuanceState::Issued.as_str());
            let statement = Statement::new("UPDATE serials SET state = ").value(state);
            let statement = statement.text(" WHERE generation = ").number(generation);
            let statement = statement
                .text(" AND serial")
                .one_of(serials.iter().copied());
            if session.run(statement.sql(), statement.values())? != serials.len() {
                return Err(Failure::damaged(NotSigning));
            }
        }
    }
    Ok(())
}

/// Numbers of rows for which there is a text, so that few are prepared.
const AT_ONCE: [usize; 6] = [64, 32, 16, 8, 4, 1];

/// Most serial numbers in one statement.
const MOST_SERIALS: usize = 64;

/// A serial number that was read a moment ago is not there.
#[derive(Debug, thiserror::Error)]
#[error("a serial number went from signing to issued by another way")]
struct NotSigning;

/// A value that waited is not what was kept: nothing is written in its place.
#[derive(Debug, thiserror::Error)]
#[error("a value that waited to be written is lost")]
struct Lost;
