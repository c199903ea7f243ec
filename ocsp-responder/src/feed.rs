//! Follows the feed of the source: drops cached answers whose status changed, and tells the
//! upkeep thread of new issuers and CRLs.

use std::mem;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use ca_core::registry::records::{FeedChange, FeedPage};
use ca_core::registry::{RegistryError, StoreFault};

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
    /// Absent before the first reading, and since the registry had just been put back.
    place: Option<Place>,
    /// Whether the source could not be read, or was another one, since memory was emptied last.
    /// What is read next may be another registry, whose last changes are the same by chance.
    failed: bool,
    /// Since when the feed is shorter than what was read.
    shorter: Option<Instant>,
}

/// How far a feed was read.
#[derive(Clone, Debug)]
struct Place {
    position: u64,
    /// The last changes up to there, at most [`OVERLAP`].
    last: Vec<FeedChange>,
    /// The place in the audit log of the last acknowledgement of a loss.
    acknowledged: Option<u64>,
}

/// A page that was asked for from [`Place::before`] on.
enum Seen {
    /// It is of the feed that was read.
    Same,
    /// It ends before what was read: several servers may answer, and one be some rows behind.
    Shorter,
    /// What was read is not there, or has other changes in its place.
    Other,
    /// The same or less, since an officer acknowledged that something is lost.
    Acknowledged,
}

impl Place {
    /// Where to read from so that the last changes come again.
    fn before(&self) -> u64 {
        let known = u64::try_from(self.last.len()).unwrap_or(u64::MAX);
        self.position.saturating_sub(known)
    }

    fn compare(&self, page: &FeedPage) -> Seen {
        if page.position >= self.position && page.changes.starts_with(&self.last) {
            Seen::Same
        } else if page.acknowledged > self.acknowledged {
            Seen::Acknowledged
        } else if page.position < self.position && self.last.starts_with(&page.changes) {
            Seen::Shorter
        } else {
            Seen::Other
        }
    }

    /// The place at the end of a page.
    fn after(page: FeedPage) -> Self {
        let mut last = page.changes;
        last.drain(..last.len().saturating_sub(OVERLAP));
        Self {
            position: page.position,
            last,
            acknowledged: page.acknowledged,
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
            failed: false,
            shorter: None,
        };
        match follower.start_over() {
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
    /// Fails if the source cannot be read, or lacks what it has told; the changes applied before
    /// stay applied.
    pub fn read(&mut self) -> Result<(), RegistryError> {
        let read = match self.place.clone() {
            Some(place) => self.catch_up(place),
            None => self.start_over(),
        };
        if let Err(RegistryError::Stale(_)) = &read {
            self.place = None;
            self.responder.freshness().note_put_back();
        }
        read
    }

    fn catch_up(&mut self, mut place: Place) -> Result<(), RegistryError> {
        let responder = Arc::clone(&self.responder);
        let began = Instant::now();
        let mut first = None;
        loop {
            let page = responder.source().feed(place.before(), PAGE);
            let page = page.inspect_err(|_| self.failed = true)?;
            match place.compare(&page) {
                Seen::Same => self.shorter = None,
                Seen::Acknowledged => {
                    tracing::warn!(from = place.position, to = page.position, "another feed");
                    return self.start_over();
                }
                Seen::Shorter => return Err(self.doubt(&place, &page)),
                Seen::Other => return Err(self.disown(&place, &page)),
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
            self.place = Some(place.clone());
            if is_last {
                if mem::take(&mut self.failed) {
                    self.forget();
                }
                responder.freshness().note(began, as_of);
                return Ok(());
            }
        }
    }

    /// A server that is some rows behind is not believed, and does no harm. If the feed stays
    /// shorter, it is another one.
    fn doubt(&mut self, place: &Place, page: &FeedPage) -> RegistryError {
        let since = *self.shorter.get_or_insert_with(Instant::now);
        if since.elapsed() > self.responder.max_status_lag() {
            return self.disown(place, page);
        }
        RegistryError::Unavailable(StoreFault::new(AnotherFeed::Behind {
            known: place.position,
            found: page.position,
        }))
    }

    /// What was told is not there: `good` may be the answer for a certificate whose revocation
    /// was lost. Nobody speaks for this registry before an officer knows (I4).
    fn disown(&mut self, place: &Place, page: &FeedPage) -> RegistryError {
        let freshness = self.responder.freshness();
        if !freshness.is_put_back() {
            let (from, to) = (place.position, page.position);
            tracing::error!(
                alarm = true,
                from,
                to,
                "the registry lacks what it has told"
            );
        }
        freshness.note_put_back();
        self.failed = true;
        RegistryError::Unavailable(StoreFault::new(AnotherFeed::Lacking {
            known: place.position,
        }))
    }

    /// Begins at the end of the feed, with an empty memory: what we know may be wrong, and the feed
    /// does not tell again what was published before. A page that is not full ends where the feed
    /// ends: a million old changes are not read.
    fn start_over(&mut self) -> Result<(), RegistryError> {
        let source = Arc::clone(self.responder.source());
        let began = Instant::now();
        let end = source.feed(u64::MAX, 1)?.position;
        let overlap = u64::try_from(OVERLAP).unwrap_or(u64::MAX);
        let page = source.feed(end.saturating_sub(overlap), OVERLAP)?;
        self.responder.freshness().reach(page.position);
        self.forget();
        self.responder.freshness().note(began, page.as_of);
        self.place = Some(Place::after(page));
        self.failed = false;
        self.shorter = None;
        Ok(())
    }

    /// Drops what is known of a registry that may be another one. A CRL is replaced by a newer one
    /// only.
    fn forget(&self) {
        self.responder.cache().clear();
        self.send(Notice::Issuers);
        for issuer in self.responder.catalogue().issuers() {
            self.send(Notice::Crl(issuer.generation.id.clone()));
        }
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

/// A feed that is not the one that was read, or a part of it only.
#[derive(Debug, thiserror::Error)]
enum AnotherFeed {
    /// A server that may come there yet.
    #[error("the feed ends at {found}, it was read up to {known}")]
    Behind { known: u64, found: u64 },
    /// Changes were lost.
    #[error("changes that were read up to {known} are lost, and that is not acknowledged")]
    Lacking { known: u64 },
}
