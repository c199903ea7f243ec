//! A certificate is asked for.

use std::time::Duration;

use ca_api::certificate::{
    IssueCertificate, IssuedCertificate, PrepareCertificate, PreparedCertificate, Wish,
};
use ca_api::word::Word;
use ca_core::authority::issue::{Confirmed, IssuanceRequest, IssueError};

use crate::error::Failure;
use crate::explain::{self, finding};
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::certificate::describe;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

const SECONDS_PER_DAY: u64 = 86_400;

impl Perform for IssueCertificate {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Wish,
    ) -> Result<IssuedCertificate, Failure> {
        let issued = here.authority.issue(who.actor(), &wish(request));
        issued
            .map(describe::issued)
            .map_err(|error| refused(&error))
    }
}

impl Perform for PrepareCertificate {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Wish,
    ) -> Result<PreparedCertificate, Failure> {
        let prepared = here.authority.prepare(who.actor(), &wish(request));
        let prepared = prepared.map_err(|error| refused(&error))?;
        let intent = prepared.intent();
        let findings = prepared.findings().iter();
        Ok(PreparedCertificate {
            serial: intent.serial.to_string(),
            issuer: intent.issuer.to_string(),
            not_before: intent.not_before.to_string(),
            not_after: intent.not_after.to_string(),
            tbs: hex::encode(prepared.tbs()),
            // What cannot be described stands in `tbs` all the same.
            fields: describe::fields(prepared.tbs()),
            findings: findings
                .map(|found| finding::report(found, who.texts()))
                .collect(),
            notices: describe::notices(prepared.notices()),
        })
    }
}

/// The wish as the core has it.
fn wish(wish: Wish) -> IssuanceRequest {
    let days = |days: u32| Duration::from_secs(u64::from(days) * SECONDS_PER_DAY);
    IssuanceRequest {
        line: wish.issuer.into_value(),
        profile: wish.profile,
        csr: wish.csr.0,
        subject: wish.subject.into_value(),
        alternative_names: wish.san.into_iter().map(Word::into_value).collect(),
        request_id: wish.request_id,
        validity: wish.validity_days.map(days),
        key_origin: wish.key_origin.map(|evidence| evidence.0),
        original_name: wish.original_name.map(Word::into_value),
        confirmed: Confirmed {
            latin_form: wish.confirm_latin_form,
            renamed: wish.renamed,
        },
    }
}

fn refused(error: &IssueError) -> Failure {
    Failure::because(Message::new("cert-not-issued"), explain::issue(error))
}
