//! A bureau and a vendor who have OpenSSL and nothing of ours.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::SystemTime;

use ca_core::subject_key::SubjectKey;
use ca_core::timestamp::Timestamp;
use tempfile::TempDir;

/// A folder with keys, certificates and what they signed.
#[derive(Debug)]
pub(crate) struct Workshop {
    folder: TempDir,
}

impl Workshop {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `openssl` with words that stand for files where they begin with `@`.
    pub(crate) fn openssl(&self, line: &str) {
        let mut command = Command::new("openssl");
        for word in line.split_whitespace() {
            match word.strip_prefix('@') {
                Some(name) => command.arg(self.path(name)),
                None => command.arg(word),
            };
        }
        let output = command.output().expect("openssl is installed");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {line}: {said}");
    }

    /// A key `NAME.key`; `kind` is what stands after `genpkey -algorithm`.
    pub(crate) fn key(&self, name: &str, kind: &str) {
        self.openssl(&format!("genpkey -out @{name}.key -algorithm {kind}"));
    }

    /// A self-signed certificate `NAME.crt` for `NAME.key`.
    pub(crate) fn self_signed(&self, name: &str, more: &str) {
        self.openssl(&format!(
            "req -x509 -new -key @{name}.key -subj /O=Vendor/CN={name} -days 30 -out @{name}.crt {more}"
        ));
    }

    /// A certificate `NAME.crt` for `NAME.key`, signed by `ISSUER`.
    pub(crate) fn issue(&self, name: &str, issuer: &str, extensions: &str) {
        self.write(&format!("{name}.ext"), extensions);
        self.openssl(&format!(
            "req -new -key @{name}.key -subj /O=Vendor/CN={name} -out @{name}.csr"
        ));
        self.openssl(&format!(
            "x509 -req -in @{name}.csr -CA @{issuer}.crt -CAkey @{issuer}.key -days 20 \
             -extfile @{name}.ext -out @{name}.crt"
        ));
    }

    /// The certificates in PEM, one after the other.
    pub(crate) fn chain(&self, names: &[&str]) -> String {
        let read = |name: &&str| self.read(&format!("{name}.crt"));
        names.iter().map(read).collect()
    }

    /// The public half of `NAME.key`.
    pub(crate) fn public(&self, name: &str) -> SubjectKey {
        self.openssl(&format!(
            "pkey -in @{name}.key -pubout -outform DER -out @{name}.spki"
        ));
        let spki = fs::read(self.path(&format!("{name}.spki"))).unwrap();
        SubjectKey::from_spki(&spki).unwrap()
    }

    /// What `signer` says, signed.
    pub(crate) fn signed(&self, signer: &str, record: &str, more: &str) -> String {
        self.write("record.json", record);
        self.openssl(&format!(
            "cms -sign -nodetach -binary -outform PEM -in @record.json -out @record.cms \
             -signer @{signer}.crt -inkey @{signer}.key {more}"
        ));
        self.read("record.cms")
    }
}

/// The time by which OpenSSL made the certificates.
#[expect(clippy::disallowed_methods, reason = "OpenSSL has no other clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::from_system_time(SystemTime::now())
}
