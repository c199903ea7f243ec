//! `sceau cert revoke|suspend|reinstate`.

use ca_core::generation::LineName;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::Store;
use clap::Args;
use serde::Serialize;

use crate::cli::value;
use crate::cli::value::ReasonGiven;
use crate::confirm::confirm;
use crate::desk;
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
        let wiring = desk::without_token(config, Store::Open)?;
        let ReasonGiven(reason) = self.reason;
        let revoked =
            wiring
                .authority
                .revoke(&wiring.actor, issuer, serial, reason, self.invalidity_date);
        let revocation = revoked.map_err(|error| {
            let message = Message::new("cert-not-revoked").with("serial", serial);
            Failure::because(message, explain::withdraw(&error))
        })?;
        Ok(Answer::of(StatusReport {
            reason: revocation.reason.map(|reason| reason.as_str()),
            effective: Some(revocation.effective.to_string()),
            invalidity_date: revocation.invalidity_date.map(|date| date.to_string()),
            ..StatusReport::plain(&self.named, "revoked")
        }))
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
            ..StatusReport::plain(self, "suspended")
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
        Ok(Answer::of(StatusReport::plain(self, "good")))
    }
}

/// A certificate's status after the act.
#[derive(Debug, Serialize)]
struct StatusReport {
    serial: String,
    issuer: String,
    status: &'static str,
    reason: Option<&'static str>,
    effective: Option<String>,
    invalidity_date: Option<String>,
}

impl StatusReport {
    fn plain(named: &Named, status: &'static str) -> Self {
        Self {
            serial: named.serial.to_string(),
            issuer: named.issuer.to_string(),
            status,
            reason: None,
            effective: None,
            invalidity_date: None,
        }
    }
}

impl Report for StatusReport {
    fn text(&self, page: &mut Page<'_>) {
        let done = match self.status {
            "revoked" => "cert-revoked",
            "suspended" => "cert-suspended",
            _ => "cert-reinstated",
        };
        page.sentence(&Message::new(done));
        page.field("field-serial", &self.serial);
        page.field("field-issuer", &self.issuer);
        page.optional("field-reason", self.reason);
        page.optional("field-effective", self.effective.as_ref());
        page.optional("field-invalidity-date", self.invalidity_date.as_ref());
    }
}
