//! The audit log at the command line: signed heads, proofs, exports, purges, and what events say
//! and do not say. Judged by openssl, by Python and by the recipes of the manual.

mod book;
mod catalogue;
mod desk;
mod heads;
mod proofs;
mod purge;
mod schema;
mod silence;
