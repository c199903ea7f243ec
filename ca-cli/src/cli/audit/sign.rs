//! `sceau audit sign` and `sceau audit heads`: the signed heads of the log.

use std::path::PathBuf;

use ca_api::audit::{AskedHeads, HeadReport, ListHeads, SignHead, SignedHead, TheHead};
use ca_api::page::{Limit, Place};
use ca_api::word::Word;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;
use serde::Serialize;

use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

#[derive(Args, Debug)]
pub(crate) struct Sign {
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct Heads {
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u64,
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: usize,
}

impl Sign {
    /// Signs the head as it is now; one that is signed already is shown again.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let destination = Destination::open(self.out.as_deref(), Existing::KeepAlways)?;
        let desk = Desk::open::<SignHead>(place, invocation)?;
        let signed = desk.call::<SignHead>(TheHead {})?;
        if let Some(destination) = destination {
            destination.write(signed.head.note.as_bytes())?;
        }
        Ok(Answer::of(signed))
    }
}

impl Heads {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ListHeads>(invocation.place()?, invocation)?;
        let (mut heads, mut next) = (Vec::new(), Some(Word::of(Place(self.from))));
        while heads.len() < self.limit {
            let Some(cursor) = next else { break };
            let page = desk.call::<ListHeads>(AskedHeads {
                limit: Limit::at_most(self.limit - heads.len()),
                cursor: Some(cursor),
            })?;
            heads.extend(page.heads);
            next = page.next;
        }
        let next = next.filter(|_| !heads.is_empty()).map(|place| place.0);
        Ok(Answer::of(HeadsShown { heads, next }))
    }
}

/// The fields of a head, for people.
pub(super) fn write(head: &HeadReport, page: &mut Page<'_>) {
    page.field("field-origin", &head.origin);
    page.field("field-events", head.events);
    page.field("field-root-hash", &head.root);
    page.field("field-signed", &head.signed);
    page.field("field-signer", &head.signer);
}

impl Report for SignedHead {
    fn text(&self, page: &mut Page<'_>) {
        let id = if self.fresh {
            "audit-signed"
        } else {
            "audit-was-signed"
        };
        page.sentence(&Message::new(id));
        write(&self.head, page);
    }
}

/// All parts of the list, as far as they were asked for.
#[derive(Debug, Serialize)]
struct HeadsShown {
    heads: Vec<HeadReport>,
    /// What to give as `--from` for the next part; absent at the end.
    next: Option<u64>,
}

impl Report for HeadsShown {
    fn text(&self, page: &mut Page<'_>) {
        let cells = |head: &HeadReport| {
            [
                head.events.to_string(),
                head.signed.clone(),
                head.signer.clone(),
                head.root.clone(),
            ]
        };
        let columns = [
            "field-events",
            "field-signed",
            "field-signer",
            "field-root-hash",
        ];
        page.table(columns, self.heads.iter().map(cells).collect());
        if let Some(next) = self.next {
            page.sentence(
                &Message::new("audit-list-more").with("option", format!("--from {next}")),
            );
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.heads)
    }
}
