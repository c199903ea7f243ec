//! The linter pkilint, and the findings that are known and why: `pkilint.allow`.
//!
//! An entry that no longer occurs fails, so the list may only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use crate::run::{Run, source};

/// Findings of a story, each held against the list.
#[derive(Debug)]
pub struct Linter {
    allowed: BTreeMap<(String, String), String>,
    hit: BTreeSet<(String, String)>,
    refused: Vec<String>,
}

impl Linter {
    /// With the list of known findings.
    #[must_use]
    pub fn new() -> Self {
        let list = include_str!("../pkilint.allow").lines();
        let entries = list.filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let allowed = entries.map(|line| {
            let mut fields = line.splitn(3, '|').map(|field| field.trim().to_owned());
            let mut next = || fields.next().filter(|field| !field.is_empty());
            let entry = next().zip(next()).zip(next());
            let ((object, code), reason) =
                entry.unwrap_or_else(|| panic!("without a reason: {line}"));
            ((object, code), reason)
        });
        Self {
            allowed: allowed.collect(),
            hit: BTreeSet::new(),
            refused: Vec::new(),
        }
    }

    /// Runs a linter on `files`; `object` is what the list calls them.
    pub fn lint(&mut self, object: &str, linter: &str, options: &[&str], files: &[&Path]) {
        let program = source().join(".venv/bin").join(linter);
        let there = program.is_file();
        assert!(
            there,
            "the judge `{linter}` is missing: run `scripts/install-tools.sh test`"
        );
        let mut command = Command::new(program);
        let run = Run::of(
            command
                .arg("lint")
                .args(options)
                .args(["-f", "JSON"])
                .args(files),
        );
        let report = run.json();
        let results = report["results"]
            .as_array()
            .unwrap_or_else(|| panic!("{run}"));
        for result in results {
            for finding in result["finding_descriptions"].as_array().unwrap() {
                self.weigh(
                    object,
                    finding["code"].as_str().unwrap(),
                    &result.to_string(),
                );
            }
        }
    }

    fn weigh(&mut self, object: &str, code: &str, result: &str) {
        let known = (object.to_owned(), code.to_owned());
        if self.allowed.contains_key(&known) {
            self.hit.insert(known);
        } else {
            self.refused.push(format!("{object} | {code} | {result}"));
        }
    }

    /// Insists that there was no finding but those on the list, and each of those.
    pub fn is_content(self) {
        let gone = |known: &&(String, String)| !self.hit.contains(*known);
        let stale: Vec<_> = self.allowed.keys().filter(gone).collect();
        assert!(
            self.refused.is_empty(),
            "findings:\n{}",
            self.refused.join("\n")
        );
        assert!(
            stale.is_empty(),
            "these no longer occur, take them off the list: {stale:?}"
        );
    }
}

impl Default for Linter {
    fn default() -> Self {
        Self::new()
    }
}
