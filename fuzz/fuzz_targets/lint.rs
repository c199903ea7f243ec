//! A certificate is judged or refused, with itself as issuer too.

#![no_main]

use ca_core::lint::lint_certificate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    drop(lint_certificate(octets, None));
    drop(lint_certificate(octets, Some(octets)));
});
