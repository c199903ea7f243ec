//! `sceau key create`.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::NewKey;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;

use crate::cli::key::report::KeyReport;
use crate::cli::value;
use crate::desk;
use crate::invocation::Invocation;
use crate::output::Answer;
use crate::progress;

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
        let wiring = desk::with_token(invocation.config()?, Store::Open, invocation)?;
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
