//! A folder of a batch: its runs, and what it must hold afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, tool};
use serde_json::Value;

use crate::batch::items::Item;

/// A file of requests and the folder of their certificates.
pub(crate) struct Post<'a> {
    lab: &'a Lab,
    requests: PathBuf,
    folder: PathBuf,
}

impl<'a> Post<'a> {
    pub(crate) fn new(lab: &'a Lab, name: &str) -> Self {
        Self {
            lab,
            requests: lab.file(&format!("{name}.jsonl")),
            folder: lab.file(name),
        }
    }

    /// The file of requests.
    pub(crate) fn requests(&self) -> PathBuf {
        self.requests.clone()
    }

    /// The folder of certificates.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    /// Writes the file of requests.
    pub(crate) fn write(&self, items: &[Item]) {
        let lines: Vec<_> = items.iter().map(Item::line).collect();
        fs::write(&self.requests, lines.join("\n")).unwrap();
    }

    /// The command, not yet run.
    pub(crate) fn command(&self) -> Command {
        self.command_with(&[])
    }

    /// The command with other values of its options.
    pub(crate) fn command_with(&self, other: &[(&str, &str)]) -> Command {
        let usual = [
            ("--issuer", "citizens"),
            ("--profile", "citizen-signature"),
            ("--batch", self.requests.to_str().unwrap()),
            ("--out-dir", self.folder.to_str().unwrap()),
        ];
        let mut command = self.lab.command(["cert", "issue"]);
        for (option, value) in usual {
            let instead = other.iter().find(|(name, _)| *name == option);
            command.args([option, instead.map_or(value, |(_, value)| value)]);
        }
        command
    }

    /// Writes the requests and runs the batch.
    pub(crate) fn run(&self, items: &[Item]) -> Run {
        self.write(items);
        Run::of(&mut self.command())
    }

    /// As [`Post::run`], for lines that are no items.
    pub(crate) fn run_lines(&self, lines: &[String]) -> Run {
        fs::write(&self.requests, lines.join("\n")).unwrap();
        Run::of(&mut self.command())
    }

