//! Who signed the heads. A chain is verified once, at its first head; at each other one only its
//! dates, and whether one of it was withdrawn.
//!
//! The log itself tells of that. A head that covers the revocation of its signer was signed
//! after it, whatever the clocks said; one of an event after the invalidity date (RFC 5280 5.3.2)
//! may be a thief's. Such heads prove nothing: what they cover needs a later head of another
//! signer. Nor does one that covers a purge of events as old as its signer: the revocation may
//! have been among them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::slice;

use super::AuditDefect;
use crate::audit::event::{Act, INVALIDITY, Outcome, RecordedEvent};
use crate::audit::signer::{SignerDefect, verify_chain};
use crate::certificate::Summary;
use crate::digest::Sha256Digest;
use crate::serial::Serial;
use crate::timestamp::Timestamp;

/// The signers of a log.
#[derive(Debug)]
pub(super) struct Signers<'a> {
    roots: &'a [Vec<u8>],
    known: BTreeMap<Sha256Digest, Known>,
    /// What became of the certificates of all chains, by their serial numbers.
    withdrawals: BTreeMap<String, Vec<Withdrawal>>,
}

/// A change of the status of a certificate, at this place of the log.
#[derive(Debug)]
struct Withdrawal {
    index: u64,
    change: Change,
}

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// For ever, back to the invalidity date if there is one.
    Revoked {
        invalidity: Option<Timestamp>,
    },
    Suspended,
    Reinstated,
}

/// A signer and those above it, the root last.
#[derive(Debug)]
struct Known {
    chain: Vec<Vec<u8>>,
    /// When the signer's own certificate begins.
    begin: Option<Timestamp>,
    /// When all of the chain is valid, once it was verified.
    valid: Option<RangeInclusive<Timestamp>>,
    /// Serial numbers of the chain but for its root's, which only its holders can withdraw.
    serials: Vec<Serial>,
}

impl Known {
    fn new(chain: Vec<Vec<u8>>) -> Self {
        let below = chain.len().saturating_sub(1);
        let summaries = chain.iter().take(below.max(1)).map(|der| Summary::of(der));
        Self {
            serials: summaries.flatten().map(|summary| summary.serial).collect(),
            begin: chain.first().and_then(|der| begin(slice::from_ref(der))),
            valid: None,
            chain,
        }
    }

    /// Whether a purge of events up to this moment can have taken what became of the signer.
    fn is_as_old_as(&self, purged: Option<Timestamp>) -> bool {
        purged.is_some_and(|purged| self.begin.is_none_or(|begin| begin <= purged))
    }
}

impl<'a> Signers<'a> {
    /// No signers, under roots that the examiner names.
    pub(super) const fn new(roots: &'a [Vec<u8>]) -> Self {
        Self {
            roots,
            known: BTreeMap::new(),
            withdrawals: BTreeMap::new(),
        }
    }

    /// The public key of a signer that is known, as DER SubjectPublicKeyInfo.
    pub(super) fn key(&self, signer: &Sha256Digest) -> Option<Vec<u8>> {
        let certificate = self.known.get(signer)?.chain.first()?;
        Some(Summary::of(certificate).ok()?.public_key)
    }

    /// How many are known.
    pub(super) fn count(&self) -> usize {
        self.known.len()
    }

    /// Adds a chain by its first certificate.
    pub(super) fn add(&mut self, chain: Vec<Vec<u8>>) -> Option<Sha256Digest> {
        let signer = Sha256Digest::of(chain.first()?);
        self.insert(signer, chain);
        Some(signer)
    }

    /// Adds a signer whose issuers are among these.
    pub(super) fn kept(&mut self, certificate: &[u8], issuers: &[Vec<u8>]) -> Sha256Digest {
        let signer = Sha256Digest::of(certificate);
        if !self.known.contains_key(&signer) {
            self.insert(signer, chain(certificate, issuers));
        }
        signer
    }

    fn insert(&mut self, signer: Sha256Digest, chain: Vec<Vec<u8>>) {
        let known = Known::new(chain);
        for serial in &known.serials {
            self.withdrawals.entry(serial.to_string()).or_default();
        }
        self.known.entry(signer).or_insert(known);
    }

