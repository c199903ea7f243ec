//! A certificate's status is changed.

use ca_api::certificate::{
    Hold, ReinstateCertificate, Revocation, RevokeCertificate, StatusReport, SuspendCertificate,
};
use ca_api::operation::Operation;
use ca_core::authority::withdraw::WithdrawError;
use ca_core::generation::LineName;
use ca_core::serial::Serial;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::certificate::find;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for RevokeCertificate {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Revocation,
    ) -> Result<StatusReport, Failure> {
        let Revocation { issuer, serial, .. } = &request;
        see_reach(here, who, issuer, serial)?;
        let revoked = here.authority.revoke(
            who.actor(),
            issuer,
            serial,
            request.reason.as_deref().copied(),
            request.invalidity_date.as_deref().copied(),
        );
        let revocation = revoked.map_err(|error| refused("cert-not-revoked", serial, &error))?;
        Ok(StatusReport {
            reason: revocation.reason.map(|reason| reason.as_str().to_owned()),
            effective: Some(revocation.effective.to_string()),
            invalidity_date: revocation.invalidity_date.map(|date| date.to_string()),
            ..plain("revoked", issuer, serial)
        })
    }
}

impl Perform for SuspendCertificate {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Hold,
    ) -> Result<StatusReport, Failure> {
        let Hold { issuer, serial } = &request;
        see_reach(here, who, issuer, serial)?;
        let suspended = here.authority.suspend(who.actor(), issuer, serial);
        let suspension =
            suspended.map_err(|error| refused("cert-not-suspended", serial, &error))?;
        Ok(StatusReport {
            effective: Some(suspension.effective.to_string()),
            ..plain("suspended", issuer, serial)
        })
    }
}

impl Perform for ReinstateCertificate {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Hold,
    ) -> Result<StatusReport, Failure> {
        let Hold { issuer, serial } = &request;
        see_reach(here, who, issuer, serial)?;
        let reinstated = here.authority.reinstate(who.actor(), issuer, serial);
        reinstated.map_err(|error| refused("cert-not-reinstated", serial, &error))?;
        Ok(plain("good", issuer, serial))
    }
}

/// Sees that the certificate is within reach, before the core looks at it.
fn see_reach<O: Operation>(
    here: &Wiring,
    who: &Admitted<O>,
    line: &LineName,
    serial: &Serial,
) -> Result<(), Failure> {
    if who.reaches_all() {
        return Ok(());
    }
    find::within(here.store.as_ref(), who, Some(line), serial).map(|_| ())
}

fn refused(id: &'static str, serial: &Serial, error: &WithdrawError) -> Failure {
    Failure::because(
        Message::new(id).with("serial", serial),
        explain::withdraw(error),
    )
}

fn plain(status: &str, line: &LineName, serial: &Serial) -> StatusReport {
    StatusReport {
        serial: serial.to_string(),
        issuer: line.to_string(),
        status: status.to_owned(),
        reason: None,
        effective: None,
        invalidity_date: None,
    }
}
