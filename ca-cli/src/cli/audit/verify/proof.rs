//! A proof of one event, verified from the file alone.

use std::path::Path;

use ca_api::audit::{EventReport, HeadReport};
use ca_core::audit::evidence::{Evidence, LARGEST_EVIDENCE};
use ca_core::digest::Sha256Digest;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::perform::audit::describe;
use serde::Serialize;

use super::Brought;
use crate::cli::audit::{event, sign};
use crate::output::page::Page;
use crate::output::{Answer, Report};

/// Verifies event, path, head and signer.
pub(super) fn verify(file: &Path, brought: &Brought) -> Result<Answer, Failure> {
    let limit = u64::try_from(LARGEST_EVIDENCE).unwrap_or(u64::MAX);
    let octets = input::read_capped(file, limit)?;
    let refused = |error| {
        let why = explain::evidence(&error);
        let id = match why.kind {
            Kind::Usage => "error-not-verified",
            Kind::Refused | Kind::Waiting | Kind::Forbidden | Kind::Unavailable | Kind::Bug => {
                "audit-proof-unsound"
            }
        };
        Failure::because(Message::new(id).with("file", file.display()), why)
    };
    let evidence = Evidence::from_json(&octets).map_err(refused)?;
    evidence.verify().map_err(refused)?;
    let root = evidence.chain.last();
    let trusted = root.is_some_and(|root| brought.roots.contains(root));
    if !brought.roots.is_empty() && !trusted {
        let message = Message::new("audit-proof-unsound").with("file", file.display());
        let failure = Failure::new(Kind::Refused, message);
        return Err(failure.cause(Message::new("audit-other-root")));
    }
    let root = root.map(|der| Sha256Digest::of(der));
    Ok(Answer::of(ProofReport {
        event: describe::proven(&evidence),
        head: describe::head(&evidence.head)?,
        root_certificate: root.map(|digest| digest.to_string()),
        anchored: trusted,
    }))
}

/// A proof that holds.
#[derive(Debug, Serialize)]
struct ProofReport {
    #[serde(flatten)]
    event: EventReport,
    head: HeadReport,
    /// SHA-256 of the certificate in which the signer's chain ends.
    root_certificate: Option<String>,
    /// Whether that one was held against a trust anchor.
    anchored: bool,
}

impl Report for ProofReport {
    fn text(&self, page: &mut Page<'_>) {
        page.sentence(&Message::new("audit-proof-holds"));
        event::write(&self.event, page);
        page.sentence(&Message::new("audit-covered"));
        sign::write(&self.head, page);
        page.optional("field-root-certificate", self.root_certificate.as_ref());
        if !self.anchored {
            page.sentence(&Message::new("audit-compare-root"));
        }
    }
}
