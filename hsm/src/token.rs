//! A token behind its worker: the adapter that implements both ports.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ca_core::algorithm::SignatureAlgorithm;
use ca_core::random::Random;
use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{
    KeyStore, KeyUri, NewKey, SignInput, Signer, SignerError, StoredKey, TokenFault, TokenHealth,
    TokenInfo,
};
use secrecy::{ExposeSecret, SecretString};

use crate::config::{Module, TokenConfig};
use crate::failure::Failure;
use crate::link::{Connection, HeldPin, Link, Setup, Timing};
use crate::pin::{PinPrompt, PinSource};
use crate::standing::Standing;
use crate::wire::{self, Request, frame};

/// How long making a pair or listing may take in all; an RSA-4096 pair takes seconds.
const HOUSEKEEPING: Duration = Duration::from_secs(120);

/// An open token, logged in; safe for concurrent use.
pub struct Token {
    name: String,
    info: OnceLock<TokenInfo>,
    link: Link,
    standing: Standing,
    wait: Duration,
    limit: Duration,
    random: Arc<dyn Random>,
}

/// What a worker may take at least to load the module and log in, however little `timeout_ms`
/// grants a signature.
const START: Duration = Duration::from_secs(5);

impl Token {
    /// Starts a worker that loads the module, finds the one token that the configuration names
    /// and logs in, so that a wrong PIN shows at the start. Asks `prompt` if the PIN is to be
    /// typed.
    ///
    /// # Errors
    /// `Unavailable` if worker, module, token or PIN source are not there, `Refused` if several
    /// tokens match, `BadPin` if the token does not accept the PIN. The caller must not try
    /// again with the same PIN (I9): tokens lock after a few wrong ones.
    pub fn open(
        config: &TokenConfig,
        prompt: PinPrompt<'_>,
        random: Arc<dyn Random>,
    ) -> Result<Self, SignerError> {
        let token = Self::closed(config, prompt, random)?;
        token.connect()?;
        Ok(token)
    }

    /// A token that its first use opens. Asks `prompt` now if the PIN is to be typed.
    ///
    /// # Errors
    /// `Unavailable` if there is no PIN.
    pub(crate) fn closed(
        config: &TokenConfig,
        prompt: PinPrompt<'_>,
        random: Arc<dyn Random>,
    ) -> Result<Self, SignerError> {
        let name = config.token_name();
        let pin = held_pin(config, prompt).map_err(|failure| failure.of(&name))?;
        Ok(Self {
            name,
            info: OnceLock::new(),
            link: Link::new(setup(config, pin), config.timeout.max(START)),
            standing: Standing::default(),
            wait: config.wait,
            limit: config.timeout,
            random,
        })
    }

    /// Opens the token if it is not open.
    ///
    /// # Errors
    /// As [`Token::open`].
    pub(crate) fn connect(&self) -> Result<&TokenInfo, SignerError> {
        let info = self.link.info(HOUSEKEEPING);
        match &info {
            Ok(_) => self.standing.opened(),
            // What cannot be opened serves nobody, though it is the token that says no.
            Err(Failure::Refused(fault)) => {
                let lost = Failure::Lost(fault.clone());
                self.standing.note::<()>(&Err(lost));
            }
            Err(_) => self.standing.note(&info),
        }
        let info = info.map_err(|failure| failure.of(&self.name))?;
        Ok(self.info.get_or_init(|| info))
    }

    /// What the token said of itself when it was first opened; nothing if it never was.
    #[must_use]
    pub fn info(&self) -> Option<&TokenInfo> {
        self.info.get()
    }

    /// What it is called in messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) const fn standing(&self) -> &Standing {
        &self.standing
    }

    fn call<T: serde::de::DeserializeOwned>(
        &self,
        request: &Request<'_>,
    ) -> Result<T, SignerError> {
        self.told(self.link.call(request, self.housekeeping()))
    }

    /// As [`KeyStore::find`], for a caller who has no longer than `within`.
    pub(crate) fn find_within(
        &self,
        key: &KeyUri,
        within: Duration,
    ) -> Result<StoredKey, SignerError> {
        // A device that hangs here must leave time for a copy of the key.
        let timing = Timing {
            wait: self.wait,
            limit: self.limit,
            within: within.min(self.wait + 2 * self.limit),
        };
        let request = Request::Find { key: key.as_str() };
        let found: wire::Key = self.told(self.link.call(&request, timing))?;
        Ok(found.into())
    }

    /// A CKA_ID that no key has.
    fn new_id(&self) -> Result<[u8; 16], SignerError> {
        let mut id = [0; 16];
        let filled = self.random.fill(&mut id);
        filled.map_err(|error| Failure::Lost(TokenFault::from(error)).of(&self.name))?;
        Ok(id)
    }

    fn encoded<T: serde::Serialize>(&self, value: &T) -> Result<Vec<u8>, SignerError> {
        postcard::to_stdvec(value).map_err(|error| {
            Failure::Refused(TokenFault::Binding(error.to_string())).of(&self.name)
        })
    }

    /// The outcome as the ports tell it, once it is noted.
    fn told<T>(&self, outcome: Result<T, Failure>) -> Result<T, SignerError> {
        self.standing.note(&outcome);
        outcome.map_err(|failure| failure.of(&self.name))
    }

    fn housekeeping(&self) -> Timing {
        Timing {
            wait: self.wait,
            limit: HOUSEKEEPING,
            within: HOUSEKEEPING,
        }
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
        let (digest, octets) = match input {
            SignInput::Digest(octets) => (true, octets),
            SignInput::Message(octets) => (false, octets),
        };
        let request = Request::Sign {
            key: key.as_str(),
            algorithm: algorithm.as_str(),
            digest,
            octets,
        };
        let timing = Timing {
            wait: self.wait,
            limit: self.limit,
            within: deadline,
        };
        if self.standing.is_fenced() {
            return Err(Failure::Lost(TokenFault::Fenced).of(&self.name));
        }
        self.told(self.link.ask(&request, timing))
    }

    fn reject(&self, key: &KeyUri, _: &[u8]) -> bool {
        tracing::error!(alarm = true, token = %self.name, %key, "wrong signature: token fenced");
        self.standing.fence();
        false
    }

    fn recoveries(&self) -> u64 {
        self.link.started()
    }
}

