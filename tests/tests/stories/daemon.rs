//! The daemon over a governed authority: officers of each role ask over mutual TLS.

mod bounds;
mod elsewhere;
mod roles;
mod service;
mod site;
mod specimen;
mod standing;
