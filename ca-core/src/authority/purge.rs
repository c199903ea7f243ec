//! The end of the log's bodies at their term (AUD-05). Leaves stay, so that proofs hold; what
//! goes is what an event says, of certificates whose records nobody may need any more.
//!
//! Only events about certificates of others have a term: years after the end of the certificate's
//! validity. Those about issuers, signers, keys, documents, lists and the log itself are what all
//! certificates rest on; they name nobody and are kept as long as the Registry.
//!
//! Page by page, bodies go in one step with an event that names each of them. Whoever deletes
//! one beside that finds no event to hide behind.
//!
//! - `term`: when an event may go; `run`: beside what;
//! - `error`: why not.

mod error;
mod run;
mod term;

use std::ops::Range;

pub use self::error::PurgeError;
use self::run::Run;
use self::term::Terms;
use crate::actor::Actor;
use crate::audit::LogEntry;
use crate::audit::event::{Act, BODIES, ENDED, EventFields, LEAVES, PLACES, YEARS};
use crate::audit::places::{Places, WIDEST};
use crate::audit::query::EventQuery;
use crate::audit::term::LEAST_YEARS;
use crate::authority::Authority;
use crate::digest::Sha256Digest;
use crate::timestamp::Timestamp;

/// Entries judged at a time.
const PAGE: usize = 1_000;

/// From the first place that one event names to the last one.
const WIDTH: u64 = 1_000;
const _: () = assert!(WIDTH <= WIDEST, "an event may not name so much");

/// How long records of a certificate are kept after it ends, and what may go now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// ISO 3166-1 alpha-2 code of the state whose law it is.
    pub country: String,
    /// Calendar years after the end of validity.
    pub years: u8,
    /// Records of certificates that ended up to this moment may go.
    pub ended: Timestamp,
}

/// Bodies that went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged {
    /// What allowed it.
    pub retention: Retention,
    /// The certificates concerned ended up to this moment.
    pub ended: Timestamp,
    /// The place of the first event that names some of them; absent where none was at term.
    pub event: Option<u64>,
    /// How many events name them.
    pub events: u64,
    /// Events whose body went.
    pub bodies: u64,
    /// Digests of profiles that cannot be read: all events about their certificates stay.
    pub unreadable: Vec<Sha256Digest>,
}

impl Authority {
    /// How long the records of a certificate are kept here.
    ///
    /// # Errors
    /// Fails if the country pack cannot be had.
    pub fn retention(&self) -> Result<Retention, PurgeError> {
        let country = self.country()?;
        let years = country.retention_years.max(LEAST_YEARS);
        Ok(Retention {
            country: country.code.clone(),
            years,
            ended: self.ports.clock.now().minus_years(years),
        })
    }

    /// Removes the bodies of events about certificates that ended up to `ended`. Events name them
    /// in the same steps; a purge that is interrupted goes on with the next call. `progress` is
    /// told how many events were judged.
    ///
    /// # Errors
    /// `BeforeTerm` if their term has not come; fails if log or Registry fail.
    pub fn purge_log(
        &self,
        actor: &Actor,
        ended: Timestamp,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Purged, PurgeError> {
        let fields = EventFields {
            details: [(ENDED, ended.to_string())].into(),
            ..EventFields::default()
        };
        let purged = self.try_purge(actor, ended, &fields, progress);
        purged.map_err(|error| self.record_failure(Act::AuditPurge, actor, fields, error))
    }

    fn try_purge(
        &self,
        actor: &Actor,
        ended: Timestamp,
        fields: &EventFields,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Purged, PurgeError> {
        let retention = self.retention()?;
        if ended > retention.ended {
            let from = ended.plus_years(retention.years);
            return Err(PurgeError::BeforeTerm {
                ended,
                from,
                retention,
            });
        }
        let mut purged = Purged {
            retention,
            ended,
            event: None,
            events: 0,
            bodies: 0,
            unreadable: Vec::new(),
        };
        let (mut from, end) = (0, self.place_at(ended)?);
        let (mut terms, mut run) = (Terms::new(self, ended), Run::new(ended));
        while let Some(page) = self.page(from, end)? {
            from = page.last().map_or(end, |last| last.index.saturating_add(1));
            progress(u64::try_from(page.len()).unwrap_or(u64::MAX));
            terms.judge(&page, &mut run)?;
            while let Ok(places) = Places::new(&run.next(WIDTH)) {
                self.purge_places(actor, &places, fields, &mut purged)?;
            }
        }
        purged.unreadable = terms.unreadable();
        Ok(purged)
    }

    fn purge_places(
        &self,
        actor: &Actor,
        places: &Places,
        fields: &EventFields,
        purged: &mut Purged,
    ) -> Result<(), PurgeError> {
        let Range { start, end } = places.span();
        let width = usize::try_from(end.saturating_sub(start)).unwrap_or(usize::MAX);
        let entries = self.ports.audit.entries(start, width)?.into_iter();
        let leaves: Vec<_> = entries.map(|entry| entry.leaf_data).collect();
        let bodies = places.count();
        let mut fields = fields.clone();
        fields.details.extend([
            (YEARS, purged.retention.years.to_string()),
            ("country", purged.retention.country.clone()),
            (PLACES, places.to_string()),
            (BODIES, bodies.to_string()),
            (LEAVES, places.digest(&leaves).to_string()),
        ]);
        let event = self.done(Act::AuditPurge, actor, &fields)?;
        let event = self.ports.audit.purge(places, &event)?;
        purged.event = purged.event.or(Some(event));
        purged.events = purged.events.saturating_add(1);
        purged.bodies = purged.bodies.saturating_add(bodies);
        Ok(())
    }

    /// The place of the first event since a moment: later ones cannot be at term.
    fn place_at(&self, moment: Timestamp) -> Result<u64, PurgeError> {
        let after = EventQuery {
            since: Some(moment),
            limit: 1,
            ..EventQuery::default()
        };
        let first = self.ports.audit.events(&after)?.into_iter().next();
        match first {
            Some(entry) => Ok(entry.index),
            None => Ok(self.ports.audit.head()?.size),
        }
    }

    /// The entries from a place on; nothing at the end.
    fn page(&self, from: u64, end: u64) -> Result<Option<Vec<LogEntry>>, PurgeError> {
        if from >= end {
            return Ok(None);
        }
        let mut page = self.ports.audit.entries(from, PAGE)?;
        page.retain(|entry| entry.index < end);
        Ok((!page.is_empty()).then_some(page))
    }
}
