//! `sceaud` over a governed house, and operators who ask it from elsewhere.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::governed::{Governed, Officer};
use crate::house::{House, module};
use crate::run::program;

/// How long the daemon may take until it serves.
const START: Duration = Duration::from_secs(20);

/// A daemon that serves.
#[derive(Debug)]
pub struct Daemon<'h> {
    house: &'h House,
    child: Child,
    /// The port of the door for operators.
    pub port: String,
}

impl<'h> Daemon<'h> {
    /// Starts the daemon of a house.
    ///
    /// # Panics
    /// It does not serve in time.
    #[must_use]
    pub fn serve(governed: &Governed<'h>) -> Self {
        let house = governed.house;
        server_certificate(house);
        let path = house.folder.join("sceaud.toml");
        fs::write(&path, configuration(governed)).unwrap();
        let log = File::create(house.folder.join("sceaud.log")).unwrap();
        let mut command = Command::new(program("sceaud"));
        let child = command
            .arg("--config")
            .arg(&path)
            .stdin(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let ready = house.folder.join("ready");
        let start = Instant::now();
        while !ready.exists() {
            let log = fs::read_to_string(house.folder.join("sceaud.log")).unwrap();
            assert!(start.elapsed() < START, "{log}");
            thread::sleep(Duration::from_millis(20));
        }
        let doors = fs::read_to_string(ready).unwrap();
        let line = doors.lines().find(|line| line.starts_with("api "));
        let port = line.and_then(|line| line.rsplit_once(':')).unwrap().1;
        let port = port.to_owned();
        Self { house, child, port }
    }

    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// curl as an officer whose files have this name.
    ///
    /// # Panics
    /// curl is not installed.
    #[must_use]
    pub fn curl(&self, officer: &str, more: &[&str], path: &str) -> Output {
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--max-time", "20"])
            .args(["--write-out", "\n%{http_code}"])
            .arg("--cacert")
            .arg(self.file("server.pem"))
            .arg("--cert")
            .arg(self.file(&format!("{officer}.pem")))
            .arg("--key")
            .arg(self.file(&format!("{officer}.key")))
            .args(more)
            .arg(self.url(path));
        command
            .output()
            .expect("curl is missing: apt-get install curl")
    }

    /// `sceau` as an officer from elsewhere.
    #[must_use]
    pub fn there(&self, officer: &str) -> PathBuf {
        let path = self.file(&format!("{officer}.toml"));
        let text = format!(
            "format = 1\n[api]\nurl = \"{}\"\ntrust = \"server.pem\"\n[operator]\n\
             certificate = \"{officer}.pem\"\nkey = {{ file = \"{officer}.key\" }}\n",
            self.url("")
        );
        fs::write(&path, text).unwrap();
        path
    }

    /// `sceau` beside the Registry.
    #[must_use]
    pub fn here(&self) -> PathBuf {
        let path = self.file("sceau.toml");
        let text = fs::read_to_string(self.file("sceaud.toml")).unwrap();
        let (shared, _) = text.split_once("[api]").unwrap();
        fs::write(&path, shared).unwrap();
        path
    }

    fn file(&self, name: &str) -> PathBuf {
        self.house.folder.join(name)
    }
}

impl Drop for Daemon<'_> {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        drop(self.child.wait());
    }
}

/// Puts certificate and key of an officer into the folder of a house.
///
/// # Panics
/// They cannot be written.
pub fn keep(house: &House, name: &str, officer: &Officer) {
    let (certificate, key) = officer.files();
    fs::write(house.folder.join(format!("{name}.pem")), certificate).unwrap();
    fs::write(house.folder.join(format!("{name}.key")), key).unwrap();
}

fn server_certificate(house: &House) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-nodes", "-days", "30"])
        .args([
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-subj",
            "/CN=localhost",
        ])
        .args(["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", "server.key", "-out", "server.pem"])
        .current_dir(&house.folder)
        .output()
        .expect("openssl is missing: apt-get install openssl");
    assert!(made.status.success(), "{made:?}");
}

fn configuration(governed: &Governed<'_>) -> String {
    format!(
        "format = 1\n[registry]\nurl = \"sqlite:sceau.db\"\n\
         [[token]]\nmodule = {:?}\nworker = {:?}\nuri = \"pkcs11:token=house\"\n\
         pin = {{ file = \"pin\" }}\nenv = {{ SOFTHSM2_CONF = {:?} }}\n\
         [governance]\nbootstrap = \"sha256:{}\"\n\
         [api]\nlisten = \"127.0.0.1:0\"\ncertificate = \"server.pem\"\n\
         key = {{ file = \"server.key\" }}\nready_file = \"ready\"\n\
         [monitor]\nlisten = \"127.0.0.1:0\"\n",
        module(),
        program("sceau-hsm-worker"),
        governed.house.folder.join("softhsm2.conf"),
        governed.pinned,
    )
}
