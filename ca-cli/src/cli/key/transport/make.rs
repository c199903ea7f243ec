//! `sceau key transport`.

use std::path::PathBuf;

use ca_api::key::TokenName;
use ca_core::signer::transport::TransportKey;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::perform::key::describe;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::cli::key::transport::unwritten;
use crate::desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Transport {
    #[arg(long, value_name = "LABEL")]
    token: Option<String>,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Transport {
    /// Makes the pair and writes its public half.
    pub(in crate::cli::key) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        let destination = Destination::open(Some(&self.out), Existing::KeepAlways)?;
        let progress = Message::new("progress-transport-key");
        let made = progress::during(invocation, &progress, || {
            let token = self.token.as_deref();
            wiring.authority.transport_key(&wiring.actor, token)
        });
        let key = made.map_err(|error| {
            let message = Message::new("key-transport-not-made");
            Failure::because(message, explain::key(&error))
        })?;
        let text = key
            .to_text()
            .map_err(|error| unwritten(&self.out, &error))?;
        if let Some(destination) = destination {
            destination.write(text.as_bytes())?;
        }
        Ok(Answer::of(TransportReport::of(&key)))
    }
}

/// A transport key.
#[derive(Debug, Serialize)]
struct TransportReport {
    uri: String,
    token: TokenName,
    /// SHA-256 of the SubjectPublicKeyInfo.
    fingerprint: String,
    /// What the token can open, by the names of the mechanisms.
    mechanisms: Vec<&'static str>,
}

impl TransportReport {
    fn of(key: &TransportKey) -> Self {
        let secret = key.secret_wrappings.iter().map(|one| one.as_str());
        let private = key.key_wrappings.iter().map(|one| one.as_str());
        Self {
            uri: key.uri.to_string(),
            token: describe::token(&key.token.name()),
            fingerprint: key.fingerprint().to_string(),
            mechanisms: secret.chain(private).collect(),
        }
    }
}

impl Report for TransportReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-uri", &self.uri);
        page.field("field-token", &self.token.label);
        page.field("field-token-serial", &self.token.serial);
        page.field("field-mechanisms", self.mechanisms.join(", "));
        page.field("field-fingerprint", &self.fingerprint);
        page.sentence(&Message::new("key-transport-compare"));
    }
}
