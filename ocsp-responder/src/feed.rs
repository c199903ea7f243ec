//! Follows the feed of the source: drops cached answers whose status changed, and tells the
//! upkeep thread of new issuers and CRLs.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use ca_core::registry::RegistryError;
use ca_core::registry::records::{FeedChange, FeedPage};

use crate::responder::Responder;
use crate::upkeep::Notice;

/// How often the feed is read: no revocation waits longer to be seen.
pub const INTERVAL: Duration = Duration::from_millis(200);

/// Changes asked for at once.
const PAGE: usize = 1000;

/// Changes that are read again each time. A registry that took another one's place after a failure
/// may lack the last ones and have others at their positions.
const OVERLAP: usize = 32;

/// Knows how far the feed was read.
#[derive(Debug)]
pub struct Follower {
    responder: Arc<Responder>,
    notices: Sender<Notice>,
    /// Absent since the registry could not be read, or had just been put back: whatever is read
    /// next may be another one, or be behind.
    place: Option<Place>,
}

/// How far a feed was read.
#[derive(Debug)]
struct Place {
    position: u64,
    /// The last changes up to there, at most [`OVERLAP`].
    last: Vec<FeedChange>,
}

impl Place {
    /// Where to read from so that the last changes come again.
    fn before(&self) -> u64 {
        let known = u64::try_from(self.last.len()).unwrap_or(u64::MAX);
        self.position.saturating_sub(known)
    }

    /// Whether a page from [`Place::before`] on is of the feed that was read.
    fn is_of_same_feed(&self, page: &FeedPage) -> bool {
        page.position >= self.position && page.changes.starts_with(&self.last)
    }

    /// The place at the end of a page.
    fn after(page: FeedPage) -> Self {
        let mut last = page.changes;
        last.drain(..last.len().saturating_sub(OVERLAP));
        Self {
            position: page.position,
            last,
        }
    }
}

impl Follower {
    /// Begins at the present end of the feed: nothing older is in memory. A registry whose return
    /// from a backup is not acknowledged is waited for.
    ///
    /// # Errors
    /// Fails if the source cannot be read.
    pub fn start(
        responder: Arc<Responder>,
        notices: Sender<Notice>,
    ) -> Result<Self, RegistryError> {
        let mut follower = Self {
            responder,
            notices,
            place: None,
        };
        match follower.find_end() {
            Ok(()) => Ok(follower),
            Err(RegistryError::Stale(_)) => {
                follower.responder.freshness().note_put_back();
                Ok(follower)
            }
            Err(error) => Err(error),
        }
    }

    /// Applies all changes since the last reading.
    ///
    /// # Errors
    /// Fails if the source cannot be read; the changes applied before stay applied.
    pub fn read(&mut self) -> Result<(), RegistryError> {
        let read = match self.place.take() {
            Some(place) => self.catch_up(place),
            None => self.start_over(),
        };
        if let Err(RegistryError::Stale(_)) = &read {
            self.responder.freshness().note_put_back();
        }
        read
    }

    fn catch_up(&mut self, mut place: Place) -> Result<(), RegistryError> {
        let responder = Arc::clone(&self.responder);
        let began = Instant::now();
        let mut first = None;
        loop {
            let page = responder.source().feed(place.before(), PAGE)?;
            if !place.is_of_same_feed(&page) {
                tracing::warn!(from = place.position, to = page.position, "another feed");
                return self.start_over();
            }
            // Before the answers are dropped: whoever asks later must have read these changes.
            responder.freshness().reach(page.position);
            page.changes
                .iter()
                .skip(place.last.len())
                .for_each(|change| self.apply(change));
            let as_of = *first.get_or_insert(page.as_of);
            let is_last = page.changes.len() < PAGE;
            place = Place::after(page);
            if is_last {
                responder.freshness().note(began, as_of);
                self.place = Some(place);
                return Ok(());
            }
        }
    }

    /// Begins at the end of the feed. A page that is not full ends where the feed ends: a million
    /// old changes are not read.
    fn find_end(&mut self) -> Result<(), RegistryError> {
        let source = Arc::clone(self.responder.source());
        let began = Instant::now();
        let end = source.feed(u64::MAX, 1)?.position;
        let overlap = u64::try_from(OVERLAP).unwrap_or(u64::MAX);
        let page = source.feed(end.saturating_sub(overlap), OVERLAP)?;
        self.responder.freshness().reach(page.position);
        self.responder.freshness().note(began, page.as_of);
        self.place = Some(Place::after(page));
        Ok(())
    }

    /// For a registry that may be another one: what we know may be wrong, and its feed does not
    /// tell again what was published before this reading. A CRL is replaced by a newer one only.
    fn start_over(&mut self) -> Result<(), RegistryError> {
        self.find_end()?;
        self.responder.cache().clear();
        self.send(Notice::Issuers);
        for issuer in self.responder.catalogue().issuers() {
            self.send(Notice::Crl(issuer.generation.id.clone()));
        }
        Ok(())
    }

    fn apply(&self, change: &FeedChange) {
        match change {
            FeedChange::Status { issuer, serial } => {
                self.responder.cache().forget(issuer, serial);
                tracing::debug!(%issuer, %serial, "status changed");
            }
            FeedChange::Crl { issuer, .. } => self.send(Notice::Crl(issuer.clone())),
            FeedChange::Issuer { .. } => self.send(Notice::Issuers),
        }
    }

    fn send(&self, notice: Notice) {
        // Only at the end of the process is nobody there to hear it.
        self.notices.send(notice).unwrap_or_default();
    }
}
