//! Rules of the house: a certificate of ours is exactly what its profile says (CRT-08).
//!
//! They do not use the builder ([`crate::certificate`]): they are there to catch it where it is
//! wrong. Certificates of others have no profile and are not judged.
//!
//! - `extensions`: which extensions, and which are critical;
//! - `subject`: names, alternative names and their number;
//! - `usage`: what key, what for, how long, for whom;
//! - `places`: where the certificate points to;
//! - `statements`: what it states.

mod extensions;
mod places;
mod statements;
mod subject;
mod usage;

pub(super) use self::extensions::crt_08_extensions;
pub(super) use self::places::crt_08_places;
pub(super) use self::statements::crt_08_statements;
pub(super) use self::subject::crt_08_subject;
pub(super) use self::usage::crt_08_use;
