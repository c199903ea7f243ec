//! Why a statement or an act failed, in the words of the ports.

use std::error::Error;
use std::io;
use std::sync::Arc;

use ca_core::registry::{RegistryError, StoreFault};

/// Why a statement or an act failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine failed; shared, since one failed commit fails many acts.
    Engine(Arc<EngineError>),
    /// A rule of the Registry forbids the act.
    Refused(RegistryError),
}

impl Failure {
    /// The store contradicts itself as `defect` tells.
    pub(crate) fn damaged(defect: impl Error + Send + Sync + 'static) -> Self {
        Self::Refused(RegistryError::Damaged(StoreFault::new(defect)))
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(Arc::new(error))
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        Self::Refused(error)
    }
}

impl From<Failure> for RegistryError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Engine(error) => error.in_words_of_the_port(),
            Failure::Refused(error) => error,
        }
    }
}

/// What an engine reported.
#[derive(Debug, thiserror::Error)]
#[error("{source}")]
pub(crate) struct EngineError {
    kind: Kind,
    fatal: bool,
    passing: bool,
    source: Box<dyn Error + Send + Sync>,
}

/// What an engine's error means to the ports.
pub(crate) type Kind = fn(StoreFault) -> RegistryError;

impl EngineError {
    /// An error of this kind.
    pub(crate) fn new(kind: Kind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            kind,
            fatal: false,
            passing: false,
            source: source.into(),
        }
    }

    /// The same error, after which the writer must stop if `fatal`: after a failed write or sync
    /// nobody knows what is on the medium, and trying again could acknowledge what was lost.
    pub(crate) fn fatal_if(self, fatal: bool) -> Self {
        Self { fatal, ..self }
    }

    /// The same error, met by chance if `passing`: the same question may be answered next time.
    pub(crate) fn passing_if(self, passing: bool) -> Self {
        Self { passing, ..self }
    }

    /// Whether to ask again.
    pub(crate) const fn is_passing(&self) -> bool {
        self.passing
    }

    /// Whether the writer must stop.
    pub(crate) const fn is_fatal(&self) -> bool {
        self.fatal
    }

    /// The port's error, with the engine's as source.
    pub(crate) fn in_words_of_the_port(self: &Arc<Self>) -> RegistryError {
        (self.kind)(StoreFault::new(Arc::clone(self)))
    }
}

/// The port's error for one of the operating system at a registry's place.
pub(crate) fn io_error(error: io::Error) -> RegistryError {
    kind_of(&IO_KINDS, error.kind())(StoreFault::new(error))
}

/// The kind that a list gives to a code; all others mean that the registry is not available.
pub(crate) fn kind_of<C: PartialEq>(kinds: &[(C, Kind)], code: C) -> Kind {
    let listed = kinds.iter().find(|(listed, _)| *listed == code);
    let unavailable: Kind = RegistryError::Unavailable;
    listed.map_or(unavailable, |(_, kind)| *kind)
}

const IO_KINDS: [(io::ErrorKind, Kind); 4] = [
    (io::ErrorKind::StorageFull, RegistryError::Full),
    (io::ErrorKind::QuotaExceeded, RegistryError::Full),
    (io::ErrorKind::PermissionDenied, RegistryError::ReadOnly),
    (io::ErrorKind::ReadOnlyFilesystem, RegistryError::ReadOnly),
];
