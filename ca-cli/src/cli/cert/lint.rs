//! `sceau cert lint`: the rules of conformity, on anybody's certificates from files.

use std::path::{Path, PathBuf};

use ca_core::lint::{self, Finding, Severity};
use clap::Args;
use serde::Serialize;

use crate::cli::cert::show;
use crate::error::{Failure, Kind};
use crate::explain::finding::FindingReport;
use crate::input;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

/// Most octets in a file: a chain with room to spare.
const BUNDLE_LIMIT: u64 = 256 * 1024;

#[derive(Args, Debug)]
pub(crate) struct Lint {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    issuer_certificate: Option<PathBuf>,
}

impl Lint {
    /// Runs the rules; negative if one finds an error.
    pub(super) fn run(&self) -> Result<Answer, Failure> {
        let issuer = self.issuer_certificate.as_ref();
        let issuer = issuer.map(|file| show::read(file)).transpose()?;
        let mut files = Vec::new();
        let mut clean = true;
        for file in &self.files {
            let certificates = read(file)?;
            for (der, number) in certificates.iter().zip(1..) {
                let among = lint::issuer_among(der, &certificates);
                let findings = lint::lint_certificate(der, among.or(issuer.as_deref()));
                let findings = findings.map_err(|_| unreadable(file))?;
                let error = |finding: &Finding| finding.severity == Severity::Error;
                clean &= !findings.iter().any(error);
                files.push(FileReport {
                    file: file.display().to_string(),
                    number: (certificates.len() > 1).then_some(number),
                    findings: findings.iter().map(FindingReport::of).collect(),
                });
            }
        }
        Ok(Answer::verdict(LintReport { clean, files }, clean))
    }
}

/// The certificates in a file: one in DER, or any number in PEM, whatever stands between them.
fn read(file: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let content = input::read(file, BUNDLE_LIMIT)?;
    if content.first() == Some(&0x30) {
        return Ok(vec![content]);
    }
    let blocks = pem::parse_many(content).unwrap_or_default();
    let is_certificate = |block: &pem::Pem| block.tag() == "CERTIFICATE";
    let certificates = blocks.into_iter().filter(is_certificate);
    let certificates: Vec<Vec<u8>> = certificates.map(pem::Pem::into_contents).collect();
    if certificates.is_empty() {
        Err(unreadable(file))
    } else {
        Ok(certificates)
    }
}

fn unreadable(file: &Path) -> Failure {
    let message = Message::new("error-not-read").with("file", file.display());
    Failure::new(Kind::Refused, message).cause(Message::new("lint-no-certificate"))
}

#[derive(Debug, Serialize)]
struct LintReport {
    /// Whether no rule of severity error was broken.
    clean: bool,
    /// A certificate each.
    files: Vec<FileReport>,
}

#[derive(Debug, Serialize)]
struct FileReport {
    file: String,
    /// The place in the file, from 1, where it holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    findings: Vec<FindingReport>,
}

impl Report for LintReport {
    fn text(&self, page: &mut Page<'_>) {
        for report in &self.files {
            let file = match report.number {
                Some(number) => format!("{} ({number})", report.file),
                None => report.file.clone(),
            };
            let count = Message::new("lint-findings").with("file", file);
            page.sentence(&count.count("count", report.findings.len()));
            report
                .findings
                .iter()
                .for_each(|finding| finding.write(page));
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.files)
    }
}
