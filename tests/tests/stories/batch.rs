//! Batches (REG-11): a file and a line for each item, whatever is wrong with its neighbours, and
//! each certificate once, whenever a run is killed.
//!
//! - [`items`]: the lines of a batch;
//! - [`post`]: a folder with its runs, and what it must hold afterwards;
//! - [`way`]: what is in the way, what is broken, and where a run ends all the same.

mod items;
mod post;
mod way;

use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rand::RngExt;
use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::{Run, judge, tool};
use serde_json::json;

use crate::batch::items::{Item, items};
use crate::batch::post::Post;

#[test]
fn reg_11_a_batch_ends_with_a_file_and_a_line_for_each_item() {
    let lab = Lab::up();
    let post = Post::new(&lab, "hundreds");
    let items = items("a", 300);
    let run = post.run(&items).succeeds();
    let _told = run.says("The batch is done: 300 requests.");
    post.holds(&items);
    post.is_in_the_registry_once(&items);
    // Again: the same certificates, and the registry has no more.
    let before = post.files(&items);
    let _again = post.run(&items).succeeds().says("issued before");
    assert_eq!(post.files(&items), before);
    post.is_in_the_registry_once(&items);
    assert!(post.results().iter().all(|line| line["replayed"] == true));
    // A known id with other content is refused, in whatever folder.
    let later = Post::new(&lab, "later");
    later.write(&[Item::new("a7", 1007)]);
    for dry in [true, false] {
        let mut command = later.command();
        command.args(dry.then_some("--dry-run"));
        let run = Run::of(&mut command).ends_with(1);
        let _refused = run.says("no certificate for a7").says("another request");
    }
    assert!(!later.folder().join("a7.pem").exists());
    post.is_in_the_registry_once(&items);
}

#[test]
fn reg_11_each_bad_item_has_its_own_refusal_and_the_others_their_certificate() {
    let lab = Lab::up();
    let post = Post::new(&lab, "bad");
    let good = items("good", 4);
    let bad = |change: &dyn Fn(&mut Item)| {
        let mut item = Item::new("bad", 77);
        change(&mut item);
        item.line()
    };
    let lines = [
        good[0].line(),
        String::new(),
        "{\"id\":\"torn\",".into(),
        bad(&|item| item.set("id", json!("../x"))),
        bad(&|item| item.set("csr", json!("-----BEGIN CERTIFICATE REQUEST-----"))),
        bad(&|item| item.set("subject", json!("C=TD,CN=nobody"))),
        bad(&|item| item.set("subject", json!("CN"))),
        good[1].line(),
        bad(&|item| item.set("profile", json!("root-ca"))),
        bad(&|item| item.set("san", json!(["dns:*.td"]))),
        bad(&|item| item.set("csr", json!("x".repeat(300 * 1024)))),
        good[1].line(),
        Item::new("good1", 78).line(),
        good[2].line(),
        "[1]".into(),
        good[3].line(),
    ];
    let run = post.run_lines(&lines).ends_with(1);
    let _told = run
        .says("bad")
        .says("Line 3: no certificate.")
        .says("REG-11");
    post.holds(&good);
    post.is_in_the_registry_once(&good);
    assert!(!post.folder().parent().unwrap().join("x.pem").exists());
    let results = post.results();
    let outcomes: Vec<_> = results
        .iter()
        .map(|line| line["outcome"].as_str().unwrap())
        .collect();
    let [i, r] = ["issued", "refused"];
    assert_eq!(outcomes, [i, r, r, r, r, r, i, r, r, r, i, r, i, r, i]);
    // The second line of an id gives the same; with other content it is refused.
    assert_eq!(results[10]["replayed"], true);
    assert_eq!(results[10]["serial"], results[6]["serial"]);
    assert_eq!(results[11]["id"], "good1");
    for (place, id, words) in [
        (1, None, "JSON"),
        (2, None, "../x"),
        (3, Some("bad"), "PEM"),
        (4, Some("bad"), "serialNumber"),
        (5, Some("bad"), "attribute=value"),
        (7, Some("bad"), "profile"),
        (8, Some("bad"), "ildcard"),
        (9, None, "256"),
        (11, Some("good1"), "another request"),
        (13, None, "JSON"),
    ] {
        let line = &results[place];
        assert_eq!(line["id"].as_str(), id, "{line}");
        assert!(line["error"].as_str().unwrap().contains(words), "{line}");
        assert!(line["serial"].is_null() && line["file"].is_null(), "{line}");
    }
}

#[test]
fn reg_09_another_name_under_a_known_identifier_is_told_of_the_item() {
    let lab = Lab::up();
    let post = Post::new(&lab, "names");
    let mut items = items("n", 2);
    let married = items[0].identifier().to_owned();
    let _first = post.run(&items[..1]).succeeds();
    let other = format!("C=TD,SN=Mahamat,GN=Aïcha,serialNumber={married},CN=Aïcha Mahamat");
    items[1].set("subject", json!(other));
    let run = post.run(&items).succeeds();
    let _told = run.says("Line 2, n1: ").says("another name").says("REG-09");
    let results = post.results();
    assert_eq!(results[0]["notices"], json!([]));
    let notice = json!([{ "rule": "REG-09", "notice": "other-name" }]);
    assert_eq!(results[1]["notices"], notice);
    post.holds(&items);
}

