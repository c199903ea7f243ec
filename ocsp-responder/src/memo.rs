//! Remembers what the octets of frequent requests mean.
//!
//! Parsing is strict and costs a seventh of a cached answer; most clients ask the same question
//! octet by octet. Only meaning is remembered here, never an answer, so nothing can be stale.

use std::sync::Arc;

use ca_core::ocsp::request::OcspRequest;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// Requests that were answered from memory, by their octets.
#[derive(Debug)]
pub struct Memo {
    requests: Cache<Box<[u8]>, Arc<OcspRequest>, ByOctets>,
}

/// Longest request that is remembered; without nonce and signature they are half as long.
const LONGEST: usize = 256;
/// What a request costs beside its octets, once more in its parsed form.
const OVERHEAD: u64 = 512;

impl Memo {
    /// A memory of at most about `octets` octets.
    #[must_use]
    pub fn new(octets: u64) -> Self {
        let count = usize::try_from(octets / OVERHEAD).unwrap_or(usize::MAX);
        Self {
            requests: Cache::with_weighter(count, octets, ByOctets),
        }
    }

    /// The request that these octets are, if they are remembered.
    #[must_use]
    pub fn get(&self, der: &[u8]) -> Option<Arc<OcspRequest>> {
        self.requests.get(der)
    }

    /// Remembers a request.
    pub fn insert(&self, der: &[u8], request: &Arc<OcspRequest>) {
        if der.len() <= LONGEST {
            self.requests.insert(der.into(), Arc::clone(request));
        }
    }
}

#[derive(Clone, Debug)]
struct ByOctets;

impl Weighter<Box<[u8]>, Arc<OcspRequest>> for ByOctets {
    fn weight(&self, _: &Box<[u8]>, _: &Arc<OcspRequest>) -> u64 {
        OVERHEAD
    }
}
