//! Why a whole group was not committed.

use std::sync::Arc;

use ca_core::registry::{RegistryError, StoreFault};

use crate::fault::EngineError;

/// Why a whole group was not committed.
pub(super) enum Halt {
    /// The engine failed.
    Failed(Arc<EngineError>),
    /// What orders the commits cannot be read, or forbids them all.
    Refused(Arc<RegistryError>),
    /// The writer stopped for good before.
    Stopped(Arc<EngineError>),
}

impl Halt {
    /// What each act of the group is told.
    pub(super) fn error(&self) -> RegistryError {
        match self {
            Self::Failed(cause) => cause.in_words_of_the_port(),
            Self::Refused(cause) => refusal_of_all(cause),
            Self::Stopped(cause) => {
                RegistryError::Failing(StoreFault::new(WriterStopped(Arc::clone(cause))))
            }
        }
    }
}

/// What each act of a group is told that a registry refuses to write.
fn refusal_of_all(cause: &Arc<RegistryError>) -> RegistryError {
    if let RegistryError::Schema { found, supported } = **cause {
        return RegistryError::Schema { found, supported };
    }
    if let RegistryError::Missing { place } = cause.as_ref() {
        let place = place.clone();
        return RegistryError::Missing { place };
    }
    if let RegistryError::Moved { place } = cause.as_ref() {
        let place = place.clone();
        return RegistryError::Moved { place };
    }
    if let RegistryError::ReadingCopy { place } = cause.as_ref() {
        let place = place.clone();
        return RegistryError::ReadingCopy { place };
    }
    RegistryError::Damaged(StoreFault::new(Arc::clone(cause)))
}

/// The writer met an error after which nothing may be written.
#[derive(Debug, thiserror::Error)]
#[error("the registry stopped writing after an error; restart the program")]
struct WriterStopped(#[source] Arc<EngineError>);
