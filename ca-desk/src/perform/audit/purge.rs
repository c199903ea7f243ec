//! Bodies of events go at their term (AUD-05).

use ca_api::audit::{Purge, PurgeLog, PurgeReport, RetentionReport, ShowRetention, TheLog};
use ca_api::word::Word;
use ca_core::authority::purge::{PurgeError, Purged};

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ShowRetention {
    const KEYS: Keys = Keys::Unused;

    fn perform(here: &Wiring, _: &Admitted<Self>, _: TheLog) -> Result<RetentionReport, Failure> {
        let retention = here.authority.retention();
        let retention = retention.map_err(|error| not_purged(&error))?;
        Ok(RetentionReport {
            country: retention.country,
            years: retention.years,
            ended: Word::of(retention.ended.truncated_to_second()),
        })
    }
}

impl Perform for PurgeLog {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        who: &Admitted<Self>,
        request: Purge,
    ) -> Result<PurgeReport, Failure> {
        let ended = request.ended.truncated_to_second();
        let purged = here.authority.purge_log(who.actor(), ended, &mut |_| ());
        purged.map(report).map_err(|error| not_purged(&error))
    }
}

fn report(purged: Purged) -> PurgeReport {
    PurgeReport {
        ended: purged.ended.to_string(),
        country: purged.retention.country,
        years: purged.retention.years,
        event: purged.event,
        events: purged.events,
        bodies: purged.bodies,
        unreadable: purged.unreadable.iter().map(ToString::to_string).collect(),
    }
}

fn not_purged(error: &PurgeError) -> Failure {
    Failure::because(Message::new("audit-not-purged"), explain::purge(error))
}
