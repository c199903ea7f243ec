//! `sceau cert lint`: the rules of conformity, on anybody's certificates from files.

use std::path::{Path, PathBuf};

use ca_api::certificate::FindingReport;
use ca_core::lint::{self, Finding, Severity};
use ca_desk::catalogue::Catalogue;
use ca_desk::error::Failure;
use ca_desk::explain::finding;
use ca_desk::input;
use ca_desk::message::Message;
use clap::Args;
use serde::Serialize;

use crate::cli::cert::{show, write_finding};
use crate::invocation::Invocation;
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
    /// Runs the rules; negative if one finds an error, or if a file holds no certificate. Such
    /// a file does not keep the others from being judged.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let issuer = self.issuer_certificate.as_ref();
        let issuer = issuer.map(|file| show::read(file)).transpose()?;
        let (mut files, texts) = (Vec::new(), &invocation.catalogue);
        for file in &self.files {
            match read(file)? {
                Ok(certificates) => {
                    files.extend(judge(file, &certificates, issuer.as_deref(), texts))
                }
                Err(why) => files.push(FileReport::unjudged(file, None, why)),
            }
        }
        for report in &mut files {
            report.error = report.why.as_ref().map(|why| texts.text(why));
        }
        let clean = files.iter().all(|report| report.clean);
        Ok(Answer::verdict(LintReport { clean, files }, clean))
    }
}

/// What the rules find in each certificate of a file; the issuer may be among them.
fn judge(
    file: &Path,
    certificates: &[Vec<u8>],
    issuer: Option<&[u8]>,
    texts: &Catalogue,
) -> Vec<FileReport> {
    let judged = certificates.iter().zip(1..).map(|(der, number)| {
        let number = (certificates.len() > 1).then_some(number);
        let among = lint::issuer_among(der, certificates);
        match lint::lint_certificate(der, among.or(issuer)) {
            Ok(findings) => FileReport::judged(file, number, &findings, texts),
            Err(_) => FileReport::unjudged(file, number, Message::new("lint-no-certificate")),
        }
    });
    judged.collect()
}

/// The certificates in a file: one in DER, or any number in PEM, whatever stands between them;
/// or why there is none.
///
/// # Errors
/// The file cannot be read.
fn read(file: &Path) -> Result<Result<Vec<Vec<u8>>, Message>, Failure> {
    let content = input::read_capped(file, BUNDLE_LIMIT)?;
    if u64::try_from(content.len()).is_ok_and(|length| length > BUNDLE_LIMIT) {
        return Ok(Err(
            Message::new("error-too-long").count("limit", BUNDLE_LIMIT / 1024)
        ));
    }
    if content.first() == Some(&0x30) {
        return Ok(Ok(vec![content]));
    }
    let blocks = pem::parse_many(content).unwrap_or_default();
    let is_certificate = |block: &pem::Pem| block.tag() == "CERTIFICATE";
    let certificates = blocks.into_iter().filter(is_certificate);
    let certificates: Vec<Vec<u8>> = certificates.map(pem::Pem::into_contents).collect();
    if certificates.is_empty() {
        return Ok(Err(Message::new("lint-no-certificate")));
    }
    Ok(Ok(certificates))
}

#[derive(Debug, Serialize)]
struct LintReport {
    /// Whether each file was judged and no rule of severity error was broken.
    clean: bool,
    /// A certificate each, or a file without any.
    files: Vec<FileReport>,
}

#[derive(Debug, Serialize)]
struct FileReport {
    file: String,
    /// The place in the file, from 1, where it holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    findings: Vec<FindingReport>,
    /// Why it was not judged, in the operator's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip)]
    why: Option<Message>,
    #[serde(skip)]
    clean: bool,
}

impl FileReport {
    fn judged(file: &Path, number: Option<usize>, findings: &[Finding], texts: &Catalogue) -> Self {
        let error = |finding: &Finding| finding.severity == Severity::Error;
        Self {
            file: file.display().to_string(),
            number,
            findings: findings
                .iter()
                .map(|found| finding::report(found, texts))
                .collect(),
            error: None,
            why: None,
            clean: !findings.iter().any(error),
        }
    }

    fn unjudged(file: &Path, number: Option<usize>, why: Message) -> Self {
        Self {
            file: file.display().to_string(),
            number,
            findings: Vec::new(),
            error: None,
            why: Some(why),
            clean: false,
        }
    }
}

impl Report for LintReport {
    fn text(&self, page: &mut Page<'_>) {
        for report in &self.files {
            let file = match report.number {
                Some(number) => format!("{} ({number})", report.file),
                None => report.file.clone(),
            };
            if let Some(why) = &report.why {
                let line = Message::new("lint-not-judged").with("file", file);
                page.sentence(&line.say("why", why.clone()));
                continue;
            }
            let count = Message::new("lint-findings").with("file", file);
            page.sentence(&count.count("count", report.findings.len()));
            for finding in &report.findings {
                write_finding(finding, page);
            }
        }
    }

    fn entries(&self) -> Option<serde_json::Result<Vec<String>>> {
        rows(&self.files)
    }
}
