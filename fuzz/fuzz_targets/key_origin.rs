//! Evidence of a key's origin proves something or is refused.
//!
//! The document lists the bureau and the vendor of the seeds, so that what is changed in them
//! reaches signatures and chains, and the key is theirs.

#![no_main]

use std::sync::LazyLock;

use ca_core::key_origin::KeyOrigins;
use ca_core::subject_key::SubjectKey;
use ca_core::timestamp::Timestamp;
use libfuzzer_sys::fuzz_target;

static ORIGINS: LazyLock<KeyOrigins> = LazyLock::new(|| {
    KeyOrigins::parse(include_str!("key_origin/origins.toml")).expect("the document is valid")
});
static KEY: LazyLock<SubjectKey> = LazyLock::new(|| {
    SubjectKey::from_spki(include_bytes!("key_origin/subject.spki")).expect("the key is sound")
});
const NOW: Timestamp = Timestamp::from_unix_seconds(1_795_317_626);

fuzz_target!(|evidence: &[u8]| drop(ORIGINS.prove(evidence, &KEY, NOW)));
