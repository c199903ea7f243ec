//! Operations upon keys. [`named`]: keys by what names them.

pub mod named;
