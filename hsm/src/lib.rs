//! Keys in PKCS#11 tokens: adapter of the ports `KeyStore` and `Signer` of `ca-core`.
//!
//! A binary reads [`config::TokenConfig`], asks [`environment::missing`] whether it must start
//! itself again for the module's sake, and opens a [`token::Token`], which is both ports. A new
//! token gets its label and PINs from [`initialise::initialise`].
//!
//! From the outside in:
//!
//! - [`config`]: the `[token]` table of a configuration file, checked as it is read;
//! - [`uri`]: RFC 7512 URIs, which name tokens and keys;
//! - [`pin`]: where a PIN comes from; the PIN itself never stands in a configuration (I9);
//! - [`environment`]: variables that a module wants to see when its process starts;
//! - [`token`]: the adapter; maps failures to the errors of the ports;
//! - `session_pool`: a bounded number of sessions and the way back after an error; it owns
//!   `login` (one try per PIN, I9) and `module` (loads the library, finds the token);
//! - `keys`: generates, finds and lists key pairs, with the templates of `attributes` and the
//!   encodings of `public_key`;
//! - `sign`: the form of what is signed and of signatures;
//! - `mechanism`: the table of algorithms as tokens know them (ALG-12);
//! - `failure`: what a PKCS#11 return value means, in one table.
//!
//! The crate is blind: it reads no environment and no terminal, and its only clock measures
//! waits. It works in the process of its caller, so a module that hangs or crashes takes a
//! thread or the process with it.

mod attributes;
pub mod config;
pub mod environment;
mod failure;
pub mod initialise;
mod keys;
mod login;
mod mechanism;
mod module;
pub mod pin;
mod public_key;
mod session_pool;
mod sign;
pub mod token;
pub mod uri;
