//! A statement that is read is written as it is read.

#![no_main]

use ca_core::governance::statement::signed::SignedStatement;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|der: &[u8]| {
    if let Ok(signed) = SignedStatement::parse(der) {
        assert_eq!(signed.der(), der);
        let written = signed.statement().to_json();
        assert_eq!(written.as_deref(), Ok(signed.content()));
    }
});
