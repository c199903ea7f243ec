//! The figures of performance, as ratios taken in one run: `make bench`.
//!
//! - [`issue`]: issuance by 64 threads against its cryptography alone; [`batch`]: the same from
//!   the command line;
//! - [`hsm`]: signatures through the worker process against the module called directly;
//! - [`lint`]: the rules before a signature against one verification;
//! - [`ocsp`]: cached and live answers, in server CPU, against a constant and the token;
//! - [`constant`], [`cpu`]: what the latter is measured against and with;
//! - [`report`]: the table and `bench/results.json`.
//!
//! A figure tells how far the whole is from a limit measured beside it, so that a busy machine
//! moves both. No figure is a test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench tells what went wrong by a panic and what it found by printing"
)]

mod batch;
mod constant;
mod cpu;
mod hsm;
mod issue;
mod lint;
mod ocsp;
mod report;

use sceau_tests::house::House;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, port, head, body] = arguments.as_slice()
        && word == "--constant"
    {
        return ocsp::serve_constant(port, head.as_ref(), body.as_ref());
    }
    if let [_, word, pin] = arguments.as_slice()
        && word == "--directly"
    {
        return hsm::sign_directly(pin.as_ref());
    }
    // `cargo test --benches` starts benches too: figures are taken by `cargo bench` only.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let house = House::build(folder.path());
    let mut figures = vec![
        hsm::hsm_worker_p256(&house),
        issue::issue_p256_64_threads(&house),
        batch::issue_batch(&house),
        lint::lint(&house),
    ];
    figures.extend(ocsp::figures(&house));
    report::print(&figures);
}
