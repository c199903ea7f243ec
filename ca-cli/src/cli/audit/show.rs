//! `sceau audit show` and `sceau audit prove`: one event and what proves it.

use std::path::PathBuf;

use ca_core::audit::LogEntry;
use ca_core::audit::evidence::Evidence;
use ca_core::audit::{AuditLog, merkle};
use ca_core::authority::heads::NoEvidence;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;
use serde::Serialize;

use super::event::EventReport;
use super::sign::HeadReport;
use crate::desk;
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
    /// The event and its proof, verified; one that no signed head covers yet is proven against
    /// the tree as it is.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let failed = || Message::new("audit-not-shown").with("index", self.index);
        let report = match wiring.authority.evidence(self.index) {
            Ok(evidence) => self.proven(&evidence)?,
            Err(NoEvidence::NotCovered { .. }) => {
                let unsigned = self.unsigned(&wiring);
                unsigned
                    .map_err(|error| Failure::because(failed(), explain::no_evidence(&error)))?
            }
            Err(error) => return Err(Failure::because(failed(), explain::no_evidence(&error))),
        };
        Ok(Answer::of(report))
    }

    fn proven(&self, evidence: &Evidence) -> Result<Shown, Failure> {
        check(evidence, self.index)?;
        let entry = LogEntry {
            index: evidence.index,
            leaf_data: evidence.leaf_data,
            body: evidence.event.clone().map(String::into_bytes),
        };
        Ok(Shown {
            event: EventReport::of(&entry),
            path: evidence.path.iter().map(ToString::to_string).collect(),
            head: Some(HeadReport::of(&evidence.head)?),
        })
    }

    fn unsigned(&self, wiring: &Wiring) -> Result<Shown, NoEvidence> {
        let log: &dyn AuditLog = wiring.store.as_ref();
        let tree = log.head()?;
        let entry = log.entries(self.index, 1)?.into_iter().next();
        let path = merkle::inclusion_proof::<dyn AuditLog + '_>(log, self.index, tree.size)?;
        let out_of_range = || NoEvidence::OutOfRange {
            index: self.index,
            size: tree.size,
        };
        let entry = entry.ok_or_else(out_of_range)?;
        let malformed = |_| NoEvidence::Malformed { index: self.index };
        merkle::verify_inclusion(&entry.leaf_data, self.index, &tree, &path).map_err(malformed)?;
        Ok(Shown {
            event: EventReport::of(&entry),
            path: path.iter().map(ToString::to_string).collect(),
            head: None,
        })
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
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let evidence = wiring.authority.evidence(self.index).map_err(|error| {
            let message = Message::new("audit-not-proven").with("index", self.index);
            Failure::because(message, explain::no_evidence(&error))
        })?;
        check(&evidence, self.index)?;
        let Some(destination) = destination else {
            return Ok(Answer::of(Proof {
                proof: evidence.to_json(),
            }));
        };
        let file = destination.path().display().to_string();
        destination.write(evidence.to_json().as_bytes())?;
        Ok(Answer::of(Proven {
            index: self.index,
            file,
            head: HeadReport::of(&evidence.head)?,
        }))
    }
}

/// What is given out is verified first.
fn check(evidence: &Evidence, index: u64) -> Result<(), Failure> {
    evidence.verify().map(drop).map_err(|error| {
        let message = Message::new("audit-not-proven").with("index", index);
        Failure::because(message, explain::evidence(&error)).hint(Message::new("hint-audit-defect"))
    })
}

/// An event, its path and the head that it leads to.
#[derive(Debug, Serialize)]
struct Shown {
    #[serde(flatten)]
    event: EventReport,
    /// Hashes from the leaf to the root, from below.
    path: Vec<String>,
    /// The signed head that covers it; absent while none does.
    head: Option<HeadReport>,
}

impl Report for Shown {
    fn text(&self, page: &mut Page<'_>) {
        self.event.write(page);
        page.field("field-path", self.path.join("\n"));
        match &self.head {
            Some(head) => {
                page.sentence(&Message::new("audit-covered"));
                head.write(page);
            }
            None => page.sentence(&Message::new("audit-unsigned-yet")),
        }
    }
}

/// The file itself, on standard output.
#[derive(Debug, Serialize)]
struct Proof {
    proof: String,
}

impl Report for Proof {
    fn text(&self, page: &mut Page<'_>) {
        page.line(self.proof.trim_end());
    }
}

/// A proof that was written.
#[derive(Debug, Serialize)]
struct Proven {
    index: u64,
    file: String,
    head: HeadReport,
}

impl Report for Proven {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-proven").count("index", self.index));
        page.field("field-file", &self.file);
        self.head.write(page);
    }
}
