//! A PostgreSQL server of its own for each test, from Debian's package, with durable settings.
//!
//! - [`server`]: a primary or a replica: it starts, is killed, starts again, is promoted;
//! - [`database`]: a database with the accounts of an authority and of a responder;
//! - [`tls`]: what a server shows to clients that come over a network.
//!
//! Below: `programs` finds the server's programs, `account` is who runs them (never root),
//! `cluster` makes data directories, `process` is the running server, which ends with the test
//! however that ends.
//!
//! A test that needs a server fails where there is none, with the name of the package.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test tells what went wrong by a panic"
)]

pub mod database;
pub mod server;
pub mod tls;

mod account;
mod cluster;
mod process;
mod programs;
