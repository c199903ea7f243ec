//! Signed heads of the log.

use ca_api::audit::{AskedHeads, HeadList, ListHeads, SignHead, SignedHead, TheHead};
use ca_api::page::Place;
use ca_api::word::Word;
use ca_core::audit::AuditLog;
use ca_core::authority::Rule;

use crate::error::Failure;
use crate::explain;
use crate::gate::Admitted;
use crate::message::Message;
use crate::perform::audit::{configured, describe};
use crate::perform::{Keys, Perform};
use crate::wiring::Wiring;

impl Perform for ListHeads {
    const KEYS: Keys = Keys::Unused;

    fn perform(
        here: &Wiring,
        _: &Admitted<Self>,
        request: AskedHeads,
    ) -> Result<HeadList, Failure> {
        let from = request.cursor.map_or(0, |place| place.0);
        let limit = request.limit.entries();
        let kept = here.store.signed_heads(from, limit).map_err(|error| {
            Failure::because(
                Message::new("audit-not-read"),
                explain::registry(&error).named(error.rule()),
            )
        })?;
        let full = kept.len() == limit;
        let passed = u64::try_from(kept.len()).unwrap_or(u64::MAX);
        let heads = kept.iter().map(describe::head);
        Ok(HeadList {
            heads: heads.collect::<Result<_, _>>()?,
            next: full.then(|| Word::of(Place(from.saturating_add(passed)))),
        })
    }
}

impl Perform for SignHead {
    const KEYS: Keys = Keys::Used;

    /// One that is signed already is told again.
    fn perform(here: &Wiring, who: &Admitted<Self>, _: TheHead) -> Result<SignedHead, Failure> {
        let key = configured(&here.config)?.key();
        let failed = || Message::new("audit-not-signed");
        let signed = here.authority.sign_head(who.actor(), &key);
        let signed = signed.map_err(|error| Failure::because(failed(), explain::head(&error)))?;
        let unreadable =
            |error| Failure::because(failed(), explain::registry(&error).named(error.rule()));
        let (fresh, head) = match signed {
            Some(head) => (true, Some(head)),
            None => (false, here.store.last_signed_head().map_err(unreadable)?),
        };
        let head = head.ok_or_else(|| Failure::because(failed(), explain::no_head()))?;
        Ok(SignedHead {
            fresh,
            head: describe::head(&head)?,
        })
    }
}
