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
/// It has shown no certificate, or as [`Admitted::certificate`].
pub(crate) fn admit<O: Operation>(
    here: &Wiring,
    peer: Option<&Peer>,
    request: &O::Request,
    language: Language,
) -> Result<Admitted<O>, Failure> {
    match peer.and_then(Peer::certificate) {
        Some(certificate) => Admitted::certificate(here, certificate, request, language),
        None => Err(Failure::new(
            Kind::Forbidden,
            Message::new("problem-client-certificate-required"),
        )),
    }
}