impl KeyStore for Token {
    fn generate(&self, new: &NewKey<'_>) -> Result<StoredKey, SignerError> {
        let id = self.new_id()?;
        let made: wire::Key = self.call(&Request::Generate {
            algorithm: new.algorithm.as_str(),
            label: new.label,
            id: &id,
            exportable: new.exportable,
        })?;
        Ok(made.into())
    }

    fn find(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        self.find_within(key, Duration::MAX)
    }

    fn list(&self) -> Result<Vec<StoredKey>, SignerError> {
        let keys: Vec<wire::Key> = self.call(&Request::List)?;
        Ok(keys.into_iter().map(StoredKey::from).collect())
    }

    fn destroy(&self, key: &KeyUri) -> Result<(), SignerError> {
        let key = key.as_str();
        let request = Request::Destroy { key, again: false };
        let done = self.link.ask(&request, self.housekeeping());
        self.told(done.map(drop))
    }

    fn transport_key(&self, _: Option<&str>) -> Result<TransportKey, SignerError> {
        let id = self.new_id()?;
        let [one, two, ..] = id;
        let label = &format!("sceau transport {one:02x}{two:02x}");
        self.call(&Request::MakeTransport { label, id: &id })
    }

    fn wrap_key(&self, key: &KeyUri, to: &TransportKey) -> Result<WrappedKey, SignerError> {
        let transport = &self.encoded(to)?;
        let key = key.as_str();
        self.call(&Request::Wrap { key, transport })
    }

    fn unwrap_key(&self, wrapped: &WrappedKey) -> Result<StoredKey, SignerError> {
        let wrapped = &self.encoded(wrapped)?;
        let kept: wire::Key = self.call(&Request::Unwrap { wrapped })?;
        Ok(kept.into())
    }

    fn seal(&self, key: &KeyUri) -> Result<StoredKey, SignerError> {
        let sealed: wire::Key = self.call(&Request::Seal { key: key.as_str() })?;
        Ok(sealed.into())
    }

    fn tokens(&self) -> Vec<TokenInfo> {
        self.link.last_info().into_iter().collect()
    }

    fn health(&self) -> Vec<TokenHealth> {
        vec![TokenHealth {
            token: label(&self.name).to_owned(),
            state: self.standing.state(),
        }]
    }
}

/// Gives the first empty token of `module` its label and its PINs: C_InitToken with
/// the security officer's PIN, then C_InitPIN with the user's.
///
/// # Errors
/// `Refused` if no slot has an empty token, or one with this label is there already; a PIN that
/// the token finds too short or too long is `BadPin`; `Unavailable` if the module is not there.
pub fn initialise(
    module: &Module,
    label: &str,
    so_pin: &SecretString,
    user_pin: &SecretString,
) -> Result<TokenInfo, SignerError> {
    let setup = Setup {
        module: module.clone(),
        sessions: 1,
        uri: String::new(),
        pin: HeldPin::File(String::new()),
    };
    let request = Request::Initialise {
        label,
        so_pin: so_pin.expose_secret(),
        user_pin: user_pin.expose_secret(),
    };
    let outcome = Connection::start(&setup, HOUSEKEEPING)
        .and_then(|connection| connection.ask(&request, HOUSEKEEPING))
        .and_then(|info| {
            frame::decode(&info).map_err(|e| Failure::Lost(TokenFault::Binding(e.to_string())))
        });
    outcome.map_err(|failure| failure.of(&format!("token {label}")))
}

pub(crate) fn setup(config: &TokenConfig, pin: HeldPin) -> Setup {
    Setup {
        module: config.module(),
        sessions: config.sessions,
        uri: config.uri.to_string(),
        pin,
    }
}

/// A file is the worker's to read, at each start; the rest can be had only once.
pub(crate) fn held_pin(config: &TokenConfig, prompt: PinPrompt<'_>) -> Result<HeldPin, Failure> {
    match &config.pin {
        PinSource::File(path) => Ok(HeldPin::File(path.to_string_lossy().into_owned())),
        PinSource::Descriptor(_) | PinSource::Prompt => {
            let label = config
                .uri
                .token
                .clone()
                .unwrap_or_else(|| config.uri.to_string());
            let pin = config.pin.read(&label, prompt);
            pin.map(|pin| HeldPin::Held(pin.into()))
                .map_err(|error| Failure::Lost(error.into()))
        }
    }
}

/// The label alone, where the name has one.
fn label(name: &str) -> &str {
    name.strip_prefix("token ").unwrap_or(name)
}

/// Without the PIN.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}
