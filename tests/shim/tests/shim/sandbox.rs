//! A token with keys, the shim in front of it, and programs that use it.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use sceau_pkcs11_shim::shim::Shim;
use tempfile::TempDir;

use crate::token::{Token, installed};

pub(crate) const PIN: &str = "27182818";
const LABEL: &str = "shim";

/// A token with an RSA key `rsa` and a P-256 key `ec`.
pub(crate) struct Sandbox {
    folder: TempDir,
    settings: (&'static str, PathBuf),
    pub(crate) shim: Shim,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self::of(Token::SoftHsm)
    }

    pub(crate) fn of(token: Token) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shim = Shim::before(token.module(), folder.path().join("shim"));
        let sandbox = Self {
            settings: token.settings(folder.path()),
            shim: shim.unwrap(),
            folder,
        };
        sandbox.initialise();
        for (label, kind) in [("rsa", "rsa:2048"), ("ec", "EC:prime256v1")] {
            let words = ["--login", "--pin", PIN, "--keypairgen", "--key-type", kind];
            let name = ["--label", label, "--id", id(label)];
            let _made = succeeds(sandbox.direct(&words).args(name));
        }
        sandbox
    }

    fn initialise(&self) {
        let init = ["--init-token", "--slot-index", "0", "--label", LABEL];
        let _token = succeeds(self.direct(&init).args(["--so-pin", "31415926"]));
        let pin = ["--login", "--login-type", "so", "--so-pin", "31415926"];
        let pin = self
            .direct(&pin)
            .args(["--init-pin", "--new-pin", PIN])
            .output();
        assert!(pin.unwrap().status.success());
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A program that may load the shim.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let (variable, file) = &self.settings;
        command
            .envs(self.shim.environment())
            .env(variable, file)
            .env("LC_ALL", "C.UTF-8");
        command
    }

    /// `pkcs11-tool` with a module.
    pub(crate) fn tool(&self, module: &Path, words: &[&str]) -> Command {
        let tool = installed(&["/usr/bin/pkcs11-tool"], "apt-get install opensc");
        let mut command = self.command(tool);
        command.arg("--module").arg(module).args(words);
        command
    }

    /// `pkcs11-tool` without the shim.
    pub(crate) fn direct(&self, words: &[&str]) -> Command {
        self.tool(self.shim.real(), words)
    }

    /// `pkcs11-tool` through the shim.
    pub(crate) fn through(&self, words: &[&str]) -> Command {
        self.tool(&Shim::module().unwrap(), words)
    }

    /// The arguments that sign a file with a key, and the place of the signature.
    pub(crate) fn signing(&self, label: &str) -> (Vec<String>, PathBuf) {
        let (data, signature) = (self.path("data"), self.path("signature"));
        fs::write(&data, [7; 32]).unwrap();
        let _old = fs::remove_file(&signature);
        let mechanism = if label == "rsa" {
            "SHA256-RSA-PKCS"
        } else {
            "ECDSA"
        };
        // For `--sign` the tool takes the first key, whatever `--label` says.
        let words = ["--login", "--pin", PIN, "--sign", "--id", id(label)];
        let mut words = words.map(str::to_owned).to_vec();
        words.extend(["--mechanism".to_owned(), mechanism.to_owned()]);
        words.extend(["--input-file".to_owned(), data.display().to_string()]);
        words.extend(["--output-file".to_owned(), signature.display().to_string()]);
        (words, signature)
    }

    /// Signs through the shim; the program's end and the signature, if there is one.
    pub(crate) fn sign(&self, label: &str) -> (Output, Option<Vec<u8>>) {
        let (words, signature) = self.signing(label);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = self.through(&words).output().unwrap();
        (output, fs::read(signature).ok())
    }

    /// Signs without the shim.
    pub(crate) fn sign_directly(&self, label: &str) -> Vec<u8> {
        let (words, signature) = self.signing(label);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let _signed = succeeds(&mut self.direct(&words));
        fs::read(signature).unwrap()
    }

    /// Whether the token finds that a signature is one of [`Self::signing`]'s data.
    pub(crate) fn verifies(&self, label: &str, signature: &[u8]) -> bool {
        let (words, file) = self.signing(label);
        fs::write(&file, signature).unwrap();
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        let file = file.to_str().unwrap();
        words.retain(|word| *word != file && *word != "--output-file");
        let verify = words.iter_mut().find(|word| **word == "--sign").unwrap();
        *verify = "--verify";
        let mut tool = self.direct(&words);
        let output = tool.args(["--signature-file", file]).output().unwrap();
        said(&output).contains("Signature is valid")
    }
}

const fn id(label: &str) -> &str {
    match label.as_bytes() {
        b"rsa" => "01",
        _ => "02",
    }
}

/// Insists that a program succeeds.
pub(crate) fn succeeds(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", said(&output));
    output
}

/// All that a program printed.
pub(crate) fn said(output: &Output) -> String {
    let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// The signal that ended a program.
pub(crate) fn signal(output: &Output) -> Option<i32> {
    output.status.signal()
}

/// Insists that a program is still running after a time, and ends it.
pub(crate) fn hangs(command: &mut Command, time: Duration) {
    let mut child = command.spawn().unwrap();
    let started = Instant::now();
    while started.elapsed() < time {
        assert_eq!(child.try_wait().unwrap(), None, "{command:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    let _ended = child.wait().unwrap();
}
