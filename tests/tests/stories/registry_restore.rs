//! The restore drill (OPS-03): backups while certificates are issued, their return, and a registry
//! that is older than its anchor knows.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, judge, program, tool};
use sceau_tests::status::{fetch_crl, openssl_ocsp};
use sceau_tests::subject::{SIGNATURE, openssl_request};
use serde_json::Value;

/// How OpenSSL makes a key.
const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";

/// Makes an identity in the lab's folder; gives its file and its recipient.
fn keygen(lab: &Lab, name: &str) -> (PathBuf, String) {
    let file = lab.file(name);
    let made = lab.report(["registry", "keygen", "--out", file.to_str().unwrap()]);
    (file, made["recipient"].as_str().unwrap().to_owned())
}

fn backup_command(lab: &Lab, file: &Path, recipient: &str) -> Command {
    let mut command = lab.command(["registry", "backup", "--recipient", recipient, "--out"]);
    command.arg(file).args(["--format", "json"]);
    command
}

fn backup(lab: &Lab, file: &Path, recipient: &str) -> Value {
    Run::of(&mut backup_command(lab, file, recipient))
        .succeeds()
        .json()
}

fn restore_command(lab: &Lab, file: &Path, identity: &Path, to: &Path) -> Command {
    let mut command = lab.command(["registry", "restore"]);
    command.arg(file).arg("--identity").arg(identity);
    command
        .arg("--registry")
        .arg(format!("sqlite:{}", to.display()));
    command
}

fn restore(lab: &Lab, file: &Path, identity: &Path, to: &Path) -> Value {
    let mut command = restore_command(lab, file, identity, to);
    Run::of(command.args(["--format", "json"]))
        .succeeds()
        .json()
}

/// Puts the lab's registry aside and restores it in its place.
fn put_back(lab: &Lab, file: &Path, identity: &Path) -> Value {
    let registry = lab.file("registry");
    let aside = lab.file("registry.old");
    if aside.exists() {
        fs::remove_dir_all(&aside).unwrap();
    }
    fs::rename(&registry, aside).unwrap();
    fs::create_dir(&registry).unwrap();
    let to = registry.join("sceau.db");
    restore(lab, file, identity, &to)
}

fn acknowledge(lab: &Lab) -> Value {
    let acknowledge = ["registry", "acknowledge", "--reason", "drill", "--yes"];
    lab.report(acknowledge)
}

/// Acknowledges at a terminal that speaks French, by typing a word.
fn typed(lab: &Lab, word: &str) -> Run {
    let (sceau, config) = (program("sceau"), lab.file("sceau.toml"));
    let command = format!(
        "{} --config {} --lang fr registry acknowledge --reason drill",
        sceau.display(),
        config.display()
    );
    let line = format!("echo '{word}' | script -qec '{command}' /dev/null");
    Run::of(tool("sh").args(["-c", &line]))
}

fn crl_number(lab: &Lab) -> u64 {
    let published = lab.report(["crl", "publish", "--issuer", "citizens"]);
    published["number"].as_u64().unwrap()
}

/// What the registry's file says to whoever asks it.
fn number(database: &Path, query: &str) -> u64 {
    let database = rusqlite::Connection::open(database).unwrap();
    let number: i64 = database.query_row(query, [], |row| row.get(0)).unwrap();
    number.unsigned_abs()
}

