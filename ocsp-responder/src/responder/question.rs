//! Requests: what they are, whom they ask, and what remains to be asked.

use std::sync::Arc;

use ca_core::ocsp::cert_id::CertId;
use ca_core::ocsp::request::OcspRequest;
use ca_core::timestamp::Timestamp;

use crate::answer::{Answer, Refusal, Reply};
use crate::budget::Permit;
use crate::catalogue::{Catalogue, Issuer};

/// What became of a request without waiting.
#[derive(Debug)]
pub enum Found {
    /// The reply.
    Reply(Reply),
    /// The registry and the token must be asked.
    Question(Box<Question>),
}

/// A request that needs the registry and the token.
#[derive(Debug)]
pub struct Question {
    pub(super) issuer: Arc<Issuer>,
    pub(super) request: Arc<OcspRequest>,
    pub(super) asked: Timestamp,
    /// An answer past half of its life, if there is one: better than none.
    pub(super) ageing: Option<Arc<Answer>>,
    /// Held by an answer that cannot be kept.
    pub(super) permit: Option<Permit>,
}

impl Question {
    /// The reply when nothing new can be said.
    #[must_use]
    pub fn fallback(&self, refusal: Refusal) -> Reply {
        self.ageing
            .clone()
            .map_or(Reply::Refused(refusal), Reply::Shared)
    }
}

/// Parses a request.
pub(super) fn parse(der: &[u8]) -> Result<Arc<OcspRequest>, Refusal> {
    let request = OcspRequest::parse(der);
    request.map(Arc::new).map_err(|_| Refusal::Malformed)
}

/// The issuer that is asked: the one named, if all CertIDs are of it, or else whichever they
/// are of.
pub(super) fn addressee<'c>(
    catalogue: &'c Catalogue,
    name: Option<&str>,
    request: &OcspRequest,
) -> Option<&'c Arc<Issuer>> {
    match name {
        Some(name) => catalogue.named(name).filter(|issuer| asks(request, issuer)),
        None => catalogue
            .issuers()
            .iter()
            .find(|issuer| asks(request, issuer)),
    }
}

/// Why an issuer without signer does not answer: a root never will, another one will soon.
pub(super) fn unsigned(issuer: &Issuer) -> Refusal {
    if issuer.wants_signer() {
        Refusal::TryLater
    } else {
        Refusal::Unauthorized
    }
}

/// Whether all CertIDs are of this issuer.
fn asks(request: &OcspRequest, issuer: &Issuer) -> bool {
    request
        .cert_ids()
        .iter()
        .all(|cert_id| issuer.hashes.matches(cert_id))
}

/// The CertID of a request that everybody who asks may get the same answer to.
pub(super) fn shared_cert_id(request: &OcspRequest) -> Option<&CertId> {
    match request.cert_ids() {
        [cert_id] if request.nonce().is_none() => Some(cert_id),
        _ => None,
    }
}
