//! Copies of keys: the same public half and CKA_ID in several tokens (I8).
//!
//! Whether a token has a copy is asked once; which copy made a signature is remembered until the
//! caller has verified it.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ca_core::signer::{KeyUri, StoredKey};

use super::member::Member;
use crate::uri::Pkcs11Uri;

/// Whether this key, found in this token, may serve as a copy.
pub type Allowed = Box<dyn Fn(&StoredKey) -> bool + Send + Sync>;

/// So many signatures by copies may be on their way to being verified.
const UNVERIFIED: usize = 1024;

/// A copy of a key and the token that it is in.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) member: Arc<Member>,
    pub(super) key: StoredKey,
}

/// What is known of keys and their copies.
#[derive(Default)]
pub(super) struct Copies {
    allowed: Option<Allowed>,
    /// The public halves of keys that were found, by their URIs.
    known: Mutex<HashMap<KeyUri, Vec<u8>>>,
    /// Signatures by copies, the newest last.
    signed: Mutex<VecDeque<(u64, Arc<Member>)>>,
    used: AtomicU64,
    hasher: RandomState,
}

impl Copies {
    pub(super) fn new(allowed: Allowed) -> Self {
        Self {
            allowed: Some(allowed),
            ..Self::default()
        }
    }

    /// Whether any copy is allowed at all.
    pub(super) const fn may_be(&self) -> bool {
        self.allowed.is_some()
    }

    /// Takes note of a key's public half: only what has the same is a copy of it.
    pub(super) fn learn(&self, key: &StoredKey) {
        lock(&self.known).insert(key.uri.clone(), key.public_key.clone());
    }

    /// The copies of `key` in `others`, in their order. Of a key that nobody has found yet the
    /// public half is not known: then its CKA_ID must lead to one and the same, and the caller
    /// judges that.
    pub(super) fn of<'m>(
        &self,
        key: &KeyUri,
        others: impl Iterator<Item = &'m Arc<Member>>,
        left: impl Fn() -> Duration,
    ) -> Vec<Copy> {
        let uri: Result<Pkcs11Uri, _> = key.as_str().parse();
        let Some(id) = uri.ok().and_then(|uri| uri.id) else {
            return Vec::new();
        };
        let known = lock(&self.known).get(key).cloned();
        let copy = |member: &Arc<Member>| {
            let key = member.with_id(&id, left())?;
            let member = Arc::clone(member);
            self.may_serve(&key, known.as_deref())
                .then_some(Copy { member, key })
        };
        let copies: Vec<_> = others.filter_map(copy).collect();
        let first = copies.first().map(|copy| copy.key.public_key.clone());
        let same = |copy: &Copy| Some(&copy.key.public_key) == first.as_ref();
        if copies.iter().all(same) {
            copies
        } else {
            Vec::new()
        }
    }

    /// I8: what can leave its token, or be seen, serves nobody.
    fn may_serve(&self, key: &StoredKey, known: Option<&[u8]>) -> bool {
        let same = known.is_none_or(|known| known == key.public_key);
        let kept = key.protection.sensitive && !key.protection.extractable;
        let allowed = |allowed: &Allowed| allowed(key);
        same && kept && !key.public_key.is_empty() && self.allowed.as_ref().is_some_and(allowed)
    }

    /// Takes note that a copy made this signature.
    pub(super) fn remember(&self, signature: &[u8], by: &Arc<Member>) {
        self.used.fetch_add(1, Ordering::Relaxed);
        let mut signed = lock(&self.signed);
        if signed.len() >= UNVERIFIED {
            drop(signed.pop_front());
        }
        signed.push_back((self.hasher.hash_one(signature), Arc::clone(by)));
    }

    /// How many signatures copies made.
    pub(super) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// The token whose copy made this signature; none if the key's own token did.
    pub(super) fn signed_by(&self, signature: &[u8]) -> Option<Arc<Member>> {
        let wanted = self.hasher.hash_one(signature);
        let signed = lock(&self.signed);
        let found = signed.iter().rfind(|(hash, _)| *hash == wanted);
        found.map(|(_, member)| Arc::clone(member))
    }
}

impl fmt::Debug for Copies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Copies").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
