//! Certificates of servers, made by OpenSSL.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::account::run;

/// An authority that names servers `localhost` and `127.0.0.1`, and clients by their roles.
#[derive(Debug)]
pub struct Authority {
    folder: TempDir,
}

impl Authority {
    /// Makes a key and a certificate of its own.
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Self { folder };
        let mut command = authority.openssl("req");
        command.args(["-x509", "-new", "-days", "2", "-subj", "/CN=tests"]);
        command
            .args(NEW_KEY)
            .args(["-keyout", "root.key", "-out", "root.crt"]);
        run(command.args(["-addext", "keyUsage=critical,keyCertSign"]));
        authority
    }

    /// Its certificate, in PEM.
    #[must_use]
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("root.crt")
    }

    /// A certificate for a client, and its key, in PEM.
    #[must_use]
    pub fn client(&self, role: &str) -> (PathBuf, PathBuf) {
        self.certify(role, "extendedKeyUsage=clientAuth")
    }

    /// Puts root, certificate and key into a data directory; gives the files.
    pub(crate) fn equip(&self, data: &Path) -> Vec<PathBuf> {
        let names = "subjectAltName=DNS:localhost,IP:127.0.0.1";
        let (certificate, key) = self.certify("server", names);
        let copied = [
            (self.certificate(), data.join("root.crt")),
            (certificate, data.join("server.crt")),
            (key, data.join("server.key")),
        ];
        let copy = |(from, to): (PathBuf, PathBuf)| {
            // Keeps the mode: the server refuses a key that others may read.
            std::fs::copy(from, &to).unwrap();
            to
        };
        copied.into_iter().map(copy).collect()
    }

    fn certify(&self, name: &str, extension: &str) -> (PathBuf, PathBuf) {
        let [key, certificate] = ["key", "crt"].map(|end| format!("{name}.{end}"));
        let mut command = self.openssl("req");
        command.args([
            "-x509", "-new", "-days", "2", "-CA", "root.crt", "-CAkey", "root.key",
        ]);
        command
            .args(["-subj", &format!("/CN={name}")])
            .args(NEW_KEY);
        command.args(["-keyout", &key, "-out", &certificate]);
        run(command.args([
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-addext",
            extension,
        ]));
        let folder = self.folder.path();
        (folder.join(certificate), folder.join(key))
    }

    fn openssl(&self, verb: &str) -> Command {
        let mut command = Command::new("openssl");
        command.arg(verb).current_dir(self.folder.path());
        command
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

const NEW_KEY: [&str; 5] = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
];
