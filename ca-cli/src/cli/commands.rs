//! Which commands are operations of the authority, and which are bound to a host: nobody writes
//! a command that works here alone without a reason that stands here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ca_api::table::TABLE;
use clap::Command;

use super::bare_grammar;

/// Commands, and the operations that they ask for.
const ASK: [(&str, &[&str]); 33] = [
    ("registry check", &["CheckRegistry"]),
    ("key create", &["CreateKey"]),
    ("key list", &["ListKeys"]),
    ("key show", &["ShowKey"]),
    ("key destroy", &["PrepareKeyDestruction", "DestroyKey"]),
    ("issuer create", &["CreateIssuer", "ActivateIssuer"]),
    ("issuer list", &["ListIssuers"]),
    ("issuer show", &["ShowIssuer"]),
    ("issuer activate", &["ActivateIssuer"]),
    ("profile list", &["ListProfiles"]),
    ("profile show", &["ShowProfile"]),
    ("profile check", &["CheckDocument"]),
    ("profile diff", &["CompareDocument"]),
    ("profile activate", &["ActivateDocument"]),
    (
        "cert issue",
        &["IssueCertificate", "PrepareCertificate", "ShowRequest"],
    ),
    ("cert show", &["ShowCertificate"]),
    ("cert list", &["ListCertificates", "CountCertificates"]),
    ("cert expiry", &["CountExpiries"]),
    ("cert verify", &["ListIssuers", "ShowCertificate"]),
    ("cert revoke", &["RevokeCertificate"]),
    ("cert suspend", &["SuspendCertificate"]),
    ("cert reinstate", &["ReinstateCertificate"]),
    ("crl publish", &["PublishCrl", "ListIssuers"]),
    ("crl show", &["ShowCrl"]),
    ("responder enrol", &["EnrolResponder"]),
    ("responder list", &["ListResponders"]),
    ("audit list", &["ListEvents"]),
    ("audit show", &["ShowEvent"]),
    ("audit prove", &["ProveEvent"]),
    ("audit sign", &["SignHead"]),
    ("audit heads", &["ListHeads"]),
    ("audit purge", &["ShowRetention", "PurgeLog"]),
    ("audit enrol", &["EnrolAuditSigner"]),
];

/// A command that is bound to a host.
struct Bound {
    command: &'static str,
    why: &'static str,
    /// The module that opens Registry or tokens for it, where one does.
    opens: Option<&'static str>,
}

const fn bound(command: &'static str, opens: Option<&'static str>, why: &'static str) -> Bound {
    Bound {
        command,
        why,
        opens,
    }
}

/// The commands that are bound to a host. The list may only shrink.
const HERE: [Bound; 23] = [
    bound(
        "registry init",
        Some("registry/init.rs"),
        "there is no authority before it",
    ),
    bound(
        "registry keygen",
        None,
        "a key of backups is made where it is kept",
    ),
    bound(
        "registry backup",
        Some("registry/backup.rs"),
        "writes a file of the Registry's size",
    ),
    bound(
        "registry restore",
        Some("registry/restore.rs"),
        "nothing may be open while it works",
    ),
    bound(
        "registry copy",
        Some("registry/copy.rs"),
        "has two Registries at hand, and closes one",
    ),
    bound(
        "registry acknowledge",
        Some("registry/acknowledge.rs"),
        "the Registry takes no other act before it",
    ),
    bound(
        "key transport",
        Some("key/transport/make.rs"),
        "writes what is carried by hand",
    ),
    bound(
        "key backup",
        Some("key/transport/backup.rs"),
        "writes what is carried by hand",
    ),
    bound(
        "key seal",
        Some("key/transport/seal.rs"),
        "ends what `key backup` began",
    ),
    bound(
        "key restore",
        Some("key/transport/restore.rs"),
        "reads what was carried by hand",
    ),
    bound("cert lint", None, "reads a file alone"),
    bound(
        "audit verify",
        Some("audit/verify/log.rs"),
        "trusts nobody: reads the log itself",
    ),
    bound(
        "audit export",
        Some("audit/export.rs"),
        "writes the whole log into a folder",
    ),
    bound("hsm list", None, "works before there is an authority"),
    bound("hsm doctor", None, "tries what a device does under load"),
    bound(
        "config check",
        Some("config.rs"),
        "checks the configuration of this host",
    ),
    bound("lab up", None, "starts processes on this host"),
    bound("lab env", None, "tells of files on this host"),
    bound("lab down", None, "ends processes of this host"),
    bound("lab status", None, "tells of processes on this host"),
    bound("util completions", None, "needs no authority"),
    bound("util man", None, "needs no authority"),
    bound("util transliterate", None, "needs no authority"),
];

