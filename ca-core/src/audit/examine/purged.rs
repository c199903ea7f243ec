//! Bodies that are gone, and the events that name them (AUD-05): each one by one of them.
//!
//! Who can write the log can write a purge too, and name what is not at term. What a body said
//! nobody knows once it is gone; how old it is, its place tells, which who appends events cannot
//! move. So of the events that still have their bodies none before it may be later than the moment
//! up to which the certificates of a purge had ended, nor the nearest one behind it, and that
//! moment must have been at term. All before it count: two events of old times, put in on both
//! sides of an act, hide nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{AuditDefect, Purge};
use crate::audit::event::{Act, BODIES, ENDED, LEAVES, Outcome, PLACES, RecordedEvent, YEARS};
use crate::audit::merkle::TILE_WIDTH;
use crate::audit::places::Places;
use crate::audit::query::EventQuery;
use crate::audit::term;
use crate::audit::{AuditLog, LogEntry};
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// Purges asked for at a time.
const LATER: usize = 256;

/// What is gone, and what is named, of the events from a first one on.
#[derive(Debug)]
pub(in crate::audit) struct Purged {
    first: u64,
    /// No purge is later.
    now: Timestamp,
    gone: Bits,
    named: Bits,
    purges: Vec<Purge>,
    /// Up to when the certificates of any purge had ended.
    ended: Option<Timestamp>,
    /// Of the latest event with a body so far.
    before: Option<Timestamp>,
    /// The last place without a body, until an event behind it tells its time.
    open: Option<u64>,
    latest: Option<Beside>,
}

/// The latest event before a body that is gone, or next to it.
#[derive(Clone, Copy, Debug)]
struct Beside {
    time: Timestamp,
    /// The place of the body.
    index: u64,
}

/// What an event says that went, to be held against the leaves.
#[derive(Debug)]
pub(in crate::audit) struct Claim {
    index: u64,
    places: Places,
    leaves: Sha256Digest,
    ended: Timestamp,
}

impl Purged {
    /// Nothing yet, of events from `first` on.
    pub(in crate::audit) fn new(first: u64, now: Timestamp) -> Self {
        Self {
            first,
            now,
            gone: Bits::default(),
            named: Bits::default(),
            purges: Vec::new(),
            ended: None,
            before: None,
            open: None,
            latest: None,
        }
    }

    /// The body at a place is gone.
    pub(in crate::audit) fn add(&mut self, index: u64) {
        self.gone.insert(index);
        if self.open.replace(index).is_none()
            && let Some(time) = self.before
        {
            self.beside(time, index);
        }
    }

    /// The next event has its body, and was at this time.
    pub(in crate::audit) fn pass(&mut self, time: Timestamp) {
        if let Some(index) = self.open.take() {
            self.beside(time, index);
        }
        self.before = self.before.max(Some(time));
    }

    fn beside(&mut self, time: Timestamp, index: u64) {
        if self.latest.is_none_or(|latest| latest.time < time) {
            self.latest = Some(Beside { time, index });
        }
    }

    /// Up to when the certificates of all purges so far had ended.
    pub(in crate::audit) const fn ended(&self) -> Option<Timestamp> {
        self.ended
    }

    /// An event that may name some. Gives what is to be held against the leaves, unless some of
    /// these come before the first event.
    pub(in crate::audit) fn note(
        &mut self,
        index: u64,
        event: &RecordedEvent,
    ) -> Result<Option<Claim>, AuditDefect> {
        if event.r#type != Act::AuditPurge.as_str() || event.outcome != Outcome::Done.as_str() {
            return Ok(None);
        }
        let wrong = || AuditDefect::Purge { index };
        let claim = Claim::read(index, event, self.now).ok_or_else(wrong)?;
        for place in claim.places.iter().filter(|place| *place >= self.first) {
            if !self.named.insert(place) {
                return Err(wrong());
            }
        }
        self.ended = self.ended.max(Some(claim.ended));
        self.purges.push(Purge {
            index,
            bodies: claim.places.count(),
            ended: claim.ended,
        });
        Ok((claim.places.span().start >= self.first).then_some(claim))
    }

    /// Forgets the bodies that went while the log was read: events after the first `size` ones
    /// name them.
    pub(in crate::audit) fn forget_later(
        &mut self,
        log: &dyn AuditLog,
        size: u64,
    ) -> Result<(), AuditDefect> {
        let mut from = size;
        // What stands behind the head is no event.
        let to = Some(log.head()?.size).filter(|to| *to > size);
        while to.is_some() {
            let later = EventQuery {
                from,
                to,
                acts: vec![Act::AuditPurge],
                outcomes: vec![Outcome::Done],
                limit: LATER,
                ..EventQuery::default()
            };
            let entries = log.events(&later)?;
            let Some(last) = entries.last() else { break };
            from = last.index.saturating_add(1);
            for LogEntry { index, body, .. } in &entries {
                let event = body.as_deref().and_then(RecordedEvent::parse);
                let claim = event.and_then(|event| Claim::read(*index, &event, self.now));
                let claim = claim.ok_or(AuditDefect::Purge { index: *index })?;
                claim.check_in(log)?;
                self.ended = self.ended.max(Some(claim.ended));
                claim
                    .places
                    .iter()
                    .for_each(|place| self.gone.remove(place));
            }
        }
        Ok(())
    }

    /// How many bodies are gone, and by which events: each is named, each named one went, and
    /// was as old as a purge says.
    pub(in crate::audit) fn account(self) -> Result<(u64, Vec<Purge>), AuditDefect> {
        if let Some(index) = self.gone.first_beside(&self.named) {
            return Err(AuditDefect::Unaccounted { index });
        }
        if let Some(index) = self.named.first_beside(&self.gone) {
            return Err(AuditDefect::Unpurged { index });
        }
        if let (Some(Beside { time, index }), Some(ended)) = (self.latest, self.ended)
            && time > ended
        {
            return Err(AuditDefect::Early { index, time, ended });
        }
        Ok((self.gone.count(), self.purges))
    }
}

