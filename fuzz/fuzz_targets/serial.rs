//! A serial number that is read is written as it is read, from text and from octets.

#![no_main]

use ca_core::serial::Serial;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    if let Ok(serial) = Serial::try_from(octets) {
        assert_eq!(serial.as_bytes(), octets);
    }
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let Ok(serial) = text.parse::<Serial>() else {
        return;
    };
    assert_eq!(serial.to_string().parse(), Ok(serial.clone()));
    assert_eq!(Serial::try_from(serial.as_bytes()), Ok(serial));
});
