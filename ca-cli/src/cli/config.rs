//! `sceau config`: whether the configuration works, found out by the code that every command
//! uses.

use ca_core::audit::AuditLog;
use ca_core::authority::heads::HeadError;
use ca_core::registry::RegistryError;
use ca_core::signer::{KeyStore, TokenHealth, TokenState};
use ca_desk::error::{Explanation, Failure};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use ca_store::postgres;
use ca_store::url::RegistryUrl;
use clap::Subcommand;
use serde::Serialize;

use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

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

/// Opens the Registry and all tokens and proves the key of every issuer.
fn check(invocation: &Invocation) -> Result<Answer, Failure> {
    let unfit = || Message::new("config-unfit");
    let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
    let tokens = wiring.tokens.as_ref();
    let closed = tokens.into_iter().flat_map(|tokens| tokens.unopened());
    if let Some(why) = closed.map(explain::signer).reduce(Explanation::and) {
        return Err(Failure::because(unfit(), why));
    }
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
    let tokens = tokens.map(|tokens| tokens.health()).unwrap_or_default();
    let audit_signer =
        audit_signer(&wiring).map_err(|error| Failure::because(unfit(), explain::head(&error)))?;
    Ok(Answer::of(CheckReport {
        config: wiring.config.path.display().to_string(),
        registry: wiring.config.registry.to_string(),
        server: server(&wiring).map_err(registry)?,
        events,
        tokens: tokens.into_iter().map(TokenReport::from).collect(),
        issuers: issuers
            .iter()
            .map(|check| check.generation.to_string())
            .collect(),
        audit_signer,
    }))
}

/// Who signs the heads of the log, if the configuration names anybody.
fn audit_signer(wiring: &Wiring) -> Result<Option<SignerReport>, HeadError> {
    let Some(audit) = &wiring.config.audit else {
        return Ok(None);
    };
    let signer = wiring.authority.audit_signer(&audit.key())?;
    Ok(Some(SignerReport {
        key: signer.key.uri.to_string(),
        issuer: signer.issuer.to_string(),
        serial: signer.serial.to_string(),
        not_after: signer.not_after.to_string(),
    }))
}

/// The server of a Registry that has one.
fn server(wiring: &Wiring) -> Result<Option<ServerReport>, RegistryError> {
    let RegistryUrl::Postgres(url) = &wiring.config.registry else {
        return Ok(None);
    };
    let told = postgres::server(url)?;
    Ok(Some(ServerReport {
        engine: "postgresql",
        version: told.version,
        role: told.role,
        replica: told.replica,
    }))
}

/// A configuration that works.
#[derive(Debug, Serialize)]
struct CheckReport {
    config: String,
    registry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<ServerReport>,
    /// Number of events in the audit log.
    events: u64,
    tokens: Vec<TokenReport>,
    /// The generations whose key was proven.
    issuers: Vec<String>,
    /// Absent where nobody signs the heads of the log.
    audit_signer: Option<SignerReport>,
}

/// Who signs the heads of the log.
#[derive(Debug, Serialize)]
struct SignerReport {
    key: String,
    issuer: String,
    serial: String,
    not_after: String,
}

/// The server of a Registry.
#[derive(Debug, Serialize)]
struct ServerReport {
    engine: &'static str,
    version: String,
    /// The account of the connection.
    role: String,
    /// Whether it follows another server.
    replica: bool,
}

impl ServerReport {
    fn message(&self) -> Message {
        let id = if self.replica {
            "config-server-replica"
        } else {
            "config-server-primary"
        };
        let message = Message::new(id).with("version", &self.version);
        message.with("role", &self.role)
    }
}

/// A token and how it does.
#[derive(Debug, Serialize)]
struct TokenReport {
    token: String,
    state: &'static str,
    #[serde(skip)]
    message: Message,
}

impl From<TokenHealth> for TokenReport {
    fn from(health: TokenHealth) -> Self {
        Self {
            token: health.token,
            state: health.state.as_str(),
            message: Message::new(match health.state {
                TokenState::Up => "token-state-up",
                TokenState::Recovering(_) => "token-state-recovering",
                TokenState::Barred => "token-state-barred",
                TokenState::Fenced => "token-state-fenced",
            }),
        }
    }
}

impl Report for CheckReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("config-fit"));
        page.field("field-config", &self.config);
        page.field("field-registry", &self.registry);
        if let Some(server) = &self.server {
            page.field("field-server", page.say(&server.message()));
        }
        page.field("field-events", self.events);
        let told = self
            .tokens
            .iter()
            .map(|token| format!("{}: {}", token.token, page.say(&token.message)));
        let told: Vec<_> = told.collect();
        page.field("field-tokens", told.join("\n"));
        page.field("field-issuers", self.issuers.join(", "));
        if let Some(signer) = &self.audit_signer {
            page.field("field-audit-signer", &signer.serial);
            page.field("field-not-after", &signer.not_after);
        }
    }
}
