//! Copies of a registry, from any engine to any engine (`sceau registry copy`).
//!
//! - [`copy`]: from one place to another; `place` opens both;
//! - `table`: which tables there are and in which order they go;
//! - `page`: rows on their way;
//! - `copying`: from one session to another, going on where a copy was cut short;
//! - `snapshot`: into a file without a name, for a backup;
//! - `comparing`: afterwards, each row of one side against the other's.
//!
//! The source is held against writers for the whole time, so that no act falls between copy and
//! change of place; a copy that is taken up again after the source went on begins anew.

mod comparing;
mod copying;
mod page;
mod place;
pub(crate) mod snapshot;
mod table;

use ca_core::registry::{RegistryError, StoreFault};

use self::page::Shape;
use self::place::{Origin, Target};
use self::table::{TABLES, Table};
use crate::fault::Failure;
use crate::session::Session;
use crate::tables::heads::{self, Closure};
use crate::url::RegistryUrl;

/// What becomes of the source of a copy: of two living registries both would give the same serial
/// and CRL numbers (I10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is closed: the registry goes on at the new place.
    Close,
    /// It goes on: the copy is closed, to be read only.
    Keep,
}

/// Copies the registry at `from` to `to`, where none may be, and proves that each row came over.
/// `begin` is called once both places are fit and before anything is held or copied: it may write
/// the source. `watch` is told how far it is. A copy that was cut short is gone on with; where the
/// source has changed since, it begins anew.
///
/// A source that moves is closed before the copy becomes a registry: at no moment there are two.
/// If it is cut short in between, the same copy goes on.
///
/// # Errors
/// `NoSource`, `NotARegistry`, `NoDatabase`, `NoFolder`, `Taken`, `UnderWay`, `Held`, `Moved` or `ReadingCopy` of
/// the registry, what `begin` says, whatever reading and writing meet, or `Differs`: then the new
/// place holds no registry.
pub fn copy(
    from: &RegistryUrl,
    to: &RegistryUrl,
    kept: Source,
    begin: &dyn Fn() -> Result<(), RegistryError>,
    watch: &mut dyn FnMut(Progress),
) -> Result<Copied, CopyError> {
    let source = Origin::open(from)?;
    let target = Target::open(to)?;
    if !is_moving(&source, to, kept)? {
        begin()?;
    }
    source.hold(from)?;
    let begun_before = target.was_begun_before();
    let (target, copied) = match copy_between(&source, &target, watch) {
        Ok(copied) => (target, copied),
        Err(CopyError::Differs { .. }) if begun_before => {
            target.discard()?;
            let target = Target::open(to)?;
            let copied = copy_between(&source, &target, watch)?;
            (target, copied)
        }
        Err(error) => return Err(error),
    };
    // Others may have closed it before it was held.
    let is_closed = is_moving(&source, to, kept)?;
    if kept == Source::Keep {
        heads::close(target.session(), Closure::ReadingCopy, &from.to_string())?;
    }
    // What can still fail does so while the source lives.
    target.settle()?;
    if kept == Source::Close && !is_closed {
        source.close(&to.to_string())?;
    }
    target.finish()?;
    Ok(copied)
}

/// Whether the source was closed already by this move, which was cut short then. One that was
/// closed otherwise is not copied.
fn is_moving(source: &Origin, to: &RegistryUrl, kept: Source) -> Result<bool, CopyError> {
    match heads::refusal(source.session())? {
        None => Ok(false),
        Some(RegistryError::Moved { place })
            if kept == Source::Close && place == to.to_string() =>
        {
            Ok(true)
        }
        Some(refusal) => Err(refusal.into()),
    }
}

fn copy_between(
    source: &Origin,
    target: &Target,
    watch: &mut dyn FnMut(Progress),
) -> Result<Copied, CopyError> {
    let shape = |table: &Table| shape(source, target, *table);
    let shapes: Vec<_> = TABLES.iter().map(shape).collect::<Result<_, CopyError>>()?;
    transfer(source.session(), target.session(), &shapes, watch)
}

