//! The figures of performance, as ratios taken in one run: `make bench`.
//!
//! - [`issue`]: issuance by 64 threads against its cryptography alone; [`batch`]: the same from
//!   the command line;
//! - [`commits`]: how many acts of issuance share a commit;
//! - [`hsm`]: signatures through the worker process against the module called directly;
//! - [`lint`]: the rules before a signature against one verification;
//! - [`log`]: verifying an export of the audit log;
//! - [`ocsp`]: cached and live answers, in server CPU, against a constant and the token;
//! - [`constant`], [`cpu`]: what the latter is measured against and with;
//! - [`scale`]: the same with many certificates, and what they take of the disk;
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
mod commits;
mod constant;
mod cpu;
mod hsm;
mod issue;
mod lint;
mod log;
mod ocsp;
mod report;
mod scale;

use sceau_tests::house::House;

use crate::report::Figure;

/// How a figure is measured in the house that all share.
type Measure = fn(&House) -> Figure;

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
    if let [_, word, folder] = arguments.as_slice()
        && word == "--one-by-one"
    {
        return issue::issue_one_by_one(folder.as_ref());
    }
    // `cargo test --benches` starts benches too: figures are taken by `cargo bench` only.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wanted: Vec<&String> = arguments.iter().skip(1).collect();
    let is_wanted = |name: &str| {
        let mut words = wanted.iter().filter(|word| !word.starts_with("--"));
        let all = words.clone().next().is_none();
        all || words.any(|word| name.starts_with(word.as_str()))
    };
    commits::listen();
    let folder = tempfile::tempdir().unwrap();
    let house = House::build(folder.path());
    let mut figures = Vec::new();
    let parts: [(&str, Measure); 7] = [
        ("hsm-worker-p256", hsm::hsm_worker_p256),
        ("issue-p256-64-threads", issue::issue_p256_64_threads),
        ("issue-p256-cpu", issue::issue_p256_cpu),
        ("issue-p99-half-rate", issue::issue_p99_half_rate),
        (
            "issue-beside-a-busy-writer",
            issue::issue_beside_a_busy_writer,
        ),
        ("issue-batch", batch::issue_batch),
        ("lint", lint::lint),
    ];
    for (name, figure) in parts {
        if is_wanted(name) {
            figures.push(figure(&house));
        }
    }
    if is_wanted("scale") {
        figures.extend(scale::figures());
    }
    if is_wanted("audit-verify") {
        figures.extend(log::figures(&house));
    }
    if is_wanted("ocsp") {
        figures.extend(ocsp::figures(&house));
    }
    report::print(&figures);
}
