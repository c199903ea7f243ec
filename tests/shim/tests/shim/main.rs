//! The shim as programs see it: `pkcs11-tool`, OpenSC's spy and `cryptoki`, with SoftHSM and
//! kryoptic behind it.

#![cfg(test)]

mod absence;
mod answers;
mod client;
mod deaths;
mod forwarding;
mod sandbox;
mod sessions;
mod signatures;
mod token;