    /// Notes an event that may change the status of one of a chain.
    pub(super) fn note(&mut self, index: u64, event: &RecordedEvent) {
        let change = match event.r#type.as_str() {
            _ if event.outcome != Outcome::Done.as_str() => return,
            REVOKE => Change::Revoked {
                invalidity: event
                    .details
                    .get(INVALIDITY)
                    .and_then(|text| Timestamp::parse_rfc3339(text)),
            },
            SUSPEND => Change::Suspended,
            REINSTATE => Change::Reinstated,
            _ => return,
        };
        let object = event.object.as_ref();
        if let Some(withdrawals) = object.and_then(|serial| self.withdrawals.get_mut(serial)) {
            withdrawals.push(Withdrawal { index, change });
        }
    }

    /// Whether a head of `size` events, of which the last one was at `time`, was signed while
    /// none of its signer's chain was withdrawn. Events up to `purged` may be gone.
    pub(super) fn stood(
        &self,
        signer: &Sha256Digest,
        size: u64,
        time: Option<Timestamp>,
        purged: Option<Timestamp>,
    ) -> bool {
        let known = self.known.get(signer);
        if known.is_some_and(|known| known.is_as_old_as(purged)) {
            return false;
        }
        let serials = known.map_or(&[][..], |known| &known.serials);
        let mut withdrawals = serials
            .iter()
            .filter_map(|serial| self.withdrawals.get(&serial.to_string()));
        !withdrawals.any(|of_one| {
            // The last one that the head covers counts; a revocation reaches back besides.
            let covered = of_one.iter().rfind(|change| change.index < size);
            let reaches = |withdrawal: &Withdrawal| match withdrawal.change {
                Change::Revoked { invalidity } => {
                    withdrawal.index < size
                        || invalidity.is_some_and(|since| time.is_some_and(|time| time >= since))
                }
                Change::Suspended | Change::Reinstated => false,
            };
            covered.is_some_and(|last| last.change == Change::Suspended)
                || of_one.iter().any(reaches)
        })
    }

    /// The serial number of a signer.
    pub(super) fn serial(&self, signer: &Sha256Digest) -> Option<Serial> {
        self.known.get(signer)?.serials.first().cloned()
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

const REVOKE: &str = Act::CertificateRevoke.as_str();
const SUSPEND: &str = Act::CertificateSuspend.as_str();
const REINSTATE: &str = Act::CertificateReinstate.as_str();

#[cfg(test)]
mod tests {
    use super::*;

    /// A signer that signs since always, and what became of it at places 10, 20 and so on.
    fn signer(changes: &[Change]) -> (Signers<'static>, Sha256Digest) {
        let (mut signers, signer) = (Signers::new(&[]), Sha256Digest::of(b"signer"));
        let serial: Serial = "40ff".parse().unwrap();
        let places = (10..).step_by(10);
        let withdrawals = places.zip(changes).map(|(index, change)| Withdrawal {
            index,
            change: *change,
        });
        signers
            .withdrawals
            .insert(serial.to_string(), withdrawals.collect());
        let known = Known {
            chain: Vec::new(),
            begin: Some(Timestamp::from_unix_seconds(50)),
            valid: None,
            serials: vec![serial],
        };
        signers.known.insert(signer, known);
        (signers, signer)
    }

    #[test]
    fn aud_03_head_of_a_suspended_signer_proves_nothing_until_it_is_reinstated() {
        let changes = [Change::Suspended, Change::Reinstated, Change::Suspended];
        let (signers, signer) = signer(&changes);
        let stood = |size| signers.stood(&signer, size, None, None);
        // A head of 10 events has those at 0 to 9.
        assert!(stood(9) && stood(10));
        assert!(!stood(11) && !stood(20));
        assert!(stood(21) && stood(30));
        assert!(!stood(31));
    }

    #[test]
    fn aud_03_revocation_reaches_back_to_the_invalidity_date_and_is_never_lifted() {
        let since = Timestamp::from_unix_seconds(100);
        let invalidity = Some(since);
        let (signers, signer) = signer(&[Change::Revoked { invalidity }, Change::Reinstated]);
        let at = |seconds| Some(Timestamp::from_unix_seconds(seconds));
        let stood = |size, time| signers.stood(&signer, size, time, None);
        assert!(stood(5, at(99)));
        assert!(!stood(5, at(100)));
        assert!(!stood(11, at(99)), "it covers the revocation");
        assert!(!stood(31, at(99)));
    }

    #[test]
    fn aud_03_head_proves_nothing_where_a_purge_can_have_taken_what_became_of_its_signer() {
        let (signers, signer) = signer(&[]);
        let moment = |seconds| Some(Timestamp::from_unix_seconds(seconds));
        let stood = |purged| signers.stood(&signer, 5, moment(60), purged);
        assert!(stood(None) && stood(moment(49)));
        assert!(!stood(moment(50)) && !stood(moment(99)));
    }
}
