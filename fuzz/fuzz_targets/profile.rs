//! A profile is read or refused.

#![no_main]

use ca_core::profile::Profile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| drop(Profile::parse(text)));
