//! The tool as its callers see it.
//!
//! - [`invocations`]: whole runs without a token, word for word;
//! - [`outputs`]: the shape of each JSON answer, made with a SoftHSM token;
//! - [`documents`]: profiles and the other documents, from check to activation;
//! - [`lint`]: the rules on certificates of others;
//! - [`desk`]: a place that knows nothing of the machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has failed"
)]

mod desk;
mod documents;
mod invocations;
mod lint;
mod outputs;
