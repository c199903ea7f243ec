//! Who acts. Every act names its actor; there is no default.

use std::fmt;
use std::sync::Arc;

use crate::audit::event::Act;
use crate::registry::act_request::ActRequest;

use crate::jobs::lease::Lease;

/// What kind of actor performs an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// The holder of an operator's certificate.
    Certificate,
    /// An account of the operating system, acting locally.
    OsUser,
    /// A scheduled job of a daemon.
    Job,
    /// A key ceremony.
    Ceremony,
    /// The holder of a certificate, known by its serial number, who withdraws it.
    Holder,
}

impl ActorKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Certificate,
        Self::OsUser,
        Self::Job,
        Self::Ceremony,
        Self::Holder,
    ];

    /// The word in audit events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::OsUser => "os-user",
            Self::Job => "job",
            Self::Ceremony => "ceremony",
            Self::Holder => "holder",
        }
    }
}

/// The person, system or ceremony behind an act.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Actor {
    kind: ActorKind,
    id: String,
    authentication: String,
    lease: Option<Lease>,
    asked: Option<Arc<Asked>>,
}

/// What an actor asks for under a request id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The act whose event is to carry the request, when it is done.
    pub act: Act,
    /// The request.
    pub request: ActRequest,
}

impl Actor {
    /// An actor of a kind, known as `id`, authenticated as `authentication` says
    /// (for example `uid 1000` or `tls client certificate`).
    #[must_use]
    pub fn new(kind: ActorKind, id: impl Into<String>, authentication: impl Into<String>) -> Self {
        Self {
            kind,
            id: id.into(),
            authentication: authentication.into(),
            lease: None,
            asked: None,
        }
    }

    /// The job that holds a lease: it acts as long as nobody else has taken the job over.
    #[must_use]
    pub fn job(lease: &Lease) -> Self {
        Self {
            lease: Some(lease.clone()),
            ..Self::new(ActorKind::Job, lease.job.name.as_str(), "lease")
        }
    }

    /// The lease under which a job acts.
    #[must_use]
    pub const fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    /// The same actor, asking for an act under a request id. The id must not be known: that is
    /// asked first.
    #[must_use]
    pub fn asking(self, asked: Asked) -> Self {
        let asked = Some(Arc::new(asked));
        Self { asked, ..self }
    }

    /// What the actor asks for.
    #[must_use]
    pub fn asked(&self) -> Option<&Asked> {
        self.asked.as_deref()
    }

    /// The kind of actor.
    #[must_use]
    pub const fn kind(&self) -> ActorKind {
        self.kind
    }

    /// The name by which the actor is known.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How the actor was authenticated.
    #[must_use]
    pub fn authentication(&self) -> &str {
        &self.authentication
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.as_str(), self.id)
    }
}
