//! Operations upon certificates.
//!
//! - [`describe`]: what answers tell of a certificate; [`find`]: certificates by what names them;
//! - `issue`, `show`, `withdraw`: what is done.

pub mod describe;
pub mod find;
mod issue;
mod show;
mod withdraw;
