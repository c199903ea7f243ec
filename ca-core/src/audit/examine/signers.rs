//! Who signed the heads. A chain is verified once, at its first head; at each other one only its
//! dates.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::AuditDefect;
use crate::audit::signer::{SignerDefect, verify_chain};
use crate::certificate::Summary;
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// The signers of a log.
#[derive(Debug)]
pub(super) struct Signers<'a> {
    roots: &'a [Vec<u8>],
    known: BTreeMap<Sha256Digest, Known>,
}

/// A signer and those above it, the root last.
#[derive(Debug)]
struct Known {
    chain: Vec<Vec<u8>>,
    /// When all of the chain is valid, once it was verified.
    valid: Option<RangeInclusive<Timestamp>>,
}

impl<'a> Signers<'a> {
    /// No signers, under roots that the examiner names.
    pub(super) const fn new(roots: &'a [Vec<u8>]) -> Self {
        Self {
            roots,
            known: BTreeMap::new(),
        }
    }

    /// The public key of a signer that is known, as DER SubjectPublicKeyInfo.
    pub(super) fn key(&self, signer: &Sha256Digest) -> Option<Vec<u8>> {
        let certificate = self.known.get(signer)?.chain.first()?;
        Some(Summary::of(certificate).ok()?.public_key)
    }

    /// Adds a chain by its first certificate.
    pub(super) fn add(&mut self, chain: Vec<Vec<u8>>) -> Option<Sha256Digest> {
        let signer = Sha256Digest::of(chain.first()?);
        let known = Known { chain, valid: None };
        self.known.entry(signer).or_insert(known);
        Some(signer)
    }

    /// Adds a signer whose issuers are among these.
    pub(super) fn kept(&mut self, certificate: &[u8], issuers: &[Vec<u8>]) -> Sha256Digest {
        let signer = Sha256Digest::of(certificate);
        self.known.entry(signer).or_insert_with(|| Known {
            chain: chain(certificate, issuers),
            valid: None,
        });
        signer
    }

    /// Judges the signer of a head of `size` events, of which the last one was at `time`. The
    /// head is younger than that event: a certificate may have begun since.
    pub(super) fn judge(
        &mut self,
        signer: &Sha256Digest,
        size: u64,
        time: Option<Timestamp>,
    ) -> Result<(), AuditDefect> {
        let wrong = |defect| AuditDefect::Signer { size, defect };
        let unknown = || wrong(SignerDefect::Unreadable { place: 1 });
        let known = self.known.get_mut(signer).ok_or_else(unknown)?;
        let begin = begin(&known.chain).ok_or_else(unknown)?;
        let at = time.unwrap_or(begin).max(begin);
        if let Some(valid) = &known.valid
            && valid.contains(&at)
        {
            return Ok(());
        }
        verify_chain(&known.chain, at).map_err(wrong)?;
        if let Some(root) = known.chain.last()
            && !self.roots.is_empty()
            && !self.roots.contains(root)
        {
            let root = Sha256Digest::of(root);
            return Err(AuditDefect::OtherRoot { size, root });
        }
        known.valid = Some(at..=at);
        if let Some(end) = end(&known.chain) {
            known.valid = Some(begin..=end);
        }
        Ok(())
    }

    /// SHA-256 of the certificates of the roots under which the signers are.
    pub(super) fn roots(&self) -> Vec<Sha256Digest> {
        let roots = self.known.values().filter_map(|known| known.chain.last());
        let roots: BTreeSet<_> = roots.map(|root| Sha256Digest::of(root)).collect();
        roots.into_iter().collect()
    }
}

/// The certificates from a signer's to a root's, as far as they are known.
fn chain(certificate: &[u8], issuers: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut chain = vec![certificate.to_vec()];
    let mut below = Summary::of(certificate).ok();
    while let Some(summary) = below.take_if(|summary| summary.issuer != summary.subject) {
        let above = issuers.iter().find_map(|der| {
            let above = Summary::of(der).ok()?;
            (above.subject == summary.issuer).then_some((der, above))
        });
        let Some((der, above)) = above.filter(|_| chain.len() <= issuers.len()) else {
            break;
        };
        chain.push(der.clone());
        below = Some(above);
    }
    chain
}

/// The first moment at which all of a chain is valid.
fn begin(chain: &[Vec<u8>]) -> Option<Timestamp> {
    let summaries = chain.iter().map(|der| Summary::of(der));
    let begins = summaries.map(|summary| summary.map(|summary| summary.not_before));
    begins
        .collect::<Result<Vec<_>, _>>()
        .ok()?
        .into_iter()
        .max()
}

/// The last second at which all of a chain is valid.
fn end(chain: &[Vec<u8>]) -> Option<Timestamp> {
    let summaries = chain.iter().map(|der| Summary::of(der));
    let ends = summaries.map(|summary| summary.map(|summary| summary.not_after));
    ends.collect::<Result<Vec<_>, _>>().ok()?.into_iter().min()
}
