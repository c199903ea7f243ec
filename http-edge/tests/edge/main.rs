//! Doors over sockets, with clients that are not ours: openssl, curl, and rude ones.

#![cfg(test)]

mod clients;
mod ending;
mod house;
mod limits;
mod pki;
