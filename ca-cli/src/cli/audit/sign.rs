//! `sceau audit sign` and `sceau audit heads`: the signed heads of the log.

use std::path::PathBuf;

use ca_core::audit::AuditLog;
use ca_core::audit::head::SignedHead;
use ca_core::certificate::Summary;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{self, Store};
use clap::Args;
use serde::Serialize;

use super::enrol;
use crate::desk;
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
        let config = invocation.config()?;
        let key = enrol::configured(&config)?.key();
        let destination = Destination::open(self.out.as_deref(), Existing::KeepAlways)?;
        let wiring = desk::with_token(config, Store::Open, invocation)?;
        let failed = || Message::new("audit-not-signed");
        let signed = wiring.authority.sign_head(&wiring.actor, &key);
        let signed = signed.map_err(|error| Failure::because(failed(), explain::head(&error)))?;
        let unreadable = |error| Failure::because(failed(), explain::registry(&error));
        let (fresh, head) = match signed {
            Some(head) => (true, Some(head)),
            None => (false, wiring.store.last_signed_head().map_err(unreadable)?),
        };
        let Some(head) = head else {
            return Err(Failure::because(failed(), explain::no_head()));
        };
        let report = HeadReport::of(&head)?;
        if let Some(destination) = destination {
            destination.write(head.note.as_bytes())?;
        }
        Ok(Answer::of(Signed {
            fresh,
            head: report,
        }))
    }
}

impl Heads {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let store = wiring::store(&invocation.config()?, Store::Open)?;
        let kept = store.signed_heads(self.from, self.limit).map_err(|error| {
            Failure::because(Message::new("audit-not-read"), explain::registry(&error))
        })?;
        let full = self.limit > 0 && kept.len() == self.limit;
        let passed = u64::try_from(kept.len()).unwrap_or(u64::MAX);
        Ok(Answer::of(HeadList {
            heads: kept.iter().map(HeadReport::of).collect::<Result<_, _>>()?,
            next: full.then(|| self.from.saturating_add(passed)),
        }))
    }
}

/// A signed head of the log.
#[derive(Debug, Serialize)]
pub(super) struct HeadReport {
    /// The name of the log.
    pub(super) origin: String,
    /// How many events it covers.
    pub(super) events: u64,
    pub(super) root: String,
    pub(super) signed: String,
    /// Serial number of the signer's certificate.
    pub(super) signer: String,
    /// The signed note.
    pub(super) note: String,
}

impl HeadReport {
    /// The head, once its signature is verified.
    pub(super) fn of(head: &SignedHead) -> Result<Self, Failure> {
        let unsound = |defect| {
            let message = Message::new("audit-head-unsound").with("signed", head.signed);
            Failure::because(message, explain::head_defect(&defect))
        };
        let checkpoint = head.verify().map_err(unsound)?;
        let signer = Summary::of(&head.signer).map_err(|error| unsound(error.into()))?;
        Ok(Self {
            origin: checkpoint.origin.to_string(),
            events: checkpoint.head.size,
            root: checkpoint.head.root.to_string(),
            signed: head.signed.to_string(),
            signer: signer.serial.to_string(),
            note: head.note.clone(),
        })
    }

    /// The fields, for people.
    pub(super) fn write(&self, page: &mut Page<'_>) {
        page.field("field-origin", &self.origin);
        page.field("field-events", self.events);
        page.field("field-root-hash", &self.root);
        page.field("field-signed", &self.signed);
        page.field("field-signer", &self.signer);
    }
}

#[derive(Debug, Serialize)]
struct Signed {
    /// Whether it was signed now.
    fresh: bool,
    #[serde(flatten)]
    head: HeadReport,
}

impl Report for Signed {
    fn text(&self, page: &mut Page<'_>) {
        let id = if self.fresh {
            "audit-signed"
        } else {
            "audit-was-signed"
        };
        page.sentence(&Message::new(id));
        self.head.write(page);
    }
}

#[derive(Debug, Serialize)]
struct HeadList {
    heads: Vec<HeadReport>,
    /// What to give as `--from` for the next part; absent at the end.
    next: Option<u64>,
}

impl Report for HeadList {
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
