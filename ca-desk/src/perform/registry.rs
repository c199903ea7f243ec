//! Operations upon the Registry itself. [`examination`]: what is checked.

pub mod examination;

use ca_api::registry::{
    CheckRegistry, Examination, RegistryCheck, RegistryReport, RegistryState, ShowRegistry,
    TheRegistry,
};
use ca_core::anchor::standing::Standing;
use ca_core::anchor::{Anchor, Anchored};
use ca_core::authority::Rule;
use ca_core::registry::RegistryError;

use crate::error::{Failure, Kind};
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::registry::examination::{Finding, examine};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ShowRegistry {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        _: TheRegistry,
    ) -> Result<RegistryReport, Failure> {
        let standing = standing(here)?;
        Ok(RegistryReport {
            anchored: standing.anchor.is_some(),
            state: state(&standing.found),
        })
    }
}

impl Perform for CheckRegistry {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Examination,
    ) -> Result<RegistryCheck, Failure> {
        let standing = standing(here)?;
        let mut findings = examine(&here.store, request.deep, &|_, work| work());
        findings.insert(0, against_anchor(&standing));
        let findings = findings.iter();
        Ok(RegistryCheck {
            registry: here.config.registry.to_string(),
            anchor: here.config.anchor.display().to_string(),
            anchored: standing.anchor.is_some(),
            state: state(&standing.found),
            checks: findings
                .map(|finding| finding.report(who.texts()))
                .collect(),
        })
    }
}

/// What a Registry holds.
#[must_use]
pub fn state(anchor: &Anchor) -> RegistryState {
    let numbers = anchor.crl_numbers.iter();
    RegistryState {
        events: anchor.head.size,
        root: anchor.head.root.to_string(),
        crl_numbers: numbers
            .map(|(generation, number)| (generation.to_string(), *number))
            .collect(),
    }
}

fn standing(here: &Wiring) -> Result<Standing, Failure> {
    here.store.standing().map_err(|error| {
        let why = explain::registry(&error).named(error.rule());
        let mut failure = Failure::because(Message::new("registry-not-checked"), why);
        if is_alarm(&error) {
            failure.kind = Kind::Refused;
        }
        failure
    })
}

/// Whether a Registry is damaged, or gone from where it was: that is what a check is to find, and
/// to try again would not help.
#[must_use]
pub const fn is_alarm(error: &RegistryError) -> bool {
    matches!(
        error,
        RegistryError::Damaged(_) | RegistryError::Missing { .. }
    )
}

/// That there is no anchor is a defect as soon as there is something to be known.
fn against_anchor(standing: &Standing) -> Finding {
    let missing = standing.anchor.is_none() && standing.found.head.size > 0;
    let unknown = missing.then(|| Message::new("registry-no-anchor"));
    let causes = standing.gap.as_ref().map(explain::gap).or(unknown);
    Finding {
        check: "anchor",
        defects: u64::from(causes.is_some()),
        places: Vec::new(),
        causes: causes.into_iter().collect(),
    }
}
