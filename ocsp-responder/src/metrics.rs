//! All that can be measured, in one place, with bounded labels.

use std::fmt;
use std::hash::Hash;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Instant;

use ca_core::signer::{TokenHealth, TokenState};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::answer::Outcome;
use crate::catalogue::Issuer;

/// The metrics of one responder.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: [Counter; Outcome::ALL.len()],
    /// Answers found in memory.
    pub cache_hits: Counter,
    /// Answers not found in memory.
    pub cache_misses: Counter,
    /// Answers in memory.
    pub cache_entries: Gauge,
    /// Octets of answers in memory.
    pub cache_bytes: Gauge,
    /// Signatures made.
    pub signatures: Counter,
    /// Signatures that failed.
    pub signature_failures: Counter,
    sign_seconds: Histogram,
    signer_not_after: Family<IssuerLabel, Gauge>,
    crl_next_update: Family<IssuerLabel, Gauge>,
    token_up: Family<TokenLabel, Gauge>,
    /// Age of the known status, in milliseconds.
    pub data_age: Gauge,
    /// Open connections.
    pub connections: Gauge,
    /// Panics caught.
    pub panics: Counter,
}

/// Outcome of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: &'static str,
}

/// Name of a generation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct IssuerLabel {
    issuer: String,
}

/// Label of a token.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TokenLabel {
    token: String,
}

impl Metrics {
    /// All metrics at zero.
    #[must_use]
    #[expect(
        clippy::new_without_default,
        reason = "a registry of metrics is no default value"
    )]
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("sceau_ocsp");
        let requests = Family::<OutcomeLabel, Counter>::default();
        registry.register("requests", "OCSP requests by outcome", requests.clone());
        let of = |outcome: Outcome| {
            let label = OutcomeLabel {
                outcome: outcome.as_str(),
            };
            requests.get_or_create_owned(&label)
        };
        let seconds = Histogram::new([
            0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0,
        ]);
        registry.register_with_unit(
            "sign",
            "Time to sign an answer in the token",
            Unit::Seconds,
            seconds.clone(),
        );
        let mut add = Adder(&mut registry);
        Self {
            requests: Outcome::ALL.map(of),
            cache_hits: add.counter("cache_hits", "Answers found in memory"),
            cache_misses: add.counter("cache_misses", "Answers not found in memory"),
            cache_entries: add.gauge("cache_entries", "Answers in memory"),
            cache_bytes: add.gauge("cache_bytes", "Octets of answers in memory, about"),
            signatures: add.counter("signatures", "Signatures made for answers"),
            signature_failures: add.counter("signature_failures", "Signatures that failed"),
            sign_seconds: seconds,
            signer_not_after: add.family(
                "signer_not_after",
                "End of the signer's certificate, in Unix time",
            ),
            crl_next_update: add.family("crl_next_update", "nextUpdate of the CRL, in Unix time"),
            token_up: add.family(
                "token_up",
                "1 if the token serves, 0 if it failed, refused the PIN or is fenced",
            ),
            data_age: add.gauge("data_age_milliseconds", "Age of the known status"),
            connections: add.gauge("connections", "Open connections"),
            panics: add.counter("panics", "Panics caught while answering: each is a bug"),
            registry,
        }
    }

    /// Counts a request.
    pub fn count(&self, outcome: Outcome) {
        let counter = Outcome::ALL
            .iter()
            .zip(&self.requests)
            .find(|(o, _)| **o == outcome);
        if let Some((_, counter)) = counter {
            counter.inc();
        }
    }

    /// Notes until when an issuer's signer and CRL are good.
    pub fn describe(&self, issuer: &Issuer) {
        let label = IssuerLabel {
            issuer: issuer.generation.id.to_string(),
        };
        if let Some(signer) = &issuer.signer {
            let end = signer.certificate().not_after.unix_seconds();
            self.signer_not_after.get_or_create(&label).set(end);
        }
        if let Some(crl) = &issuer.crl {
            let end = crl.next_update.unix_seconds();
            self.crl_next_update.get_or_create(&label).set(end);
        }
    }

    /// Notes how a token does.
    pub fn describe_token(&self, health: &TokenHealth) {
        let label = TokenLabel {
            token: health.token.clone(),
        };
        let up = i64::from(health.state == TokenState::Up);
        self.token_up.get_or_create(&label).set(up);
    }

    /// Logs the counters (I7).
    pub fn report(&self) {
        let requests = Outcome::ALL.iter().zip(&self.requests);
        let requests = requests.map(|(o, counter)| format!("{}={}", o.as_str(), counter.get()));
        tracing::info!(
            requests = %requests.collect::<Vec<_>>().join(" "),
            signatures = self.signatures.get(),
            signature_failures = self.signature_failures.get(),
            cache_hits = self.cache_hits.get(),
            cache_misses = self.cache_misses.get(),
            "counters"
        );
    }

    /// Measures a signature.
    ///
    /// # Errors
    /// Those of `sign`.
    pub fn time_signature<T, E>(&self, sign: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let start = Instant::now();
        let result = sign();
        self.sign_seconds.observe(start.elapsed().as_secs_f64());
        let counter = if result.is_ok() {
            &self.signatures
        } else {
            &self.signature_failures
        };
        counter.inc();
        result
    }

    /// All values in the OpenMetrics text format, which Prometheus reads.
    ///
    /// # Errors
    /// Fails only if the encoder does.
    pub fn encode(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

struct Adder<'r>(&'r mut Registry);

impl Adder<'_> {
    fn counter(&mut self, name: &str, help: &str) -> Counter {
        let counter: Counter<u64, AtomicU64> = Counter::default();
        self.0.register(name, help, counter.clone());
        counter
    }

    fn gauge(&mut self, name: &str, help: &str) -> Gauge {
        let gauge: Gauge<i64, AtomicI64> = Gauge::default();
        self.0.register(name, help, gauge.clone());
        gauge
    }

    fn family<L>(&mut self, name: &str, help: &str) -> Family<L, Gauge>
    where
        L: EncodeLabelSet + Clone + fmt::Debug + Hash + Eq + Send + Sync + 'static,
    {
        let family = Family::default();
        self.0.register(name, help, family.clone());
        family
    }
}
