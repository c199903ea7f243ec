//! The core of the service: request octets in, replies out. No HTTP and no async here.
//!
//! [`Responder::look_up`] parses a request and finds its issuer and, if it can, its answer in
//! memory; it never blocks. What it cannot find it returns as a [`Question`], which
//! [`Responder::answer`] takes to the registry and the token; that blocks, so the caller brings
//! it to a thread of its own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use ca_core::ocsp::cert_id::CertId;
use ca_core::ocsp::request::OcspRequest;
use ca_core::ocsp::response::assemble;
use ca_core::ocsp::response_data::{InvalidResponse, ResponseData};
use ca_core::ocsp::single_response::SingleResponse;
use ca_core::ocsp::status::CertStatus;
use ca_core::registry::records::CertificateStatus;
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::timestamp::{Clock, Timestamp};

use crate::answer::{Answer, Outcome, Refusal, Reply};
use crate::budget::{Budget, Permit};
use crate::cache::{AnswerCache, Mark};
use crate::catalogue::{Catalogue, Issuer};
use crate::freshness::Freshness;
use crate::memo::Memo;
use crate::metrics::Metrics;
use crate::signer::{DelegatedSigner, SigningError};
use crate::throttle::Throttle;

/// How answers are made.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// From thisUpdate to nextUpdate (OCSP-04).
    pub validity: Duration,
    /// How old the known status may be when an answer is signed (I4).
    pub max_status_lag: Duration,
    /// Octets of answers kept in memory.
    pub cache_bytes: u64,
    /// How many answers with nonce, about several or about unknown certificates may be in the
    /// making at once.
    pub live_answers: usize,
}

/// Strangers can make us fail often; the log tells it once in this time.
const COMPLAIN_AGAIN: Duration = Duration::from_secs(1);

/// Answers questions about certificates.
pub struct Responder {
    source: Arc<dyn StatusSource>,
    clock: Arc<dyn Clock>,
    policy: Policy,
    catalogue: ArcSwap<Catalogue>,
    cache: AnswerCache,
    memo: Memo,
    freshness: Freshness,
    live: Budget,
    complaints: Throttle,
    metrics: Arc<Metrics>,
}

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
    issuer: Arc<Issuer>,
    signer: Arc<DelegatedSigner>,
    request: Arc<OcspRequest>,
    asked: Timestamp,
    /// An answer past half of its life, if there is one: better than none.
    ageing: Option<Arc<Answer>>,
    /// Held by an answer that cannot be kept.
    permit: Option<Permit>,
}

impl Question {
    /// Whether the answer is the same for everybody who asks.
    fn is_shared(&self) -> bool {
        is_shared(&self.request)
    }

    /// The reply when nothing new can be said.
    #[must_use]
    pub fn fallback(&self, refusal: Refusal) -> Reply {
        self.ageing
            .clone()
            .map_or(Reply::Refused(refusal), Reply::Shared)
    }

    /// The issuer asked.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// What was asked.
    #[must_use]
    pub fn request(&self) -> &OcspRequest {
        &self.request
    }
}

