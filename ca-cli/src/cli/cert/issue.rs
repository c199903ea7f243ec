//! `sceau cert issue`: a certificate from a signing request, or with `--batch` many.
//!
//! - [`report`]: what is told of one that was issued, or would be;
//! - [`notice`]: what an officer should look at, in words.

pub(super) mod notice;
mod report;

use std::path::{Path, PathBuf};

use ca_api::certificate::{
    IssueCertificate, IssuedCertificate, PrepareCertificate, PreparedCertificate, Wish,
};
use ca_api::word::{Encoded, Word};
use ca_core::generation::LineName;
use ca_core::san::SubjectAltName;
use ca_core::subject::Subject;
use ca_desk::error::{Failure, Kind};
use ca_desk::input;
use ca_desk::message::Message;
use clap::Args;

use self::report::{IssuedReport, PreparedReport};
use crate::cli::cert::batch::Batch;
use crate::cli::value;
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::Answer;

/// What is said of one request: each line of a batch says it for itself.
const OF_ONE: [&str; 10] = [
    "csr",
    "subject",
    "san",
    "request_id",
    "validity_days",
    "key_origin",
    "original_name",
    "confirm_latin_form",
    "renamed",
    "out",
];

#[derive(Args, Debug)]
pub(crate) struct Issue {
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: LineName,
    #[arg(long, value_name = "PROFILE")]
    profile: String,
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    csr: Option<PathBuf>,
    #[arg(
        long,
        value_name = "SUBJECT",
        value_parser = value::subject_as_given,
        required_unless_present = "batch"
    )]
    subject: Option<Word<Subject>>,
    #[arg(long, value_name = "SAN", value_parser = value::alternative_name_as_given)]
    san: Vec<Word<SubjectAltName>>,
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,
    #[arg(long, value_name = "DAYS", value_parser = value::days)]
    validity_days: Option<u32>,
    #[arg(long, value_name = "FILE")]
    key_origin: Option<PathBuf>,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject_as_given)]
    original_name: Option<Word<Subject>>,
    #[arg(long, requires = "original_name")]
    confirm_latin_form: bool,
    #[arg(long)]
    renamed: bool,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with_all = OF_ONE)]
    batch: Option<PathBuf>,
    #[arg(long, value_name = "DIR", requires = "batch")]
    out_dir: Option<PathBuf>,
    #[arg(long)]
    force: bool,
    #[arg(long)]
    dry_run: bool,
}

impl Issue {
    /// Issues, or with `--dry-run` only prepares.
    pub(super) fn run(self, invocation: &Invocation) -> Result<Answer, Failure> {
        if let Some(file) = self.batch {
            if self.out_dir.is_none() && !self.dry_run {
                return Err(missing("--out-dir"));
            }
            let batch = Batch {
                file,
                folder: self.out_dir,
                issuer: self.issuer,
                profile: self.profile,
                force: self.force,
                dry_run: self.dry_run,
            };
            return batch.run(invocation);
        }
        let place = invocation.place()?;
        let (out, existing) = (self.out.clone(), self.existing());
        let (dry_run, wish) = (self.dry_run, self.wish()?);
        let destination = Destination::open(out.as_deref(), existing)?;
        if dry_run {
            let desk = Desk::open::<PrepareCertificate>(place, invocation)?;
            return deliver_bytes(desk.call::<PrepareCertificate>(wish)?, destination);
        }
        let desk = Desk::open::<IssueCertificate>(place, invocation)?;
        let issued = desk.call::<IssueCertificate>(wish)?;
        if destination.is_none() {
            // Standard output has the certificate alone, for whatever reads it.
            for notice in &issued.notices {
                invocation.tell(&notice::message(notice));
            }
        }
        deliver(issued, destination)
    }

    /// A dry run issues nothing that could be worth a file that is there.
    const fn existing(&self) -> Existing {
        match (self.force, self.dry_run) {
            (true, _) => Existing::Replace,
            (false, true) => Existing::Keep,
            (false, false) => Existing::Guard,
        }
    }

    /// The one request of the command line.
    fn wish(self) -> Result<Wish, Failure> {
        // The grammar insists on both.
        let csr = self.csr.ok_or_else(|| missing("--csr"))?;
        let subject = self.subject.ok_or_else(|| missing("--subject"))?;
        let evidence = |path: &Path| input::read_capped(path, input::CSR_LIMIT).map(Encoded);
        Ok(Wish {
            csr: Encoded(input::read_capped(&csr, input::CSR_LIMIT)?),
            issuer: Word::of(self.issuer),
            profile: self.profile,
            subject,
            san: self.san,
            request_id: self.request_id,
            validity_days: self.validity_days,
            key_origin: self.key_origin.as_deref().map(evidence).transpose()?,
            original_name: self.original_name,
            confirm_latin_form: self.confirm_latin_form,
            renamed: self.renamed,
        })
    }
}

fn missing(option: &str) -> Failure {
    let message = Message::new("usage-missing-argument").with("argument", option);
    let hint = Message::new("usage-hint-help").with("command", "sceau cert issue");
    Failure::new(Kind::Usage, message).hint(hint)
}

/// Gives the bytes that would be signed to their file, if there is one.
fn deliver_bytes(
    prepared: PreparedCertificate,
    destination: Option<Destination>,
) -> Result<Answer, Failure> {
    let file = destination.as_ref().map(Destination::name);
    if let Some(destination) = destination {
        // The desk encoded them.
        destination.write(&hex::decode(&prepared.tbs).unwrap_or_default())?;
    }
    Ok(Answer::of(PreparedReport { prepared, file }))
}

/// Gives an issued certificate to its file, or to standard output.
pub(in crate::cli) fn deliver(
    mut issued: IssuedCertificate,
    destination: Option<Destination>,
) -> Result<Answer, Failure> {
    let file = destination.as_ref().map(Destination::name);
    if let Some(destination) = destination {
        let pem = issued.certificate.take().unwrap_or_default();
        destination.write(pem.as_bytes()).map_err(|failure| {
            let hint = Message::new("hint-cert-show").with("serial", &issued.serial);
            failure.hint(hint)
        })?;
    }
    Ok(Answer::of(IssuedReport { issued, file }))
}
