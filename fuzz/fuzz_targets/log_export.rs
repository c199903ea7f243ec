//! Whatever stands in the files of an export, it is examined in bounded time and without a panic,
//! and never found whole: nobody can sign a head here.

#![no_main]

use std::collections::BTreeMap;

use ca_core::audit::examine::{Terms, examine_export};
use ca_core::audit::export::ExportSource;
use ca_core::registry::StoreFault;
use ca_core::timestamp::Timestamp;
use libfuzzer_sys::fuzz_target;

struct Files(BTreeMap<String, Vec<u8>>);

impl ExportSource for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreFault> {
        Ok(self.0.get(path).cloned())
    }
}

fuzz_target!(
    |input: (BTreeMap<String, Vec<u8>>, Vec<String>, Vec<Vec<u8>>)| {
        let (files, earlier, roots) = input;
        let terms = Terms {
            now: Timestamp::NO_END,
            at: Timestamp::from_unix_seconds(0),
            earlier: &earlier,
            roots: &roots,
        };
        let report = examine_export(&Files(files), &terms, &mut |_, _| {});
        assert!(report.is_err(), "{report:?}");
    }
);
