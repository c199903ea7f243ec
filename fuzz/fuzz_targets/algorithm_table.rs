//! A table of algorithms is read or refused.

#![no_main]

use ca_core::algorithm_table::AlgorithmTable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| drop(AlgorithmTable::parse(text)));