#[test]
fn ops_03_backup_while_issuing_opens_with_standard_tools() {
    let lab = Lab::up();
    let (identity, recipient) = keygen(&lab, "identity");
    let done = AtomicBool::new(false);
    let (file, told) = (
        lab.file("backup.age"),
        thread::scope(|scope| {
            scope.spawn(|| {
                for count in 0.. {
                    if done.load(Ordering::Relaxed) && count > 2 {
                        break;
                    }
                    let name = format!("busy{count}");
                    let csr = openssl_request(&lab, &name, P256);
                    let out = lab.file(&format!("{name}.pem"));
                    let _issued = Run::of(&mut SIGNATURE.command(&lab, &csr, &out)).succeeds();
                }
            });
            thread::sleep(Duration::from_millis(300));
            let told = backup(&lab, &lab.file("backup.age"), &recipient);
            done.store(true, Ordering::Relaxed);
            told
        }),
    );
    let sha256 = judge("sha256sum", [&file]).succeeds();
    assert!(sha256.stdout.starts_with(told["sha256"].as_str().unwrap()));
    let opened = lab.file("opened.zst");
    let decrypted = judge(
        "age",
        [
            "-d",
            "-i",
            identity.to_str().unwrap(),
            "-o",
            opened.to_str().unwrap(),
            file.to_str().unwrap(),
        ],
    );
    let _decrypted = decrypted.succeeds();
    let database = lab.file("opened.db");
    let _raw = judge(
        "zstd",
        [
            "-q",
            "-d",
            opened.to_str().unwrap(),
            "-o",
            database.to_str().unwrap(),
        ],
    )
    .succeeds();
    assert_eq!(
        number(&database, "SELECT log_size FROM heads"),
        told["events"].as_u64().unwrap()
    );
    assert_eq!(
        number(
            &database,
            "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"
        ),
        0
    );
    // Nothing readable is left beside backup or registry.
    for folder in [lab.path().to_owned(), lab.file("registry")] {
        let names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(
            !names
                .iter()
                .any(|name| name.ends_with(".copy") || name.ends_with(".draft")),
            "{names:?}"
        );
    }
}

#[test]
fn ops_03_restore_drill_gives_the_same_log_head_and_crl_numbers() {
    let lab = Lab::up();
    let (identity, recipient) = keygen(&lab, "identity");
    let issued = SIGNATURE.fulfil(&lab, "amina");
    let before = crl_number(&lab);
    let file = lab.file("backup.age");
    let told = backup(&lab, &file, &recipient);
    assert_eq!(told["crl_numbers"]["citizens-g1"], before);
    // Elsewhere: the registry in use stays as it is.
    let drill = lab.file("drill.db");
    let restored = restore(&lab, &file, &identity, &drill);
    for field in ["events", "root", "crl_numbers", "sha256"] {
        assert_eq!(restored[field], told[field], "{field}");
    }
    let serials = format!(
        "SELECT count(*) FROM serials WHERE hex(serial) = '{}'",
        issued.serial.to_uppercase()
    );
    assert_eq!(number(&drill, &serials), 1);
    let _untouched = lab.sceau(["registry", "check", "--deep"]).succeeds();
    // In its place, with what was known when the backup was made: nothing is missing.
    let again = put_back(&lab, &file, &identity);
    assert_eq!(again["root"], told["root"]);
    let _acknowledged = acknowledge(&lab);
    let after = crl_number(&lab);
    assert!(after > before, "{after} after {before}");
    let crl = fetch_crl(&lab, "citizens");
    let certificate = lab.issuer("citizens").certificate;
    let verified = judge(
        "openssl",
        [
            "crl",
            "-inform",
            "DER",
            "-noout",
            "-in",
            crl.to_str().unwrap(),
            "-CAfile",
            certificate.to_str().unwrap(),
        ],
    );
    let _verified = verified.succeeds().says("verify OK");
    let _sound = lab.sceau(["registry", "check", "--deep"]).succeeds();
    let _log = lab.sceau(["audit", "verify"]).succeeds();
}

