//! The request that a change was asked for by, so that asked again it is not done again.

use crate::digest::Sha256Digest;
use crate::governance::statement::RequestId;

/// A request for a change. It is recorded with the event of the act
/// ([`AuditEvent::with_request`](crate::audit::event::AuditEvent::with_request)): one commit has
/// act, event and request, and refuses an id that the name space has used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActRequest {
    space: String,
    id: RequestId,
    content: Sha256Digest,
    statement: Option<Vec<u8>>,
}

impl ActRequest {
    /// Octets of a name space, at most.
    pub const MAX_SPACE: usize = 200;

    /// A request in a name space: line or operation, and the agency of who asks, so that offices
    /// do not meet each other's ids. `content` is the digest of what is asked for.
    ///
    /// # Errors
    /// Fails for a name space that is empty, too long, or has control characters.
    pub fn new(space: &str, id: RequestId, content: Sha256Digest) -> Result<Self, InvalidSpace> {
        let bounded = (1..=Self::MAX_SPACE).contains(&space.len());
        if !bounded || space.contains(char::is_control) {
            return Err(InvalidSpace);
        }
        Ok(Self {
            space: space.to_owned(),
            id,
            content,
            statement: None,
        })
    }

    /// The same request with the statement that came with it, in DER (REG-10).
    #[must_use]
    pub fn with_statement(self, statement: &[u8]) -> Self {
        let statement = Some(statement.to_vec());
        Self { statement, ..self }
    }

    /// The name space.
    #[must_use]
    pub fn space(&self) -> &str {
        &self.space
    }

    /// The id.
    #[must_use]
    pub const fn id(&self) -> &RequestId {
        &self.id
    }

    /// The digest of what is asked for.
    #[must_use]
    pub const fn content(&self) -> &Sha256Digest {
        &self.content
    }

    /// The statement that came with it.
    #[must_use]
    pub fn statement(&self) -> Option<&[u8]> {
        self.statement.as_deref()
    }
}

/// Not a name space of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name space of requests is 1 to 200 octets without control characters")]
pub struct InvalidSpace;
