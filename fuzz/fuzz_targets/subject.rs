//! A subject is read or refused.

#![no_main]

use ca_core::subject::Subject;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| drop(Subject::parse(text)));
