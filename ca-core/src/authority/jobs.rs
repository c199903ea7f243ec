//! What jobs do that nobody asks for ([`crate::jobs`] says when): each is an act that does no
//! harm when it is done twice.
//!
//! - `lists`: the CRL that is due; `intents`: what was interrupted;
//! - `agreement`: Registry, list and answers held against each other;
//! - `told`: events of the runner itself: missed slots, and what the clock does.

mod agreement;
mod intents;
mod lists;
mod told;

pub use self::agreement::{Agreement, Disagreement, NotCompared, Told};
pub use self::intents::{IntentsLeft, Settled};
pub use self::told::NotClaimed;
