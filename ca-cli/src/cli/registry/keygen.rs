//! `sceau registry keygen`.

use std::path::PathBuf;

use ca_desk::error::Failure;
use ca_desk::message::Message;
use ca_store::backup::keys::Identities;
use clap::Args;
use secrecy::ExposeSecret;
use serde::Serialize;

use crate::destination::Destination;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Keygen {
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Keygen {
    /// Makes an identity and writes it to a new file that its owner alone reads.
    pub(super) fn run(&self) -> Result<Answer, Failure> {
        let destination = Destination::private(&self.out)?;
        let (identity, recipient) = Identities::generate();
        let content = format!("# {recipient}\n{}\n", identity.expose_secret());
        destination.write(content.as_bytes())?;
        Ok(Answer::of(NewIdentity {
            recipient,
            file: self.out.display().to_string(),
        }))
    }
}

/// An identity that was just made.
#[derive(Debug, Serialize)]
struct NewIdentity {
    recipient: String,
    file: String,
}

impl Report for NewIdentity {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("registry-identity-made").with("file", &self.file));
        page.field("field-recipient", &self.recipient);
    }
}
