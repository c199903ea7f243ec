//! Bodies that are gone, and the events that say so (AUD-05).

use std::collections::BTreeMap;
use std::ops::Range;

use super::{AuditDefect, Purge};
use crate::audit::event::{Act, Outcome, PLACES, RecordedEvent};
use crate::audit::merkle::TILE_WIDTH;

/// What is gone: a bit for each event of the pages that lack any.
#[derive(Debug, Default)]
pub(super) struct Purged {
    gone: BTreeMap<u64, [u128; 2]>,
    purges: Vec<Purge>,
}

impl Purged {
    /// The body at a place is gone.
    pub(super) fn add(&mut self, index: u64) {
        let [low, high] = self.gone.entry(index / TILE_WIDTH).or_default();
        let place = index % TILE_WIDTH;
        let half = if place < 128 { low } else { high };
        *half |= 1_u128 << (place % 128);
    }

    /// An event that may say why.
    pub(super) fn note(&mut self, index: u64, event: &RecordedEvent) {
        let says = [Outcome::Intended, Outcome::Done].map(Outcome::as_str);
        if event.r#type != Act::AuditPurge.as_str() || !says.contains(&event.outcome.as_str()) {
            return;
        }
        // Nothing that came after it went by it.
        let places = event.details.get(PLACES).and_then(|word| places(word));
        if let Some(places) = places.filter(|places| places.end <= index) {
            self.purges.push(Purge {
                index,
                places,
                details: event.details.clone(),
            });
        }
    }

    /// How many bodies are gone, and by which events; each one by one of them.
    pub(super) fn account(self) -> Result<(u64, Vec<Purge>), AuditDefect> {
        let mut count = 0_u64;
        for (page, halves) in &self.gone {
            for (half, bits) in (0_u64..).zip(halves) {
                for bit in (0..128_u64).filter(|bit| bits >> bit & 1 == 1) {
                    let index = page
                        .saturating_mul(TILE_WIDTH)
                        .saturating_add(half.saturating_mul(128))
                        .saturating_add(bit);
                    let mut purges = self.purges.iter();
                    if !purges.any(|purge| purge.places.contains(&index)) {
                        return Err(AuditDefect::Unaccounted { index });
                    }
                    count = count.saturating_add(1);
                }
            }
        }
        Ok((count, self.purges))
    }
}

/// Places as an event writes them: the first one, a hyphen, the last one.
fn places(word: &str) -> Option<Range<u64>> {
    let (first, last) = word.split_once('-')?;
    let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
    Some(first..last.checked_add(1)?)
}
