//! Follows the feed of the source: drops cached answers whose status changed, and tells the
//! upkeep thread of new issuers and CRLs.

use std::mem;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use ca_core::registry::RegistryError;
use ca_core::registry::records::FeedChange;

use crate::responder::Responder;
use crate::upkeep::Notice;

/// How often the feed is read: no revocation waits longer to be seen.
pub const INTERVAL: Duration = Duration::from_millis(200);

/// Changes asked for at once.
const PAGE: usize = 1000;

/// Knows how far the feed was read.
#[derive(Debug)]
pub struct Follower {
    responder: Arc<Responder>,
    notices: Sender<Notice>,
    position: u64,
    /// Whether the registry was not there, or only just put back, at the last reading.
    lost: bool,
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
        // A page that is not full ends where the feed ends: a million old changes are not read.
        let position = responder.source().feed(u64::MAX, 1)?.position;
        let mut follower = Self {
            responder,
            notices,
            position,
            lost: false,
        };
        match follower.read() {
            Ok(()) | Err(RegistryError::Stale(_)) => Ok(follower),
            Err(error) => Err(error),
        }
    }

    /// Applies all changes since the last reading.
    ///
    /// # Errors
    /// Fails if the source cannot be read; the changes applied before stay applied.
    pub fn read(&mut self) -> Result<(), RegistryError> {
        let read = self.catch_up();
        match &read {
            Ok(()) if mem::take(&mut self.lost) => self.start_over(),
            Err(RegistryError::Missing { .. }) => self.lost = true,
            Err(RegistryError::Stale(_)) => {
                self.lost = true;
                self.responder.freshness().note_put_back();
            }
            Ok(()) | Err(_) => {}
        }
        read
    }

    fn catch_up(&mut self) -> Result<(), RegistryError> {
        let responder = Arc::clone(&self.responder);
        let began = Instant::now();
        let as_of = responder.source().as_of()?;
        loop {
            let page = responder.source().feed(self.position, PAGE)?;
            if page.position < self.position {
                tracing::warn!(from = self.position, to = page.position, "feed went back");
                self.start_over();
            }
            self.position = page.position;
            let last = page.changes.len() < PAGE;
            page.changes
                .into_iter()
                .for_each(|change| self.apply(change));
            if last {
                break;
            }
        }
        responder.freshness().note(began, as_of);
        Ok(())
    }

    /// For a registry that was put back: what we know may be wrong, and its feed does not tell
    /// again what was published before this reading. A CRL is replaced by a newer one only.
    fn start_over(&self) {
        self.responder.cache().clear();
        self.send(Notice::Issuers);
        for issuer in self.responder.catalogue().issuers() {
            self.send(Notice::Crl(issuer.generation.id.clone()));
        }
    }

    fn apply(&self, change: FeedChange) {
        match change {
            FeedChange::Status { issuer, serial } => {
                self.responder.cache().forget(&issuer, &serial);
                tracing::debug!(%issuer, %serial, "status changed");
            }
            FeedChange::Crl { issuer } => self.send(Notice::Crl(issuer)),
            FeedChange::Issuer { .. } => self.send(Notice::Issuers),
        }
    }

    fn send(&self, notice: Notice) {
        // Only at the end of the process is nobody there to hear it.
        self.notices.send(notice).unwrap_or_default();
    }
}
