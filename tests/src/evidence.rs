//! Evidence of where a key was made (REG-08): what the lab's practice bureau signs about a key
//! in a device, by OpenSSL as a real bureau would.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::pkilint::python;
use crate::run::{Run, judge, tool};

/// A record about the key of a request.
#[derive(Clone, Debug)]
pub struct Record {
    content: Value,
}

impl Record {
    /// The practice device holds the key of this request, says the bureau, since a minute ago.
    #[must_use]
    pub fn of(lab: &Lab, csr: &Path) -> Self {
        let device = lab.environment()["personaliser"]["device"].as_str();
        Self {
            content: json!({
                "format": 1,
                "device": device.unwrap(),
                "device_serial": "7F-0042",
                "key_sha256": key_digest(csr),
                "personalised": now(),
            }),
        }
    }

    /// With another value of a field.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.content[field] = value.into();
        self
    }

    /// Signed by the lab's bureau.
    #[must_use]
    pub fn signed(&self, lab: &Lab, name: &str) -> PathBuf {
        let bureau = &lab.environment()["personaliser"];
        let path = |key: &str| PathBuf::from(bureau[key].as_str().unwrap());
        self.signed_by(lab, name, &path("certificate"), &path("key"))
    }

    /// Signed by somebody.
    #[must_use]
    pub fn signed_by(&self, lab: &Lab, name: &str, certificate: &Path, key: &Path) -> PathBuf {
        let record = lab.file(&format!("{name}.json"));
        fs::write(&record, self.content.to_string()).unwrap();
        let evidence = lab.file(&format!("{name}.cms"));
        let mut command = tool("openssl");
        command.args(["cms", "-sign", "-nodetach", "-binary", "-outform", "PEM"]);
        command.args(["-md", "sha256", "-in"]).arg(&record);
        command.arg("-signer").arg(certificate);
        command.arg("-inkey").arg(key).arg("-out").arg(&evidence);
        let _signed = Run::of(&mut command).succeeds();
        evidence
    }
}

/// SHA-256 of the SubjectPublicKeyInfo in a request; the host's OpenSSL does not know all kinds
/// of keys.
fn key_digest(csr: &Path) -> String {
    let mut digest = python("newer_openssl.py");
    let run = Run::of(digest.arg("digest").arg(csr)).succeeds();
    run.stdout.trim().to_owned()
}

/// RFC 3339, in UTC.
fn now() -> String {
    let now = judge("date", ["-u", "+%Y-%m-%dT%H:%M:%SZ"]).succeeds();
    now.stdout.trim().to_owned()
}
