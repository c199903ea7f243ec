//! `sceau key destroy`.

use ca_api::key::{
    DestroyKey, Destruction, DestructionReport, Label, PrepareKeyDestruction, TokenName, WhichKey,
};
use ca_api::word::Word;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;

use crate::cli::value;
use crate::confirm::confirm;
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Destroy {
    #[arg(value_name = "KEY")]
    key: String,
    #[arg(long, value_name = "TEXT", value_parser = value::label)]
    reason: Label,
    #[arg(long)]
    dry_run: bool,
}

impl Destroy {
    /// Destroys the key in all tokens, once the operator has typed its label.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<DestroyKey>(invocation.place()?, invocation)?;
        let key = self.key.clone();
        let planned = desk.call::<PrepareKeyDestruction>(WhichKey { key })?;
        if self.dry_run {
            return Ok(Answer::of(planned));
        }
        let places: Vec<_> = planned.tokens.iter().map(TokenName::to_string).collect();
        let question = Message::new("key-destroy-question").with("key", &planned.label);
        let question = question.with("tokens", places.join(", "));
        confirm(invocation, &question, &planned.label)?;
        let destroyed = desk.call::<DestroyKey>(Destruction {
            key: self.key,
            reason: Word::of(self.reason),
        });
        destroyed.map(Answer::of)
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
