//! A certificate's status is changed.

use ca_api::certificate::{Revocation, RevokeCertificate, StatusReport};

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
        if !who.reaches_all() {
            find::within(here.store.as_ref(), who, Some(issuer), serial)?;
        }
        let revoked = here.authority.revoke(
            who.actor(),
            issuer,
            serial,
            request.reason.as_deref().copied(),
            request.invalidity_date.as_deref().copied(),
        );
        let revocation = revoked.map_err(|error| {
            let message = Message::new("cert-not-revoked").with("serial", &**serial);
            Failure::because(message, explain::withdraw(&error))
        })?;
        Ok(StatusReport {
            serial: serial.to_string(),
            issuer: issuer.to_string(),
            status: "revoked".to_owned(),
            reason: revocation.reason.map(|reason| reason.as_str().to_owned()),
            effective: Some(revocation.effective.to_string()),
            invalidity_date: revocation.invalidity_date.map(|date| date.to_string()),
        })
    }
}
