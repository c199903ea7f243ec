//! `sceau audit verify`: a log held against itself, its heads and their signers.
//!
//! - `log`: the log of the configured Registry, or an export of one;
//! - `proof`: a file of `sceau audit prove`;
//! - `report`: what a log says once it holds.
//!
//! Export and proof need neither configuration nor Registry.

mod log;
mod proof;
mod report;

use std::path::{Path, PathBuf};

use ca_core::audit::note::LARGEST_NOTE;
use ca_core::certificate;
use ca_core::timestamp::{Clock, Timestamp};
use ca_desk::error::{Failure, Kind};
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use clap::Args;

use crate::cli::value;
use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[arg(value_name = "EXPORT_OR_PROOF")]
    place: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    checkpoint: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    trust_anchor: Vec<PathBuf>,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    at: Option<Timestamp>,
}

/// What the auditor brings along.
#[derive(Debug)]
struct Brought {
    /// Signed heads that were kept.
    earlier: Vec<String>,
    /// The roots that are trusted, in DER.
    roots: Vec<Vec<u8>>,
    at: Timestamp,
}

impl Verify {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let earlier = self.checkpoint.iter().map(|file| kept_head(file));
        let roots = self.trust_anchor.iter().map(|file| trust_anchor(file));
        let brought = Brought {
            earlier: earlier.collect::<Result<_, _>>()?,
            roots: roots.collect::<Result<_, _>>()?,
            at: self.at.unwrap_or_else(|| SystemClock.now()),
        };
        match &self.place {
            None => log::verify_registry(invocation, &brought),
            Some(folder) if folder.is_dir() => log::verify_export(invocation, folder, &brought),
            Some(_) if !self.checkpoint.is_empty() => {
                let message = Message::new("audit-checkpoint-of-proof");
                Err(Failure::new(Kind::Usage, message))
            }
            Some(file) => proof::verify(file, &brought),
        }
    }
}

fn kept_head(file: &Path) -> Result<String, Failure> {
    input::read_text(file, u64::try_from(LARGEST_NOTE).unwrap_or(u64::MAX))
}

fn trust_anchor(file: &Path) -> Result<Vec<u8>, Failure> {
    let text = input::read_capped(file, input::CSR_LIMIT)?;
    certificate::parse(&text).map_err(|_| {
        let message = Message::new("audit-anchor-unreadable").with("file", file.display());
        Failure::new(Kind::Usage, message)
    })
}