impl Responder {
    /// A responder that serves nothing until it is given a catalogue.
    pub fn new(
        source: Arc<dyn StatusSource>,
        clock: Arc<dyn Clock>,
        policy: Policy,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            source,
            clock,
            policy,
            catalogue: ArcSwap::from_pointee(Catalogue::default()),
            cache: AnswerCache::new(policy.cache_bytes),
            memo: Memo::new(policy.cache_bytes / 8),
            freshness: Freshness::new(),
            live: Budget::new(policy.live_answers),
            complaints: Throttle::new(COMPLAIN_AGAIN),
            metrics,
        }
    }

    /// What is served now.
    #[must_use]
    pub fn catalogue(&self) -> arc_swap::Guard<Arc<Catalogue>> {
        self.catalogue.load()
    }

    /// Serves this from now on.
    pub fn replace_catalogue(&self, catalogue: Catalogue) {
        self.catalogue.store(Arc::new(catalogue));
    }

    /// The answers in memory.
    #[must_use]
    pub const fn cache(&self) -> &AnswerCache {
        &self.cache
    }

    /// How fresh the feed is.
    #[must_use]
    pub const fn freshness(&self) -> &Freshness {
        &self.freshness
    }

    /// Where status comes from.
    #[must_use]
    pub const fn source(&self) -> &Arc<dyn StatusSource> {
        &self.source
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Whether status can be told: the feed was read not longer ago than the policy allows.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.freshness.lag(Instant::now()) <= self.policy.max_status_lag
    }

    /// Parses a request to the issuer with this name, or to whichever issuer its CertIDs name,
    /// and answers it from memory if possible.
    #[must_use]
    pub fn look_up(&self, issuer: Option<&str>, request: &[u8]) -> Found {
        match self.try_look_up(issuer, request) {
            Ok(found) => found,
            Err(refusal) => Found::Reply(Reply::Refused(refusal)),
        }
    }

    fn try_look_up(&self, issuer: Option<&str>, der: &[u8]) -> Result<Found, Refusal> {
        let catalogue = self.catalogue.load();
        let remembered = self.memo.get(der);
        let is_new = remembered.is_none();
        let request = remembered.map_or_else(|| parse(der), Ok)?;
        let issuer = addressee(&catalogue, issuer, &request).ok_or(Refusal::Unauthorized)?;
        let asked = self.clock.now();
        let cached = shared_cert_id(&request).map(|cert_id| self.cached(issuer, cert_id, asked));
        let (ageing, permit) = match cached {
            Some(Some(answer)) if asked < answer.refresh_at => {
                if is_new {
                    self.memo.insert(der, &request);
                }
                self.metrics.cache_hits.inc();
                return Ok(Found::Reply(Reply::Shared(answer)));
            }
            Some(ageing) => (ageing, None),
            None => (None, Some(self.live.take().ok_or(Refusal::TryLater)?)),
        };
        self.metrics.cache_misses.inc();
        let Some(signer) = &issuer.signer else {
            let old = ageing.map(|answer| Found::Reply(Reply::Shared(answer)));
            return old.ok_or_else(|| unsigned(issuer));
        };
        Ok(Found::Question(Box::new(Question {
            issuer: Arc::clone(issuer),
            signer: Arc::clone(signer),
            request,
            asked,
            ageing,
            permit,
        })))
    }

    fn cached(&self, issuer: &Issuer, cert_id: &CertId, now: Timestamp) -> Option<Arc<Answer>> {
        let answer = self.cache.get(&issuer.generation.id, cert_id)?;
        (now < answer.next_update).then_some(answer)
    }

    /// Answers a question from the registry with the issuer's delegated signer. Blocks.
    #[must_use]
    pub fn answer(&self, mut question: Box<Question>) -> Reply {
        match self.try_answer(&mut question) {
            Ok(reply) => reply,
            Err(NoAnswer::Refused) => Reply::Refused(Refusal::TryLater),
            Err(error) => {
                if self.complaints.is_due() {
                    let issuer = &question.issuer.generation.id;
                    tracing::warn!(%issuer, error = %chain(&error), "no answer can be signed");
                }
                question.fallback(error.refusal())
            }
        }
    }

    fn try_answer(&self, question: &mut Question) -> Result<Reply, NoAnswer> {
        let issuer = &question.issuer.generation.id;
        let cert_ids = question.request.cert_ids();
        let first = cert_ids.first().ok_or(NoAnswer::Refused)?;
        let mark = self.cache.mark(issuer, first.serial());
        if !self.is_fresh() {
            return Err(NoAnswer::Stale(self.freshness.lag(Instant::now())));
        }
        let as_of = self.source.as_of()?;
        let lag = self.clock.now().since(as_of);
        if lag > self.policy.max_status_lag {
            return Err(NoAnswer::Stale(lag));
        }
        let read = |cert_id: &CertId| self.source.status(issuer, cert_id.serial());
        let statuses = cert_ids.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let unknown = statuses.contains(&CertificateStatus::NeverIssued);
        if unknown {
            // A replica may not have seen the certificate yet.
            if as_of < question.asked {
                return Err(NoAnswer::Refused);
            }
            if question.permit.is_none() {
                question.permit = Some(self.live.take().ok_or(NoAnswer::Refused)?);
            }
        }
        let answer = Arc::new(self.sign(question, &statuses, as_of)?);
        if unknown || !question.is_shared() {
            return Ok(Reply::Single(answer));
        }
        self.keep(mark, question, first, &answer);
        Ok(Reply::Shared(answer))
    }

    fn keep(&self, mark: Mark, question: &Question, cert_id: &CertId, answer: &Arc<Answer>) {
        self.cache
            .insert(mark, &question.issuer.generation.id, cert_id, answer);
    }

    fn sign(
        &self,
        question: &Question,
        statuses: &[CertificateStatus],
        as_of: Timestamp,
    ) -> Result<Answer, NoAnswer> {
        let signer = &question.signer;
        let now = self.clock.now();
        let this_update = as_of.min(now).truncated_to_second();
        let certificate = signer.certificate();
        let next_update = this_update
            .plus(self.policy.validity)
            .min(certificate.not_after);
        let pairs = question.request.cert_ids().iter().zip(statuses);
        let responses = pairs
            .map(|(cert_id, status)| {
                let status = spoken(status)?;
                SingleResponse::new(cert_id.clone(), status, this_update, next_update)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let nonce = question.request.nonce();
        let data = ResponseData::new(signer.responder_id().clone(), now, responses, nonce)?;
        let to_be_signed = data.to_be_signed()?;
        let signature = self.metrics.time_signature(|| signer.sign(&to_be_signed))?;
        let identifier = signer.algorithm().identifier();
        let der = assemble(&to_be_signed, &identifier, &signature, &[&certificate.der])?;
        Ok(Answer::new(
            der,
            outcome(statuses),
            this_update,
            next_update,
        ))
    }
}

impl std::fmt::Debug for Responder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Responder")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

fn parse(der: &[u8]) -> Result<Arc<OcspRequest>, Refusal> {
    let request = OcspRequest::parse(der);
    request.map(Arc::new).map_err(|_| Refusal::Malformed)
}

/// The issuer that is asked: the one named, if all CertIDs are of it, or else whichever they
/// are of.
fn addressee<'c>(
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
fn unsigned(issuer: &Issuer) -> Refusal {
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

/// Whether everybody who asks this may get the same answer.
fn is_shared(request: &OcspRequest) -> bool {
    shared_cert_id(request).is_some()
}

fn shared_cert_id(request: &OcspRequest) -> Option<&CertId> {
    match request.cert_ids() {
        [cert_id] if request.nonce().is_none() => Some(cert_id),
        _ => None,
    }
}

/// The status in the words of OCSP; never issued is never good (I4).
fn spoken(status: &CertificateStatus) -> Result<CertStatus, InvalidResponse> {
    Ok(match status {
        CertificateStatus::NeverIssued => CertStatus::UNKNOWN,
        CertificateStatus::Good => CertStatus::GOOD,
        CertificateStatus::Suspended(suspension) => CertStatus::suspended(suspension)?,
        CertificateStatus::Revoked(revocation) => CertStatus::revoked(revocation)?,
    })
}

const fn outcome(statuses: &[CertificateStatus]) -> Outcome {
    match statuses {
        [CertificateStatus::Good] => Outcome::Good,
        [CertificateStatus::Revoked(_) | CertificateStatus::Suspended(_)] => Outcome::Revoked,
        [CertificateStatus::NeverIssued] => Outcome::Unknown,
        _ => Outcome::Several,
    }
}

/// An error and its causes on one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// Why nothing is signed.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    /// Nothing is wrong here: no capacity, or a source that is behind the question.
    #[error("not now")]
    Refused,
    /// The known status is too old (I4).
    #[error("status is {0:?} old")]
    Stale(Duration),
    /// Status cannot be read.
    #[error("status cannot be read")]
    Registry(#[from] RegistryError),
    /// No signature.
    #[error("no signature")]
    Signing(#[from] SigningError),
    /// No answer can be built: the signer has expired, or the clock is wrong.
    #[error("answer cannot be built")]
    Response(#[from] InvalidResponse),
}

impl NoAnswer {
    const fn refusal(&self) -> Refusal {
        match self {
            Self::Refused | Self::Stale(_) | Self::Registry(_) => Refusal::TryLater,
            Self::Signing(SigningError::Token(_)) => Refusal::TryLater,
            Self::Signing(SigningError::Wrong) | Self::Response(_) => Refusal::InternalError,
        }
    }
}
