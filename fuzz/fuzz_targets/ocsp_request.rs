//! What is read can be echoed octet by octet (OCSP-03) and asked again.

#![no_main]

use ca_core::ocsp::request::OcspRequest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    let Ok(request) = OcspRequest::parse(octets) else {
        return;
    };
    for cert_id in request.cert_ids() {
        let echo = cert_id.as_der();
        assert!(octets.windows(echo.len()).any(|part| part == echo));
        let identifier = cert_id.hash_algorithm();
        assert!(
            echo.windows(identifier.len())
                .any(|part| part == identifier)
        );
    }
    let again = OcspRequest::parse(&request.to_der().unwrap());
    assert_eq!(again, Ok(request));
});
