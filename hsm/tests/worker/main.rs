//! The worker process and its parent, against SoftHSM 2: crashes, hangs, impostors, what is left
//! behind, and what is never seen of a PIN.
//!
//! Each test is a process of its own (nextest), whose children are its workers.

#![cfg(test)]

mod confined;
mod hanging;
mod house;
mod impostors;
mod killed;
mod leftovers;
mod orphans;
mod room;
