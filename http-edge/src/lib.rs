//! Where daemons meet clients they do not trust. Nothing here knows what is asked for.
//!
//! - [`connections`]: accepts connections, limits them, ends them in order;
//! - [`patience`]: cuts clients that do not take their answers;
//! - [`throttle`]: says when something may be told again.

pub mod connections;
pub mod patience;
pub mod throttle;
