//! A token as its module shows it: everything that touches PKCS#11. Only the worker uses it.

pub(crate) mod attributes;
mod failure;
pub(crate) mod initialise;
mod keys;
mod login;
mod mechanism;
pub(crate) mod module;
mod public_key;
mod public_object;
mod session_pool;
mod sign;
pub(crate) mod survey;
mod transport;

use std::cell::Cell;
use std::time::Duration;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::transport::{TransportKey, WrappedKey};
use ca_core::signer::{KeyUri, SignInput, StoredKey, TokenFault, TokenInfo};
use secrecy::SecretString;

use crate::device::attributes::{Egress, Naming};
use crate::device::login::Login;
use crate::device::module::{Access, Module};
use crate::device::session_pool::{Lease, SessionPool};
use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// An open token, logged in; safe for concurrent use.
#[derive(Debug)]
pub(crate) struct Device {
    info: TokenInfo,
    sessions: SessionPool,
}

impl Device {
    /// Finds the one token that `uri` names and logs in, so that a wrong PIN shows at the start.
    /// Asks for the PIN once the token is found.
    ///
    /// # Errors
    /// `Lost` if token or PIN are not there, `Refused` if several tokens match, `BadPin` if the
    /// token does not accept the PIN: then nobody must try again with it (I9).
    pub(crate) fn open(
        module: &Module,
        uri: Pkcs11Uri,
        pin: impl FnOnce() -> Result<SecretString, Failure>,
        sessions: usize,
        within: Duration,
    ) -> Result<Self, Failure> {
        let (_, info) = module.find(&uri)?;
        // Another device under the same label is another worker's, which asks who it is (HSM-08).
        let uri = uri.of_device(&info);
        let login = Login::new(pin()?);
        let sessions = SessionPool::new(module.clone(), uri, login, sessions);
        sessions.run(Access::Read, within, |_| Ok(()))?;
        Ok(Self { info, sessions })
    }

    /// What the token said of itself when it was opened.
    pub(crate) const fn info(&self) -> &TokenInfo {
        &self.info
    }

    pub(crate) fn sign(
        &self,
        key: &KeyUri,
        algorithm: SignatureAlgorithm,
        input: SignInput<'_>,
        within: Duration,
    ) -> Result<Vec<u8>, Failure> {
        let prepared = sign::prepare(algorithm, input)?;
        self.sessions.run(Access::Read, within, |lease| {
            let known = lease.key(key, |session| keys::find(session, &self.object(key)?))?;
            sign::sign(lease.session(), known, algorithm, &prepared)
        })
    }

    pub(crate) fn generate(
        &self,
        algorithm: KeyAlgorithm,
        naming: Naming<'_>,
        egress: Egress,
        within: Duration,
    ) -> Result<StoredKey, Failure> {
        self.sessions.run(Access::Write, within, |lease| {
            let session = lease.session();
            let key = keys::generate(session, algorithm, naming, egress)?;
            keys::describe(session, key, &self.info)
        })
    }

    pub(crate) fn find(&self, key: &KeyUri, within: Duration) -> Result<StoredKey, Failure> {
        self.sessions.run(Access::Read, within, |lease| {
            let known = lease.search(|session| keys::find(session, &self.object(key)?))?;
            keys::describe(lease.session(), known.handle, &self.info)
        })
    }

    pub(crate) fn list(&self, within: Duration) -> Result<Vec<StoredKey>, Failure> {
        let list = |lease: &Lease<'_>| lease.search(|session| keys::list(session, &self.info));
        self.sessions.run(Access::Read, within, list)
    }

    /// Destroys a pair. The second try, be it this worker's or `again` another's, takes a key that
    /// is gone as destroyed by the first.
    pub(crate) fn destroy(
        &self,
        key: &KeyUri,
        again: bool,
        within: Duration,
    ) -> Result<(), Failure> {
        let again = Cell::new(again);
        self.sessions.run(Access::Write, within, |lease| {
            let object = self.object(key)?;
            if again.replace(true) {
                keys::destroy_again(lease.session(), &object)
            } else {
                keys::destroy(lease.session(), &object)
            }
        })
    }

    pub(crate) fn make_transport(
        &self,
        module: &Module,
        naming: Naming<'_>,
        within: Duration,
    ) -> Result<TransportKey, Failure> {
        self.sessions.run(Access::Write, within, |lease| {
            transport::make(module, lease.session(), &self.info, naming)
        })
    }

    pub(crate) fn wrap(
        &self,
        module: &Module,
        key: &KeyUri,
        transport: &TransportKey,
        within: Duration,
    ) -> Result<WrappedKey, Failure> {
        self.sessions.run(Access::Write, within, |lease| {
            let uri = self.object(key)?;
            transport::wrap::wrap(module, lease.session(), &self.info, &uri, transport)
        })
    }

    pub(crate) fn unwrap(
        &self,
        wrapped: &WrappedKey,
        within: Duration,
    ) -> Result<StoredKey, Failure> {
        self.sessions.run(Access::Write, within, |lease| {
            let transport = self.object(&wrapped.transport)?;
            transport::unwrap::unwrap(lease.session(), &self.info, &transport, wrapped)
        })
    }

    pub(crate) fn seal(&self, key: &KeyUri, within: Duration) -> Result<StoredKey, Failure> {
        self.sessions.run(Access::Write, within, |lease| {
            transport::seal::seal(lease.session(), &self.info, &self.object(key)?)
        })
    }

    /// The object part of a key's URI, whose token part must be this token's.
    fn object(&self, key: &KeyUri) -> Result<Pkcs11Uri, Failure> {
        let uri: Pkcs11Uri = key.as_str().parse().map_err(|error| {
            Failure::Refused(TokenFault::NotAKey {
                uri: key.to_string(),
                reason: ToString::to_string(&error),
            })
        })?;
        let here = Pkcs11Uri {
            slot_id: None,
            ..uri.clone()
        };
        if here.matches_token(0, &self.info) {
            return Ok(uri);
        }
        Err(Failure::Refused(TokenFault::OtherToken {
            uri: key.to_string(),
            token: self.info.label.clone(),
        }))
    }
}
