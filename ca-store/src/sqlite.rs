//! SQLite, the embedded engine: one file that several programs open on one host.
//!
//! A write goes `registry` (the port) → `writer` (one thread, one commit for all that wait) →
//! `act` (one act in its savepoint, with its audit event and feed rows) → one of `documents`,
//! `generations`, `intents`, `revocations`, `crls`, `devices`, which know their tables;
//! `precedents` holds a new intent against what was stored before. `heads` numbers each commit. A question goes
//! through `readers` straight to these, or to `certificates`, `feed` and `log`, and never waits
//! for a write. `status` is what a responder may ask.
//!
//! Below: `connect` creates and opens files, `schema` builds, upgrades and proves their version,
//! `checkpoint` keeps the write-ahead log short, `columns` reads values, `fault` turns errors
//! into the ports'.

mod act;
mod certificates;
mod checkpoint;
mod columns;
mod connect;
mod crls;
mod devices;
mod documents;
mod fault;
mod feed;
mod generations;
mod heads;
mod intents;
mod log;
mod precedents;
mod readers;
mod registry;
mod revocations;
mod schema;
mod serials;
mod status;
mod writer;

pub use registry::SqliteStore;
pub use status::SqliteStatus;
