//! A token: the adapter that implements both ports.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::random::Random;
use ca_core::signer::{KeyStore, KeyUri, SignInput, Signer, SignerError, StoredKey, TokenFault};

use crate::attributes::Naming;
use crate::config::TokenConfig;
use crate::failure::Failure;
use crate::keys;
use crate::login::Login;
use crate::module::{Access, Module};
use crate::pin::PinPrompt;
use crate::session_pool::{Lease, SessionPool};
use crate::sign;
use crate::uri::Pkcs11Uri;

/// How long making a pair or listing may take in all; an RSA-4096 pair takes seconds.
const HOUSEKEEPING: Duration = Duration::from_secs(120);

/// An open token, logged in; safe for concurrent use.
///
/// The module works in this process: a deadline limits the wait for a session and forbids a
/// second try after it, but a module that hangs cannot be interrupted.
pub struct Token {
    name: String,
    info: TokenInfo,
    sessions: SessionPool,
    random: Arc<dyn Random>,
}

impl Token {
    /// Loads the module, finds the one token that the configuration names and logs in, so that a
    /// wrong PIN shows at the start. Asks `prompt` if the PIN is to be typed.
    ///
    /// # Errors
    /// `Unavailable` if module, token or PIN source are not there, `Refused` if several tokens
    /// match, `BadPin` if the token does not accept the PIN. The caller must not try again with
    /// the same PIN (I9): tokens lock after a few wrong ones.
    pub fn open(
        config: &TokenConfig,
        prompt: PinPrompt<'_>,
        random: Arc<dyn Random>,
    ) -> Result<Self, SignerError> {
        let name = config.token_name();
        let open = || {
            let module = Module::load(&config.module)?;
            let (_, info) = module.find(&config.uri)?;
            let pin = config
                .pin
                .read(&info.label, prompt)
                .map_err(|e| Failure::lost(chain(&e)))?;
            let (uri, login) = (config.uri.clone(), Login::new(pin));
            let sessions = SessionPool::new(module, uri, login, config.sessions, config.wait);
            sessions.run(Access::Read, HOUSEKEEPING, |_| Ok(()))?;
            Ok((info, sessions))
        };
        let (info, sessions) = open().map_err(|failure: Failure| failure.of(&name))?;
        tracing::info!(token = %info.label, model = %info.model, serial = %info.serial, "token open");
        Ok(Self {
            name,
            info,
            sessions,
            random,
        })
    }

    /// What the token said of itself when it was opened.
    #[must_use]
    pub const fn info(&self) -> &TokenInfo {
        &self.info
    }

    /// The object part of a key's URI, whose token part must be this token's.
    fn object(&self, key: &KeyUri) -> Result<Pkcs11Uri, Failure> {
        let uri: Pkcs11Uri = key
            .as_str()
            .parse()
            .map_err(|error| Failure::refused(format!("{key}: {error}")))?;
        let here = Pkcs11Uri {
            slot_id: None,
            ..uri.clone()
        };
        if here.matches_token(0, &self.info) {
            return Ok(uri);
        }
        Err(Failure::refused(format!(
            "{key} is not in token {}",
            self.info.label
        )))
    }

    fn error(&self) -> impl Fn(Failure) -> SignerError + '_ {
        |failure| failure.of(&self.name)
    }
}

impl Signer for Token {
    fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        deadline: Duration,
    ) -> Result<Vec<u8>, SignerError> {
        let prepared = sign::prepare(algorithm, input).map_err(self.error())?;
        let signature = self.sessions.run(Access::Read, deadline, |lease| {
            let known = lease.key(key, |session| keys::find(session, &self.object(key)?))?;
            sign::sign(lease.session(), known, algorithm, &prepared)
        });
        signature.map_err(self.error())
    }
}

impl KeyStore for Token {
    fn generate(&self, algorithm: KeyAlgorithm, label: &str) -> Result<StoredKey, SignerError> {
        let mut id = [0; 16];
        self.random
            .fill(&mut id)
            .map_err(|e| self.error()(Failure::Lost(TokenFault::from(e))))?;
        let key = self.sessions.run(Access::Write, HOUSEKEEPING, |lease| {
            let session = lease.session();
            let key = keys::generate(session, algorithm, Naming { label, id: &id })?;
            keys::describe(session, key, &self.info.label)
        });
        key.map_err(self.error())
    }

    fn find(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        let found = self.sessions.run(Access::Read, HOUSEKEEPING, |lease| {
            let known = keys::find(lease.session(), &self.object(key)?)?;
            keys::describe(lease.session(), known.handle, &self.info.label)
        });
        found.map_err(self.error())
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        let list = |lease: &Lease<'_>| keys::list(lease.session(), &self.info.label);
        self.sessions
            .run(Access::Read, HOUSEKEEPING, list)
            .map_err(self.error())
    }
}

/// Without the PIN, and without the module's function table.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

/// What a token says of itself (CK_TOKEN_INFO), without trailing blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    /// The label.
    pub label: String,
    /// The manufacturer of the device.
    pub manufacturer: String,
    /// The model of the device.
    pub model: String,
    /// The serial number of the device.
    pub serial: String,
    /// The version of its firmware.
    pub firmware: String,
}

impl From<&cryptoki::slot::TokenInfo> for TokenInfo {
    fn from(token: &cryptoki::slot::TokenInfo) -> Self {
        Self {
            label: token.label().to_owned(),
            manufacturer: token.manufacturer_id().to_owned(),
            model: token.model().to_owned(),
            serial: token.serial_number().to_owned(),
            firmware: token.firmware_version().to_string(),
        }
    }
}

/// An error and its causes on one line: a `TokenFault` has no source of its own.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words = format!("{words}: {error}");
        cause = error.source();
    }
    words
}
