//! Stories of whole programs with outside judges: one program, for each would be a hundred
//! megabytes of its own.

#![cfg(test)]

mod accounts;
mod activation;
mod asked;
mod audit;
mod bad_input;
mod basis;
mod batch;
mod crash;
mod daemon;
mod demo;
mod device_faults;
mod disk;
mod documents;
mod faults;
mod generations;
mod governance;
mod invariants;
mod inventory;
mod issuance;
mod judges;
mod key_origin;
mod keys;
mod lab;
mod log_exports;
mod lost_replies;
mod matrix;
mod planned;
mod post_quantum;
mod postgres;
mod power;
mod precedents;
mod record;
mod refusals;
mod registration;
mod registry_copy;
mod registry_restore;
mod safeguards;
mod scale;
mod search;
mod secrets;
mod shim;
mod statements;
mod status;
mod verifier;
mod withdrawal;
