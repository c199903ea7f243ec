//! `sceau cert revoke|suspend|reinstate`.

use ca_api::certificate::{
    Hold, ReinstateCertificate, Revocation, RevokeCertificate, StatusReport, SuspendCertificate,
};
use ca_api::word::Word;
use ca_core::generation::LineName;
use ca_core::serial::Serial;
use ca_core::timestamp::Timestamp;
use ca_desk::error::Failure;
use ca_desk::message::Message;
use clap::Args;

use crate::cli::value;
use crate::cli::value::ReasonGiven;
use crate::confirm::confirm;
use crate::desk::Desk;
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
        let place = invocation.place()?;
        let question = Message::new("cert-revoke-question").with("serial", serial);
        confirm(
            invocation,
            &question.with("issuer", issuer),
            &serial.to_string(),
        )?;
        let desk = Desk::open::<RevokeCertificate>(place, invocation)?;
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
        let desk = Desk::open::<SuspendCertificate>(invocation.place()?, invocation)?;
        desk.call::<SuspendCertificate>(self.hold()).map(Answer::of)
    }

    /// Ends a suspension.
    pub(super) fn reinstate(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let desk = Desk::open::<ReinstateCertificate>(invocation.place()?, invocation)?;
        desk.call::<ReinstateCertificate>(self.hold())
            .map(Answer::of)
    }

    fn hold(&self) -> Hold {
        Hold {
            issuer: Word::of(self.issuer.clone()),
            serial: Word::of(self.serial.clone()),
        }
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
