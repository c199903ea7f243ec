//! A response that is read keeps the octets that were signed.

#![no_main]

use ca_core::ocsp::response::OcspResponse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    let Ok(response) = OcspResponse::parse(octets) else {
        return;
    };
    let Some(basic) = response.basic() else {
        return;
    };
    let signed = basic.to_be_signed();
    assert!(octets.windows(signed.len()).any(|part| part == signed));
    for single in basic.response_data().responses() {
        let echo = single.cert_id().as_der();
        assert!(signed.windows(echo.len()).any(|part| part == echo));
    }
});
