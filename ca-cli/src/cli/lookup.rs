//! Finds what the operator names: issuers by line or generation, certificates by serial.

use ca_core::authority::Authority;
use ca_core::generation::GenerationId;
use ca_core::registry::Registry;
use ca_core::registry::records::{DocumentKind, Generation, GenerationState};
use ca_desk::error::{Explanation, Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;

use ca_api::issuer::IssuerName;

/// The generation that `name` stands for: a line stands for its active one.
///
/// # Errors
/// There is none.
pub(super) fn issuer(authority: &Authority, name: &IssuerName) -> Result<Generation, Failure> {
    let (found, text) = match name {
        IssuerName::Line(line) => (authority.active_generation(line), line.to_string()),
        IssuerName::Generation(id) => (authority.generation(id), id.to_string()),
    };
    found.map_err(|error| {
        let message = Message::new("issuer-not-found").with("issuer", text);
        Failure::because(message, explain::issuer(&error))
    })
}

/// The generations of a line that were active before: their certificates still need a CRL. None
/// where a generation is named.
///
/// # Errors
/// The Registry cannot be read.
pub(super) fn retired(
    authority: &Authority,
    name: &IssuerName,
) -> Result<Vec<GenerationId>, Failure> {
    let IssuerName::Line(line) = name else {
        return Ok(Vec::new());
    };
    let all = authority.issuers().map_err(|error| {
        let message = Message::new("issuer-not-found").with("issuer", line);
        Failure::because(message, explain::registry(&error))
    })?;
    let retired = all.into_iter().filter(|generation| {
        generation.id.line() == line && generation.state == GenerationState::Retired
    });
    Ok(retired.map(|generation| generation.id).collect())
}

/// Refuses the name of an issuer that is neither a line nor a generation of the Registry: an
/// empty list would look like an answer.
///
/// # Errors
/// There is none, or the Registry cannot be read.
pub(super) fn require_issuer(registry: &dyn Registry, name: &str) -> Result<(), Explanation> {
    let all = registry.generations();
    let all = all.map_err(|error| explain::registry(&error))?;
    let known = |generation: &Generation| {
        generation.id.to_string() == name || generation.id.line().to_string() == name
    };
    if all.iter().any(known) {
        return Ok(());
    }
    let cause = Message::new("issuer-unknown").with("issuer", name);
    Err(Explanation::new(Kind::Refused, cause).hint(Message::new("hint-issuer-list")))
}

/// Refuses the name of a profile of which the Registry never had a version.
///
/// # Errors
/// There is none, or the Registry cannot be read.
pub(super) fn require_profile(registry: &dyn Registry, name: &str) -> Result<(), Explanation> {
    let versions = registry.documents(DocumentKind::Profile, name);
    let versions = versions.map_err(|error| explain::registry(&error))?;
    if !versions.is_empty() {
        return Ok(());
    }
    let cause = Message::new("profile-unknown").with("name", name);
    Err(Explanation::new(Kind::Refused, cause).hint(Message::new("hint-profile-list")))
}
