//! Why the daemon does not start, in the operator's words.

use std::error::Error;

use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use http_edge::tls::identity::IdentityError;

use crate::daemon::StartError;
use crate::doors::DoorError;

/// As a failure.
pub(super) fn start(error: StartError) -> Failure {
    match error {
        StartError::Wiring(failure) => *failure,
        StartError::Registry(error) => {
            Failure::because(Message::new("daemon-registry"), explain::registry(&error))
        }
        StartError::Identity(error) => identity(&error),
        StartError::Door(DoorError::Listen { address, source }) => {
            let message = Message::new("daemon-listen").with("address", address);
            Failure::new(Kind::Unavailable, message).cause(explain::io(&source))
        }
        StartError::Door(error @ DoorError::Tls(_)) => {
            Failure::because(Message::new("daemon-tls"), verbatim(&error))
        }
        StartError::ReadyFile { file, source } => {
            let message = Message::new("daemon-ready-file").with("file", file.display());
            Failure::because(message, explain::file(&source))
        }
        error @ (StartError::Unwanted(_) | StartError::Runtime(_)) => {
            Failure::because(Message::new("daemon-runtime"), verbatim(&error))
        }
    }
}

fn identity(error: &IdentityError) -> Failure {
    let message = Message::new("daemon-certificate");
    match error {
        IdentityError::Unreadable { file, source } => {
            let message = Message::new("error-not-read").with("file", file.display());
            Failure::because(message, explain::file(source))
        }
        IdentityError::NotPem { file, .. } => {
            let cause = Message::new("cause-not-pem").with("file", file.display());
            Failure::new(Kind::Usage, message).cause(cause)
        }
        IdentityError::NoCertificate(file) => {
            let cause = Message::new("cause-no-certificate").with("file", file.display());
            Failure::new(Kind::Usage, message).cause(cause)
        }
        IdentityError::OpenToOthers(file) => {
            let cause = Message::new("cause-key-open").with("file", file.display());
            Failure::new(Kind::Usage, message).cause(cause)
        }
        IdentityError::Unfit(error) => Failure::new(Kind::Usage, message)
            .cause(Message::new("cause-unfit"))
            .cause(Message::verbatim(error)),
        other => Failure::because(message, verbatim(other)),
    }
}

/// Words of the system, the same in all languages.
fn verbatim(error: &dyn Error) -> Explanation {
    let causes = std::iter::successors(error.source(), |&error| error.source());
    let causes = causes.map(Message::verbatim);
    causes.fold(Explanation::empty(Kind::Unavailable), Explanation::cause)
}
