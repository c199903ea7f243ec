//! A CSR is read or refused.

#![no_main]

use ca_core::csr::Csr;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| drop(Csr::parse(octets)));