/// Operations that no command asks for, and why.
const UNASKED: [(&str, &str); 3] = [
    (
        "ListTokens",
        "for programs; `hsm list` and `config check` look themselves",
    ),
    (
        "ShowDocument",
        "for programs, which have a digest and no name",
    ),
    (
        "ShowRegistry",
        "for programs; `registry check` tells the same and more",
    ),
];

/// The commands of the grammar that do something.
fn leaves() -> BTreeSet<String> {
    fn walk(command: &Command, path: &str, leaves: &mut BTreeSet<String>) {
        let subs: Vec<_> = command.get_subcommands().collect();
        if subs.is_empty() {
            leaves.insert(path.trim_start().to_owned());
        }
        for sub in subs {
            walk(sub, &format!("{path} {}", sub.get_name()), leaves);
        }
    }
    let mut leaves = BTreeSet::new();
    walk(&bare_grammar(), "", &mut leaves);
    leaves
}

/// The modules of the commands with their texts, by their places below `cli`.
fn modules() -> Vec<(String, String)> {
    fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, files);
            } else {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let named = files.iter().filter(|file| !file.ends_with("commands.rs"));
    let read = named.map(|file| {
        let place = file.strip_prefix(&root).unwrap().to_str().unwrap();
        (place.to_owned(), fs::read_to_string(file).unwrap())
    });
    read.collect()
}

#[test]
fn commands_are_operations_or_bound_to_the_host() {
    let asking = ASK.iter().map(|(command, _)| *command);
    let listed: Vec<_> = asking.chain(HERE.iter().map(|here| here.command)).collect();
    let unique: BTreeSet<_> = listed.iter().map(|command| (*command).to_owned()).collect();
    assert_eq!(unique.len(), listed.len(), "a command stands twice");
    assert_eq!(unique, leaves());
    assert!(HERE.iter().all(|here| !here.why.is_empty()));
}

#[test]
fn each_operation_is_asked_for_by_a_command_or_stands_here() {
    let asked = ASK
        .iter()
        .flat_map(|(_, operations)| operations.iter().copied());
    let asked: BTreeSet<_> = asked.collect();
    let unasked: BTreeSet<_> = UNASKED.iter().map(|(operation, _)| *operation).collect();
    assert!(asked.is_disjoint(&unasked));
    let listed: BTreeSet<_> = asked.union(&unasked).copied().collect();
    let table: BTreeSet<_> = TABLE.iter().map(|row| row.name).collect();
    assert_eq!(listed, table);
}

#[test]
fn commands_ask_for_the_operations_that_stand_beside_them_and_no_other() {
    let texts = modules();
    let called: BTreeSet<_> = texts
        .iter()
        .flat_map(|(_, text)| text.split("call::<").skip(1))
        .map(|rest| rest.split('>').next().unwrap())
        .collect();
    let asked = ASK
        .iter()
        .flat_map(|(_, operations)| operations.iter().copied());
    assert_eq!(called, asked.collect());
}

#[test]
fn only_commands_that_are_bound_to_the_host_open_what_is_there() {
    let bound: BTreeSet<_> = HERE.iter().filter_map(|here| here.opens).collect();
    for (place, text) in modules() {
        let opens = [
            "desk::with_token(",
            "desk::without_token(",
            "wiring::open(",
            "wiring::store(",
            "wiring::unanchored(",
            "ca_store::open(",
        ];
        let opens = opens.iter().any(|port| text.contains(port));
        let place = place.as_str();
        let known = bound.contains(place);
        assert!(!opens || known, "{place}");
        assert!(!known || opens, "{place} opens nothing");
    }
}
