//! Operations upon issuer lines and their generations.
//!
//! - [`find`]: generations by what names them; `describe`: what answers tell of one;
//! - `create`, `show`: what is done.

mod create;
mod describe;
pub mod find;
mod show;
