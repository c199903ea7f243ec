//! The authority as a daemon.
//!
//! [`daemon`] opens what the [`config`] names and serves it at its [`doors`], each with a
//! [`router`] over the [`operations`] of the table; `admission` says who may do them. What the
//! handlers share is a [`service`]; [`health`] and [`metrics`] tell how it
//! does, and [`problem`] what clients are told when something is not done, in the language of
//! [`speech`]. [`acquaintance`] keeps the issuers of client certificates, and ends the
//! connections of who has lost his. [`succession`] hands everything to the next program.
//!
//! At the edge: [`cli`] reads the command line, [`notify`] speaks to systemd.

pub mod acquaintance;
mod admission;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod doors;
pub mod health;
pub mod metrics;
pub mod notify;
pub mod operations;
pub mod problem;
pub mod router;
pub mod service;
pub mod speech;
pub mod succession;
