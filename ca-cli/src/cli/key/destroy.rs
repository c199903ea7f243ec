//! `sceau key destroy`.

use ca_core::authority::keys::{Destroyed, Destruction};
use ca_core::signer::{StoredKey, TokenName};
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::cli::key::report::TokenReport;
use crate::confirm::confirm;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};
use ca_desk::perform::key::named;

#[derive(Args, Debug)]
pub(crate) struct Destroy {
    #[arg(value_name = "KEY")]
    key: String,
    #[arg(long, value_name = "TEXT", value_parser = crate::cli::value::label)]
    reason: String,
    #[arg(long)]
    dry_run: bool,
}

impl Destroy {
    /// Destroys the key in all tokens, once the operator has typed its label.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
        let otherwise = Message::new("key-not-destroyed").with("key", &self.key);
        let inventory = named::inventory(&wiring, &otherwise)?;
        let key = &named::one(&inventory, &self.key)?.key;
        let failed = |error| Failure::because(otherwise.clone(), explain::key(&error));
        let pairs = wiring.authority.destructible(&key.uri).map_err(failed)?;
        if self.dry_run {
            return Ok(Answer::of(DestructionReport::planned(key, &pairs)));
        }
        let places: Vec<_> = pairs.iter().map(|pair| pair.token.to_string()).collect();
        let question = Message::new("key-destroy-question").with("key", &key.label);
        let question = question.with("tokens", places.join(", "));
        confirm(invocation, &question, &key.label)?;
        let destruction = Destruction {
            reason: self.reason.clone(),
        };
        let destroyed = wiring
            .authority
            .destroy_key(&wiring.actor, &key.uri, &destruction);
        let destroyed = destroyed.map_err(failed)?;
        Ok(Answer::of(DestructionReport::done(key, &destroyed)))
    }
}

/// What was destroyed, or would be.
#[derive(Debug, Serialize)]
struct DestructionReport {
    label: String,
    destroyed: bool,
    /// The URIs of the pairs.
    pairs: Vec<String>,
    /// The tokens that have no such key, by their own words.
    absent_in: Vec<TokenReport>,
    /// The tokens that may have a copy and could not be asked.
    maybe_in: Vec<TokenReport>,
}

impl DestructionReport {
    fn planned(key: &StoredKey, pairs: &[StoredKey]) -> Self {
        Self {
            label: key.label.clone(),
            destroyed: false,
            pairs: pairs.iter().map(|pair| pair.uri.to_string()).collect(),
            absent_in: Vec::new(),
            maybe_in: Vec::new(),
        }
    }

    fn done(key: &StoredKey, done: &Destroyed) -> Self {
        let names = |tokens: &[TokenName]| tokens.iter().map(TokenReport::from).collect();
        Self {
            destroyed: true,
            absent_in: names(&done.absent_in),
            maybe_in: names(&done.maybe_in),
            ..Self::planned(key, &done.pairs)
        }
    }
}

impl Report for DestructionReport {
    fn text(&self, page: &mut Page<'_>) {
        let id = if self.destroyed {
            "key-destroyed"
        } else {
            "key-would-be-destroyed"
        };
        page.sentence(&Message::new(id).with("key", &self.label));
        for uri in &self.pairs {
            page.field("field-uri", uri);
        }
        for token in &self.absent_in {
            page.field("field-absent-in", &token.label);
        }
        for token in &self.maybe_in {
            let message = Message::new("key-maybe-in").with("token", &token.label);
            page.sentence(&message.with("serial", &token.serial));
        }
    }
}
