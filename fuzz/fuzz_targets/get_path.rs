//! The path of a GET is decoded or not, with little work, and what was encoded is found.

#![no_main]

use libfuzzer_sys::fuzz_target;
use ocsp_responder::http::get_path::candidates;

fuzz_target!(|path: &str| {
    let found = candidates(path, 65_536);
    assert!(found.len() <= 200);
    assert!(found.iter().all(|request| request.len() <= path.len() + 2));
});
