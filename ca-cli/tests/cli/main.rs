//! The tool as its callers see it.
//!
//! - [`invocations`]: whole runs without a token, word for word;
//! - [`outputs`]: the shape of each JSON answer, made with a SoftHSM token;
//! - [`documents`]: profiles and the other documents, from check to activation;
//! - [`hsm`]: devices, listed and examined;
//! - [`keys`]: keys, on their way and at their end;
//! - [`lint`]: the rules on certificates of others;
//! - [`tokens`]: several tokens in one configuration;
//! - [`desk`]: a place that knows nothing of the machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has failed"
)]

mod audit;
mod desk;
mod documents;
mod hsm;
mod invocations;
mod keys;
mod lint;
mod outputs;
mod tokens;
