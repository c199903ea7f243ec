//! `sceau cert verify`: whether a certificate is this authority's and good now.

use std::path::PathBuf;

use ca_core::certificate::Summary;
use ca_core::generation::LineName;
use ca_core::registry::Registry;
use ca_core::registry::records::{CertificateStatus, Generation};
use ca_core::timestamp::{Clock, Timestamp};
use ca_core::verify::verify_any;
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::clock::SystemClock;
use ca_desk::wiring::{self, Store};
use clap::Args;
use serde::Serialize;

use crate::cli::cert::show;
use crate::cli::value;
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
        let store = wiring::store(&invocation.config()?, Store::Open)?;
        let generations = store.generations().map_err(|error| unverified(&error))?;
        let unreadable = |_| Failure::new(Kind::Refused, Message::new("cert-none-in-file"));
        let mut subject = Summary::of(&show::read(&self.file)?).map_err(unreadable)?;
        let now = SystemClock.now();
        let serial = subject.serial.to_string();
        let mut links = Vec::new();
        for _ in 0..LONGEST_CHAIN {
            let Some(issuer) = self.issuer_of(&generations, &subject, links.is_empty()) else {
                links.push(Link::unknown(&subject));
                break;
            };
            links.push(Link::judge(store.as_ref(), &subject, issuer, now)?);
            if issuer.is_root() && issuer.name == subject.subject {
                break;
            }
            let certificate = issuer.certificate.as_deref().unwrap_or_default();
            subject = Summary::of(certificate).map_err(unreadable)?;
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
    fn issuer_of<'g>(
        &self,
        generations: &'g [Generation],
        subject: &Summary,
        first: bool,
    ) -> Option<&'g Generation> {
        let line = self.issuer.as_ref().filter(|_| first);
        generations.iter().find(|generation| {
            let asked_for = line.is_none_or(|line| line == generation.id.line());
            asked_for && generation.name == subject.issuer && generation.certificate.is_some()
        })
    }
}

fn unverified(error: &ca_core::registry::RegistryError) -> Failure {
    Failure::because(Message::new("cert-not-verified"), explain::registry(error))
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
        registry: &dyn Registry,
        subject: &Summary,
        issuer: &Generation,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let Summary {
            tbs,
            signature,
            signature_algorithm,
            ..
        } = subject;
        let signed = verify_any(&issuer.public_key, signature_algorithm, tbs, signature);
        let fault = match signed {
            Err(_) => Some(Fault::Signature),
            Ok(()) if now < subject.not_before => Some(Fault::NotYetValid),
            Ok(()) if now > subject.not_after => Some(Fault::Expired),
            Ok(()) => status_fault(registry, subject, issuer)?,
        };
        Ok(Self {
            serial: subject.serial.to_string(),
            issuer: Some(issuer.id.to_string()),
            fault,
        })
    }
}

fn status_fault(
    registry: &dyn Registry,
    subject: &Summary,
    issuer: &Generation,
) -> Result<Option<Fault>, Failure> {
    let record = registry.certificate(&issuer.id, &subject.serial);
    let record = record.map_err(|error| unverified(&error))?;
    // Another certificate under the same serial was never issued either.
    let record = record.filter(|record| record.tbs == subject.tbs);
    Ok(match record.map(|record| record.status) {
        None | Some(CertificateStatus::NeverIssued) => Some(Fault::NeverIssued),
        Some(CertificateStatus::Suspended(_)) => Some(Fault::Suspended),
        Some(CertificateStatus::Revoked(_)) => Some(Fault::Revoked),
        Some(CertificateStatus::Good) => None,
    })
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
