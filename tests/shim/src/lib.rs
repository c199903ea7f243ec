//! A PKCS#11 module that stands in front of a real one and injects faults by a plan.
//!
//! Programs load it in place of the vendor's module. It forwards each call and, where the plan
//! says so, does what devices, drivers and networks do on a bad day. Variables tell it what
//! to do:
//!
//! - `SCEAU_SHIM_MODULE`: the real module;
//! - `SCEAU_SHIM_PLAN`: the folder of a [`plan::Plan`]; without it nothing is injected;
//! - `SCEAU_SHIM_LOG`: the file of a [`log::Log`];
//! - `SCEAU_SHIM_INTERFACE=2.40`: hides the interfaces of PKCS#11 3.x.
//!
//! All state is in files, so that a plan holds across threads, processes and restarts.
//!
//! For tests, which link this crate too:
//! - [`code`]: return values by name; [`fault`]: what can go wrong with a call;
//! - [`plan`]: which call goes wrong, how often, and when the token is away;
//! - [`log`]: what really happened; [`shim`]: the shim in front of a module.
//!
//! For the module itself:
//! - `interface`: the symbols that a program looks up, and the tables behind them;
//! - `real`: the module behind; `settings`: the variables;
//! - `call`: one call under the plan; `token` and `journal`:
//!   whether the token is there;
//! - `forward`: the functions that only forward; `slots`, `sessions`, `signature`: those that
//!   do more.

#![allow(non_snake_case, reason = "functions have the names of the standard")]

pub mod code;
pub mod fault;
pub mod log;
pub mod plan;
pub mod shim;

mod call;
mod forward;
mod interface;
mod journal;
mod real;
mod sessions;
mod settings;
mod signature;
mod slots;
mod token;
