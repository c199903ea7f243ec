//! Who may do an operation from elsewhere.

use ca_api::operation::Operation;
use ca_desk::error::{Failure, Kind};
use ca_desk::gate::Admitted;
use ca_desk::language::Language;
use ca_desk::message::Message;
use ca_desk::wiring::Wiring;
use http_edge::peers::Peer;

/// Lets the peer do the operation, if it may.
///
/// # Errors
/// No officers are named in this authority: who holds a certificate of `administration` holds no
/// role, and what nobody was allowed nobody may do.
pub(crate) fn admit<O: Operation>(
    _here: &Wiring,
    _peer: Option<&Peer>,
    _request: &O::Request,
    _language: Language,
) -> Result<Admitted<O>, Failure> {
    Err(Failure::new(
        Kind::Forbidden,
        Message::new("problem-ungoverned"),
    ))
}
