//! Generations by what names them.

use ca_api::issuer::IssuerName;
use ca_api::operation::Operation;
use ca_core::authority::Authority;
use ca_core::authority::issuers::IssuerError;
use ca_core::registry::Registry;
use ca_core::registry::records::Generation;

use crate::error::{Explanation, Failure, Kind};
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

/// Refuses the name of an issuer that is neither a line nor a generation of the Registry: an
/// empty list would look like an answer.
///
/// # Errors
/// There is none, or the Registry cannot be read.
pub fn require(registry: &dyn Registry, name: &str) -> Result<(), Explanation> {
    let all = registry.generations();
    let all = all.map_err(|error| explain::registry(&error))?;
    let known = |generation: &Generation| {
        generation.id.to_string() == name || generation.id.line().to_string() == name
    };
    if all.iter().any(known) {
        Ok(())
    } else {
        Err(unknown(name))
    }
}

/// There is no issuer with this name.
pub(in crate::perform) fn unknown(name: &str) -> Explanation {
    let cause = Message::new("issuer-unknown").with("issuer", name);
    let why = Explanation::new(Kind::Refused, cause).hint(Message::new("hint-issuer-list"));
    why.named("issuer-unknown")
}

fn not_found(name: &IssuerName, error: &IssuerError) -> Failure {
    let message = Message::new("issuer-not-found").with("issuer", name);
    Failure::because(message, explain::issuer(error))
}
