//! How questions reach an engine: never through the writer.

use std::fmt::Debug;
use std::fs::File;
use std::path::Path;

use ca_core::anchor::Anchor;
use ca_core::registry::RegistryError;
use ca_core::registry::records::Shown;
use ca_core::timestamp::Timestamp;

use crate::fault::Failure;
use crate::session::Session;
use crate::soundness::SchemaFault;

/// An engine's connections for reading.
pub(crate) trait Readers: Debug + Send + Sync {
    /// Lends a connection to a question. One that failed is closed. Where the connection itself
    /// went, or a replica took an answer back half way (SQLSTATE 40001), it is asked once more.
    fn lend(&self, question: &mut Question<'_>) -> Result<(), RegistryError>;

    /// The state that a session shows, if the clock says `now`: the present, proven by a
    /// registry that can be read. What is asked next of this session shows this state or a later
    /// one. A registry that was put back shows none before that is acknowledged: `Stale`; nor
    /// does one that was moved, or a copy for reading.
    fn shown(&self, session: &dyn Session, now: Timestamp) -> Result<Shown, Failure>;

    /// Copies the registry as it is at one moment into an SQLite file without a name, and tells
    /// what that holds. An engine that has no files here makes it in the folder `scratch`.
    /// `passed` is told how much of how much is done.
    fn copy(
        &self,
        scratch: &Path,
        passed: &mut dyn FnMut(u64, u64),
    ) -> Result<(File, Anchor), RegistryError>;

    /// What the engine itself says is wrong; `deep`, indices are held against their tables.
    fn faults(&self, deep: bool) -> Result<Vec<String>, RegistryError>;

    /// What of the schema is not as the migrations build it.
    fn schema_faults(&self) -> Result<Vec<SchemaFault>, RegistryError>;
}

/// What is asked over a connection.
pub(crate) type Question<'a> = dyn FnMut(&dyn Session) -> Result<(), Failure> + 'a;

impl dyn Readers + '_ {
    /// Answers a question.
    pub(crate) fn read<T>(
        &self,
        mut question: impl FnMut(&dyn Session) -> Result<T, Failure>,
    ) -> Result<T, RegistryError> {
        let mut answer = None;
        self.lend(&mut |session| {
            answer = Some(question(session)?);
            Ok(())
        })?;
        answer.ok_or_else(|| Failure::damaged(Unasked).into())
    }
}

/// A pool that asks nothing.
#[derive(Debug, thiserror::Error)]
#[error("the registry was not asked")]
struct Unasked;