/// The columns of a table that are copied: all but [`LOCAL`], the same in both engines.
fn shape(source: &Origin, target: &Target, table: Table) -> Result<Shape, CopyError> {
    let shared = |columns: Vec<String>| -> Vec<String> {
        let is_local = |column: &str| LOCAL.contains(&(table.name, column));
        columns
            .into_iter()
            .filter(|column| !is_local(column))
            .collect()
    };
    let here = shared(source.columns(table.name)?);
    let there = shared(target.columns(table.name)?);
    let only_there = there.iter().find(|column| !here.contains(column));
    let only_here = here.iter().find(|column| !there.contains(column));
    match only_there.or(only_here) {
        Some(column) => Err(CopyError::Column {
            table: table.name,
            column: column.clone(),
        }),
        None => Ok(Shape::new(table, here)),
    }
}

/// How far a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// The table.
    pub table: &'static str,
    /// Rows of all tables done in this phase.
    pub done: u64,
    /// Rows of all tables.
    pub total: u64,
}

/// What a copy is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Rows go to the new place.
    Copying,
    /// Each row of the old place is held against the new one's.
    Comparing,
}

/// What was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Rows in each table.
    pub rows: Vec<(&'static str, u64)>,
    /// Rows that an earlier, unfinished copy had brought already.
    pub resumed: u64,
}

/// Why a registry was not copied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// Reading or writing failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// What is to be copied is not there.
    #[error("there is no registry at {place}")]
    NoSource {
        /// The place.
        place: String,
    },
    /// What is to be copied is something else.
    #[error("{place} is not a registry")]
    NotARegistry {
        /// The place.
        place: String,
    },
    /// The server does not know the database that the copy is to go to.
    #[error("there is no database {place}")]
    NoDatabase {
        /// The place.
        place: String,
    },
    /// The folder that the copy is to go to is not there.
    #[error("there is no folder {folder}")]
    NoFolder {
        /// The folder.
        folder: String,
    },
    /// Something is at the new place.
    #[error("something is at {place} already")]
    Taken {
        /// The place.
        place: String,
    },
    /// Another program copies to the same place.
    #[error("another copy to {place} is under way")]
    UnderWay {
        /// The place.
        place: String,
    },
    /// Others go on writing the source, or copy it.
    #[error("{place} could not be held against writers")]
    Held {
        /// The place.
        place: String,
        /// What the engine said.
        source: StoreFault,
    },
    /// A row is not at the new place as it is at the old one.
    #[error("row {row} of table {table} differs between the two registries")]
    Differs {
        /// The table.
        table: &'static str,
        /// Its place in the order of the table's key, from 1.
        row: u64,
    },
    /// The two schemas are not the same: a defect of the program.
    #[error("only one of the two registries has column {column} in table {table}")]
    Column {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
    },
}

impl From<Failure> for CopyError {
    fn from(failure: Failure) -> Self {
        Self::Registry(failure.into())
    }
}

/// Copies what is missing at the new place, compares all rows, and tells how many there are.
///
/// `source` shows one moment throughout; `target` has the schema and no triggers in force.
fn transfer(
    source: &dyn Session,
    target: &dyn Session,
    shapes: &[Shape],
    watch: &mut dyn FnMut(Progress),
) -> Result<Copied, CopyError> {
    let counts: Vec<_> = shapes
        .iter()
        .map(|shape| Ok((shape.table.name, shape.count(source)?)))
        .collect::<Result<_, Failure>>()?;
    let total = counts.iter().map(|(_, rows)| rows).sum();
    let mut report = Report::new(Phase::Copying, total, watch);
    let resumed = copying::copy(source, target, shapes, &mut report)?;
    let mut report = Report::new(Phase::Comparing, total, watch);
    comparing::compare(source, target, shapes, &mut report)?;
    Ok(Copied {
        rows: counts,
        resumed,
    })
}

/// Counts rows and tells of them.
struct Report<'a> {
    progress: Progress,
    watch: &'a mut dyn FnMut(Progress),
}

impl<'a> Report<'a> {
    fn new(phase: Phase, total: u64, watch: &'a mut dyn FnMut(Progress)) -> Self {
        let progress = Progress {
            phase,
            table: "",
            done: 0,
            total,
        };
        Self { progress, watch }
    }

    fn done(&mut self, table: &'static str, rows: usize) {
        self.progress.table = table;
        self.progress.done += u64::try_from(rows).unwrap_or(u64::MAX);
        (self.watch)(self.progress);
    }
}

/// Tables and columns that say something of one place: PostgreSQL's sign of life for its replicas,
/// and that a place is closed.
const LOCAL: [(&str, &str); 3] = [
    ("heads", "beat"),
    ("heads", "closed"),
    ("heads", "counterpart"),
];
