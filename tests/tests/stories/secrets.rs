//! I9: where a PIN never is. `strace` shows all that the programs read, write and start.

use std::fs;
use std::path::Path;

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, program, tool};

/// Runs a program of ours under `strace` and returns what it did, in order.
fn traced(lab: &Lab, name: &str, arguments: &[&str]) -> String {
    let trace = lab.file("trace.log");
    let mut strace = tool("strace");
    let calls =
        "trace=execve,prctl,openat,read,pread64,write,pwrite64,writev,sendto,sendmsg,connect";
    strace
        .args(["-f", "-v", "-s", "100000", "-e", calls, "-o"])
        .arg(&trace);
    strace.arg(program(name)).args(arguments);
    let _ran = Run::of(&mut strace).succeeds();
    fs::read_to_string(trace).unwrap()
}

fn check(trace: &str, pin_file: &Path) {
    let pin = fs::read_to_string(pin_file).unwrap();
    let opened = format!("\"{}\"", pin_file.display());
    let lines: Vec<&str> = trace.lines().collect();
    let place = |what: &str| lines.iter().position(|line| line.contains(what));
    let undumpable = place("prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE");
    let open = place(&opened).expect("the PIN file is read");
    assert!(
        undumpable.is_some_and(|place| place < open),
        "a core dump would hold the PIN"
    );
    let seen: Vec<&&str> = lines
        .iter()
        .filter(|line| line.contains(pin.trim()))
        .collect();
    assert_eq!(
        seen.len(),
        1,
        "the PIN is seen once, when its file is read: {seen:?}"
    );
    assert!(seen[0].contains(" read("), "{}", seen[0]);
}

#[test]
fn i09_the_pin_is_read_from_its_file_and_goes_nowhere_else() {
    let lab = Lab::up();
    let config = lab.file("sceau.toml");
    let config = config.to_str().unwrap();
    let trace = traced(&lab, "sceau", &["--config", config, "config", "check"]);
    check(&trace, &lab.file("ca/pin"));
    let config = lab.file("ocsp/sceau-ocsp.toml");
    let config = config.to_str().unwrap();
    let trace = traced(&lab, "sceau-ocsp", &["check", "--config", config]);
    check(&trace, &lab.file("ocsp/pin"));
}

#[test]
fn i09_no_store_and_no_log_holds_a_pin() {
    let lab = Lab::up();
    for pin_file in ["ca/pin", "ocsp/pin"] {
        let pin = fs::read_to_string(lab.file(pin_file)).unwrap();
        let mut grep = tool("grep");
        grep.args(["-rlaF", "--exclude=pin", pin.trim()])
            .arg(lab.path());
        let found = Run::of(&mut grep).ends_with(1);
        assert_eq!(found.stdout, "", "{pin_file}");
    }
}

#[test]
fn ops_06_sceau_opens_no_connection() {
    let lab = Lab::up();
    let (trace, config) = (lab.file("trace.log"), lab.file("sceau.toml"));
    let mut strace = tool("strace");
    strace
        .args(["-f", "-e", "trace=socket,connect,bind", "-o"])
        .arg(&trace);
    strace.arg(program("sceau")).arg("--config").arg(config);
    strace.args(["crl", "publish", "--issuer", "citizens"]);
    let _published = Run::of(&mut strace).succeeds();
    let calls = fs::read_to_string(trace).unwrap();
    assert!(calls.contains("+++ exited with 0 +++"), "{calls}");
    assert!(!calls.contains("AF_INET"), "{calls}");
}
