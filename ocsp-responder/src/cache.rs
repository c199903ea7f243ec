//! Signed answers kept in memory, bounded by octets.
//!
//! An answer that was computed before a revocation must not be found after it. So whoever
//! computes one takes a [`Mark`] before reading the status; [`AnswerCache::forget`] moves the
//! counter of the serial first and removes second; [`AnswerCache::insert`] inserts first and
//! looks at the counter second. However the two interleave, one of them removes the old answer.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ca_core::generation::GenerationId;
use ca_core::ocsp::cert_id::CertId;
use ca_core::ocsp::issuer_hashes::CertIdHash;
use ca_core::serial::Serial;
use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, Equivalent, Weighter};

use crate::answer::Answer;

/// Counters of changes; serials share them, so a change may keep a few unrelated answers out.
const COUNTERS: usize = 1024;
/// What an entry costs beside the octets of its answer: key, validators, bookkeeping.
const ENTRY_OVERHEAD: usize = 768;
/// Octets of a usual answer with its signer's certificate, to size the tables.
const USUAL_ANSWER: usize = 2048;

/// The answers to questions about one certificate without nonce.
#[derive(Debug)]
pub struct AnswerCache {
    entries: Cache<Key, Arc<Answer>, ByOctets>,
    changes: Box<[AtomicU64]>,
    hasher: DefaultHashBuilder,
}

impl AnswerCache {
    /// A cache of at most about `octets` octets.
    #[must_use]
    pub fn new(octets: u64) -> Self {
        let usual = u64::try_from(USUAL_ANSWER).unwrap_or(u64::MAX);
        let count = usize::try_from(octets.div_ceil(usual)).unwrap_or(usize::MAX);
        Self {
            entries: Cache::with_weighter(count, octets, ByOctets),
            changes: (0..COUNTERS).map(|_| AtomicU64::new(0)).collect(),
            hasher: DefaultHashBuilder::default(),
        }
    }

    /// The answer to the question `cert_id` to an issuer, however old.
    #[must_use]
    pub fn get(&self, issuer: &GenerationId, cert_id: &CertId) -> Option<Arc<Answer>> {
        let form = Form::of(cert_id)?;
        let serial = cert_id.serial();
        self.entries.get(&KeyRef {
            issuer,
            serial,
            form,
        })
    }

    /// To be taken before the status is read that the answer will tell.
    #[must_use]
    pub fn mark(&self, issuer: &GenerationId, serial: &Serial) -> Mark {
        Mark(self.counter(issuer, serial).load(Ordering::SeqCst))
    }

    /// Keeps an answer, unless the status of its serial changed after `mark` was taken.
    pub fn insert(
        &self,
        mark: Mark,
        issuer: &GenerationId,
        cert_id: &CertId,
        answer: &Arc<Answer>,
    ) {
        let Some(form) = Form::of(cert_id) else {
            return;
        };
        let key = Key {
            issuer: issuer.clone(),
            serial: cert_id.serial().clone(),
            form,
        };
        self.entries.insert(key, Arc::clone(answer));
        if self.mark(issuer, cert_id.serial()) != mark {
            self.remove(issuer, cert_id.serial(), form);
        }
    }

    /// Drops all answers about a serial whose status changed.
    pub fn forget(&self, issuer: &GenerationId, serial: &Serial) {
        self.counter(issuer, serial).fetch_add(1, Ordering::SeqCst);
        Form::ALL
            .into_iter()
            .for_each(|form| self.remove(issuer, serial, form));
    }

    /// Drops everything.
    pub fn clear(&self) {
        for counter in &self.changes {
            counter.fetch_add(1, Ordering::SeqCst);
        }
        self.entries.clear();
    }

    /// How many answers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The octets they take, about.
    #[must_use]
    pub fn octets(&self) -> u64 {
        self.entries.weight()
    }

    fn remove(&self, issuer: &GenerationId, serial: &Serial, form: Form) {
        drop(self.entries.remove(&KeyRef {
            issuer,
            serial,
            form,
        }));
    }

    fn counter(&self, issuer: &GenerationId, serial: &Serial) -> &AtomicU64 {
        use std::hash::BuildHasher;
        static NEVER: AtomicU64 = AtomicU64::new(0);
        let hash = self.hasher.hash_one((issuer, serial));
        let place = usize::try_from(hash % 1024).unwrap_or(0);
        self.changes.get(place).unwrap_or(&NEVER)
    }
}

/// How many changes there were when an answer's status was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

/// The AlgorithmIdentifier of a CertID, which an answer echoes octet by octet: one of four
/// hashes, with or without NULL. DER leaves no other way to write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Form {
    hash: CertIdHash,
    null: bool,
}

impl Form {
    const ALL: [Self; 8] = {
        let [sha1, sha256, sha384, sha512] = CertIdHash::ALL;
        [
            Self::new(sha1, false),
            Self::new(sha256, false),
            Self::new(sha384, false),
            Self::new(sha512, false),
            Self::new(sha1, true),
            Self::new(sha256, true),
            Self::new(sha384, true),
            Self::new(sha512, true),
        ]
    };

    const fn new(hash: CertIdHash, null: bool) -> Self {
        Self { hash, null }
    }

    /// No hash of the four ends in the octets of a NULL.
    fn of(cert_id: &CertId) -> Option<Self> {
        let null = cert_id.hash_algorithm().ends_with(&[0x05, 0x00]);
        cert_id.hash().map(|hash| Self { hash, null })
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    issuer: GenerationId,
    serial: Serial,
    form: Form,
}

#[derive(Hash)]
struct KeyRef<'a> {
    issuer: &'a GenerationId,
    serial: &'a Serial,
    form: Form,
}

/// As for [`KeyRef`], which looks it up.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        KeyRef {
            issuer: &self.issuer,
            serial: &self.serial,
            form: self.form,
        }
        .hash(state);
    }
}

impl Equivalent<Key> for KeyRef<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.form == key.form && *self.serial == key.serial && *self.issuer == key.issuer
    }
}

#[derive(Clone, Debug)]
struct ByOctets;

impl Weighter<Key, Arc<Answer>> for ByOctets {
    fn weight(&self, _: &Key, answer: &Arc<Answer>) -> u64 {
        u64::try_from(answer.der.len() + ENTRY_OVERHEAD).unwrap_or(u64::MAX)
    }
}
