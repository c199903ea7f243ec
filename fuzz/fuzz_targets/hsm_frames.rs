//! What comes through the socket between parent and worker is read or refused, on both sides.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| hsm::wire::read_any(octets));
