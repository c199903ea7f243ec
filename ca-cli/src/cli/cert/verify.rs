//! `sceau cert verify`: whether a certificate is this authority's and good now.

use std::path::PathBuf;

use ca_api::certificate::{CertificateReport, ShowCertificate, Shown};
use ca_api::issuer::{IssuerReport, ListIssuers};
use ca_api::word::Word;
use ca_core::certificate::{self, Summary};
use ca_core::generation::{GenerationId, LineName};
use ca_core::timestamp::{Clock, Timestamp};
use ca_core::verify::verify_any;
use ca_desk::error::{Failure, Kind};
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use clap::Args;
use serde::Serialize;

use crate::cli::cert::show;
use crate::cli::{issuer, value};
use crate::desk::Desk;
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

#[derive(Args, Debug)]
pub(crate) struct Verify {
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: Option<LineName>,
}

/// Longest chain: root, issuing authorities, leaf.
const LONGEST_CHAIN: usize = 8;

impl Verify {
    /// Verifies signatures, validity and status up to the root; negative if one is not good.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ListIssuers>(invocation.place()?, invocation)?;
        let issuers = issuer::all(&desk).map_err(unverified)?;
        let issuers: Vec<Issuer> = issuers.iter().filter_map(Issuer::of).collect();
        let unreadable = |_| Failure::new(Kind::Refused, Message::new("cert-none-in-file"));
        let mut subject = Summary::of(&show::read(&self.file)?).map_err(unreadable)?;
        let now = SystemClock.now();
        let serial = subject.serial.to_string();
        let mut links = Vec::new();
        for _ in 0..LONGEST_CHAIN {
            let Some(issuer) = self.issuer_of(&issuers, &subject, links.is_empty()) else {
                links.push(Link::unknown(&subject));
                break;
            };
            links.push(Link::judge(&desk, &subject, issuer, now)?);
            if issuer.is_root && issuer.certificate.subject == subject.subject {
                break;
            }
            subject = issuer.certificate.clone();
        }
        let valid = links.iter().all(|link| link.fault.is_none());
        Ok(Answer::verdict(
            VerifyReport {
                serial,
                valid,
                chain: links,
            },
            valid,
        ))
    }

    /// The generation that the certificate names, of the line that was asked for.
    fn issuer_of<'i>(
        &self,
        issuers: &'i [Issuer],
        subject: &Summary,
        first: bool,
    ) -> Option<&'i Issuer> {
        let line = self.issuer.as_ref().filter(|_| first);
        issuers.iter().find(|issuer| {
            let asked_for = line.is_none_or(|line| *line == *issuer.generation.line());
            asked_for && issuer.certificate.subject == subject.issuer
        })
    }
}

fn unverified(failure: Failure) -> Failure {
    Failure::because(Message::new("cert-not-verified"), failure.into())
}

/// A generation that has a certificate.
#[derive(Debug)]
struct Issuer {
    generation: GenerationId,
    is_root: bool,
    certificate: Summary,
}

impl Issuer {
    fn of(report: &IssuerReport) -> Option<Self> {
        let pem = report.certificate.as_deref()?;
        let der = certificate::parse(pem.as_bytes()).ok()?;
        Some(Self {
            generation: (*report.generation).clone(),
            is_root: report.issuer == report.generation.text(),
            certificate: Summary::of(&der).ok()?,
        })
    }
}

/// A certificate of the chain and what is wrong with it.
#[derive(Debug, Serialize)]
struct Link {
    serial: String,
    issuer: Option<String>,
    #[serde(serialize_with = "fault_word")]
    fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug)]
enum Fault {
    UnknownIssuer,
    Signature,
    NotYetValid,
    Expired,
    NeverIssued,
    Suspended,
    Revoked,
}

