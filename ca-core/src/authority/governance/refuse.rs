//! What operators were not let do is an event, one by one (AUD-01, REG-03).

use std::collections::BTreeMap;

use super::GovernError;
use crate::actor::Actor;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::authority::Authority;

/// The name of the operation in the event.
const OPERATION: &str = "operation";

impl Authority {
    /// Records that somebody who is known was not let do an operation, for the reason that `rule`
    /// names.
    ///
    /// # Errors
    /// The log cannot be written, or there is no randomness; the refusal stands all the same.
    pub fn record_refusal(
        &self,
        actor: &Actor,
        operation: &str,
        rule: &'static str,
    ) -> Result<(), GovernError> {
        let fields = EventFields {
            reason: Some(rule.to_owned()),
            details: BTreeMap::from([(OPERATION, operation.to_owned())]),
            ..EventFields::default()
        };
        let event = self.event(Act::OperatorRefuse, Outcome::Refused, actor, &fields);
        self.ports.audit.append(&event?)?;
        Ok(())
    }
}
