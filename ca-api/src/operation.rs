//! What an operation is: a row in the table, a request and an answer.

use ca_core::audit::event::Act;
use ca_core::governance::role::{Role, RoleSet};
use ca_core::governance::scope::{Dimension, Target};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An operation of the authority, as data. What is done for it stands in `ca-desk`, once for the
/// command line and the daemon.
pub trait Operation: Sized + 'static {
    /// Its row in the table.
    const ROW: Row;
    /// What is asked: path, query and body in one value. Unknown members are refused.
    type Request: Serialize + DeserializeOwned + JsonSchema + Send + Sync;
    /// What is answered: the report that `--format json` prints.
    type Answer: Serialize + DeserializeOwned + JsonSchema + Send;

    /// What must lie in the scope of whoever asks.
    fn aim(request: &Self::Request) -> Aim;
}

/// What a request is about, as far as the scope of an assignment is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// All of it stands in the request.
    Stated(Target),
    /// This much stands in the request; the Registry knows the rest, and what it finds is held
    /// against the scope before anything is done or told.
    Stored(Target),
}

/// A row of the table: documentation, routing and rights in one place. No member has a default.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The operation's name, as OpenAPI's `operationId`.
    pub name: &'static str,
    /// What it does, in a sentence.
    pub summary: &'static str,
    /// The method of HTTP.
    pub method: Method,
    /// The path below `/v1`; what stands in braces is a member of the request.
    pub path: &'static str,
    /// Where it can be asked for.
    pub door: Door,
    /// Who may ask.
    pub roles: Roles,
    /// In which dimensions what it is about must lie in the scope of whoever asks.
    pub scope: &'static [Dimension],
    /// What it leaves behind.
    pub effect: Effect,
    /// The events that it writes when it is done.
    pub acts: &'static [Act],
    /// What may come with it.
    pub body: Body,
    /// The status of an answer.
    pub success: Success,
}

/// A method of HTTP (RFC 9110 9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads; parameters that are not in the path are in the query.
    Get,
    /// Does something; parameters that are not in the path are members of a JSON object.
    Post,
}

impl Method {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A listener with clients of one kind (OPS-06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    /// Mutual TLS: officers and systems of offices.
    Operators,
    /// TLS without a certificate of the client: holders of certificates.
    Public,
}

/// Who may ask for an operation. There is no empty one: what nobody may do is no operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roles {
    set: RoleSet,
    holder: bool,
}

impl Roles {
    /// Each operator in force, whatever the role.
    pub const ANY_OPERATOR: Self = Self {
        set: RoleSet::ALL,
        holder: false,
    };

    /// Whoever holds the certificate that it is about, and shows that with a one-time code.
    pub const HOLDER: Self = Self {
        set: RoleSet::EMPTY,
        holder: true,
    };

    /// These roles.
    #[must_use]
    pub const fn of(first: Role, others: &[Role]) -> Self {
        Self {
            set: RoleSet::of(others).with(first),
            holder: false,
        }
    }

    /// Whether whoever holds these roles may ask.
    #[must_use]
    pub const fn admit(self, held: RoleSet) -> bool {
        self.set.intersects(held)
    }

    /// The roles; none where only holders may ask.
    #[must_use]
    pub const fn set(self) -> RoleSet {
        self.set
    }

    /// Whether holders of certificates ask, who have no role.
    #[must_use]
    pub const fn is_of_holders(self) -> bool {
        self.holder
    }
}

/// What an operation leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// An event of this act, recorded before anything about persons is told (LAW-06).
    ReadsPersons(Act),
    /// A change. It has a request id: the same id with the same content gives the same answer.
    Changes,
    /// A change of what governs the authority: a signed statement, always (I14).
    Governs,
}

/// What may come with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// A JSON object of at most 64 KiB.
    Small,
    /// A JSON object of at most 1 MiB: evidence of a key's origin, documents.
    Large,
}

impl Body {
    /// Octets at most.
    #[must_use]
    pub const fn limit(self) -> usize {
        match self {
            Self::None => 0,
            Self::Small => 64 * 1024,
            Self::Large => 1024 * 1024,
        }
    }
}

/// The status of an answer that is no failure (RFC 9110 15.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// 200: something was read.
    Ok,
    /// 201: something was done. It is 200 where it had been done before for the same request id.
    Created,
}

impl Success {
    /// The number.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Ok => 200,
            Self::Created => 201,
        }
    }
}
