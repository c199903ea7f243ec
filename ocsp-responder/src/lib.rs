//! The validation authority: OCSP answers, CRLs and CA certificates over plain HTTP.
//!
//! It knows the registry only as a [`StatusSource`](ca_core::registry::StatusSource) and signs
//! with keys of its own, certified by each issuer for this purpose (RFC 6960 4.2.2.2).
//!
//! A request goes [`http`] → [`pool`] → [`responder`]; an answer that is in the [`cache`] comes
//! back on the spot, any other is made on a thread of the pool: status from the source, a
//! signature by the issuer's [`signer`]. An [`answer`] carries its [`validators`] for HTTP caches,
//! and a [`memo`] spares frequent requests the parser. [`budget`] keeps what
//! cannot be cached from crowding out the rest; [`freshness`] forbids to sign old status.
//!
//! Two threads beside it: [`feed`] drops cached answers whose status has changed; [`upkeep`]
//! makes the [`catalogue`] of all that is served. [`metrics`] counts; [`chain`]
//! keeps the log short.
//!
//! At the edge: [`cli`] reads the command line, speaks through [`i18n`] and [`explain`], and
//! calls [`config`], [`daemon`] and [`enrol`]. [`clock`] and [`files`] serve
//! them.

pub mod answer;
pub mod budget;
pub mod cache;
pub mod catalogue;
pub mod chain;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod enrol;
pub mod explain;
pub mod feed;
pub mod files;
pub mod freshness;
pub mod http;
pub mod i18n;
pub mod memo;
pub mod metrics;
pub mod pool;
pub mod responder;
pub mod signer;
pub mod upkeep;
pub mod validators;
