//! `sceau cert revoke|suspend|reinstate`.

use ca_api::certificate::{Revocation, RevokeCertificate, StatusReport};
use ca_api::word::Word;
use ca_core::generation::LineName;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;

use crate::cli::value;
use crate::cli::value::ReasonGiven;
use crate::confirm::confirm;
use crate::desk::{self, Desk};
use crate::invocation::Invocation;
use crate::output::page::Page;
use crate::output::{Answer, Report};

/// A certificate by issuer and serial number.
#[derive(Args, Debug)]
pub(crate) struct Named {
    #[arg(value_name = "SERIAL", value_parser = value::serial)]
    serial: Serial,
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: LineName,
}

#[derive(Args, Debug)]
pub(crate) struct Revoke {
    #[command(flatten)]
    named: Named,
    #[arg(long, value_name = "REASON", value_parser = value::reason(), ignore_case = true)]
    reason: ReasonGiven,
    #[arg(long, value_name = "TIME", value_parser = value::moment)]
    invalidity_date: Option<Timestamp>,
}

impl Revoke {
    /// Revokes for ever, once the operator has confirmed.
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let Named { serial, issuer } = &self.named;
        let config = invocation.config()?;
        let question = Message::new("cert-revoke-question").with("serial", serial);
        confirm(
            invocation,
            &question.with("issuer", issuer),
            &serial.to_string(),
        )?;
        let desk = Desk::open::<RevokeCertificate>(config, invocation)?;
        let ReasonGiven(reason) = self.reason;
        let revoked = desk.call::<RevokeCertificate>(Revocation {
            issuer: Word::of(issuer.clone()),
            serial: Word::of(serial.clone()),
            reason: reason.map(Word::of),
            invalidity_date: self.invalidity_date.map(Word::of),
        })?;
        Ok(Answer::of(revoked))
    }
}

impl Named {
    /// Suspends until reinstated or revoked.
    pub(super) fn suspend(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        let suspended = wiring
            .authority
            .suspend(&wiring.actor, &self.issuer, &self.serial);
        let suspension = suspended.map_err(|error| {
            let message = Message::new("cert-not-suspended").with("serial", &self.serial);
            Failure::because(message, explain::withdraw(&error))
        })?;
        let effective = Some(suspension.effective.to_string());
        Ok(Answer::of(StatusReport {
            effective,
            ..plain(self, "suspended")
        }))
    }

    /// Ends a suspension.
    pub(super) fn reinstate(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let wiring = desk::without_token(invocation.config()?, Store::Open)?;
        wiring
            .authority
            .reinstate(&wiring.actor, &self.issuer, &self.serial)
            .map_err(|error| {
                let message = Message::new("cert-not-reinstated").with("serial", &self.serial);
                Failure::because(message, explain::withdraw(&error))
            })?;
        Ok(Answer::of(plain(self, "good")))
    }
}

/// A certificate's status after the act.
fn plain(named: &Named, status: &str) -> StatusReport {
    StatusReport {
        serial: named.serial.to_string(),
        issuer: named.issuer.to_string(),
        status: status.to_owned(),
        reason: None,
        effective: None,
        invalidity_date: None,
    }
}

impl Report for StatusReport {
    fn text(&self, page: &mut Page<'_>) {
        let done = match self.status.as_str() {
            "revoked" => "cert-revoked",
            "suspended" => "cert-suspended",
            _ => "cert-reinstated",
        };
        page.sentence(&Message::new(done));
        page.field("field-serial", &self.serial);
        page.field("field-issuer", &self.issuer);
        page.optional("field-reason", self.reason.as_ref());
        page.optional("field-effective", self.effective.as_ref());
        page.optional("field-invalidity-date", self.invalidity_date.as_ref());
    }
}
