//! The harness of the end-to-end stories in `tests/`, which run the real programs and let tools
//! that are not ours judge what comes out.
//!
//! - [`run`]: runs a program and says what it did; a tool that is missing fails the test;
//! - [`lab`]: a practice authority in a temporary folder, and `sceau` with its configuration;
//! - [`house`]: an authority inside the test's own process, with ports that a test may wrap;
//! - [`governed`]: the same with officers, and the statements that they sign;
//! - [`altered`]: keys and tokens that are told of otherwise than they are;
//! - [`signing`]: signatures with something done before, after or in their place;
//! - [`subject`]: who asks for certificates: names, keys and requests made by other tools;
//! - [`keyring`]: keys and requests of each kind, made once and kept beside what is built;
//! - [`csr`]: requests in numbers;
//! - [`books`]: what left the house, and the judge that holds a Registry against it;
//! - [`scale`]: registries as large as a country's, in minutes;
//! - [`works`]: several programs that write one Registry at once;
//! - [`disk`]: a disk whose power can be cut, that is full, or that fails to sync;
//! - [`moved`]: a lab's Registry on such a disk;
//! - [`shim`]: faults of a token, injected in front of it;
//! - [`log`]: an audit log in memory, and exports of it;
//! - [`leaf`]: the leaf profiles, a subject for each, and who judges them;
//! - [`evidence`]: what a practice bureau signs about keys in devices;
//! - [`certificate`]: what OpenSSL and GnuTLS say of a certificate and its chain;
//! - [`status`]: what OpenSSL and GnuTLS learn from the responder and from CRLs;
//! - [`pkilint`]: the linter and a re-encoder in one process, and the findings that are known and why.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tells what went wrong by a panic"
)]

pub mod altered;
pub mod books;
pub mod certificate;
pub mod csr;
pub mod disk;
pub mod evidence;
pub mod governed;
pub mod house;
pub mod keyring;
pub mod lab;
pub mod leaf;
pub mod log;
pub mod moved;
pub mod pkilint;
pub mod run;
pub mod scale;
pub mod shim;
pub mod signing;
pub mod status;
pub mod stored;
pub mod subject;
pub mod works;
