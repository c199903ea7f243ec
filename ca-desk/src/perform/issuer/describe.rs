//! What answers tell of a generation.

use ca_api::issuer::{IssuerReport, IssuerState};
use ca_api::word::Word;
use ca_core::certificate::{Summary, to_pem};
use ca_core::digest::Sha256Digest;
use ca_core::name;
use ca_core::registry::records::{Generation, GenerationState};

/// A generation of an issuer line.
pub(super) fn of(generation: &Generation) -> IssuerReport {
    let certificate = generation.certificate.as_deref();
    let summary = certificate.and_then(|der| Summary::of(der).ok());
    let summary = summary.as_ref();
    IssuerReport {
        generation: Word::of(generation.id.clone()),
        line: Word::of(generation.id.line().clone()),
        state: state(generation.state),
        subject: name::to_rfc4514(&generation.name).ok(),
        issuer: generation.issuer.to_string(),
        algorithm: generation.algorithm.as_str().to_owned(),
        key: generation.key.to_string(),
        created: generation.created.to_string(),
        serial: summary.map(|summary| summary.serial.to_string()),
        not_before: summary.map(|summary| summary.not_before.to_string()),
        not_after: summary.map(|summary| summary.not_after.to_string()),
        sha256: certificate.map(|der| Sha256Digest::of(der).to_string()),
        certificate: certificate.map(to_pem),
    }
}

const fn state(state: GenerationState) -> IssuerState {
    match state {
        GenerationState::Pending => IssuerState::Pending,
        GenerationState::Ready => IssuerState::Ready,
        GenerationState::Active => IssuerState::Active,
        GenerationState::Retired => IssuerState::Retired,
    }
}