    /// Runs the batch with system calls that fail.
    pub(crate) fn struck(&self, how: &[&str]) -> Run {
        let struck = self.command();
        let mut strace = tool("strace");
        let variables = struck
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)));
        strace.env_clear().envs(variables);
        strace.args(["-f", "-qqq", "-o", "/dev/null"]).args(how);
        strace.arg(struck.get_program()).args(struck.get_args());
        Run::of(strace.stdin(Stdio::null()))
    }

    /// The lines of results that are whole.
    pub(crate) fn results(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.folder.join("results.jsonl")).unwrap_or_default();
        let whole = text.lines().map(serde_json::from_str);
        whole.map_while(Result::ok).collect()
    }

    /// The certificates' files.
    pub(crate) fn files(&self, items: &[Item]) -> Vec<String> {
        let file = |item: &Item| self.folder.join(format!("{}.pem", item.id()));
        let read = |item| fs::read_to_string(file(item)).unwrap();
        items.iter().map(read).collect()
    }

    /// Insists that each item has its file, a line that tells of it, and nobody else's
    /// certificate; that OpenSSL accepts all of them; and that nothing else is there.
    pub(crate) fn holds(&self, items: &[Item]) {
        let results = self.results();
        let (serials, subjects) = self.read_by_openssl(items);
        for ((item, serial), subject) in items.iter().zip(&serials).zip(subjects) {
            assert!(
                subject.contains(item.identifier()),
                "{}: {subject}",
                item.id()
            );
            let lines: Vec<_> = results
                .iter()
                .filter(|line| line["id"] == item.id())
                .collect();
            let issued = lines.iter().find(|line| line["outcome"] == "issued");
            let line = issued.unwrap_or_else(|| panic!("{}: {lines:?}", item.id()));
            assert_eq!(line["serial"], **serial, "{line}");
            assert_eq!(line["file"], format!("{}.pem", item.id()), "{line}");
        }
        let verified = self.openssl_verify(items);
        assert_eq!(verified, items.len(), "verified");
        let there = fs::read_dir(&self.folder).unwrap().count();
        assert_eq!(there, items.len() + 1, "files");
    }

    /// Serials and subjects, as OpenSSL reads them, in the order of the items.
    fn read_by_openssl(&self, items: &[Item]) -> (Vec<String>, Vec<String>) {
        let all = self.requests.with_extension("all.pem");
        fs::write(&all, self.files(items).concat()).unwrap();
        let mut openssl = tool("openssl");
        openssl
            .args(["storeutl", "-noout", "-text", "-certs"])
            .arg(&all);
        let text = Run::of(&mut openssl).succeeds().stdout;
        let lines: Vec<_> = text.lines().map(str::trim).collect();
        let below = |pair: &[&str]| {
            pair[0]
                .starts_with("Serial Number:")
                .then(|| pair[1].to_owned())
        };
        let serials: Vec<_> = lines.windows(2).filter_map(below).collect();
        let serials: Vec<_> = serials
            .iter()
            .map(|serial| serial.replace(':', ""))
            .collect();
        let subject = |line: &&str| line.strip_prefix("Subject:").map(str::to_owned);
        let subjects: Vec<_> = lines.iter().filter_map(subject).collect();
        assert_eq!((serials.len(), subjects.len()), (items.len(), items.len()));
        (serials, subjects)
    }

    fn openssl_verify(&self, items: &[Item]) -> usize {
        let mut openssl = tool("openssl");
        openssl
            .args(["verify", "-x509_strict", "-CAfile"])
            .arg(self.lab.trust_anchor());
        openssl
            .arg("-untrusted")
            .arg(self.lab.issuer("citizens").certificate);
        openssl.args(
            items
                .iter()
                .map(|item| self.folder.join(format!("{}.pem", item.id()))),
        );
        let said = Run::of(&mut openssl).succeeds().stdout;
        said.lines().filter(|line| line.ends_with(": OK")).count()
    }

    /// The request ids of all that citizens have been issued, sorted.
    pub(crate) fn registered(&self) -> Vec<String> {
        let list = self.list();
        let mut ids: Vec<_> = list.iter().map(|one| text(one, "request_id")).collect();
        ids.sort();
        ids
    }

    /// Insists that the Registry has these items, each issued once under a serial of its own,
    /// with the certificates of the files as far as they are here, and nothing else.
    pub(crate) fn is_in_the_registry_once(&self, items: &[Item]) {
        let mut wanted: Vec<_> = items.iter().map(|item| item.id().to_owned()).collect();
        wanted.sort();
        assert_eq!(self.registered(), wanted);
        let list = self.list();
        let mut serials: Vec<_> = list.iter().map(|one| text(one, "serial")).collect();
        serials.sort();
        serials.dedup();
        assert_eq!(serials.len(), items.len(), "a serial twice");
        for one in &list {
            assert_eq!(one["state"], "issued", "{one}");
            let file = self.folder.join(format!("{}.pem", text(one, "request_id")));
            if let Ok(file) = fs::read_to_string(file) {
                assert_eq!(file, text(one, "certificate"));
            }
        }
    }

    fn list(&self) -> Vec<Value> {
        let list = [
            "cert",
            "list",
            "--issuer",
            "citizens",
            "--profile",
            "citizen-signature",
        ];
        let report = self.lab.report([&list[..], &["--limit", "10000"]].concat());
        report["certificates"].as_array().unwrap().clone()
    }
}

fn text(report: &Value, key: &str) -> String {
    report[key]
        .as_str()
        .unwrap_or_else(|| panic!("{key}: {report}"))
        .to_owned()
}

/// A copy of the token. SoftHSM 2.6.1 writes `token.object` anew at each login, in place: a
/// program killed in the middle leaves a file that SoftHSM takes for no token. A device keeps
/// its own state, so this loss is not the one that these stories are about.
pub(crate) struct KeptToken {
    tokens: PathBuf,
    kept: tempfile::TempDir,
}

impl KeptToken {
    pub(crate) fn of(lab: &Lab) -> Self {
        let (tokens, kept) = (lab.file("ca/tokens"), tempfile::tempdir().unwrap());
        copy(&tokens, kept.path());
        Self { tokens, kept }
    }

    pub(crate) fn is_put_back(&self) {
        copy(self.kept.path(), &self.tokens);
    }
}

/// Copies the content of a folder.
fn copy(from: &Path, to: &Path) {
    let _copied = Run::of(tool("cp").arg("-a").arg(from.join(".")).arg(to)).succeeds();
}
