//! The program itself on real parts: an SQLite Registry, a SoftHSM token, and clients that are
//! not ours.

#![cfg(test)]

mod configuration;
mod doors;
mod operations;
mod pki;
mod site;
mod succession;
mod texts;
mod unit;
