//! What is done for one operation of the authority, whoever asks for it: an operator beside the
//! Registry, or a client of the daemon.
//!
//! - [`perform`]: what is done for each operation; [`gate`]: who may ask for it;
//! - [`config`]: the tables of a configuration that name Registry, tokens and the signer of
//!   heads; [`wiring`]: the ports behind them, opened;
//! - [`error`]: a failure is a kind, a cause chain and hints; [`explain`]: errors of the core and
//!   of the adapters in the operator's words;
//! - [`message`], [`catalogue`], [`language`]: those words, in French and English; [`told`]: who
//!   hears them while an act is done;
//! - [`input`], [`folder`]: files read with a limit, and names that outlast a power cut.

pub mod catalogue;
pub mod config;
pub mod error;
pub mod explain;
pub mod folder;
pub mod gate;
pub mod input;
pub mod language;
pub mod message;
pub mod perform;
pub mod told;
pub mod wiring;