impl Fault {
    const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownIssuer => "unknown-issuer",
            Self::Signature => "bad-signature",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
            Self::NeverIssued => "never-issued",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }

    const fn message(self) -> Message {
        Message::new(match self {
            Self::UnknownIssuer => "fault-unknown-issuer",
            Self::Signature => "fault-signature",
            Self::NotYetValid => "fault-not-yet-valid",
            Self::Expired => "fault-expired",
            Self::NeverIssued => "fault-never-issued",
            Self::Suspended => "fault-suspended",
            Self::Revoked => "fault-revoked",
        })
    }
}

fn fault_word<S: serde::Serializer>(fault: &Option<Fault>, to: S) -> Result<S::Ok, S::Error> {
    fault.map(Fault::as_str).serialize(to)
}

impl Link {
    fn unknown(subject: &Summary) -> Self {
        let serial = subject.serial.to_string();
        Self {
            serial,
            issuer: None,
            fault: Some(Fault::UnknownIssuer),
        }
    }

    fn judge(
        desk: &Desk,
        subject: &Summary,
        issuer: &Issuer,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let Summary {
            tbs,
            signature,
            signature_algorithm,
            ..
        } = subject;
        let key = &issuer.certificate.public_key;
        let signed = verify_any(key, signature_algorithm, tbs, signature);
        let fault = match signed {
            Err(_) => Some(Fault::Signature),
            Ok(()) if now < subject.not_before => Some(Fault::NotYetValid),
            Ok(()) if now > subject.not_after => Some(Fault::Expired),
            Ok(()) => status_fault(desk, subject, issuer)?,
        };
        Ok(Self {
            serial: subject.serial.to_string(),
            issuer: Some(issuer.generation.to_string()),
            fault,
        })
    }
}

/// The rule of a serial number that no issuer has given.
const UNKNOWN_CERTIFICATE: &str = "certificate-unknown";

fn status_fault(desk: &Desk, subject: &Summary, issuer: &Issuer) -> Result<Option<Fault>, Failure> {
    let shown = desk.call::<ShowCertificate>(Shown {
        serial: Word::of(subject.serial.clone()),
        issuer: Some(Word::of(issuer.generation.line().clone())),
    });
    let report = match shown {
        Ok(report) => report,
        Err(failure) if failure.rule() == Some(UNKNOWN_CERTIFICATE) => {
            return Ok(Some(Fault::NeverIssued));
        }
        Err(failure) => return Err(unverified(failure)),
    };
    // Another certificate under the same serial was never issued either.
    if !is_of(&report, subject) {
        return Ok(Some(Fault::NeverIssued));
    }
    Ok(match report.status.as_deref() {
        Some("good") => None,
        Some("suspended") => Some(Fault::Suspended),
        Some("revoked") => Some(Fault::Revoked),
        Some(_) | None => Some(Fault::NeverIssued),
    })
}

/// Whether the Registry has this certificate, whatever its signature.
fn is_of(report: &CertificateReport, subject: &Summary) -> bool {
    let pem = report.certificate.as_deref().unwrap_or_default();
    let known = certificate::parse(pem.as_bytes()).and_then(|der| Summary::of(&der));
    known.is_ok_and(|known| known.tbs == subject.tbs)
}

#[derive(Debug, Serialize)]
struct VerifyReport {
    serial: String,
    valid: bool,
    /// From the certificate to the root.
    chain: Vec<Link>,
}

impl Report for VerifyReport {
    fn text(&self, page: &mut Page<'_>) {
        let verdict = if self.valid {
            "cert-valid"
        } else {
            "cert-invalid"
        };
        page.sentence(&Message::new(verdict).with("serial", &self.serial));
        let cells = |link: &Link| {
            let good = Message::new("word-good");
            let verdict = page.say(&link.fault.map_or(good, Fault::message));
            [
                link.serial.clone(),
                link.issuer.clone().unwrap_or_default(),
                verdict,
            ]
        };
        let rows = self.chain.iter().map(cells).collect();
        page.table(["field-serial", "field-issuer", "field-verdict"], rows);
    }
}
