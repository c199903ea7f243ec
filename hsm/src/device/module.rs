//! A vendor's module: loaded once per process, and the tokens in its slots.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::session::Session;
use cryptoki::slot::Slot;

use ca_core::signer::{TokenFault, TokenInfo};

use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// All modules stay loaded: many start threads, which do not survive unloading.
static LOADED: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

/// Whether a session may change the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    Read,
    Write,
}

/// A loaded module.
#[derive(Clone, Debug)]
pub(crate) struct Module(Pkcs11);

impl Module {
    /// Loads and initialises the module at `path`.
    pub(crate) fn load(path: &Path) -> Result<Self, Failure> {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = loaded.get(path) {
            return Ok(Self(module.clone()));
        }
        let module = Pkcs11::new(path).map_err(|error| Failure::at_load(error, path))?;
        initialise(&module)?;
        loaded.insert(path.to_owned(), module.clone());
        Ok(Self(module))
    }

    /// Opens a session with the one token that `uri` names. Looks for the slot each time, since
    /// slots change their numbers when a device comes back.
    pub(crate) fn open(&self, uri: &Pkcs11Uri, access: Access) -> Result<Session, Failure> {
        initialise(&self.0)?;
        let (slot, _) = self.find(uri)?;
        Ok(match access {
            Access::Read => self.0.open_ro_session(slot)?,
            Access::Write => self.0.open_rw_session(slot)?,
        })
    }

    /// The one token that `uri` names.
    pub(crate) fn find(&self, uri: &Pkcs11Uri) -> Result<(Slot, TokenInfo), Failure> {
        let tokens = self.tokens()?;
        let labels: Vec<String> = tokens
            .iter()
            .map(|(_, token)| token.label.clone())
            .collect();
        let matching = |(slot, token): &(Slot, TokenInfo)| uri.matches_token(slot.id(), token);
        let mut matches = tokens.into_iter().filter(matching);
        match (matches.next(), matches.count()) {
            (Some(found), 0) => Ok(found),
            (Some(_), others) => Err(Failure::Refused(TokenFault::SeveralTokens {
                uri: uri.to_string(),
                count: others.saturating_add(1),
            })),
            (None, _) => Err(Failure::Lost(TokenFault::NoToken {
                uri: uri.to_string(),
                present: labels,
            })),
        }
    }

    /// All initialised tokens.
    pub(crate) fn tokens(&self) -> Result<Vec<(Slot, TokenInfo)>, Failure> {
        let slots = self.0.get_slots_with_token()?;
        // A token that cannot tell its name (removed, broken) is none for us.
        let tokens = slots.into_iter().filter_map(|slot| {
            let token = self.0.get_token_info(slot).ok()?;
            token.token_initialized().then(|| (slot, describe(&token)))
        });
        Ok(tokens.collect())
    }

    /// The first slot whose token has no label and no PIN yet.
    pub(crate) fn free_slot(&self) -> Result<Slot, Failure> {
        let free = |slot: &Slot| {
            self.0
                .get_token_info(*slot)
                .is_ok_and(|t| !t.token_initialized())
        };
        let slots = self.0.get_slots_with_token()?;
        slots
            .into_iter()
            .find(free)
            .ok_or(Failure::Refused(TokenFault::NoEmptyToken))
    }

    /// C_Finalize, which ends all sessions of this process.
    pub(crate) fn close(&self) {
        drop(self.0.clone().finalize());
    }

    pub(crate) const fn pkcs11(&self) -> &Pkcs11 {
        &self.0
    }
}

/// What a token says of itself.
fn describe(token: &cryptoki::slot::TokenInfo) -> TokenInfo {
    TokenInfo {
        label: token.label().to_owned(),
        manufacturer: token.manufacturer_id().to_owned(),
        model: token.model().to_owned(),
        serial: token.serial_number().to_owned(),
        firmware: token.firmware_version().to_string(),
    }
}

/// C_Initialize; harmless where it was done before, needed again where someone finalised.
fn initialise(module: &Pkcs11) -> Result<(), Failure> {
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
