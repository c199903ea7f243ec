//! Operations upon certificates.
//!
//! - [`describe`]: what answers tell of a certificate; [`find`]: certificates by what names them;
//! - `search`: what they are searched by; `parts`: lists, part by part;
//! - `expiry`, `issue`, `list`, `request`, `show`, `withdraw`: what is done.

pub mod describe;
mod expiry;
pub mod find;
mod issue;
mod list;
pub(in crate::perform) mod parts;
mod request;
mod search;
mod show;
mod withdraw;
