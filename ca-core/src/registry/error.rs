//! Why the Registry did not do as asked, and what its engine said.

use crate::anchor::standing::Gap;
use crate::serial::Serial;

/// Why the Registry did not do as asked; nothing was changed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// The store cannot be reached, opened, or written just now.
    #[error("the registry is not available")]
    Unavailable(#[source] StoreFault),
    /// Its files may not be opened, or none may be made beside them.
    #[error("the registry's files cannot be opened")]
    Inaccessible(#[source] StoreFault),
    /// Its medium failed to read, write or sync; what it holds is unknown until it is opened anew.
    #[error("the registry's disk failed")]
    Failing(#[source] StoreFault),
    /// The medium is full.
    #[error("the registry's disk is full")]
    Full(#[source] StoreFault),
    /// The registry may only be read.
    #[error("the registry is read-only")]
    ReadOnly(#[source] StoreFault),
    /// The store contradicts itself; a person must look before anything goes on.
    #[error("the registry is damaged")]
    Damaged(#[source] StoreFault),
    /// The schema is of another version.
    #[error("the registry has schema {found}, this program needs {supported}")]
    Schema {
        /// Version found.
        found: u32,
        /// Version that this program reads and writes.
        supported: u32,
    },
    /// There is no registry at this place.
    #[error("there is no registry at {place}")]
    Missing {
        /// The place.
        place: String,
    },
    /// It lacks what is known of it outside: nothing is written until that is acknowledged (I10).
    #[error("the registry is stale")]
    Stale(#[source] Gap),
    /// Its anchor cannot be read or written; without it a later CRL could repeat a number (I10).
    #[error("the registry's anchor is not available")]
    Anchor(#[source] StoreFault),
    /// It goes on at another place: nothing is written or told of it here, where serial and CRL
    /// numbers would be used twice (I10).
    #[error("the registry was moved to {place}")]
    Moved {
        /// The other place.
        place: String,
    },
    /// It is a copy to be read: nothing is written there (I10).
    #[error("the registry is a copy of {place}, to be read only")]
    ReadingCopy {
        /// The place of the original.
        place: String,
    },
    /// Another holder has taken the job over, or its run has ended: a late commit does nothing.
    #[error("the lease of the job {job} is lost")]
    LeaseLost {
        /// The job.
        job: String,
    },
    /// The job may not do such an act.
    #[error("the job {job} does not do {act}")]
    NotOfThisJob {
        /// The job.
        job: String,
        /// The word of the act.
        act: &'static str,
    },
    /// No such row.
    #[error("{object} is not in the registry")]
    NotFound {
        /// What was looked for.
        object: String,
    },
    /// It is there already.
    #[error("{object} is in the registry already")]
    Exists {
        /// What is there.
        object: String,
    },
    /// The issuer name has used this serial before (I3).
    #[error("the serial number {serial} is taken")]
    SerialTaken {
        /// The serial.
        serial: Serial,
    },
    /// The request id is known with other content.
    #[error("the request id {request_id} was used for another request")]
    RequestMismatch {
        /// The request id.
        request_id: String,
    },
    /// The key is an issuer's, or was revoked as compromised (CRT-17).
    #[error("the key is an issuer's or was revoked as compromised")]
    KeyBarred,
    /// There is more about the key or the person than the intent was judged by, or other
    /// documents or issuers; judge again.
    #[error("other requests about the same {object} were stored meanwhile")]
    Overtaken {
        /// What both are about: `key`, `person`, `basis` or `standing`.
        object: &'static str,
    },
    /// The object's state does not allow the act.
    #[error("{object} is {state}")]
    WrongState {
        /// What was acted upon.
        object: String,
        /// The state it is in.
        state: &'static str,
    },
    /// The CRL number does not grow (I10).
    #[error("the CRL number {number} is not larger than {last}")]
    CrlNumber {
        /// The number offered.
        number: u64,
        /// The largest number so far.
        last: u64,
    },
    /// The document can no longer change.
    #[error("{object} cannot change once a certificate exists")]
    Frozen {
        /// The document.
        object: String,
    },
}

/// What the storage engine said.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreFault(Box<dyn std::error::Error + Send + Sync>);

impl StoreFault {
    /// Keeps an engine's error as a source.
    pub fn new(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }

    /// The engine's error, and what lies below it.
    pub fn chain(&self) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
        let first: &(dyn std::error::Error + 'static) = self.0.as_ref();
        std::iter::successors(Some(first), |error| error.source())
    }
}