#[test]
fn i10_stale_registry_refuses_to_serve_until_it_is_acknowledged() {
    let lab = Lab::up();
    let (identity, recipient) = keygen(&lab, "identity");
    let file = lab.file("backup.age");
    let _told = backup(&lab, &file, &recipient);
    let lost = SIGNATURE.fulfil(&lab, "lost");
    let before = crl_number(&lab);
    let kept = lab.file("kept.txt");
    let keep = ["audit", "sign", "--out", kept.to_str().unwrap()];
    let _kept = lab.sceau(keep).succeeds();
    let restored = put_back(&lab, &file, &identity);
    assert_eq!(restored["stale"], true);
    assert!(restored["lost_events"].as_u64().unwrap() >= 4, "{restored}");
    let csr = openssl_request(&lab, "next", P256);
    let out = lab.file("next.pem");
    for mut refused in [
        SIGNATURE.command(&lab, &csr, &out),
        lab.command(["crl", "publish", "--issuer", "citizens"]),
        lab.command(["issuer", "activate", "citizens-g1"]),
    ] {
        let refused = Run::of(&mut refused).ends_with(1);
        let _why = refused.says("OPS-03").says("sceau registry acknowledge");
    }
    assert!(!out.exists());
    // Nobody is told anything from it.
    let told = openssl_ocsp(&lab, "citizens", &lost.serial, &["-nonce"]);
    let _later = told.says("trylater");
    // The log is whole in itself, and not the one that is known.
    let verified = lab.sceau(["audit", "verify"]).ends_with(1);
    let _known = verified.says("OPS-03").says("The audit log is not whole");
    // It is read, and the check says what is wrong.
    let _list = lab.sceau(["cert", "list"]).succeeds();
    let check = lab
        .sceau(["registry", "check", "--format", "json"])
        .ends_with(1)
        .json();
    assert_eq!(check["checks"][0]["check"], "anchor");
    assert_eq!(check["checks"][0]["defects"], 1);
    // Nobody acknowledges by accident.
    let _asked = lab
        .sceau(["registry", "acknowledge", "--reason", "drill"])
        .ends_with(2);
    let _mistyped = typed(&lab, "acknowledge").ends_with(1).says("prendre acte");
    let _typed = typed(&lab, "prendre acte").succeeds();
    let acknowledged = lab.report(["audit", "list", "--act", "registry.acknowledge"]);
    let details = &acknowledged["events"][0]["event"]["details"];
    assert_eq!(details["gap"], "shorter", "{acknowledged}");
    let known = details["known_crl_numbers"].as_str().unwrap();
    assert!(known.contains(&format!("citizens-g1={before}")), "{known}");
    let floors = "SELECT count(*) FROM crl_floors WHERE line = 'citizens'";
    assert_eq!(number(&lab.file("registry/sceau.db"), floors), 1);
    let after = crl_number(&lab);
    assert!(after > before, "{after} after {before}");
    let _twice = lab
        .sceau(["registry", "acknowledge", "--reason", "drill", "--yes"])
        .ends_with(1);
    // What was issued after the backup is unknown to the registry, and not good.
    let unknown = lab.sceau(["cert", "show", &lost.serial, "--issuer", "citizens"]);
    let _unknown = unknown.fails();
    let _sound = lab.sceau(["registry", "check"]).succeeds();
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
    // A head of the lost time does not fit, and the operator is told why.
    let lost = ["audit", "verify", "--checkpoint", kept.to_str().unwrap()];
    let _hint = lab.sceau(lost).ends_with(1).says("registry.acknowledge");
}

#[test]
fn i12_what_is_no_backup_is_told_at_once() {
    let lab = Lab::up();
    let (identity, _) = keygen(&lab, "identity");
    let to = lab.file("drill.db");
    let pipe = lab.file("pipe");
    let _made = judge("mkfifo", [pipe.to_str().unwrap()]).succeeds();
    for (file, words) in [
        (Path::new("/dev/zero"), "not a file"),
        (pipe.as_path(), "not a file"),
        (lab.path(), "folder"),
    ] {
        let refused = Run::of(&mut restore_command(&lab, file, &identity, &to)).ends_with(2);
        let _said = refused.says(words);
    }
    // What a header promises and never ends is not kept in memory.
    let endless = lab.file("endless.age");
    let stanzas = "-> X25519 AAAA\nAAAA\n".repeat(200_000);
    fs::write(&endless, format!("age-encryption.org/v1\n{stanzas}")).unwrap();
    let refused = Run::of(&mut restore_command(&lab, &endless, &identity, &to)).ends_with(1);
    let _said = refused.says("not a backup");
    assert!(!to.exists());
}

