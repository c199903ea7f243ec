//! Operations upon CRLs.

use ca_api::crl::{CrlFile, Publication, PublishCrl, PublishedCrl, ShowCrl, ShownCrl};
use ca_api::issuer::IssuerName;
use ca_api::word::Encoded;
use ca_core::crl::CrlSummary;
use ca_core::registry::StatusSource;

use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::issuer::find;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ShowCrl {
    const KEYS: Keys = Keys::Unused;

    fn perform(here: &Wiring, who: &Admitted<Self>, request: ShownCrl) -> Result<CrlFile, Failure> {
        let name = IssuerName::Generation(request.generation.into_value());
        let issuer = find::within(&here.authority, who, &name)?.id;
        let not_found = |why| {
            let message = Message::new("crl-not-found").with("issuer", &issuer);
            Failure::because(message, why)
        };
        let found = here.store.latest_crl(&issuer);
        let found = found.map_err(|error| not_found(explain::registry(&error)))?;
        let crl = found.ok_or_else(|| {
            let hint = Message::new("hint-crl-publish").with("issuer", &issuer);
            let none = Explanation::empty(Kind::Refused).named("crl-unknown");
            not_found(none.hint(hint))
        })?;
        Ok(CrlFile {
            issuer: crl.issuer.to_string(),
            number: crl.number,
            this_update: crl.this_update.to_string(),
            next_update: crl.next_update.to_string(),
            crl: Encoded(crl.der),
        })
    }
}

impl Perform for PublishCrl {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Publication,
    ) -> Result<PublishedCrl, Failure> {
        let issuer = &*request.generation;
        let published = here.authority.publish_crl(who.actor(), issuer);
        let crl = published.map_err(|error| {
            let message = Message::new("crl-not-published").with("issuer", issuer);
            Failure::because(message, explain::crl(&error))
        })?;
        Ok(PublishedCrl {
            issuer: crl.issuer.to_string(),
            number: crl.number,
            this_update: crl.this_update.to_string(),
            next_update: crl.next_update.to_string(),
            entries: CrlSummary::parse(&crl.der).map_or(0, |summary| summary.entries.len()),
            octets: crl.der.len(),
            crl: request.with_list.then_some(Encoded(crl.der)),
        })
    }
}
