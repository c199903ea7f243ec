//! The Registry, the audit log and the status source on SQL.
//!
//! - [`sqlite`]: the embedded engine. [`SqliteStore`](sqlite::SqliteStore) is all three ports
//!   and belongs to the authority; [`SqliteStatus`](sqlite::SqliteStatus) is the status source
//!   alone and belongs to a responder, which runs under an account of its own;
//! - [`url`]: where a registry is, as configuration files say it.
//!
//! The schema is `schema.sql`; its invariants are constraints and triggers, so that they hold
//! for every program that writes. Only binaries call this crate.
pub mod sqlite;
pub mod url;
