//! Logins to tokens that failed (AUD-01): a wrong PIN is what an intruder leaves behind.

use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::authority::Authority;
use crate::authority::refusal::Rule;
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::signer::SignerError;

impl Authority {
    /// Records that a token did not let this program in; other failures of a token are no logins
    /// and leave nothing.
    ///
    /// # Errors
    /// Fails if the log cannot be written.
    pub fn record_failed_login(
        &self,
        actor: &Actor,
        error: &SignerError,
    ) -> Result<(), LoginUnrecorded> {
        if !matches!(error, SignerError::BadPin { .. }) {
            return Ok(());
        }
        let fields = EventFields {
            object: Some(error.token().to_owned()),
            reason: Some(error.rule().to_owned()),
            details: [("alarm", "true".to_owned())].into(),
            ..EventFields::default()
        };
        let event = self.event(Act::TokenLogin, Outcome::Failed, actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(())
    }
}

/// Why a failed login was not recorded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginUnrecorded {
    /// The log failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}
