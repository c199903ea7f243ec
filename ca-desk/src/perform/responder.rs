//! Operations upon OCSP signers.

use ca_api::certificate::IssuedCertificate;
use ca_api::responder::{
    EnrolResponder, Enrolment, ListResponders, ListedResponders, ResponderPage,
};
use ca_core::registry::records::CertificateQuery;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::certificate::{describe, parts};
use crate::perform::issuer::find;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

/// The profile of OCSP signers.
const PROFILE: &str = "ocsp-responder";

impl Perform for ListResponders {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: ListedResponders,
    ) -> Result<ResponderPage, Failure> {
        let query = CertificateQuery {
            profile_name: Some(PROFILE.to_owned()),
            ..CertificateQuery::default()
        };
        let registry = here.store.as_ref();
        let part = parts::read(registry, who, query, request.limit, request.cursor);
        let (responders, next) = part.map_err(|error| {
            let message = Message::new("responder-not-listed");
            Failure::because(message, explain::registry(&error))
        })?;
        Ok(ResponderPage { responders, next })
    }
}

impl Perform for EnrolResponder {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Enrolment,
    ) -> Result<IssuedCertificate, Failure> {
        let issuer = find::within(&here.authority, who, &request.issuer)?.id;
        let authority = &here.authority;
        let enrolled = authority.enrol_responder(who.actor(), &issuer, &request.csr.0);
        enrolled.map(describe::issued).map_err(|error| {
            let message = Message::new("responder-not-enrolled").with("issuer", &issuer);
            Failure::because(message, explain::issue(&error))
        })
    }
}
