//! What is in the way, what is broken, and where a run ends all the same.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, judge, tool};
use serde_json::{Value, json};

use crate::batch::items::{self, Item, items};
use crate::batch::post::Post;
use crate::batch::wait_until;

#[test]
fn reg_09_a_notice_is_told_beside_a_certificate_on_standard_output() {
    let lab = Lab::up();
    let post = Post::new(&lab, "before");
    let item = Item::new("n0", 0);
    let married = item.identifier().to_owned();
    let _first = post.run(&[item]).succeeds();
    let csr = lab.file("n1.csr");
    fs::write(&csr, Item::new("n1", 1).csr()).unwrap();
    let other = format!("C=TD,SN=Mahamat,GN=Aïcha,serialNumber={married},CN=Aïcha Mahamat");
    let mut command = lab.command(["cert", "issue", "--issuer", "citizens", "--subject", &other]);
    command
        .args(["--profile", "citizen-signature", "--csr"])
        .arg(csr);
    let run = Run::of(&mut command).succeeds();
    assert!(
        run.stderr.contains("another name") && run.stderr.contains("REG-09"),
        "{run}"
    );
    let pem = ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"];
    let given = run.stdout.trim();
    assert!(
        given.starts_with(pem[0]) && given.ends_with(pem[1]),
        "{run}"
    );
}

#[test]
fn crt_16_a_dry_run_replaces_no_certificate_that_was_issued() {
    let lab = Lab::up();
    let (csr, out) = (lab.file("one.csr"), lab.file("one.pem"));
    fs::write(&csr, Item::new("one", 1).csr()).unwrap();
    let issue = |more: &[&str]| {
        let mut command = lab.command(["cert", "issue", "--issuer", "citizens"]);
        command.args(["--profile", "citizen-signature", "--request-id", "one"]);
        command
            .args(["--subject", &items::subject(1), "--csr"])
            .arg(&csr);
        Run::of(command.arg("--out").arg(&out).args(more))
    };
    let _issued = issue(&[]).succeeds();
    let certificate = fs::read(&out).unwrap();
    let _kept = issue(&["--dry-run"]).ends_with(1).says("--force");
    assert_eq!(fs::read(&out).unwrap(), certificate);
    let _forced = issue(&["--dry-run", "--force"]).succeeds();
    assert_ne!(fs::read(&out).unwrap(), certificate);
}

#[test]
fn reg_11_what_is_no_file_stays_even_by_force_and_nothing_is_issued_for_it() {
    let lab = Lab::up();
    let post = Post::new(&lab, "no-files");
    let items = items("p", 4);
    post.write(&items);
    let at = |name: &str| post.folder().join(name);
    fs::create_dir_all(at("p0.pem")).unwrap();
    let _fifo = judge("mkfifo", [at("p1.pem")]).succeeds();
    fs::write(lab.file("key"), "-----BEGIN PRIVATE KEY-----").unwrap();
    symlink(lab.file("key"), at("p2.pem")).unwrap();
    let run = Run::of(post.command().arg("--force")).ends_with(1);
    let _said = run
        .says("no certificate for p0")
        .says("is no file")
        .says("REG-11");
    let outcomes: Vec<_> = post
        .results()
        .iter()
        .map(|one| one["outcome"].clone())
        .collect();
    assert_eq!(
        outcomes,
        ["refused", "refused", "issued", "issued"].map(|word| json!(word))
    );
    assert!(at("p0.pem").is_dir());
    assert!(!at("p2.pem").is_symlink(), "a link gives way to a file");
    assert_eq!(
        fs::read(lab.file("key")).unwrap(),
        b"-----BEGIN PRIVATE KEY-----"
    );
    assert_eq!(post.registered(), ["p2", "p3"]);
}

#[test]
fn reg_11_a_file_of_others_is_not_taken_for_results() {
    let lab = Lab::up();
    let post = Post::new(&lab, "theirs");
    let items = items("r", 2);
    fs::create_dir(post.folder()).unwrap();
    let results = post.folder().join("results.jsonl");
    for theirs in [items[0].line(), items[0].line() + "\n", "notes".into()] {
        fs::write(&results, &theirs).unwrap();
        let run = post.run(&items).ends_with(1);
        let _said = run.says("results.jsonl").says("--force").says("REG-11");
        assert_eq!(fs::read_to_string(&results).unwrap(), theirs);
    }
    assert_eq!(post.registered(), Vec::<String>::new());
    let _forced = Run::of(post.command().arg("--force")).succeeds();
    post.holds(&items);
}

#[test]
fn reg_11_results_that_cannot_be_written_end_with_a_whole_line() {
    let lab = Lab::up();
    let post = Post::new(&lab, "limited");
    let items = items("l", 600);
    post.write(&items);
    let mut dry = post.command();
    dry.arg("--dry-run");
    // 64 KiB a file: the line that crosses them is written in part.
    let mut limited = tool("sh");
    let limits = "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"";
    limited.env_clear();
    limited.envs(
        dry.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    limited
        .args(["-c", limits])
        .arg(dry.get_program())
        .args(dry.get_args());
    let run = Run::of(&mut limited).ends_with(5);
    let _said = run.says("dry-run.jsonl").says("Run the same command again");
    let text = fs::read_to_string(post.folder().join("dry-run.jsonl")).unwrap();
    assert!(
        text.ends_with('\n') && text.len() > 60_000,
        "{}",
        text.len()
    );
    for (line, number) in text.lines().zip(1_u64..) {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["line"], number);
    }
}

