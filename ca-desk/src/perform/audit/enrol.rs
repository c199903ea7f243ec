//! A key of the authority's token becomes the signer of heads.

use ca_api::audit::{EnrolAuditSigner, NewAuditSigner};
use ca_api::certificate::IssuedCertificate;
use ca_core::actor::Actor;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::heads::{AuditEnrolment, HeadError};
use ca_core::signer::{KeyStore, NewKey, SignerError, TokenFault};

use crate::config::AuditConfig;
use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::audit::configured;
use crate::perform::certificate::describe;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for EnrolAuditSigner {
    const KEYS: Keys = Keys::Used;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: NewAuditSigner,
    ) -> Result<IssuedCertificate, Failure> {
        let audit = configured(&here.config)?;
        let not_enrolled = || Message::new("audit-not-enrolled").with("key", audit.key());
        let algorithm = *request.key_algorithm;
        if !KeyAlgorithm::OF_HEADS.contains(&algorithm) {
            // Before a key is made that could not serve.
            let found = algorithm.as_str();
            let key = audit.key();
            let error = HeadError::Algorithm { key, found };
            return Err(Failure::because(not_enrolled(), explain::head(&error)));
        }
        ensure_key(here, who.actor(), audit, algorithm, &not_enrolled())?;
        let enrolment = AuditEnrolment {
            line: request.issuer.into_value(),
            key: audit.key(),
            subject: request.subject.into_value(),
        };
        let issued = here.authority.enrol_audit_signer(who.actor(), &enrolment);
        issued
            .map(describe::issued)
            .map_err(|error| Failure::because(not_enrolled(), explain::head(&error)))
    }
}

/// Makes the key that the configuration names, if it is not there.
fn ensure_key(
    here: &Wiring,
    actor: &Actor,
    audit: &AuditConfig,
    algorithm: KeyAlgorithm,
    message: &Message,
) -> Result<(), Failure> {
    let Some(tokens) = &here.tokens else {
        return Ok(());
    };
    match tokens.find(&audit.key()) {
        Ok(_) => return Ok(()),
        Err(error) if is_absent(&error) => {}
        Err(error) => {
            return Err(Failure::because(message.clone(), explain::signer(&error)));
        }
    }
    let new = NewKey {
        token: audit.token(),
        ..NewKey::new(algorithm, audit.label())
    };
    let made = here.authority.create_key(actor, &new);
    made.map(drop)
        .map_err(|error| Failure::because(message.clone(), explain::key(&error)))
}

fn is_absent(error: &SignerError) -> bool {
    let SignerError::Refused { source, .. } = error else {
        return false;
    };
    matches!(source, TokenFault::NoKey { .. })
}