#[test]
fn ops_03_restore_overwrites_nothing_and_takes_no_other_file() {
    let lab = Lab::up();
    let (identity, recipient) = keygen(&lab, "identity");
    let (stranger, _) = keygen(&lab, "stranger");
    let file = lab.file("backup.age");
    let _told = backup(&lab, &file, &recipient);
    let registry = lab.file("registry/sceau.db");
    let before = fs::read(&registry).unwrap();
    let taken = Run::of(&mut restore_command(&lab, &file, &identity, &registry)).ends_with(1);
    let _said = taken.says("is there already");
    assert_eq!(fs::read(&registry).unwrap(), before);
    let to = lab.file("drill.db");
    let refused = |file: &Path, identity: &Path, words: &str, more: &[&str]| {
        let mut command = restore_command(&lab, file, identity, &to);
        let _said = Run::of(command.args(more)).ends_with(1).says(words);
        assert!(!to.exists());
    };
    refused(&file, &stranger, "encrypted to others", &[]);
    refused(&identity, &identity, "not a backup", &[]);
    refused(
        &file,
        &identity,
        "expected is",
        &["--sha256", &"0".repeat(64)],
    );
    let content = fs::read(&file).unwrap();
    let cut = lab.file("cut.age");
    fs::write(&cut, &content[..content.len() - 100]).unwrap();
    refused(&cut, &identity, "cut short", &[]);
    let said = Run::of(&mut restore_command(&lab, &cut, &identity, &to)).ends_with(1);
    assert!(!said.stderr.contains("UTF-8"), "{said:?}");
    // A registry that does not agree with itself is not put back, however well it is encrypted.
    let forged = lab.file("forged.db");
    let _copied = judge(
        "sqlite3",
        [
            registry.to_str().unwrap(),
            &format!(".backup {}", forged.display()),
        ],
    )
    .succeeds();
    let database = rusqlite::Connection::open(&forged).unwrap();
    let forge = "PRAGMA foreign_keys = OFF; DROP TRIGGER audit_events_are_never_deleted; DELETE FROM audit_events WHERE log_index = 5";
    database.execute_batch(forge).unwrap();
    database.close().unwrap();
    let _packed = judge(
        "zstd",
        [
            "-q",
            "-f",
            forged.to_str().unwrap(),
            "-o",
            lab.file("forged.zst").to_str().unwrap(),
        ],
    )
    .succeeds();
    let _sealed = judge(
        "age",
        [
            "-r",
            &recipient,
            "-o",
            lab.file("forged.age").to_str().unwrap(),
            lab.file("forged.zst").to_str().unwrap(),
        ],
    )
    .succeeds();
    refused(&lab.file("forged.age"), &identity, "no gap", &[]);
}

#[test]
fn ops_03_registry_without_an_anchor_is_an_alarm_and_says_so_when_it_is_written() {
    let lab = Lab::up();
    let anchor = lab.file("anchor.json");
    fs::remove_file(&anchor).unwrap();
    let check = lab.sceau(["registry", "check"]).ends_with(1);
    let check = check.says("There is no anchor");
    assert!(
        !check.stdout.contains("good: the registry holds"),
        "{check:?}"
    );
    let publish = ["crl", "publish", "--issuer", "citizens", "--lang"];
    let begun = lab.sceau(publish.into_iter().chain(["fr"])).succeeds();
    let _told = begun.says("une nouvelle commence dans");
    let again = lab.sceau(publish.into_iter().chain(["fr"])).succeeds();
    assert!(!again.stderr.contains("une nouvelle commence"), "{again:?}");
    let _sound = lab.sceau(["registry", "check"]).succeeds();
}

#[test]
fn ops_03_damaged_or_lost_registry_is_an_alarm_and_not_made_anew() {
    let lab = Lab::up();
    let (identity, recipient) = keygen(&lab, "identity");
    let file = lab.file("backup.age");
    let _told = backup(&lab, &file, &recipient);
    let registry = lab.file("registry");
    let aside = lab.file("registry.old");
    fs::rename(&registry, &aside).unwrap();
    // A folder that is not there is named, and not made by guesswork.
    let to = registry.join("sceau.db");
    let folder = Run::of(&mut restore_command(&lab, &file, &identity, &to)).ends_with(2);
    let _named = folder.says("does not exist").says("install -d -m 2770");
    let lost = lab.sceau(["registry", "check"]).ends_with(1);
    let _said = lost.says("the anchor").says("sceau registry restore");
    let init = ["registry", "init", "--country", "TD"];
    let init = init
        .into_iter()
        .chain(["--public-url", "http://pki.example.td"]);
    let _refused = lab.sceau(init).ends_with(1).says("sceau registry restore");
    assert!(!to.exists());
    fs::create_dir(&registry).unwrap();
    for content in [
        "",
        "no database, as anybody can see, and longer than the header of one",
    ] {
        fs::write(&to, content).unwrap();
        let _alarm = lab.sceau(["registry", "check"]).ends_with(1);
        fs::remove_dir_all(&registry).unwrap();
        fs::create_dir(&registry).unwrap();
    }
    fs::set_permissions(&identity, fs::Permissions::from_mode(0o644)).unwrap();
    let restored = Run::of(&mut restore_command(&lab, &file, &identity, &to)).succeeds();
    let _told = restored.says("Others can read the identity");
}

