//! Keeps the catalogue as the registry and the folder of signers have it.
//!
//! Runs on a thread of its own, beside the one that follows the feed: reading a CRL of 50 MB or
//! testing a signer must not delay a revocation.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use ca_core::generation::GenerationId;
use ca_core::registry::RegistryError;

use crate::catalogue::{Catalogue, Crl, Issuer};
use crate::metrics::Metrics;
use crate::responder::Responder;
use crate::signer::folder::SignerFolder;

/// How often the folder of signers and the tokens are looked at.
pub const INTERVAL: Duration = Duration::from_secs(1);

/// How often the issuers are read without notice.
const REREAD: Duration = Duration::from_secs(60);

/// How often the counters are logged (I7).
const REPORT: Duration = Duration::from_secs(3600);

/// What the feed tells.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Notice {
    /// Issuers were added or changed.
    Issuers,
    /// A CRL was published.
    Crl(GenerationId),
}

/// Makes catalogues.
#[derive(Debug)]
pub struct Upkeep {
    responder: Arc<Responder>,
    metrics: Arc<Metrics>,
    signers: SignerFolder,
    /// What was told and is not done yet.
    pending: HashSet<Notice>,
    read: Instant,
    reported: Instant,
}

impl Upkeep {
    /// Reads everything for the first time.
    ///
    /// # Errors
    /// Fails if the registry cannot be read. A refused signer is no error: the others serve.
    pub fn start(
        responder: Arc<Responder>,
        metrics: Arc<Metrics>,
        signers: SignerFolder,
    ) -> Result<Self, RegistryError> {
        let now = Instant::now();
        let mut upkeep = Self {
            responder,
            metrics,
            signers,
            pending: HashSet::new(),
            read: now,
            reported: now,
        };
        upkeep.rebuild()?;
        upkeep.measure();
        Ok(upkeep)
    }

    /// The signers and what became of them.
    #[must_use]
    pub const fn signers(&self) -> &SignerFolder {
        &self.signers
    }

    /// Waits for a notice or the next look at the signers and does what is to be done; `false`
    /// once nobody can send notices any more.
    ///
    /// # Errors
    /// Fails if the registry cannot be read; the catalogue stays as it was.
    pub fn step(&mut self, notices: &Receiver<Notice>) -> Result<bool, RegistryError> {
        let first = match notices.recv_timeout(INTERVAL) {
            Ok(notice) => Some(notice),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => return Ok(false),
        };
        self.pending
            .extend(first.into_iter().chain(notices.try_iter()));
        self.rebuild()?;
        self.measure();
        if self.reported.elapsed() > REPORT {
            self.report();
        }
        Ok(true)
    }

    /// Makes a catalogue: issuers anew if there is reason to, CRLs that were published, signers.
    fn rebuild(&mut self) -> Result<(), RegistryError> {
        let known = Arc::clone(&self.responder.catalogue());
        let anew = self.pending.contains(&Notice::Issuers) || self.read.elapsed() > REREAD;
        let issuers: Vec<Issuer> = if anew || known.issuers().is_empty() {
            let generations = self.responder.source().issuers()?;
            self.read = Instant::now();
            generations.into_iter().filter_map(Issuer::of).collect()
        } else {
            known
                .issuers()
                .iter()
                .map(|issuer| Issuer::clone(issuer))
                .collect()
        };
        let with_crl = |issuer| self.with_crl(issuer, &known);
        let issuers = issuers
            .into_iter()
            .map(with_crl)
            .collect::<Result<_, _>>()?;
        self.pending.clear();
        self.publish(issuers);
        Ok(())
    }

    /// Reads the CRL of an issuer if it is new; nothing older replaces one (I10).
    fn with_crl(&self, mut issuer: Issuer, known: &Catalogue) -> Result<Issuer, RegistryError> {
        let id = &issuer.generation.id;
        let known = known.generation(id).and_then(|known| known.crl.clone());
        if known.is_some() && !self.pending.contains(&Notice::Crl(id.clone())) {
            issuer.crl = known;
            return Ok(issuer);
        }
        let least = known.as_ref().map_or(0, |crl| crl.number);
        let newest = self.responder.source().latest_crl(id)?.map(Crl::from);
        issuer.crl = newest.filter(|crl| crl.number > least).or(known);
        if let Some(crl) = &issuer.crl {
            let (number, next_update) = (crl.number, crl.next_update);
            tracing::info!(issuer = %id, number, %next_update, "CRL read");
        }
        Ok(issuer)
    }

    fn publish(&mut self, issuers: Vec<Issuer>) {
        let now = self.responder.now();
        let mut signed = |mut issuer: Issuer| {
            let wanted = issuer.wants_signer();
            issuer.signer = wanted
                .then(|| self.signers.signer(&issuer.generation, now))
                .flatten();
            Arc::new(issuer)
        };
        let issuers = issuers.into_iter().map(&mut signed).collect();
        let tokens = self.signers.tokens();
        self.responder
            .replace_catalogue(Catalogue::new(issuers, tokens));
    }

    fn measure(&self) {
        let cache = self.responder.cache();
        self.metrics
            .cache_entries
            .set(i64::try_from(cache.len()).unwrap_or(i64::MAX));
        self.metrics
            .cache_bytes
            .set(i64::try_from(cache.octets()).unwrap_or(i64::MAX));
        let catalogue = self.responder.catalogue();
        for issuer in catalogue.issuers() {
            self.metrics.describe(issuer);
        }
        for token in catalogue.tokens() {
            self.metrics.describe_token(token);
        }
    }

    fn report(&mut self) {
        self.reported = Instant::now();
        self.metrics.report();
        let now = self.responder.now();
        for issuer in self.responder.catalogue().issuers() {
            let certificate = issuer.signer.as_ref().map(|signer| signer.certificate());
            if let Some(certificate) = certificate.filter(|certificate| certificate.is_late(now)) {
                let not_after = certificate.not_after;
                tracing::warn!(issuer = %issuer.generation.id, %not_after, "signer is to be renewed");
            }
        }
    }
}
