//! The daemon over a governed authority: officers of each role ask over mutual TLS.

mod roles;
mod site;
mod specimen;
