//! `sceau cert show`: all about one certificate, from the Registry or from a file.

use std::path::{Path, PathBuf};

use ca_api::certificate::{CertificateReport, ShowCertificate, Shown};
use ca_api::word::Word;
use ca_core::certificate::{self, Summary};
use ca_core::generation::LineName;
use ca_core::serial::Serial;
use ca_desk::error::{Failure, Kind};
use ca_desk::input;
use ca_desk::message::Message;
use ca_desk::perform::certificate::describe;
use clap::Args;

use crate::cli::value;
use crate::desk::Desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Args, Debug)]
pub(crate) struct Show {
    #[arg(value_name = "SERIAL_OR_FILE")]
    certificate: PathBuf,
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: Option<LineName>,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

impl Show {
    /// Shows the certificate; with `--out` also writes it.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let report = match self.serial() {
            Some(serial) => self.registered(&serial, invocation)?,
            None => of_file(&read(&self.certificate)?),
        };
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        if let (Some(destination), Some(pem)) = (destination, &report.certificate) {
            destination.write(pem.as_bytes())?;
        }
        Ok(Answer::of(report))
    }

    /// What reads as a serial number and is no file is one.
    fn serial(&self) -> Option<Serial> {
        let text = self
            .certificate
            .to_str()
            .filter(|_| !self.certificate.exists())?;
        text.parse().ok()
    }

    fn registered(
        &self,
        serial: &Serial,
        invocation: &Invocation,
    ) -> Result<CertificateReport, Failure> {
        let desk = Desk::open::<ShowCertificate>(invocation.place()?, invocation)?;
        desk.call::<ShowCertificate>(Shown {
            serial: Word::of(serial.clone()),
            issuer: self.issuer.clone().map(Word::of),
        })
    }
}

fn of_file(der: &[u8]) -> CertificateReport {
    let report = describe::of_der(der);
    match Summary::of(der) {
        Ok(summary) => CertificateReport {
            fields: describe::fields(&summary.tbs),
            ..report
        },
        Err(_) => report,
    }
}

/// The DER certificate in a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let content = input::read(path, input::CERTIFICATE_LIMIT)?;
    certificate::parse(&content).map_err(|_| {
        Failure::new(
            Kind::Refused,
            Message::new("error-not-read").with("file", path.display()),
        )
        .cause(Message::new("cert-none-in-file"))
    })
}
