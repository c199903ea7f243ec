//! The delegated signer of an issuer: its certificate and its key in the responder's token.
//!
//! [`certificate`] says which certificates clients accept, [`folder`] where operators put them.
//! Certificate and key are proven to
//! match when they are loaded; signatures are verified then, after each failure, and one in
//! [`SAMPLE`] (I6).

pub mod certificate;
pub mod folder;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_lc_rs::digest;
use ca_core::algorithm::SignatureAlgorithm;
use ca_core::ocsp::response_data::{InvalidResponse, ResponderId};
use ca_core::registry::records::Generation;
use ca_core::signer::{KeyStore, KeyUri, SignInput, Signer, SignerError};
use ca_core::timestamp::Timestamp;
use ca_core::verify;

use self::certificate::{CertificateDefect, ResponderCertificate};

/// One in so many signatures is verified.
pub const SAMPLE: u64 = 256;

/// How long one signature may take.
const SIGN_WITHIN: Duration = Duration::from_secs(5);

/// What is signed at load to prove that key and certificate match.
const SELF_TEST: &[u8] = b"sceau-ocsp: do key and certificate match?";

/// The keys of the responder, in one or more tokens: they are found once and used often.
#[derive(Clone)]
pub struct Keys {
    /// Finds and makes them.
    pub store: Arc<dyn KeyStore>,
    /// Signs with them.
    pub signer: Arc<dyn Signer>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    /// The two ports of an adapter.
    pub fn of<T: KeyStore + Signer + 'static>(token: Arc<T>) -> Self {
        let store: Arc<dyn KeyStore> = token.clone();
        Self {
            store,
            signer: token,
        }
    }
}

/// Signs the answers about the certificates of one issuer.
pub struct DelegatedSigner {
    certificate: ResponderCertificate,
    responder_id: ResponderId,
    key: SigningKey,
    /// Signatures that failed, and how many of these a verified one came after.
    failed: AtomicU64,
    cleared: AtomicU64,
    recoveries: AtomicU64,
    count: AtomicU64,
}

impl DelegatedSigner {
    /// Reads the certificate, checks it, finds its key and has it sign once.
    ///
    /// # Errors
    /// A certificate that clients would refuse, a key that is not in the token, or a token
    /// that does not sign.
    pub fn load(
        pem: &[u8],
        issuer: &Generation,
        keys: &Keys,
        now: Timestamp,
    ) -> Result<Self, SignerRefused> {
        let certificate = ResponderCertificate::from_pem(pem, issuer)?;
        certificate.check_time(now)?;
        let stored = keys.store.with_public_key(&certificate.public_key)?;
        let stored = stored.into_iter().next().ok_or(SignerRefused::NoKey)?;
        let algorithm = stored.algorithm.ok_or(CertificateDefect::Algorithm)?;
        let key = SigningKey {
            uri: stored.uri,
            algorithm: algorithm.signature_algorithm(),
            public_key: stored.public_key,
            token: Arc::clone(&keys.signer),
        };
        key.sign_verified(SELF_TEST)?;
        Ok(Self {
            responder_id: ResponderId::by_key(&certificate.public_key_bits)?,
            certificate,
            key,
            failed: AtomicU64::new(0),
            cleared: AtomicU64::new(0),
            recoveries: AtomicU64::new(keys.signer.recoveries()),
            count: AtomicU64::new(0),
        })
    }

