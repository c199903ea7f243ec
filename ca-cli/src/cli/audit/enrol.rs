//! `sceau audit enrol`: a key of the authority's token becomes the signer of heads.

use std::path::PathBuf;

use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::heads::AuditEnrolment;
use ca_core::generation::LineName;
use ca_core::signer::{KeyStore, NewKey, SignerError, TokenFault};
use ca_core::subject::Subject;
use ca_desk::config::{AuditConfig, Config};
use ca_desk::error::{Failure, Kind};
use ca_desk::explain;
use ca_desk::message::Message;
use ca_desk::wiring::{Store, Wiring};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::cli::{cert, value};
use crate::desk;
use crate::destination::{Destination, Existing};
use crate::invocation::Invocation;
use crate::output::Answer;

#[derive(Args, Debug)]
pub(crate) struct Enrol {
    #[arg(long, value_name = "LINE", value_parser = value::line)]
    issuer: LineName,
    #[arg(long, value_name = "ALGORITHM", value_parser = algorithm(), default_value = "p256")]
    key_algorithm: KeyAlgorithm,
    #[arg(long, value_name = "SUBJECT", value_parser = value::subject, default_value = "CN=Audit log")]
    subject: Subject,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

fn algorithm() -> impl TypedValueParser<Value = KeyAlgorithm> {
    let names = KeyAlgorithm::OF_HEADS.map(KeyAlgorithm::as_str);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<KeyAlgorithm>())
}

impl Enrol {
    pub(super) fn run(&self, invocation: &Invocation) -> Result<Answer, Failure> {
        let config = invocation.config()?;
        let audit = configured(&config)?.clone();
        let existing = if self.force {
            Existing::Replace
        } else {
            Existing::Guard
        };
        let destination = Destination::open(self.out.as_deref(), existing)?;
        let wiring = desk::with_token(config, Store::Open, invocation)?;
        let not_enrolled = || Message::new("audit-not-enrolled").with("key", audit.key());
        self.ensure_key(&wiring, &audit, &not_enrolled())?;
        let enrolment = AuditEnrolment {
            line: self.issuer.clone(),
            key: audit.key(),
            subject: self.subject.clone(),
        };
        let issued = wiring
            .authority
            .enrol_audit_signer(&wiring.actor, &enrolment)
            .map_err(|error| Failure::because(not_enrolled(), explain::head(&error)))?;
        cert::deliver(
            ca_desk::perform::certificate::describe::issued(issued),
            destination,
        )
    }

    /// Makes the key that the configuration names, if it is not there.
    fn ensure_key(
        &self,
        wiring: &Wiring,
        audit: &AuditConfig,
        message: &Message,
    ) -> Result<(), Failure> {
        let Some(tokens) = &wiring.tokens else {
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
            ..NewKey::new(self.key_algorithm, audit.label())
        };
        let made = wiring.authority.create_key(&wiring.actor, &new);
        made.map(drop)
            .map_err(|error| Failure::because(message.clone(), explain::key(&error)))
    }
}

fn is_absent(error: &SignerError) -> bool {
    let SignerError::Refused { source, .. } = error else {
        return false;
    };
    matches!(source, TokenFault::NoKey { .. })
}

/// The table `[audit]`.
///
/// # Errors
/// The configuration has none.
pub(super) fn configured(config: &Config) -> Result<&AuditConfig, Failure> {
    config.audit.as_ref().ok_or_else(|| {
        let message = Message::new("audit-not-configured").with("file", config.path.display());
        Failure::new(Kind::Usage, message).hint(Message::new("hint-audit-table"))
    })
}
