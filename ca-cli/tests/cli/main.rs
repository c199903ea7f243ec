//! The tool as its callers see it.
//!
//! - [`invocations`]: whole runs without a token, word for word;
//! - [`outputs`]: the shape of each JSON answer, made with a SoftHSM token;
//! - [`desk`]: a place that knows nothing of the machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that panics has failed"
)]

mod desk;
mod invocations;
mod outputs;
