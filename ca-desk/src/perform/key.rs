//! Operations upon keys.
//!
//! - [`named`]: keys by what names them; [`describe`]: what answers tell of them;
//! - `inventory`, `tokens`, `create`, `destroy`: what is done.

mod create;
pub mod describe;
mod destroy;
mod inventory;
pub mod named;
mod tokens;
