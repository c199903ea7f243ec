//! Work that must not be forgotten (AUD-07): which jobs there are, when each is due, and who may
//! do it now.
//!
//! - [`name`]: the jobs, how often each runs and which acts it may do;
//! - [`slot`]: a due time as a number; [`plan`]: which slot is due, and which were missed;
//! - [`lease`]: the right to run one slot, and the fence that ends it;
//! - [`run`]: what became of a run, when it is tried again, and what is late;
//! - [`book`]: the port to the record of all that, which makes of two daemons one;
//! - [`crl_due`]: when a list is due; [`clock_watch`]: what a clock does.
//!
//! Nothing here does a job's work: that are acts of the [`authority`](crate::authority), by an
//! [`Actor`](crate::actor::Actor) who holds a lease.

pub mod book;
pub mod clock_watch;
pub mod crl_due;
pub mod lease;
pub mod name;
pub mod plan;
pub mod run;
pub mod slot;
