//! Operations upon the documents that govern issuance.
//!
//! - [`describe`]: a document in a few words; `fields`: a document row by row; [`ground`]: what
//!   a profile stands on to make a certificate; [`compare`]: two documents field by field;
//! - `show`, `check`, `activate`: what is done.

mod activate;
mod check;
pub mod compare;
pub mod describe;
mod fields;
pub mod ground;
mod show;
