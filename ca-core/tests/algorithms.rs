//! Algorithms stand in tables: no other code of any crate knows one by its name (ALG-12).

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

/// Where variants may be named.
const TABLES: [&str; 8] = [
    "ca-core/src/algorithm.rs",
    "ca-core/src/algorithm/",
    "ca-core/src/subject_key/kind.rs",
    "ca-core/src/subject_key/elliptic.rs",
    "ca-core/src/subject_key/edwards.rs",
    "ca-core/src/subject_key/ml_dsa.rs",
    "ca-core/src/subject_key/rsa.rs",
    "hsm/src/device/mechanism.rs",
];
/// Plays somebody outside, who has one algorithm: the bureau of the lab.
const OUTSIDER: &str = "ca-cli/src/lab/bureau.rs";
const CRATES: [&str; 5] = ["ca-core", "ca-store", "ca-cli", "hsm", "ocsp-responder"];
const ENUMS: [&str; 3] = ["KeyAlgorithm::", "SignatureAlgorithm::", "KeyKind::"];
/// Lists, which are not variants.
const LISTS: [&str; 3] = ["ALL", "WORDS", "OF_HEADS"];

fn root() -> PathBuf {
    let ca_core = Path::new(env!("CARGO_MANIFEST_DIR"));
    ca_core.join("..").canonicalize().unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The text up to the tests, which stand last.
fn shipped(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

/// Variants that a line names, also through `Enum::{…}` and `Enum::*`.
fn variants(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap();
    let after = ENUMS.iter().flat_map(|name| code.split(name).skip(1));
    let word = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        rest[..end.unwrap_or(rest.len())].to_owned()
    };
    after
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase() || c == '{' || c == '*'))
        .map(word)
        .filter(|word| !LISTS.contains(&word.as_str()))
        .collect()
}

#[test]
fn alg_12_only_tables_name_algorithms() {
    let root = root();
    let mut files = Vec::new();
    for name in CRATES {
        sources(&root.join(name).join("src"), &mut files);
    }
    assert!(files.len() > 100, "the sources were found");
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
        let is_test = name.ends_with("/tests.rs") || name.contains("/tests/");
        if is_test || name == OUTSIDER || TABLES.iter().any(|table| name.starts_with(table)) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in shipped(&text).lines().enumerate() {
            let found = variants(line);
            assert!(found.is_empty(), "{name}:{}: {found:?}", number + 1);
        }
    }
}

#[test]
fn a_named_variant_is_noticed() {
    assert_eq!(variants("    key == KeyKind::P256 &&"), ["P256"]);
    assert_eq!(variants("use crate::algorithm::KeyAlgorithm::*;"), [""]);
    assert_eq!(variants("SignatureAlgorithm::{Ed25519}"), [""]);
    let fine = "for key in KeyAlgorithm::ALL { KeyKind::of_spki(der) } // KeyKind::P256";
    assert!(variants(fine).is_empty());
}
