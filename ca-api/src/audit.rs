//! Operations upon the log of all acts.

mod enrol;
mod event;
mod head;
mod proof;
mod purge;

pub use self::enrol::{EnrolAuditSigner, NewAuditSigner};
pub use self::event::{AskedEvents, EventList, EventReport, ListEvents};
pub use self::head::{AskedHeads, HeadList, HeadReport, ListHeads, SignHead, SignedHead, TheHead};
pub use self::proof::{EventProof, ProveEvent, ShowEvent, ShownEvent, WhichEvent};
pub use self::purge::{Purge, PurgeLog, PurgeReport, RetentionReport, ShowRetention, TheLog};
