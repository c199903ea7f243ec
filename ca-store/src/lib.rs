//! The Registry, the audit log and the status source on SQL.
//!
//! - [`Store`]: all three ports; it belongs to the authority. A write goes through `writer`
//!   (one thread, one commit for all that wait) to `tables`, which know the columns; a question
//!   goes through `readers` straight to these and never waits for a write;
//! - [`StatusStore`]: the status source alone; it belongs to a responder, which runs under an
//!   account of its own;
//! - [`sqlite`]: the embedded engine, one file that several programs open on one host;
//! - [`transfer`]: copies of a registry at another place, of any engine;
//! - [`soundness`]: what rows of different tables must agree in;
//! - [`backup`]: the encrypted file that a registry's copy travels in;
//! - [`postgres`]: a server that several hosts write to, with replicas for responders;
//! - [`url`]: where a registry is, as configuration files say it; `opening` opens it by that.
//!
//! Below: `session` is a connection in which statements run, and `fault` what went wrong, both
//! whatever the engine; `epoch` counts the connections that commit; `anchor` is the file of what
//! is known of a registry outside it. The
//! schema is `schema.sql`; its invariants are constraints and triggers, so that they hold for
//! every program that writes. Only binaries call this crate.

mod anchor;
pub mod backup;
mod epoch;
mod fault;
mod opening;
pub mod postgres;
mod readers;
mod session;
pub mod soundness;
pub mod sqlite;
mod status;
mod store;
mod tables;
pub mod transfer;
pub mod url;
mod writer;

pub use self::opening::{create, open, open_status};
pub use self::status::StatusStore;
pub use self::store::Store;
