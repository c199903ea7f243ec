//! `sceau config`: whether the configuration works, found out by the code that every command
//! uses.

use ca_core::audit::AuditLog;
use clap::Subcommand;
use serde::Serialize;

use crate::config::Config;
use crate::error::{Explanation, Failure};
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::wiring::{Store, Wiring};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    Check,
}

/// Does what the verb says.
pub(super) fn run(verb: Verb, invocation: &Invocation) -> Result<Answer, Failure> {
    match verb {
        Verb::Check => check(invocation),
    }
}

/// Opens the Registry and the token and proves the key of every issuer.
fn check(invocation: &Invocation) -> Result<Answer, Failure> {
    let unfit = || Message::new("config-unfit");
    let wiring = Wiring::with_token(Config::provided(invocation)?, Store::Open, invocation)?;
    let registry = |error| Failure::because(unfit(), explain::registry(&error));
    let events = wiring.store.head().map_err(registry)?.size;
    wiring
        .authority
        .settings()
        .map_err(|error| Failure::because(unfit(), explain::settings_unavailable(&error)))?;
    let issuers = wiring.authority.check_issuers().map_err(registry)?;
    let defects = issuers.iter().filter_map(|check| check.defect.as_ref());
    if let Some(why) = defects.map(explain::issuer).reduce(Explanation::and) {
        return Err(Failure::because(unfit(), why));
    }
    let token = wiring.config.token.as_ref();
    Ok(Answer::of(CheckReport {
        config: wiring.config.path.display().to_string(),
        registry: wiring.config.registry.to_string(),
        events,
        token: token.map(|token| token.uri.to_string()),
        issuers: issuers
            .iter()
            .map(|check| check.generation.to_string())
            .collect(),
    }))
}

/// A configuration that works.
#[derive(Debug, Serialize)]
struct CheckReport {
    config: String,
    registry: String,
    /// Number of events in the audit log.
    events: u64,
    token: Option<String>,
    /// The generations whose key was proven.
    issuers: Vec<String>,
}

impl Report for CheckReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("config-fit"));
        page.field("field-config", &self.config);
        page.field("field-registry", &self.registry);
        page.field("field-events", self.events);
        page.optional("field-token", self.token.as_ref());
        page.field("field-issuers", self.issuers.join(", "));
    }
}
