//! `sceau audit enrol`: a key of the authority's token becomes the signer of heads.

use std::path::PathBuf;

use ca_api::audit::{EnrolAuditSigner, NewAuditSigner};
use ca_api::word::Word;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::generation::LineName;
use ca_core::subject::Subject;
use ca_desk::error::Failure;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::{cert, value};
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Args, Debug)]
pub(crate) struct Enrol {
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: LineName,
    #[arg(long, value_name = "ALGORITHM", value_parser = algorithm(), default_value = "p256")]
    key_algorithm: KeyAlgorithm,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject_as_given, default_value = "CN=Audit log")]
    subject: Word<Subject>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

fn algorithm() -> impl TypedValueParser<Value = KeyAlgorithm> {
    let names = KeyAlgorithm::OF_HEADS.map(KeyAlgorithm::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<KeyAlgorithm>())
}

impl Enrol {
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        let place = invocation.place()?;
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let desk = Desk::open::<EnrolAuditSigner>(place, invocation)?;
        let issued = desk.call::<EnrolAuditSigner>(NewAuditSigner {
            issuer: Word::of(self.issuer),
            key_algorithm: Word::of(self.key_algorithm),
            subject: self.subject,
        })?;
        cert::deliver(issued, destination)
    }
}
