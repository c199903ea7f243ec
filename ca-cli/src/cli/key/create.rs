//! `sceau key create`.

use ca_api::key::{CreateKey, Label, NewKey};
use ca_api::word::Word;
use ca_core::algorithm::KeyAlgorithm;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;

use crate::cli::value;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::Answer;
use crate::progress;

#[derive(Args, Debug)]
pub(crate) struct Create {
    #[arg(value_name = "LABEL", value_parser = value::label)]
    label: Label,
    #[arg(long, value_name = "ALGORITHM", value_parser = value::key_algorithm(), default_value = "p384")]
    algorithm: KeyAlgorithm,
    #[arg(long, value_name = "LABEL")]
    token: Option<String>,
    #[arg(long)]
    exportable: bool,
}

impl Create {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<CreateKey>(invocation.place()?, invocation)?;
        let new = NewKey {
            label: Word::of(self.label),
            algorithm: Word::of(self.algorithm),
            token: self.token,
            exportable: self.exportable,
        };
        let made = progress::during(invocation, &Message::new("progress-key"), || {
            desk.call::<CreateKey>(new)
        });
        made.map(Answer::of)
    }
}
