//! Where daemons meet clients they do not trust. Nothing here knows what is asked for.
//!
//! [`connections`] accepts, limits and ends connections. On the way each meets a [`crowd`]
//! (too many of one client), [`rates`] (too often), [`patience`] (an answer that is not taken)
//! and, where the door has it, [`tls`]; then it is one of the [`peers`].
//!
//! [`throttle`] says when something may be told again.

pub mod connections;
pub mod crowd;
pub mod patience;
pub mod peers;
pub mod rates;
pub mod throttle;
pub mod tls;