#[test]
fn reg_11_a_folder_that_fails_after_the_start_can_be_tried_again() {
    let lab = Lab::up();
    let post = Post::new(&lab, "moods");
    let items = items("m", 5);
    post.write(&items);
    let draft = post.folder().join(".m2.pem.draft");
    for error in ["EIO", "EROFS", "EACCES"] {
        let inject = format!("inject=openat:error={error}");
        let run = post.struck(&["-P", draft.to_str().unwrap(), "-e", &inject]);
        let _stopped = run
            .ends_with(5)
            .says("m2.pem")
            .says("Run the same command again");
    }
    let _end = post.run(&items).succeeds();
    post.holds(&items);
    post.is_in_the_registry_once(&items);
}

#[test]
fn reg_11_a_run_ends_though_nobody_writes_or_closes_its_requests() {
    let lab = Lab::up();
    let post = Post::new(&lab, "silent");
    let items = items("q", 2);
    let mut command = post.command_with(&[("--batch", "-")]);
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
    let mut requests = child.stdin.take().unwrap();
    for item in &items {
        writeln!(requests, "{}", item.line()).unwrap();
    }
    wait_until(|| post.results().len() == 2);
    let _asked = judge("sh", ["-c", &format!("kill -TERM {}", child.id())]).succeeds();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(20), "it did not end");
        thread::sleep(Duration::from_millis(5));
    }
    drop(requests);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(5), "{output:?}");
    post.holds(&items);
}

#[test]
fn reg_11_hints_in_a_batch_name_keys_of_the_line() {
    let lab = Lab::up();
    let post = Post::new(&lab, "hints");
    let mut items = items("h", 1);
    let latin = "C=TD,SN=Nobody,GN=Else,serialNumber=IDCTD-000007,CN=Nobody Else";
    items[0].set("subject", json!(latin));
    items[0].set("original_name", json!("SN=محمد,GN=عائشة"));
    let run = post.run(&items).ends_with(1);
    let said = run.says("`confirm_latin_form`, `key_origin`");
    let _no_options = said.is_silent_about("--confirm-latin-form");
}

#[test]
fn reg_11_what_is_in_the_way_is_not_replaced_and_nothing_is_issued_for_it() {
    let lab = Lab::up();
    let post = Post::new(&lab, "way");
    let others = Post::new(&lab, "others");
    let _other = others.run(&items("o", 1)).succeeds();
    fs::create_dir(post.folder()).unwrap();
    let key = post.folder().join("k0.pem");
    fs::write(&key, "-----BEGIN PRIVATE KEY-----\n").unwrap();
    fs::copy(others.folder().join("o0.pem"), post.folder().join("k1.pem")).unwrap();
    let items = items("k", 3);
    let run = post.run(&items).ends_with(1);
    let _said = run.says("Something else is there already");
    assert_eq!(
        fs::read_to_string(&key).unwrap(),
        "-----BEGIN PRIVATE KEY-----\n"
    );
    assert_eq!(post.registered(), ["k2", "o0"]);
    let mut forced = post.command();
    let _forced = Run::of(forced.arg("--force")).succeeds();
    post.holds(&items);
}

#[test]
fn reg_11_a_folder_that_cannot_be_written_is_said_before_anything_is_issued() {
    let lab = Lab::up();
    let post = Post::new(&lab, "no-folder");
    let items = items("d", 60);
    post.write(&items);
    fs::write(post.folder(), "a file").unwrap();
    let _refused = Run::of(&mut post.command()).ends_with(2).says("no-folder");
    fs::remove_file(post.folder()).unwrap();
    let inject = "inject=openat:error=EROFS";
    let draft = post.folder().join(".results.jsonl.draft");
    let run = post.struck(&["-P", draft.to_str().unwrap(), "-e", inject]);
    let _read_only = run.ends_with(2).says("read-only");
    assert_eq!(post.registered(), Vec::<String>::new());
    a_disk_that_is_full_stops_the_batch_and_the_next_run_goes_on(&post, &items);
}

fn a_disk_that_is_full_stops_the_batch_and_the_next_run_goes_on(post: &Post<'_>, items: &[Item]) {
    let results = post.folder().join("results.jsonl");
    // Once: what comes after it could be written again, and would hide the gap.
    let inject = "inject=write:error=ENOSPC:when=5";
    let run = post.struck(&["-P", results.to_str().unwrap(), "-e", inject]);
    let _full = run.ends_with(5).says("disk is full").says("results.jsonl");
    let lines: Vec<_> = post
        .results()
        .iter()
        .map(|one| one["line"].clone())
        .collect();
    assert_eq!(lines, [1, 2, 3, 4].map(|line| json!(line)));
    let _end = post.run(items).succeeds();
    post.holds(items);
    post.is_in_the_registry_once(items);
}

#[test]
fn reg_11_two_runs_do_not_share_a_folder() {
    let lab = Lab::up();
    let post = Post::new(&lab, "shared");
    let items = items("s", 3);
    post.write(&items);
    let mut first = post.command_with(&[("--batch", "-")]);
    let piped = first.stdin(Stdio::piped()).stdout(Stdio::null());
    let mut first = piped.spawn().unwrap();
    let mut requests = first.stdin.take().unwrap();
    writeln!(requests, "{}", items[0].line()).unwrap();
    wait_until(|| post.folder().join("s0.pem").exists());
    let _second = Run::of(&mut post.command())
        .ends_with(5)
        .says("Another batch");
    for item in &items[1..] {
        writeln!(requests, "{}", item.line()).unwrap();
    }
    drop(requests);
    assert!(first.wait().unwrap().success());
    post.holds(&items);
    let _now = post.run(&items).succeeds();
}