#[test]
fn reg_11_fifty_kills_at_random_moments_and_each_is_issued_once() {
    killed_at_random_moments(50, 120);
}

#[test]
#[ignore = "part of `make soak`: takes minutes"]
fn soak_reg_11_a_thousand_kills_at_random_moments_and_each_is_issued_once() {
    killed_at_random_moments(1000, 600);
}

/// Runs batches of so many items until so many runs were killed; each batch is run again until it
/// comes to its end.
fn killed_at_random_moments(kills: u32, size: u32) {
    let lab = Lab::up();
    let token = post::KeptToken::of(&lab);
    let (mut killed, mut all) = (0, Vec::new());
    for round in 0.. {
        if killed == kills {
            break;
        }
        let post = Post::new(&lab, &format!("round-{round}"));
        let items = items(&format!("r{round}-"), size);
        post.write(&items);
        // Rounds end after some kills, so that new items meet them too.
        for _ in 0..8 {
            let ended = strike(post.command(), Duration::from_millis(400));
            token.is_put_back();
            killed += u32::from(!ended);
            if ended || killed == kills {
                break;
            }
        }
        let _end = post.run(&items).succeeds();
        post.holds(&items);
        all.extend(items);
    }
    Post::new(&lab, "none").is_in_the_registry_once(&all);
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
}

/// Ends a run at a random moment within this time. Says whether it had ended before.
fn strike(mut command: Command, within: Duration) -> bool {
    let moment = within.mul_f64(rand::rng().random_range(0.05..1.0));
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.stdin(Stdio::null()).spawn().unwrap();
    thread::sleep(moment);
    child.kill().unwrap();
    let status = child.wait().unwrap();
    assert!(status.signal() == Some(9) || status.success(), "{status}");
    status.success()
}

#[test]
fn reg_11_after_torn_results_there_is_a_whole_line_for_each_item() {
    let lab = Lab::up();
    let post = Post::new(&lab, "torn");
    let items = items("t", 2);
    let _first = post.run(&items).succeeds();
    let file = post.folder().join("results.jsonl");
    let whole = fs::read(&file).unwrap();
    let last = whole.iter().position(|octet| *octet == b'\n').unwrap() + 1;
    for length in (last..whole.len()).step_by(9).chain([0, 1, last - 1]) {
        fs::write(&file, &whole[..length]).unwrap();
        let _again = post.run(&items).succeeds();
        post.holds(&items);
        assert_eq!(post.results().len(), items.len());
    }
    post.is_in_the_registry_once(&items);
}

#[test]
fn reg_11_a_run_that_is_asked_to_end_says_how_to_go_on() {
    let lab = Lab::up();
    let post = Post::new(&lab, "asked");
    let items = items("i", 400);
    post.write(&items);
    let mut command = post.command();
    let piped = command.stdin(Stdio::null()).stdout(Stdio::null());
    let child = piped.stderr(Stdio::piped()).spawn().unwrap();
    let results = post.folder().join("results.jsonl");
    wait_until(|| fs::read(&results).is_ok_and(|text| !text.is_empty()));
    let _asked = judge("sh", ["-c", &format!("kill -INT {}", child.id())]).succeeds();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(5), "{said}");
    assert!(said.contains("Run the same command again"), "{said}");
    // What was in flight is whole: each line is of an issued item with its file.
    let done = post.results();
    assert!(!done.is_empty() && done.len() < 400, "{}", done.len());
    assert!(done.iter().all(|line| line["outcome"] == "issued"));
    let _end = post.run(&items).succeeds();
    post.holds(&items);
    post.is_in_the_registry_once(&items);
}

#[test]
fn reg_11_a_registry_that_fails_stops_the_batch_and_the_next_run_goes_on() {
    let lab = Lab::up();
    let post = Post::new(&lab, "failing");
    let items = items("f", 150);
    post.write(&items);
    let log = lab.file("registry/sceau.db-wal");
    let inject = "inject=fsync,fdatasync:error=EIO:when=9+";
    let run = post.struck(&["-P", log.to_str().unwrap(), "-e", inject]);
    let _stopped = run
        .ends_with(5)
        .says("Run the same command again")
        .says("registry");
    assert!(
        post.results()
            .iter()
            .any(|line| line["outcome"] == "failed")
    );
    let _end = post.run(&items).succeeds();
    post.holds(&items);
    post.is_in_the_registry_once(&items);
}

