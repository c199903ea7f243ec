//! `sceau cert lint`: the rules of conformity, on certificates from files.

use std::path::PathBuf;

use ca_core::lint::{self, Severity};
use clap::Args;
use serde::Serialize;

use crate::cli::cert::show;
use crate::error::{Failure, Kind};
use crate::explain::finding::FindingReport;
use crate::message::Message;
use crate::output::page::Page;
use crate::output::{Answer, Report, rows};

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
        let issuer = self
            .issuer_certificate
            .as_ref()
            .map(|file| show::read(file))
            .transpose()?;
        let mut files = Vec::new();
        let mut clean = true;
        for file in &self.files {
            let der = show::read(file)?;
            let findings = lint::lint_certificate(&der, issuer.as_deref()).map_err(|_| {
                let message = Message::new("error-not-read").with("file", file.display());
                Failure::new(Kind::Refused, message).cause(Message::new("cert-none-in-file"))
            })?;
            clean &= !findings
                .iter()
                .any(|finding| finding.severity == Severity::Error);
            let findings = findings.iter().map(FindingReport::of).collect();
            files.push(FileReport {
                file: file.display().to_string(),
                findings,
            });
        }
        Ok(Answer::verdict(LintReport { clean, files }, clean))
    }
}

#[derive(Debug, Serialize)]
struct LintReport {
    /// Whether no rule of severity error was broken.
    clean: bool,
    files: Vec<FileReport>,
}

#[derive(Debug, Serialize)]
struct FileReport {
    file: String,
    findings: Vec<FindingReport>,
}

impl Report for LintReport {
    fn text(&self, page: &mut Page<'_>) {
        for FileReport { file, findings } in &self.files {
            let count = Message::new("lint-findings").with("file", file);
            page.sentence(&count.count("count", findings.len()));
            findings.iter().for_each(|finding| finding.write(page));
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.files)
    }
}
