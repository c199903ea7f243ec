//! pkilint and an independent ASN.1 library, asked in one process about many objects
//! (`tests/judges/judge.py`), and the findings that are known and why: `pkilint.allow`.
//!
//! An entry that no longer occurs fails. The list does not grow unseen: a test pins its length.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::run::{Run, source};

/// Who judges an object, by which rules.
#[derive(Clone, Copy, Debug)]
pub enum Judge<'a> {
    /// `lint_pkix_cert`.
    Pkix,
    /// `lint_etsi_cert` with a type.
    Etsi(&'a str),
    /// `lint_cabf_serverauth_cert` with a type.
    Serverauth(&'a str),
    /// `lint_pkix_signer_signee_cert_chain` with the issuer's certificate.
    Pair(&'a Path),
    /// `lint_crl` with a type and a profile, for example `ARL BR`.
    Crl(&'a str),
    /// `lint_ocsp_response`.
    Ocsp,
    /// pyasn1: the same octets after a parse and a new encoding (CRT-01).
    Reencode,
}

/// Findings of a story, each held against the list.
#[derive(Debug)]
pub struct Linter {
    allowed: BTreeMap<(String, String), String>,
    jobs: Vec<Value>,
}

impl Judge<'_> {
    fn job(self, object: &str, file: &Path) -> Value {
        let (judge, kind, issuer) = match self {
            Self::Pkix => ("pkix", None, None),
            Self::Etsi(kind) => ("etsi", Some(kind), None),
            Self::Serverauth(kind) => ("serverauth", Some(kind), None),
            Self::Pair(issuer) => ("pair", None, Some(issuer)),
            Self::Crl(kind) => ("crl", Some(kind), None),
            Self::Ocsp => ("ocsp", None, None),
            Self::Reencode => ("reencode", None, None),
        };
        json!({ "object": object, "judge": judge, "type": kind, "issuer": issuer, "file": file })
    }
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
            jobs: Vec::new(),
        }
    }

    /// How many findings are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.allowed.len()
    }

    /// Asks a judge about a file. `object` is what the list calls it: one word, or several of
    /// which the list may know each, for example profile and kind of key.
    pub fn ask(&mut self, object: &str, judge: Judge<'_>, file: &Path) {
        self.jobs.push(judge.job(object, file));
    }

    /// Asks the judges of every certificate: RFC 5280, DER, and that it fits its issuer.
    pub fn ask_of_any(&mut self, object: &str, file: &Path, issuer: &Path) {
        for judge in [Judge::Pkix, Judge::Reencode, Judge::Pair(issuer)] {
            self.ask(object, judge, file);
        }
    }

    /// Lets all judges speak, and insists that there is no finding but those on the list, and
    /// each of those that the list has for what was judged.
    pub fn is_content(self) {
        let mut hit = BTreeSet::new();
        let mut refused: BTreeMap<_, Vec<String>> = BTreeMap::new();
        for answer in answers(&self.jobs) {
            for finding in answer["findings"].as_array().unwrap() {
                let code = text(finding, "code");
                let known = words(&answer).find_map(|word| {
                    let entry = (word, code.clone());
                    self.allowed.contains_key(&entry).then_some(entry)
                });
                match known {
                    Some(entry) => drop(hit.insert(entry)),
                    None => refused
                        .entry(code)
                        .or_default()
                        .push(told(&answer, finding)),
                }
            }
        }
        let shown = refused.iter().map(|(code, all)| {
            let sample = all
                .iter()
                .take(MOST_SHOWN)
                .cloned()
                .collect::<Vec<_>>()
                .join("\n  ");
            format!("{code}, {} times, for example\n  {sample}", all.len())
        });
        let shown = shown.collect::<Vec<_>>().join("\n");
        assert!(refused.is_empty(), "findings:\n{shown}");
        let judged: BTreeSet<_> = self.jobs.iter().flat_map(words).collect();
        let stale = self.allowed.keys();
        let stale = stale.filter(|known| judged.contains(&known.0) && !hit.contains(*known));
        let stale: Vec<_> = stale.collect();
        assert!(
            stale.is_empty(),
            "these no longer occur, take them off the list: {stale:?}"
        );
    }
}

/// How many findings of a kind are shown.
const MOST_SHOWN: usize = 3;

/// What the list may call the object of a job.
fn words(job: &Value) -> impl Iterator<Item = String> {
    let object = text(job, "object");
    let words: Vec<_> = object.split(' ').map(str::to_owned).collect();
    words.into_iter()
}

/// A finding in a line.
fn told(answer: &Value, finding: &Value) -> String {
    let judge = [
        text(answer, "object"),
        text(answer, "judge"),
        text(answer, "type"),
    ];
    let (severity, message) = (text(finding, "severity"), text(finding, "message"));
    format!(
        "{} | {severity} | {message} | {}",
        judge.join(" "),
        text(finding, "path")
    )
}

impl Default for Linter {
    fn default() -> Self {
        Self::new()
    }
}

/// The findings of one judge in one file, held against nothing.
#[must_use]
pub fn findings(judge: Judge<'_>, file: &Path) -> Vec<String> {
    let answers = answers(&[judge.job("", file)]);
    let found = answers[0]["findings"].as_array().unwrap().iter();
    found.map(|finding| text(finding, "code")).collect()
}

/// Python with what the judges need.
#[must_use]
pub fn python(script: &str) -> Command {
    let program = source().join(".venv/bin/python");
    let there = program.is_file();
    assert!(
        there,
        "the judge `pkilint` is missing: run `scripts/install-tools.sh test`"
    );
    let mut command = Command::new(program);
    command
        .arg("-B")
        .arg(source().join("tests/judges").join(script));
    command
}

fn answers(jobs: &[Value]) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let list: PathBuf = folder.path().join("jobs.jsonl");
    let lines: String = jobs.iter().map(|job| format!("{job}\n")).collect();
    fs::write(&list, lines).unwrap();
    let run = Run::of(python("judge.py").arg(&list)).succeeds();
    let answers = run.stdout.lines().map(serde_json::from_str);
    let answers: Vec<Value> = answers.collect::<Result<_, _>>().unwrap();
    assert_eq!(answers.len(), jobs.len(), "one answer for each job\n{run}");
    answers
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
