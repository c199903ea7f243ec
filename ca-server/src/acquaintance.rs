//! Whom the daemon knows: the issuers of client certificates, and who of those connected has
//! lost a certificate meanwhile.
//!
//! Nothing is kept from a handshake but the certificate, so a connection that rests, or is in
//! the middle of an answer, is ended as soon as the Registry says that its certificate was
//! revoked (REG-02).

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ca_core::registry::records::CertificateStatus;
use ca_core::registry::records::{FeedChange, Generation};
use ca_core::registry::{RegistryError, StatusSource};
use ca_core::serial::Serial;
use ca_core::timestamp::Clock;
use http_edge::peers::{Peer, Peers};
use http_edge::tls::clients::{Issuer, Issuers};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

/// The issuer line of officers and systems.
pub const LINE: &str = "administration";

/// How often the Registry is asked what has changed.
pub const INTERVAL: Duration = Duration::from_millis(250);

/// Changes read at once.
const PAGE: usize = 1_000;

/// Keeps [`Issuers`] as the Registry has them.
#[derive(Debug)]
pub struct Acquaintance {
    issuers: Arc<Issuers>,
    known: Mutex<Vec<Generation>>,
}

impl Default for Acquaintance {
    fn default() -> Self {
        Self {
            issuers: Arc::new(Issuers::new(Vec::new())),
            known: Mutex::new(Vec::new()),
        }
    }
}

impl Acquaintance {
    /// For the handshakes.
    #[must_use]
    pub const fn issuers(&self) -> &Arc<Issuers> {
        &self.issuers
    }

    /// How many issuers are known.
    #[must_use]
    pub fn count(&self) -> usize {
        self.known().len()
    }

    /// Reads the issuers: each generation of the line that has a certificate which was not
    /// revoked. One that is retired issues no more, and what it issued is good.
    ///
    /// # Errors
    /// The Registry cannot be read.
    pub fn read(&self, source: &dyn StatusSource) -> Result<(), RegistryError> {
        let mut known = Vec::new();
        for generation in source.issuers()? {
            if generation.id.line().as_str() == LINE && is_good(source, &generation)? {
                known.push(generation);
            }
        }
        let issuers = known.iter().map(|generation| Issuer {
            name: generation.name.clone(),
            public_key: generation.public_key.clone(),
        });
        self.issuers.replace(issuers.collect());
        *self.known() = known;
        Ok(())
    }

    /// Whether the certificate of a peer is good now.
    ///
    /// # Errors
    /// The Registry cannot be read.
    fn is_welcome(
        &self,
        certificate: &[u8],
        source: &dyn StatusSource,
        clock: &dyn Clock,
    ) -> Result<bool, RegistryError> {
        if self.issuers.check(certificate, clock.now()).is_err() {
            return Ok(false);
        }
        let Some((name, serial)) = name_and_serial(certificate) else {
            return Ok(false);
        };
        let known = self.known().clone();
        for generation in known.iter().filter(|generation| generation.name == name) {
            let status = source.status(&generation.id, &serial)?.status;
            if matches!(status, CertificateStatus::Good) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a change may be about a client's certificate, or that of its issuer.
    fn is_concerned(&self, change: &FeedChange) -> bool {
        match change {
            FeedChange::Issuer { issuer } => issuer.line().as_str() == LINE,
            FeedChange::Status { issuer, .. } => {
                let certifies = |generation: &Generation| generation.issuer == *issuer;
                issuer.line().as_str() == LINE || self.known().iter().any(certifies)
            }
            FeedChange::Crl { .. } => false,
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Vec<Generation>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_good(source: &dyn StatusSource, generation: &Generation) -> Result<bool, RegistryError> {
    let Some(certificate) = &generation.certificate else {
        return Ok(false);
    };
    let Some((_, serial)) = name_and_serial(certificate) else {
        return Ok(false);
    };
    // A root has no status: its own list cannot speak against it.
    if generation.is_root() {
        return Ok(true);
    }
    let status = source.status(&generation.issuer, &serial)?.status;
    Ok(!matches!(status, CertificateStatus::Revoked(_)))
}

/// Follows the Registry for the connections of some doors.
pub struct Watch {
    /// What is kept.
    pub acquaintance: Arc<Acquaintance>,
    /// Where changes are told.
    pub source: Arc<dyn StatusSource>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The connections.
    pub peers: Vec<Arc<Peers>>,
    /// Up to where changes are known; none before the first look.
    pub position: Option<u64>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

impl Watch {
    /// Looks what has changed; gives how many connections were ended.
    ///
    /// # Errors
    /// The Registry cannot be read; what was known stays, and is looked at again.
    pub fn look(&mut self) -> Result<usize, RegistryError> {
        let Some(after) = self.position else {
            return self.begin();
        };
        let page = self.source.feed(after, PAGE)?;
        // After a failover it may have gone back.
        if page.position < after {
            return self.begin();
        }
        let concerns = |change: &FeedChange| self.acquaintance.is_concerned(change);
        let ended = if page.changes.iter().any(concerns) {
            self.look_at_all()?
        } else {
            0
        };
        self.position = Some(page.position);
        Ok(ended)
    }

    fn begin(&mut self) -> Result<usize, RegistryError> {
        let end = self.source.feed(u64::MAX, 1)?.position;
        let ended = self.look_at_all()?;
        self.position = Some(end);
        Ok(ended)
    }

    /// Ends the connections of those who are not welcome any more.
    fn look_at_all(&self) -> Result<usize, RegistryError> {
        self.acquaintance.read(self.source.as_ref())?;
        let mut ended = 0;
        for peers in &self.peers {
            let mut unwelcome = Vec::new();
            for peer in peers.all() {
                if !self.is_welcome(&peer)? {
                    unwelcome.push(peer);
                }
            }
            ended += peers.cut(|peer| unwelcome.iter().any(|other| other.as_ref() == peer));
        }
        Ok(ended)
    }

    fn is_welcome(&self, peer: &Peer) -> Result<bool, RegistryError> {
        let Some(certificate) = peer.certificate() else {
            return Ok(true);
        };
        let source = self.source.as_ref();
        self.acquaintance
            .is_welcome(certificate, source, self.clock.as_ref())
    }
}

/// The issuer's name in DER and the serial of a certificate.
fn name_and_serial(certificate: &[u8]) -> Option<(Vec<u8>, Serial)> {
    let certificate = Certificate::from_der(certificate).ok()?;
    let tbs = certificate.tbs_certificate();
    let serial = Serial::try_from(tbs.serial_number().as_bytes()).ok()?;
    Some((tbs.issuer().to_der().ok()?, serial))
}
