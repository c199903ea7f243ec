//! The core of the service: request octets in, replies out. No HTTP and no async here.
//!
//! [`Responder::look_up`] parses a request and finds its issuer and, if it can, its answer in
//! memory; it never blocks. What it cannot find it returns as a [`Question`] (child
//! [`question`]), which [`Responder::answer`] (child `answering`) takes to the registry and the
//! token; that blocks, so the caller brings it to a thread of its own.

mod answering;
pub mod question;

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use ca_core::ocsp::cert_id::CertId;
use ca_core::registry::StatusSource;
use ca_core::timestamp::{Clock, Timestamp};
use http_edge::throttle::Throttle;

use self::question::{Found, Question};
use crate::answer::{Answer, Refusal, Reply};
use crate::budget::Budget;
use crate::cache::AnswerCache;
use crate::catalogue::{Catalogue, Issuer};
use crate::freshness::Freshness;
use crate::memo::Memo;
use crate::metrics::Metrics;

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

    /// How old the known status may be when an answer is signed.
    #[must_use]
    pub const fn max_status_lag(&self) -> Duration {
        self.policy.max_status_lag
    }

    /// Whether status can be told: the feed was read not longer ago than the policy allows, from a
    /// registry whose return from a backup or loss of changes, if there was one, is acknowledged.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        let recent = self.freshness.lag(Instant::now()) <= self.policy.max_status_lag;
        recent && !self.freshness.is_put_back()
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

    fn try_look_up(&self, name: Option<&str>, der: &[u8]) -> Result<Found, Refusal> {
        let catalogue = self.catalogue.load();
        let remembered = self.memo.get(der);
        let is_new = remembered.is_none();
        let request = remembered.map_or_else(|| question::parse(der), Ok)?;
        let issuer = question::addressee(&catalogue, name, &request);
        let issuer = issuer.ok_or(Refusal::Unauthorized)?;
        let asked = self.clock.now();
        let shared = question::shared_cert_id(&request);
        let (ageing, permit) = match shared.map(|id| self.cached(issuer, id, asked)) {
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
        let issuer = Arc::clone(issuer);
        let question = Question {
            issuer,
            request,
            asked,
            ageing,
            permit,
        };
        Ok(if question.issuer.signer.is_some() {
            Found::Question(Box::new(question))
        } else {
            Found::Reply(question.fallback(question::unsigned(&question.issuer)))
        })
    }

    fn cached(&self, issuer: &Issuer, cert_id: &CertId, now: Timestamp) -> Option<Arc<Answer>> {
        let answer = self.cache.get(&issuer.generation.id, cert_id)?;
        // A clock that was put back makes answers that clients refuse (OCSP-04).
        (answer.this_update <= now && now < answer.next_update).then_some(answer)
    }
}

impl std::fmt::Debug for Responder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Responder")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}
