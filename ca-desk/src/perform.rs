//! What is done for each operation, once for the command line and the daemon.
//!
//! - [`audit`]: the log of all acts;
//! - [`certificate`]: certificates and requests for them;
//! - `crl`: certificate revocation lists;
//! - [`issuer`]: issuer lines and their generations;
//! - [`key`]: keys in tokens;
//! - [`profile`]: documents that govern issuance;
//! - [`registry`]: the Registry itself;
//! - `responder`: certificates of OCSP signers.

pub mod audit;
pub mod certificate;
mod crl;
pub mod issuer;
pub mod key;
pub mod profile;
pub mod registry;
mod responder;

use ca_api::operation::Operation;

use crate::error::Failure;
use crate::gate::Admitted;
use crate::wiring::Wiring;

/// An operation that can be done.
pub trait Perform: Operation {
    /// Whether it uses keys: tokens are opened for it.
    const KEYS: Keys;

    /// Does it.
    ///
    /// # Errors
    /// As the operation's own errors, in words.
    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Self::Request,
    ) -> Result<Self::Answer, Failure>;
}

/// Whether keys in tokens are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// They are.
    Used,
    /// No token need be there.
    Unused,
}

#[cfg(test)]
mod tests;
