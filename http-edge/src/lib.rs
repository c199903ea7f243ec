//! Where daemons meet clients they do not trust. Nothing here knows what is asked for.
//!
//! [`connections`] accepts, limits and ends connections. On the way each meets a [`crowd`]
//! (too many of one client), [`rates`] (too often), [`patience`] (an answer that is not taken)
//! and, where the door has it, [`tls`]; then it is one of the [`peers`].
//!
//! What is asked for is read by [`body`] and done on a [`pool`] of threads. [`limits`] has all
//! that a daemon may set.
//!
//! At its end a program gives its sockets to the next by a [`handover`].
//!
//! [`throttle`] says when something may be told again.

pub mod body;
pub mod connections;
pub mod crowd;
pub mod handover;
pub mod limits;
pub mod patience;
pub mod peers;
pub mod pool;
pub mod rates;
pub mod throttle;
pub mod tls;