impl Claim {
    fn read(index: u64, event: &RecordedEvent, now: Timestamp) -> Option<Self> {
        let ended = Timestamp::parse_rfc3339(event.details.get(ENDED)?)?;
        let years = event.details.get(YEARS)?.parse().ok()?;
        let purged = Timestamp::parse_rfc3339(&event.time)?;
        let places: Places = event.details.get(PLACES)?.parse().ok()?;
        let leaves = event.details.get(LEAVES)?.parse().ok()?;
        let bodies = event.details.get(BODIES)?;
        // Nothing that comes after it went by it.
        let sound = places.span().end <= index && *bodies == places.count().to_string();
        (sound && term::had_come(ended, years, purged, now)).then_some(Self {
            index,
            places,
            leaves,
            ended,
        })
    }

    /// Which leaves are needed.
    pub(in crate::audit) fn span(&self) -> Range<u64> {
        self.places.span()
    }

    /// Holds it against the leaves of a log.
    pub(in crate::audit) fn check_in(&self, log: &dyn AuditLog) -> Result<(), AuditDefect> {
        let Range { start, end } = self.span();
        let width = usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX);
        let entries = log.entries(start, width)?.into_iter();
        let leaves: Vec<_> = entries.map(|entry| entry.leaf_data).collect();
        self.check(&leaves)
    }

    /// Holds it against the data of these leaves.
    pub(in crate::audit) fn check(&self, leaves: &[Sha256Digest]) -> Result<(), AuditDefect> {
        if self.places.digest(leaves) == self.leaves {
            return Ok(());
        }
        Err(AuditDefect::Purge { index: self.index })
    }
}

/// A set of places: a bit for each event of the pages that have any.
#[derive(Debug, Default)]
struct Bits(BTreeMap<u64, [u128; 2]>);

impl Bits {
    /// Adds a place; whether it is new.
    fn insert(&mut self, index: u64) -> bool {
        let (half, bit) = self.at(index);
        let is_new = *half & bit == 0;
        *half |= bit;
        is_new
    }

    fn remove(&mut self, index: u64) {
        let (half, bit) = self.at(index);
        *half &= !bit;
    }

    /// Where the bit of a place is.
    fn at(&mut self, index: u64) -> (&mut u128, u128) {
        let [low, high] = self.0.entry(index / TILE_WIDTH).or_default();
        let place = index % TILE_WIDTH;
        let half = if place < 128 { low } else { high };
        (half, 1_u128 << (place % 128))
    }

    fn count(&self) -> u64 {
        let halves = self.0.values().flatten();
        halves.fold(0, |count, half| {
            count.saturating_add(u64::from(half.count_ones()))
        })
    }

    /// The first place that the other set does not have.
    fn first_beside(&self, other: &Self) -> Option<u64> {
        self.0.iter().find_map(|(page, mine)| {
            let others = other.0.get(page).copied().unwrap_or_default();
            let mut halves = (0_u64..).zip(mine.iter().zip(&others));
            halves.find_map(|(half, (mine, other))| {
                let beside = mine & !other;
                let place = u64::from(beside.trailing_zeros()).saturating_add(128 * half);
                (beside != 0).then(|| page.saturating_mul(TILE_WIDTH).saturating_add(place))
            })
        })
    }
}
