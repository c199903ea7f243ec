//! The clock of the operating system.

use std::time::SystemTime;

use ca_core::timestamp::{Clock, ClockState, Timestamp};

/// Tells the time of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(
            clippy::disallowed_methods,
            reason = "here the binary makes its `Clock`"
        )]
        let now = SystemTime::now();
        Timestamp::from_system_time(now)
    }

    /// A responder writes no audit events; it does not ask.
    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}
