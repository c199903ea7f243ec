//! Generations by what names them.

use ca_api::issuer::IssuerName;
use ca_api::operation::Operation;
use ca_core::authority::Authority;
use ca_core::authority::issuers::IssuerError;
use ca_core::registry::records::Generation;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;

/// The generation that `name` stands for: a line stands for its active one.
///
/// # Errors
/// There is none.
pub fn generation(authority: &Authority, name: &IssuerName) -> Result<Generation, Failure> {
    let found = match name {
        IssuerName::Line(line) => authority.active_generation(line),
        IssuerName::Generation(id) => authority.generation(id),
    };
    found.map_err(|error| not_found(name, &error))
}

/// As [`generation`]; what lies outside the scope is not there.
///
/// # Errors
/// There is none within reach.
pub fn within<O: Operation>(
    authority: &Authority,
    who: &Admitted<O>,
    name: &IssuerName,
) -> Result<Generation, Failure> {
    if who.reaches_line(name.line()) {
        return generation(authority, name);
    }
    let unknown = match name.clone() {
        IssuerName::Line(line) => IssuerError::UnknownLine { line },
        IssuerName::Generation(generation) => IssuerError::UnknownGeneration { generation },
    };
    Err(not_found(name, &unknown))
}

fn not_found(name: &IssuerName, error: &IssuerError) -> Failure {
    let message = Message::new("issuer-not-found").with("issuer", name);
    Failure::because(message, explain::issuer(error))
}
