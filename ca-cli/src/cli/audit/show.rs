//! `sceau audit show` and `sceau audit prove`: one event and what proves it.

use std::path::PathBuf;

use ca_api::audit::{EventProof, HeadReport, ProveEvent, ShowEvent, ShownEvent, WhichEvent};
use ca_api::page::Place;
use ca_api::word::Word;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;
use serde::Serialize;

use super::{event, sign};
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(value_name = "NUMBER")]
    index: u64,
}

#[derive(Args, Debug)]
pub(crate) struct Prove {
    #[arg(value_name = "NUMBER")]
    index: u64,
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[arg(long)]
    force: bool,
}

impl Show {
    /// The event and its proof, verified.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ShowEvent>(invocation.place()?, invocation)?;
        let index = Word::of(Place(self.index));
        desk.call::<ShowEvent>(WhichEvent { index }).map(Answer::of)
    }
}

impl Prove {
    /// Writes event and proof as one file.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Keep
        };
        let destination = Destination::open(Some(&self.out), existing)?;
        let desk = Desk::open::<ProveEvent>(invocation.place()?, invocation)?;
        let index = Word::of(Place(self.index));
        let proven = desk.call::<ProveEvent>(WhichEvent { index })?;
        let Some(destination) = destination else {
            return Ok(Answer::of(proven));
        };
        let file = destination.path().display().to_string();
        destination.write(proven.proof.as_bytes())?;
        Ok(Answer::of(Written {
            index: proven.index,
            file,
            head: proven.head,
        }))
    }
}

impl Report for ShownEvent {
    fn text(&self, page: &mut Page<'_>) {
        event::write(&self.event, page);
        page.field("field-path", self.path.join("\n"));
        match &self.head {
            Some(head) => {
                page.sentence(&Message::new("audit-covered"));
                sign::write(head, page);
            }
            None => page.sentence(&Message::new("audit-unsigned-yet")),
        }
    }
}

/// The file itself, on standard output.
impl Report for EventProof {
    fn text(&self, page: &mut Page<'_>) {
        page.line(self.proof.trim_end());
    }
}

/// A proof that was written.
#[derive(Debug, Serialize)]
struct Written {
    index: u64,
    file: String,
    head: HeadReport,
}

impl Report for Written {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-proven").count("index", self.index));
        page.field("field-file", &self.file);
        sign::write(&self.head, page);
    }
}
