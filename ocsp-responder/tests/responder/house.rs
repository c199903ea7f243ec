//! A responder with everything it needs in memory, and what tests do with it.

use std::collections::HashMap;
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::generation::GenerationId;
use ca_core::ocsp::basic_response::BasicOcspResponse;
use ca_core::ocsp::cert_id::CertId;
use ca_core::ocsp::extension::Nonce;
use ca_core::ocsp::issuer_hashes::CertIdHash;
use ca_core::ocsp::request::OcspRequest;
use ca_core::ocsp::response::OcspResponse;
use ca_core::registry::records::{
    CertificateStatus, CrlRecord, FeedChange, FeedPage, Generation, KnownStatus, Shown,
};
use ca_core::registry::{RegistryError, StatusSource, StoreFault};
use ca_core::revocation::{Reason, Revocation};
use ca_core::serial::Serial;
use ca_core::signer::{KeyStore, NewKey, StoredKey};
use ca_core::timestamp::{Clock, ClockState, Timestamp};
use ca_core::verify::verify;
use ocsp_responder::answer::{Answer, Reply};
use ocsp_responder::catalogue::Issuer;
use ocsp_responder::feed::Follower;
use ocsp_responder::metrics::Metrics;
use ocsp_responder::responder::question::Found;
use ocsp_responder::responder::{Policy, Responder};
use ocsp_responder::signer::Keys;
use ocsp_responder::signer::folder::SignerFolder;
use ocsp_responder::upkeep::{Notice, Upkeep};
use tempfile::TempDir;

use crate::pki::{FakeToken, NOW, Shape, TestIssuer};

/// A clock that moves when told to.
#[derive(Debug)]
pub(crate) struct FakeClock(AtomicI64);