#[test]
fn reg_11_a_wrong_profile_or_issuer_stops_the_batch_at_once() {
    let lab = Lab::up();
    let post = Post::new(&lab, "wrong");
    let items = items("w", 100);
    post.write(&items);
    for (option, value) in [("--profile", "citizen-nonsense"), ("--issuer", "nobody")] {
        let mut command = post.command_with(&[(option, value)]);
        let run = Run::of(&mut command).ends_with(1);
        let said = run.says("stopped").says(value);
        let _no_use = said.is_silent_about("Run the same command again");
        assert!(post.results().len() < 100);
    }
    assert_eq!(post.registered(), Vec::<String>::new());
}

#[test]
fn reg_11_a_dry_run_checks_each_line_and_leaves_nothing() {
    let lab = Lab::up();
    let post = Post::new(&lab, "dry");
    let mut items = items("y", 5);
    items[3].set("subject", json!("C=TD,CN=nobody"));
    post.write(&items);
    let file = post.requests();
    let dry = |more: &[&str]| {
        let mut command = lab.command(["cert", "issue", "--issuer", "citizens", "--dry-run"]);
        command
            .args(["--profile", "citizen-signature", "--batch"])
            .arg(&file);
        Run::of(command.args(more)).ends_with(1)
    };
    let _told = dry(&[])
        .says("5 requests were checked")
        .says("Line 4: no certificate for y3");
    assert!(!post.folder().exists());
    let _absent = Run::of(&mut post.command_with(&[("--batch", "/nonexistent")]))
        .ends_with(2)
        .says("/nonexistent");
    let folder = post.folder();
    let report = dry(&["--out-dir", folder.to_str().unwrap(), "--format", "json"]).json();
    assert_eq!(
        (&report["accepted"], &report["refused"]),
        (&json!(4), &json!(1))
    );
    assert!(folder.join("dry-run.jsonl").exists());
    assert!(!folder.join("results.jsonl").exists() && !folder.join("y0.pem").exists());
    assert_eq!(post.registered(), Vec::<String>::new());
}

#[test]
fn reg_11_what_belongs_to_one_request_does_not_go_with_a_batch() {
    let issue = |more: &[&str]| {
        let mut command = hermetic("sceau");
        command.args([
            "cert",
            "issue",
            "--issuer",
            "citizens",
            "--profile",
            "citizen-signature",
        ]);
        Run::of(command.args(more)).ends_with(2)
    };
    for option in [
        "--csr",
        "--request-id",
        "--out",
        "--key-origin",
        "--original-name",
    ] {
        let value = if option == "--original-name" {
            "CN=x"
        } else {
            "x"
        };
        let _usage = issue(&["--batch", "b", "--out-dir", "d", option, value]).says(option);
    }
    let _usage = issue(&["--batch", "b"]).says("--out-dir");
    let _usage = issue(&["--out-dir", "d"]).says("--batch");
    let _usage = issue(&[]).says("--csr");
}

#[test]
fn crt_16_a_dry_run_writes_the_bytes_that_would_be_signed() {
    let lab = Lab::up();
    let (csr, out) = (lab.file("one.csr"), lab.file("one.tbs"));
    fs::write(&csr, Item::new("one", 1).csr()).unwrap();
    let mut command = lab.command(["cert", "issue", "--issuer", "citizens", "--dry-run"]);
    command.args([
        "--profile",
        "citizen-signature",
        "--subject",
        &items::subject(1),
    ]);
    command.arg("--csr").arg(&csr).arg("--out").arg(&out);
    let report = Run::of(command.args(["--format", "json"]))
        .succeeds()
        .json();
    assert_eq!(report["tbs"], hex_of(&fs::read(&out).unwrap()));
    let shown = judge(
        "openssl",
        ["asn1parse", "-inform", "DER", "-in", out.to_str().unwrap()],
    );
    let _read = shown.succeeds().says("IDCTD-").says("X509v3 Key Usage");
}

#[test]
fn i12_a_batch_of_any_length_needs_little_memory() {
    let lab = Lab::up();
    let post = Post::new(&lab, "long");
    let mut command = post.command_with(&[("--batch", "-")]);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.stdin(Stdio::piped()).spawn().unwrap();
    let mut requests = child.stdin.take().unwrap();
    let mut item = Item::new("large", 1);
    item.set("csr", json!("x".repeat(250_000)));
    let line = item.line() + "\n";
    for _ in 0..800 {
        requests.write_all(line.as_bytes()).unwrap();
    }
    wait_until(|| post.results().len() > 700);
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    drop(requests);
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(peak < 100_000, "{peak} KiB for 200 MB of requests");
}

fn hex_of(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Waits for what another process does.
pub(crate) fn wait_until(happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !happened() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it did not happen"
        );
        thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn requests_in_numbers_are_sound_for_openssl() {
    let folder = tempfile::tempdir().unwrap();
    let csr = folder.path().join("r.csr");
    fs::write(&csr, Item::new("a", 1).csr()).unwrap();
    let mut openssl = tool("openssl");
    openssl.args(["req", "-verify", "-noout", "-in"]).arg(&csr);
    let _sound = Run::of(&mut openssl).succeeds();
}
