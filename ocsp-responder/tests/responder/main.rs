//! The responder from outside: with ports made of memory, and on real parts.

#![cfg(test)]

mod answers;
mod configuration;
mod enrolment;
mod house;
mod http;
mod path;
mod pki;
mod program;
mod races;
mod signers;
mod texts;
