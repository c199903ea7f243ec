//! A note that is read is written as it is read.

#![no_main]

use ca_core::audit::note::SignedNote;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(note) = SignedNote::parse(text) {
        assert_eq!(note.to_string(), text);
        assert!(text.starts_with(note.text()));
    }
});
