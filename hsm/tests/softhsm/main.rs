//! The adapter against a real token: SoftHSM 2, judged by OpenSSL and OpenSC.

#![cfg(test)]

mod absence;
mod keys;
mod pins;
mod sandbox;
mod sessions;
mod signatures;
