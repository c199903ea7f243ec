//! Keys in PKCS#11 tokens: adapter of the ports `KeyStore` and `Signer` of `ca-core`.
//!
//! A binary reads [`config::TokenConfig`]s and opens [`tokens::Tokens`], which are both ports. The
//! vendor's module is loaded in a process of its own, the worker `sceau-hsm-worker`: when it
//! crashes or hangs the worker ends, never the CA. A new token gets its label and PINs from
//! [`token::initialise`].
//!
//! From the outside in:
//!
//! - [`config`]: the table of a token in a configuration file, checked as it is read;
//! - [`uri`]: RFC 7512 URIs, which name tokens and keys;
//! - [`pin`]: where a PIN comes from; the PIN itself never stands in a configuration (I9);
//! - [`token`]: the adapter; asks the worker, and maps failures to the errors of the ports;
//! - [`tokens`]: several of them behind the same ports, with copies of keys that stand in;
//! - `standing`: how a token does, by what became of the calls to it;
//! - [`survey`]: what a device is and does, for operators and vendors;
//! - `link`: starts, replaces and ends workers; deadlines;
//! - `wire`: what parent and worker say to each other;
//! - [`worker`]: the process that loads the module;
//! - `device`: everything that touches PKCS#11; `device/failure` is the one table of what
//!   return values mean;
//! - `failure`: what went wrong, sorted by what can be done about it.

pub mod config;
mod device;
mod failure;
mod link;
pub mod pin;
mod standing;
pub mod survey;
pub mod token;
pub mod tokens;
pub mod uri;
#[doc(hidden)]
pub mod wire;
pub mod worker;
