//! A checkpoint that is read is written as it is read.

#![no_main]

use ca_core::audit::checkpoint::Checkpoint;
use ca_core::audit::head;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert_eq!(checkpoint.to_string(), text);
    }
    // As a note, with whatever is no signature.
    drop(head::read(text));
});