/// A page that a disk has altered, in a registry that opens: of the log, of certificates, of what
/// every commit begins with.
#[test]
fn ops_03_corrupted_page_is_an_alarm() {
    let lab = Lab::up();
    let _issued = SIGNATURE.fulfil(&lab, "one");
    let database = lab.file("registry/sceau.db");
    let _folded = number(&database, "PRAGMA wal_checkpoint(TRUNCATE)");
    let whole = fs::read(&database).unwrap();
    let octets = usize::try_from(number(&database, "PRAGMA page_size")).unwrap();
    for table in ["audit_events", "certificates", "heads"] {
        let root = format!("SELECT rootpage FROM sqlite_schema WHERE name = '{table}'");
        let page = usize::try_from(number(&database, &root)).unwrap();
        let mut corrupted = whole.clone();
        corrupted[(page - 1) * octets..page * octets].fill(0xa5);
        fs::write(&database, corrupted).unwrap();
        let checked = lab.sceau(["registry", "check"]).ends_with(1);
        let _told = checked.says("malformed");
        fs::write(&database, &whole).unwrap();
    }
    let _sound = lab.sceau(["registry", "check"]).succeeds();
}

/// What keeps events from being deleted is gone, and one of them.
#[test]
fn aud_03_missing_rule_of_the_database_is_an_alarm() {
    let lab = Lab::up();
    let issued = SIGNATURE.fulfil(&lab, "one");
    let raw = rusqlite::Connection::open(lab.file("registry/sceau.db")).unwrap();
    raw.execute_batch(
        "DROP TRIGGER signatures_are_never_deleted;
         DELETE FROM signatures WHERE sequence = (SELECT max(sequence) FROM signatures)",
    )
    .unwrap();
    drop(raw);
    let checked = lab.sceau(["registry", "check"]).ends_with(1);
    let _named = checked.says("trigger signatures_are_never_deleted is missing");
    let report = lab.sceau(["registry", "check", "--format", "json"]);
    let report = report.ends_with(1).json();
    let checks = report["checks"].as_array().unwrap();
    let signatures = checks.iter().find(|check| check["check"] == "signatures");
    let place = format!("citizens-g1 {}", issued.serial);
    assert_eq!(signatures.unwrap()["places"][0], place);
}

/// Runs a command and kills it after so many milliseconds.
fn killed_after(mut command: Command, milliseconds: u64) {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    thread::sleep(Duration::from_millis(milliseconds));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn ops_03_kill_during_backup_or_restore_leaves_nothing_half_done() {
    let lab = Lab::up();
    let (identity, recipient) = keygen(&lab, "identity");
    let good = lab.file("good.age");
    let _told = backup(&lab, &good, &recipient);
    let (file, to) = (lab.file("killed.age"), lab.file("drill/sceau.db"));
    fs::create_dir(lab.file("drill")).unwrap();
    for step in 0..16 {
        let _gone = fs::remove_file(&file);
        killed_after(backup_command(&lab, &file, &recipient), step * 12);
        if file.exists() {
            let mut check = tool("age");
            check.arg("-d").arg("-i").arg(&identity).arg(&file);
            let whole = check
                .stdout(File::create("/dev/null").unwrap())
                .status()
                .unwrap();
            assert!(whole.success(), "killed after {} ms", step * 12);
        }
        let registry = fs::read_dir(lab.file("registry")).unwrap();
        let names: Vec<_> = registry
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(
            !names.iter().any(|name| name.ends_with(".copy")),
            "{names:?}"
        );
        killed_after(restore_command(&lab, &good, &identity, &to), step * 12);
        if to.exists() {
            assert_eq!(number(&to, "SELECT count(*) FROM restores"), 1);
            fs::remove_dir_all(lab.file("drill")).unwrap();
            fs::create_dir(lab.file("drill")).unwrap();
        }
    }
    // What was left of a run that was killed does not stop the next one.
    let _restored = Run::of(&mut restore_command(&lab, &good, &identity, &to)).succeeds();
    let names: Vec<_> = fs::read_dir(lab.file("drill"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["sceau.db"]);
    let _sound = lab.sceau(["registry", "check"]).succeeds();
}
