//! What left the house and was acknowledged, and a judge that holds a Registry against it
//! (`tests/judges/registry_verifier.py`, I1 to I7 and I10).

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::lab::Lab;
use crate::run::{Run, source};

/// What was seen outside of the Registry.
#[derive(Debug)]
pub struct Books {
    folder: TempDir,
    issuers: Vec<PathBuf>,
    certificates: BTreeMap<Vec<u8>, PathBuf>,
    crls: BTreeMap<Vec<u8>, PathBuf>,
    revoked: BTreeSet<String>,
}

impl Books {
    /// Of a lab's issuers, from whom nothing has left yet.
    #[must_use]
    pub fn of(lab: &Lab) -> Self {
        let issuers = lab.environment()["issuers"].as_object().unwrap().values();
        let certificate = |issuer: &Value| PathBuf::from(issuer["certificate"].as_str().unwrap());
        Self {
            folder: tempfile::tempdir().unwrap(),
            issuers: issuers.map(certificate).collect(),
            certificates: BTreeMap::new(),
            crls: BTreeMap::new(),
            revoked: BTreeSet::new(),
        }
    }

    /// Somebody has seen this certificate, in PEM.
    pub fn certificate_left(&mut self, pem: &[u8]) {
        let file = self
            .folder
            .path()
            .join(format!("{}.pem", self.certificates.len()));
        keep(&mut self.certificates, pem, file);
    }

    /// Somebody has seen this CRL, in DER.
    pub fn crl_left(&mut self, der: &[u8]) {
        let file = self.folder.path().join(format!("{}.crl", self.crls.len()));
        keep(&mut self.crls, der, file);
    }

    /// Somebody was told that this serial is revoked.
    pub fn revocation_acknowledged(&mut self, serial: &str) {
        self.revoked.insert(serial.to_owned());
    }

    /// How many certificates left.
    #[must_use]
    pub fn certificates(&self) -> usize {
        self.certificates.len()
    }

    /// What the judge finds; nothing if all is right.
    #[must_use]
    pub fn findings(&self, registry: impl AsRef<OsStr>) -> Vec<String> {
        let run = self.judge(registry);
        assert!(
            matches!(run.code, Some(0 | 1)) && run.stderr.is_empty(),
            "the judge came to no end\n{run}"
        );
        let findings = run.stdout.lines().map(str::to_owned);
        if run.code == Some(0) {
            Vec::new()
        } else {
            findings.collect()
        }
    }

    /// Insists that the judge finds nothing.
    pub fn balance(&self, registry: impl AsRef<OsStr>) {
        let _sound = self.judge(registry).succeeds().says("sound");
    }

    /// The judge's run.
    pub fn judge(&self, registry: impl AsRef<OsStr>) -> Run {
        let evidence = self.folder.path().join("evidence.json");
        let seen = json!({
            "issuers": self.issuers,
            "issued": self.certificates.values().collect::<Vec<_>>(),
            "revoked": self.revoked,
            "crls": self.crls.values().collect::<Vec<_>>(),
        });
        fs::write(&evidence, seen.to_string()).unwrap();
        let python = source().join(".venv/bin/python");
        assert!(
            python.is_file(),
            "the judges in Python are missing: run `scripts/install-tools.sh test`"
        );
        let judge = source().join("tests/judges/registry_verifier.py");
        let mut command = Command::new(python);
        Run::of(command.arg(judge).arg(registry.as_ref()).arg(evidence))
    }
}

fn keep(kept: &mut BTreeMap<Vec<u8>, PathBuf>, octets: &[u8], file: PathBuf) {
    if !kept.contains_key(octets) {
        fs::write(&file, octets).unwrap();
        kept.insert(octets.to_vec(), file);
    }
}
