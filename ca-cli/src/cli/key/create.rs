//! `sceau key create`.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::NewKey;
use clap::Args;

use crate::cli::key::report::KeyReport;
use crate::cli::value;
use crate::config::Config;
use crate::error::Failure;
use crate::explain;
use crate::invocation::Invocation;
use crate::message::Message;
use crate::output::Answer;
use crate::progress;
use crate::wiring::{Store, Wiring};

#[derive(Args, Debug)]
pub(crate) struct Create {
    #[arg(value_name = "LABEL", value_parser = value::label)]
    label: String,
    #[arg(long, value_name = "ALGORITHM", value_parser = value::key_algorithm(), default_value = "p384")]
    algorithm: KeyAlgorithm,
    #[arg(long, value_name = "LABEL")]
    token: Option<String>,
    #[arg(long)]
    exportable: bool,
}

impl Create {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = Wiring::with_token(Config::of(invocation)?, Store::Open, invocation)?;
        let new = NewKey {
            token: self.token.as_deref(),
            exportable: self.exportable,
            ..NewKey::new(self.algorithm, &self.label)
        };
        let key = progress::during(invocation, &Message::new("progress-key"), || {
            wiring.authority.create_key(&wiring.actor, &new)
        });
        let key = key.map_err(|error| {
            let message = Message::new("key-not-created").with("label", &self.label);
            Failure::because(message, explain::key(&error))
        })?;
        Ok(Answer::of(KeyReport::of(&key)))
    }
}
