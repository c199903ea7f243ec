//! What parent and worker say to each other: requests, answers, and the frames that carry them.
//!
//! A request has a number and a time limit; its answer has the same number and may overtake
//! others. Octets from the other side are bounded before they are read (`frame::MAX_OCTETS`)
//! and decoded by postcard, so that a module gone wild harms its parent by nothing worse than a
//! failure.

pub(crate) mod frame;

use ca_core::signer::{KeyProtection, KeyUri, StoredKey, TokenName};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::survey::probe::Probe;

/// A request with its number and how long it may take, in milliseconds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Call<'a> {
    pub(crate) number: u64,
    pub(crate) within_ms: u64,
    #[serde(borrow)]
    pub(crate) request: Request<'a>,
}

/// The answer to the request of that number; what it encodes depends on the request.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) number: u64,
    pub(crate) outcome: Result<Vec<u8>, Failure>,
}

/// The number of no request: the worker's greeting is the answer to it.
pub(crate) const GREETING: u64 = 0;

/// The first word of a worker, before it is told anything: another program that was put in its
/// place is not given a PIN (I9).
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Greeting<'a> {
    program: &'a str,
    version: &'a str,
}

impl Greeting<'static> {
    /// That of this version.
    pub(crate) const OURS: Self = Self {
        program: "sceau-hsm-worker",
        version: env!("CARGO_PKG_VERSION"),
    };
}

impl std::fmt::Display for Greeting<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.program, self.version)
    }
}

/// What the worker took from itself before it loaded the module.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Confinement {
    /// All of its memory stays out of swap; false where its account may not lock so much.
    pub(crate) memory_locked: bool,
    /// It can reach no other machine; false where the configuration allows the network.
    pub(crate) network_barred: bool,
}

/// What a parent asks of its worker.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Request<'a> {
    /// Loads the module; the first request of all, and only once. Answer: [`Confinement`].
    Load {
        module: &'a str,
        sessions: usize,
        network: bool,
    },
    /// Finds the one token that `uri` names and logs in. Answer: `TokenInfo`.
    Open { uri: &'a str, pin: Pin<'a> },
    /// Gives an empty token a label and PINs. Answer: `TokenInfo`.
    Initialise {
        label: &'a str,
        so_pin: &'a str,
        user_pin: &'a str,
    },
    /// Signs. Answer: the signature as X.509 carries it.
    Sign {
        key: &'a str,
        algorithm: &'a str,
        /// Whether `octets` are a digest rather than the message.
        digest: bool,
        octets: &'a [u8],
    },
    /// Makes a key pair. Answer: [`Key`].
    Generate {
        algorithm: &'a str,
        label: &'a str,
        id: &'a [u8],
        exportable: bool,
    },
    /// Makes a pair to receive keys under. Answer: `TransportKey`.
    MakeTransport { label: &'a str, id: &'a [u8] },
    /// Wraps a key. `transport` is a `TransportKey`, encoded. Answer: `WrappedKey`.
    Wrap { key: &'a str, transport: &'a [u8] },
    /// Unwraps a key. `wrapped` is a `WrappedKey`, encoded. Answer: [`Key`].
    Unwrap { wrapped: &'a [u8] },
    /// Makes a key not extractable for ever. Answer: [`Key`].
    Seal { key: &'a str },
    /// Tells of one key. Answer: [`Key`].
    Find { key: &'a str },
    /// Tells of all keys. Answer: a list of [`Key`].
    List,
    /// Destroys a key pair. Answer: nothing.
    Destroy {
        key: &'a str,
        /// Whether an earlier try may have destroyed it, and its answer was lost.
        again: bool,
    },
    /// One piece of a survey of the token that `uri` names. Answer: as the probe says.
    Survey {
        uri: &'a str,
        #[serde(borrow)]
        probe: Probe<'a>,
    },
}

impl Request<'_> {
    /// The request as it is put to another worker after the first was lost with it; nothing if
    /// it must not be done twice.
    ///
    /// A pair is made by its identifier: the second try destroys what the first left. A key that
    /// was unwrapped is known again. A survey does not do again what crashed a module.
    pub(crate) const fn again(self) -> Option<Self> {
        match self {
            Self::Load { .. }
            | Self::Open { .. }
            | Self::Initialise { .. }
            | Self::Survey { .. } => None,
            Self::Destroy { key, .. } => Some(Self::Destroy { key, again: true }),
            Self::Sign { .. }
            | Self::Generate { .. }
            | Self::MakeTransport { .. }
            | Self::Wrap { .. }
            | Self::Unwrap { .. }
            | Self::Seal { .. }
            | Self::Find { .. }
            | Self::List => Some(self),
        }
    }
}

/// Without what is signed, and without PINs (I9).
impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Load { .. } => "Load",
            Self::Open { .. } => "Open",
            Self::Initialise { .. } => "Initialise",
            Self::Sign { .. } => "Sign",
            Self::Generate { .. } => "Generate",
            Self::MakeTransport { .. } => "MakeTransport",
            Self::Wrap { .. } => "Wrap",
            Self::Unwrap { .. } => "Unwrap",
            Self::Seal { .. } => "Seal",
            Self::Find { .. } => "Find",
            Self::List => "List",
            Self::Destroy { .. } => "Destroy",
            Self::Survey { .. } => "Survey",
        })
    }
}

/// Where the worker gets the PIN from.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Pin<'a> {
    /// It reads this file at each start.
    File(&'a str),
    /// The parent holds it: it was typed, or came through a descriptor that is read once.
    Held(&'a str),
}

/// A [`StoredKey`] in serde's terms.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    uri: String,
    token: TokenName,
    id: Vec<u8>,
    label: String,
    algorithm: Option<String>,
    public_key: Vec<u8>,
    protection: KeyProtection,
}

impl From<StoredKey> for Key {
    fn from(key: StoredKey) -> Self {
        Self {
            uri: key.uri.as_str().to_owned(),
            token: key.token,
            id: key.id,
            label: key.label,
            algorithm: key.algorithm.map(|algorithm| algorithm.to_string()),
            public_key: key.public_key,
            protection: key.protection,
        }
    }
}

impl From<Key> for StoredKey {
    fn from(key: Key) -> Self {
        Self {
            uri: KeyUri::new(key.uri),
            token: key.token,
            id: key.id,
            label: key.label,
            algorithm: key.algorithm.and_then(|name| name.parse().ok()),
            public_key: key.public_key,
            protection: key.protection,
        }
    }
}

/// Reads octets as the other side of a socket would send them, for fuzzing: what is a request,
/// an answer or a part of one is read, all else refused, and nothing panics (I12).
#[doc(hidden)]
pub fn read_any(octets: &[u8]) {
    let mut inbox = frame::Inbox::new(octets);
    while let Ok(Some(frame)) = frame::receive(&mut inbox) {
        drop(frame::decode::<Call<'_>>(&frame));
        if let Ok(answer) = frame::decode::<Answer>(&frame) {
            let told = answer.outcome.unwrap_or_default();
            drop(frame::decode::<Key>(&told).map(StoredKey::from));
            drop(frame::decode::<Vec<Key>>(&told));
            drop(frame::decode::<ca_core::signer::TokenInfo>(&told));
            drop(frame::decode::<Confinement>(&told));
            drop(frame::decode::<Greeting<'_>>(&told));
        }
    }
}

#[cfg(test)]
mod tests;
