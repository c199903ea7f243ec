//! One of several tokens.

use std::collections::HashMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ca_core::signer::{KeyUri, SignerError, StoredKey, TokenFault, TokenState};

use crate::standing::Turn;
use crate::token::Token;
use crate::uri::{ObjectType, Pkcs11Uri};

/// A token that has no key with a CKA_ID is not asked again for so long.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// What a token has under a CKA_ID, and when that was asked.
type Seen = (Instant, Option<StoredKey>);

/// A token and the label that key URIs name it by.
#[derive(Debug)]
pub(super) struct Member {
    label: Option<String>,
    pub(super) token: Token,
    by_id: Mutex<HashMap<Vec<u8>, Seen>>,
}

impl Member {
    pub(super) fn new(label: Option<String>, token: Token) -> Self {
        Self {
            label,
            token,
            by_id: Mutex::default(),
        }
    }

    /// The label that the configuration says, else the one that the token itself says.
    pub(super) fn label(&self) -> Option<&str> {
        let said = || self.token.info().map(|info| info.label.as_str());
        self.label.as_deref().or_else(said)
    }

    /// Whether it serves, as far as is known.
    pub(super) fn is_up(&self) -> bool {
        self.token.standing().state() == TokenState::Up
    }

    /// Whether a call for which another token could serve may use this one now; one that failed
    /// is opened aside when it is time.
    pub(super) fn serves(self: &Arc<Self>) -> bool {
        match self.token.standing().turn() {
            Turn::Use => true,
            Turn::Open => {
                self.open_aside();
                false
            }
            Turn::Pass => false,
        }
    }

    /// Opens a token that failed, when it is time, so that it comes back though nobody asks it.
    pub(super) fn look(self: &Arc<Self>) {
        if self.token.standing().is_to_be_opened() {
            self.open_aside();
        }
    }

    fn open_aside(self: &Arc<Self>) {
        let member = Arc::clone(self);
        // How it ended is in the log and in the token's standing.
        aside(move || drop(member.open()));
    }

    /// Opens the token; a failure is warned of.
    pub(super) fn open(&self) -> Result<(), SignerError> {
        self.token.connect().map(drop).inspect_err(|error| {
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            tracing::warn!(token = self.token.name(), %error, cause, "token not open");
        })
    }

    /// The private key with this CKA_ID; none if the token does not answer in time.
    pub(super) fn with_id(&self, id: &[u8], within: Duration) -> Option<StoredKey> {
        if let Some((at, seen)) = self.by_id().get(id).cloned()
            && (seen.is_some() || at.elapsed() < LOOK_AGAIN)
        {
            return seen;
        }
        if !self.is_up() {
            return None;
        }
        let found = match self.token.find_within(&self.uri_of(id), within) {
            Ok(key) => Some(key),
            Err(SignerError::Refused { .. }) => None,
            Err(_) => return None,
        };
        let seen = (Instant::now(), found.clone());
        self.by_id().insert(id.to_owned(), seen);
        found
    }

    fn uri_of(&self, id: &[u8]) -> KeyUri {
        let uri = Pkcs11Uri {
            token: self.label().map(str::to_owned),
            id: Some(id.to_owned()),
            object_type: Some(ObjectType::Private),
            ..Pkcs11Uri::default()
        };
        KeyUri::new(uri.to_string())
    }

    /// Forgets which keys the token has: one came or went.
    pub(super) fn changed(&self) {
        self.by_id().clear();
    }

    fn by_id(&self) -> MutexGuard<'_, HashMap<Vec<u8>, Seen>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a copy in another token may serve where this one failed so.
pub(super) const fn another_may_serve(error: &SignerError) -> bool {
    matches!(
        error,
        SignerError::Busy { .. }
            | SignerError::Timeout { .. }
            | SignerError::Unavailable { .. }
            | SignerError::BadPin { .. }
            // Another device under the old label.
            | SignerError::Refused {
                source: TokenFault::NoKey { .. },
                ..
            }
    )
}

/// The label in a key's URI.
///
/// # Errors
/// `Refused` if it is no URI.
pub(super) fn label_in(key: &KeyUri) -> Result<Option<String>, SignerError> {
    let uri: Result<Pkcs11Uri, _> = key.as_str().parse();
    let uri = uri.map_err(|reason| SignerError::Refused {
        token: "token".to_owned(),
        source: TokenFault::NotAKey {
            uri: key.to_string(),
            reason: reason.to_string(),
        },
    })?;
    Ok(uri.token)
}

/// Does it on a thread of its own.
pub(super) fn aside(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().name("hsm-open".to_owned());
    if let Err(error) = thread.spawn(work) {
        tracing::error!(%error, "no thread to open a token");
    }
}
