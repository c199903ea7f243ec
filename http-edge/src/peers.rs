//! Who is connected.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use ca_core::digest::Sha256Digest;
use tokio::sync::Notify;

/// A client certificate, by its digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Client(pub [u8; 32]);

/// The other end of a connection; each request has it as an extension, `Arc<Peer>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where it comes from.
    pub address: SocketAddr,
    certificate: Option<(Vec<u8>, Client)>,
}

impl Peer {
    /// With the certificate in DER that it has proven to hold, if any.
    #[must_use]
    pub fn new(address: SocketAddr, certificate: Option<Vec<u8>>) -> Self {
        let certificate = certificate.map(|der| {
            let client = Client(*Sha256Digest::of(&der).as_bytes());
            (der, client)
        });
        Self {
            address,
            certificate,
        }
    }

    /// Without certificate.
    #[must_use]
    pub const fn stranger(address: SocketAddr) -> Self {
        Self {
            address,
            certificate: None,
        }
    }

    /// Its certificate in DER: signed by an issuer that the verifier knew at the handshake, and
    /// valid then. Nothing else is known of it.
    #[must_use]
    pub fn certificate(&self) -> Option<&[u8]> {
        self.certificate.as_ref().map(|(der, _)| der.as_slice())
    }

    /// The digest of its certificate.
    #[must_use]
    pub fn client(&self) -> Option<Client> {
        self.certificate.as_ref().map(|(_, client)| *client)
    }
}

/// The open connections.
#[derive(Debug, Default)]
pub struct Peers {
    next: AtomicU64,
    open: Mutex<HashMap<u64, Open>>,
}

/// A connection, and how it is told to end.
#[derive(Debug)]
struct Open {
    peer: Arc<Peer>,
    cut: Arc<Notify>,
}

impl Peers {
    /// Ends the connections of those peers at once, whatever they do; gives how many.
    pub fn cut(&self, which: impl Fn(&Peer) -> bool) -> usize {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let those = open.values().filter(|open| which(&open.peer));
        those.map(|open| open.cut.notify_one()).count()
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Peer>> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.values().map(|open| Arc::clone(&open.peer)).collect()
    }

    pub(crate) fn add(self: &Arc<Self>, peer: Arc<Peer>) -> Registered {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let cut = Arc::new(Notify::new());
        let open = Open {
            peer,
            cut: Arc::clone(&cut),
        };
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(number, open);
        Registered {
            peers: Arc::clone(self),
            number,
            cut,
        }
    }
}

/// A connection in the list, until it is dropped.
#[derive(Debug)]
pub(crate) struct Registered {
    peers: Arc<Peers>,
    number: u64,
    cut: Arc<Notify>,
}

impl Registered {
    /// Done when it is to end.
    pub(crate) async fn is_cut(&self) {
        self.cut.notified().await;
    }
}

impl Drop for Registered {
    fn drop(&mut self) {
        let mut open = self
            .peers
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        open.remove(&self.number);
    }
}
