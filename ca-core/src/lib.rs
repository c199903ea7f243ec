//! The domain of a certification authority: no I/O, no async, no clock of its own, no unsafe.
pub mod actor;
pub mod algorithm;
pub mod audit;
pub mod digest;
pub mod generation;
pub mod random;
pub mod registry;
pub mod revocation;
pub mod serial;
pub mod signer;
pub mod timestamp;
