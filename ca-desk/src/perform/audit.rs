//! Operations upon the log of all acts.
//!
//! - [`describe`]: what answers tell of events and heads;
//! - `event`, `proof`, `head`, `purge`, `enrol`: what is done.

pub mod describe;
mod enrol;
mod event;
mod head;
mod proof;
mod purge;

use crate::config::{AuditConfig, Config};
use crate::error::{Explanation, Failure, Kind};
use crate::message::Message;

/// The table `[audit]`.
///
/// # Errors
/// The configuration has none.
fn configured(config: &Config) -> Result<&AuditConfig, Failure> {
    config.audit.as_ref().ok_or_else(|| {
        let message = Message::new("audit-not-configured").with("file", config.path.display());
        let why = Explanation::empty(Kind::Usage).hint(Message::new("hint-audit-table"));
        Failure::because(message, why.named("audit-not-configured"))
    })
}
