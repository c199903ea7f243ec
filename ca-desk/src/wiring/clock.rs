//! The clock of the operating system.

use std::time::SystemTime;

use ca_core::timestamp::{Clock, ClockState, Timestamp};

/// The clock of the operating system: the only place where this program asks for the time.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "here the system's clock becomes a `Clock`"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::from_system_time(SystemTime::now())
    }

    fn state(&self) -> ClockState {
        ClockState::Unknown
    }
}
