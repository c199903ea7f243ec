//! The end of the log's bodies at their term (AUD-05). Leaves stay, so that proofs hold; what
//! goes is what an event says, of certificates whose records nobody may need any more.
//!
//! Only events about single certificates have a term: years after the end of the certificate's
//! validity. Those about issuers, keys, documents, lists and the log itself are what all
//! certificates rest on; they name nobody and are kept as long as the Registry.
//!
//! - `term`: when an event may go;
//! - `error`: why not.

mod error;
mod term;

use std::ops::Range;

pub use self::error::PurgeError;
use self::term::Terms;
use crate::actor::Actor;
use crate::audit::LogEntry;
use crate::audit::event::{Act, EventFields, Outcome, PLACES};
use crate::audit::query::EventQuery;
use crate::authority::Authority;
use crate::timestamp::Timestamp;

/// Years that EN 319 411-1 6.4.6 wants at least, whatever a country's law says.
pub const LEAST_YEARS: u8 = 7;

/// Entries judged at a time.
const PAGE: usize = 1_000;

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
    /// The place of the event that began the purge; absent where there was nothing to purge.
    pub event: Option<u64>,
    /// Events whose body went.
    pub bodies: u64,
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

    /// Removes the bodies of events about certificates that ended up to `ended`. Two events say
    /// so, one before and one after; a purge that is interrupted goes on with the next call.
    /// `progress` is told how many events were judged.
    ///
    /// # Errors
    /// `BeforeTerm` if their term has not come; fails if log or Registry fail.
    pub fn purge_log(
        &self,
        actor: &Actor,
        ended: Timestamp,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Purged, PurgeError> {
        let mut fields = EventFields {
            details: [("ended", ended.to_string())].into(),
            ..EventFields::default()
        };
        let purged = self.try_purge(actor, ended, &mut fields, progress);
        purged.map_err(|error| self.record_failure(Act::AuditPurge, actor, fields, error))
    }

    fn try_purge(
        &self,
        actor: &Actor,
        ended: Timestamp,
        fields: &mut EventFields,
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
        let places = self.places_before(ended)?;
        fields.details.extend([
            ("years", retention.years.to_string()),
            ("country", retention.country.clone()),
            (PLACES, word(&places)),
        ]);
        let mut purged = Purged {
            retention,
            ended,
            event: None,
            bodies: 0,
        };
        self.purge_places(actor, places, fields, &mut purged, progress)?;
        if purged.event.is_some() {
            fields.details.insert("bodies", purged.bodies.to_string());
            let event = self.done(Act::AuditPurge, actor, fields)?;
            self.ports.audit.append(&event)?;
        }
        Ok(purged)
    }

    /// Page by page, the first body only after the event that says so.
    fn purge_places(
        &self,
        actor: &Actor,
        places: Range<u64>,
        fields: &EventFields,
        purged: &mut Purged,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), PurgeError> {
        let mut terms = Terms::new(self.ports.registry.as_ref(), purged.ended);
        let mut from = places.start;
        while let Some(page) = self.page(from, places.end)? {
            from = page
                .last()
                .map_or(places.end, |last| last.index.saturating_add(1));
            progress(u64::try_from(page.len()).unwrap_or(u64::MAX));
            let due = terms.due(&page)?;
            if due.is_empty() {
                continue;
            }
            if purged.event.is_none() {
                let event = self.event(Act::AuditPurge, Outcome::Intended, actor, fields)?;
                let place = self.ports.audit.begin_purge(places.clone(), &event)?;
                purged.event = Some(place);
            }
            let gone = self.ports.audit.purge_bodies(&due)?;
            purged.bodies = purged.bodies.saturating_add(gone);
        }
        Ok(())
    }

    /// The places of all events before a moment: later ones cannot be at term.
    fn places_before(&self, moment: Timestamp) -> Result<Range<u64>, PurgeError> {
        let after = EventQuery {
            since: Some(moment),
            limit: 1,
            ..EventQuery::default()
        };
        let first = self.ports.audit.events(&after)?.into_iter().next();
        let end = match first {
            Some(entry) => entry.index,
            None => self.ports.audit.head()?.size,
        };
        Ok(0..end)
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

fn word(places: &Range<u64>) -> String {
    format!("{}-{}", places.start, places.end.saturating_sub(1))
}