    /// Signs `message`; verifies the signature after a failure, after a recovery and in samples.
    ///
    /// # Errors
    /// The token did not sign, or signed wrongly; then the next signature is verified too.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let result = self.sampled(message);
        if result.is_err() {
            self.failed.fetch_add(1, Ordering::Relaxed);
        }
        result
    }

    fn sampled(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        // A failure while this one is under way is not cleared by it.
        let failed = self.failed.load(Ordering::Relaxed);
        let signature = self.key.sign(message)?;
        // Asked after the signature: the device may have come back for this very one.
        let recoveries = self.key.token.recoveries();
        let recovered = self.recoveries.swap(recoveries, Ordering::Relaxed) != recoveries;
        if !(count.is_multiple_of(SAMPLE) || recovered || self.is_suspect()) {
            return Ok(signature);
        }
        let signature = self.key.verified(message, signature)?;
        self.cleared.fetch_max(failed, Ordering::Relaxed);
        Ok(signature)
    }

    /// The certificate, which goes into each answer (OCSP-05).
    #[must_use]
    pub const fn certificate(&self) -> &ResponderCertificate {
        &self.certificate
    }

    /// SHA-1 of the key: who signs.
    #[must_use]
    pub const fn responder_id(&self) -> &ResponderId {
        &self.responder_id
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm
    }

    /// Whether a signature failed after which none was verified.
    #[must_use]
    pub fn is_suspect(&self) -> bool {
        self.failed.load(Ordering::Relaxed) > self.cleared.load(Ordering::Relaxed)
    }
}

impl std::fmt::Debug for DelegatedSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DelegatedSigner")
            .field("key", &self.key.uri)
            .finish_non_exhaustive()
    }
}

/// A private key with its public half, so that what it signs can be verified.
pub struct SigningKey {
    /// Where it is.
    pub uri: KeyUri,
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// Its public half, as DER SubjectPublicKeyInfo.
    pub public_key: Vec<u8>,
    /// Who signs with it.
    pub token: Arc<dyn Signer>,
}

impl SigningKey {
    /// Signs `message` and verifies the signature. A token that signs wrongly is asked no more;
    /// where another one has a copy of the key, that one signs.
    ///
    /// # Errors
    /// The token did not sign, or signed wrongly.
    pub fn sign_verified(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let first = self.sign(message)?;
        self.verified(message, first)
    }

    /// The signature if it is right; else the one that another token makes of a copy.
    fn verified(&self, message: &[u8], first: Vec<u8>) -> Result<Vec<u8>, SigningError> {
        if self.is_right(message, &first) {
            return Ok(first);
        }
        if !self.token.reject(&self.uri, &first) {
            return Err(SigningError::Wrong);
        }
        let second = self.sign(message)?;
        if self.is_right(message, &second) {
            return Ok(second);
        }
        let _other = self.token.reject(&self.uri, &second);
        Err(SigningError::Wrong)
    }

    fn is_right(&self, message: &[u8], signature: &[u8]) -> bool {
        verify::verify(&self.public_key, self.algorithm, message, signature).is_ok()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        let digest = self
            .algorithm
            .digest()
            .map(|algorithm| digest::digest(algorithm, message));
        let input = digest
            .as_ref()
            .map_or(SignInput::Message(message), |digest| {
                SignInput::Digest(digest.as_ref())
            });
        Ok(self
            .token
            .sign(&self.uri, self.algorithm, input, SIGN_WITHIN)?)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKey")
            .field("uri", &self.uri)
            .finish_non_exhaustive()
    }
}

/// Why there is no signature.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SigningError {
    /// The token did not sign.
    #[error("no signature")]
    Token(#[from] SignerError),
    /// What the token signed does not verify (I6).
    #[error("the token made a wrong signature")]
    Wrong,
}

/// Why a signer is not used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignerRefused {
    /// Clients would refuse the certificate.
    #[error("signer certificate is refused")]
    Certificate(#[from] CertificateDefect),
    /// The token has no key for it.
    #[error("the token has no key for the signer certificate")]
    NoKey,
    /// The token cannot be asked for its keys.
    #[error("the token does not tell its keys")]
    Keys(#[from] SignerError),
    /// The self-test failed.
    #[error("key and certificate are not proven to match")]
    SelfTest(#[from] SigningError),
    /// Its name as a responder cannot be made.
    #[error("responder id cannot be made")]
    ResponderId(#[from] InvalidResponse),
}