impl FakeClock {
    pub(crate) fn advance(&self, span: Duration) {
        self.0
            .fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn put_back(&self, span: Duration) {
        self.0
            .fetch_sub(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }

    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}

type Hook = Box<dyn FnOnce() + Send>;

/// A source in memory that can fail in every way that matters.
pub(crate) struct FakeSource {
    clock: Arc<FakeClock>,
    generations: Vec<Generation>,
    statuses: Mutex<HashMap<(GenerationId, Serial), CertificateStatus>>,
    changes: Mutex<Vec<FeedChange>>,
    pub(crate) crls: Mutex<Vec<CrlRecord>>,
    pub(crate) unreadable: AtomicBool,
    /// Fails as a server does that is just being replaced.
    pub(crate) unavailable: AtomicBool,
    pub(crate) panics: AtomicBool,
    /// Milliseconds by which the source is behind.
    pub(crate) behind: AtomicI64,
    /// Changes of the feed that the server lacks which is asked for status.
    pub(crate) lacking: AtomicI64,
    /// Changes of the feed that the server lacks which is asked for it.
    pub(crate) feed_lacking: AtomicU64,
    /// Milliseconds by which that server is behind.
    pub(crate) status_behind: AtomicI64,
    /// The place of the last acknowledgement that something was lost; 0 for none.
    pub(crate) acknowledged: AtomicU64,
    /// Called once after the next status was read, before it is told.
    pub(crate) after_status: Mutex<Option<Hook>>,
}

impl FakeSource {
    pub(crate) fn set(&self, issuer: &GenerationId, serial: &Serial, status: CertificateStatus) {
        self.statuses
            .lock()
            .unwrap()
            .insert((issuer.clone(), serial.clone()), status);
        self.push(FeedChange::Status {
            issuer: issuer.clone(),
            serial: serial.clone(),
        });
    }

    pub(crate) fn push(&self, change: FeedChange) {
        self.changes.lock().unwrap().push(change);
    }

    /// As if a server took over that lacks the last changes.
    pub(crate) fn forget_last(&self, count: usize) {
        let mut changes = self.changes.lock().unwrap();
        let kept = changes.len() - count;
        changes.truncate(kept);
    }

    /// As if the registry were restored from an older copy.
    pub(crate) fn forget_feed(&self) {
        self.changes.lock().unwrap().clear();
    }

    /// As if an officer took note of what is lost.
    pub(crate) fn acknowledge(&self) {
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    fn acknowledged(&self) -> Option<u64> {
        Some(self.acknowledged.load(Ordering::SeqCst)).filter(|place| *place > 0)
    }

    fn readable(&self) -> Result<(), RegistryError> {
        assert!(
            !self.panics.load(Ordering::SeqCst),
            "the source was told to panic"
        );
        if self.unavailable.load(Ordering::SeqCst) {
            let fault = StoreFault::new(std::fmt::Error);
            return Err(RegistryError::Unavailable(fault));
        }
        if self.unreadable.load(Ordering::SeqCst) {
            let place = "nowhere".to_owned();
            return Err(RegistryError::Missing { place });
        }
        Ok(())
    }
}

impl StatusSource for FakeSource {
    fn issuers(&self) -> Result<Vec<Generation>, RegistryError> {
        self.readable()?;
        Ok(self.generations.clone())
    }

    fn status(&self, issuer: &GenerationId, serial: &Serial) -> Result<KnownStatus, RegistryError> {
        let behind = u64::try_from(self.status_behind.load(Ordering::SeqCst)).unwrap();
        let known = i64::try_from(self.changes.lock().unwrap().len()).unwrap();
        let shown = Shown {
            as_of: self.as_of()?.minus(Duration::from_millis(behind)),
            position: u64::try_from(known - self.lacking.load(Ordering::SeqCst)).unwrap(),
            acknowledged: self.acknowledged(),
        };
        let key = (issuer.clone(), serial.clone());
        let status = self.statuses.lock().unwrap().get(&key).cloned();
        let hook = self.after_status.lock().unwrap().take();
        if let Some(hook) = hook {
            hook();
        }
        let status = status.unwrap_or(CertificateStatus::NeverIssued);
        Ok(KnownStatus { status, shown })
    }

    fn as_of(&self) -> Result<Timestamp, RegistryError> {
        self.readable()?;
        let behind = u64::try_from(self.behind.load(Ordering::SeqCst)).unwrap();
        Ok(self.clock.now().minus(Duration::from_millis(behind)))
    }

    fn feed(&self, after: u64, limit: usize) -> Result<FeedPage, RegistryError> {
        let as_of = self.as_of()?;
        let changes = self.changes.lock().unwrap();
        let from = usize::try_from(after)
            .unwrap_or(usize::MAX)
            .min(changes.len());
        let lacking = usize::try_from(self.feed_lacking.load(Ordering::SeqCst)).unwrap();
        let known = changes.len() - lacking;
        let from = from.min(known);
        let page: Vec<_> = changes[from..known].iter().take(limit).cloned().collect();
        let position = u64::try_from(from + page.len()).unwrap();
        Ok(FeedPage {
            changes: page,
            position,
            as_of,
            acknowledged: self.acknowledged(),
        })
    }

    fn latest_crl(&self, issuer: &GenerationId) -> Result<Option<CrlRecord>, RegistryError> {
        self.readable()?;
        let crls = self.crls.lock().unwrap();
        Ok(crls.iter().rev().find(|crl| crl.issuer == *issuer).cloned())
    }
}

/// A responder for `citizens-g1` and `agencies-g1` with signers, and `root-g1` without.
pub(crate) struct House {
    pub(crate) clock: Arc<FakeClock>,
    pub(crate) source: Arc<FakeSource>,
    pub(crate) token: Arc<FakeToken>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) responder: Arc<Responder>,
    pub(crate) follower: Mutex<Follower>,
    pub(crate) upkeep: Upkeep,
    pub(crate) notices: Receiver<Notice>,
    pub(crate) citizens: TestIssuer,
    pub(crate) key: StoredKey,
    pub(crate) folder: TempDir,
}

pub(crate) const POLICY: Policy = Policy {
    validity: Duration::from_secs(24 * 3600),
    max_status_lag: Duration::from_secs(1),
    cache_bytes: 4 << 20,
    live_answers: 4,
};

impl House {
    pub(crate) fn new() -> Self {
        Self::with(&Shape::default())
    }

    pub(crate) fn with(shape: &Shape) -> Self {
        let clock = Arc::new(FakeClock(AtomicI64::new(NOW.unix_millis())));
        let token = Arc::new(FakeToken::default());
        let key = token
            .generate(&NewKey::new(KeyAlgorithm::Ed25519, "ocsp"))
            .unwrap();
        let (citizens, agencies) = (
            TestIssuer::new("citizens-g1"),
            TestIssuer::new("agencies-g1"),
        );
        let folder = TempDir::new().unwrap();
        for issuer in [&citizens, &agencies] {
            let file = folder.path().join(format!("{}.pem", issuer.generation.id));
            fs::write(file, issuer.certify(&key, shape)).unwrap();
        }
        let root = TestIssuer::new("root-g1");
        let issuers = [&citizens, &agencies, &root];
        let source = Arc::new(FakeSource {
            clock: Arc::clone(&clock),
            generations: issuers.map(|issuer| issuer.generation.clone()).to_vec(),
            statuses: Mutex::default(),
            changes: Mutex::default(),
            crls: Mutex::default(),
            unreadable: AtomicBool::new(false),
            unavailable: AtomicBool::new(false),
            panics: AtomicBool::new(false),
            behind: AtomicI64::new(0),
            lacking: AtomicI64::new(0),
            feed_lacking: AtomicU64::new(0),
            status_behind: AtomicI64::new(0),
            acknowledged: AtomicU64::new(0),
            after_status: Mutex::new(None),
        });
        let metrics = Arc::new(Metrics::new());
        let responder = Arc::new(Responder::new(
            source.clone(),
            clock.clone(),
            POLICY,
            Arc::clone(&metrics),
        ));
        let (sender, notices) = mpsc::channel();
        let follower = Follower::start(Arc::clone(&responder), sender).unwrap();
        let signers = SignerFolder::new(folder.path().to_owned(), Keys::of(token.clone()));
        let upkeep = Upkeep::start(Arc::clone(&responder), Arc::clone(&metrics), signers).unwrap();
        Self {
            clock,
            source,
            token,
            metrics,
            responder,
            follower: Mutex::new(follower),
            upkeep,
            notices,
            citizens,
            key,
            folder,
        }
    }

    /// Reads the feed, as the daemon does five times a second.
    pub(crate) fn follow(&self) {
        self.follower.lock().unwrap().read().unwrap();
    }

    pub(crate) fn issue(&self, number: u8) -> Serial {
        let serial = serial(number);
        self.source.set(
            &self.citizens.generation.id,
            &serial,
            CertificateStatus::Good,
        );
        serial
    }

    pub(crate) fn revoke(&self, serial: &Serial) {
        let revocation = Revocation {
            effective: NOW,
            reason: Some(Reason::KeyCompromise),
            invalidity_date: None,
        };
        let status = CertificateStatus::Revoked(revocation);
        self.source
            .set(&self.citizens.generation.id, serial, status);
    }

    pub(crate) fn cert_id(&self, hash: CertIdHash, serial: &Serial) -> CertId {
        let issuer = Issuer::of(self.citizens.generation.clone()).unwrap();
        issuer.hashes.cert_id(hash, serial).unwrap()
    }

    pub(crate) fn request(&self, serial: &Serial) -> Vec<u8> {
        request(vec![self.cert_id(CertIdHash::Sha1, serial)], None)
    }

    pub(crate) fn ask(&self, request: &[u8]) -> Reply {
        self.ask_at(Some("citizens-g1"), request)
    }

    pub(crate) fn ask_at(&self, issuer: Option<&str>, request: &[u8]) -> Reply {
        match self.responder.look_up(issuer, request) {
            Found::Reply(reply) => reply,
            Found::Question(question) => self.responder.answer(question),
        }
    }

    /// The answer in a reply, its signature and embedded certificate verified.
    pub(crate) fn opened(&self, reply: &Reply) -> BasicOcspResponse {
        self.open_der(&answer(reply).der)
    }

    pub(crate) fn open_der(&self, der: &[u8]) -> BasicOcspResponse {
        let response = OcspResponse::parse(der).unwrap();
        let basic = response.basic().expect("a successful answer").clone();
        let algorithm = KeyAlgorithm::Ed25519.signature_algorithm();
        assert_eq!(basic.signature_algorithm(), &algorithm.identifier());
        verify(
            &self.key.public_key,
            algorithm,
            basic.to_be_signed(),
            basic.signature(),
        )
        .unwrap();
        assert_eq!(
            basic.certs().len(),
            1,
            "the responder's certificate is embedded (OCSP-05)"
        );
        basic
    }
}

pub(crate) fn answer(reply: &Reply) -> &Arc<Answer> {
    match reply {
        Reply::Shared(answer) | Reply::Single(answer) => answer,
        Reply::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

pub(crate) fn serial(number: u8) -> Serial {
    Serial::try_from([0x40, number].as_slice()).unwrap()
}

pub(crate) fn request(cert_ids: Vec<CertId>, nonce: Option<&[u8]>) -> Vec<u8> {
    let nonce = nonce.map(|octets| Nonce::try_from(octets).unwrap());
    OcspRequest::new(cert_ids, nonce).unwrap().to_der().unwrap()
}
