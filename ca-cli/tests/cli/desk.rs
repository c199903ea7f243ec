//! A folder of its own, an empty environment, and the tool run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Where distributions put SoftHSM.
const SOFTHSM: [&str; 3] = [
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
];

/// A place to run the tool.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    /// A folder with a configuration that names a registry and no token.
    pub(crate) fn with_registry_config() -> Self {
        let desk = Self::new();
        desk.write(
            "sceau.toml",
            "format = 1\n[registry]\nurl = \"sqlite:registry/sceau.db\"\n",
        );
        desk
    }

    /// A folder with a configuration, a SoftHSM token and a founded registry.
    pub(crate) fn with_token() -> Self {
        let desk = Self::new();
        let module = SOFTHSM.iter().find(|path| Path::new(path).exists());
        let module = module.expect("SoftHSM is not installed: apt-get install softhsm2");
        fs::create_dir(desk.path("tokens")).unwrap();
        let tokens = desk.path("tokens").display().to_string();
        desk.write(
            "softhsm2.conf",
            &format!("directories.tokendir = {tokens}\n"),
        );
        desk.write("pin", "4321\n");
        private(&desk.path("pin"));
        desk.write(
            "sceau.toml",
            &format!(
                "format = 1\n[registry]\nurl = \"sqlite:registry/sceau.db\"\n[[token]]\n\
                 module = \"{module}\"\nuri = \"pkcs11:token=sceau\"\npin = {{ file = \"pin\" }}\n\
                 env = {{ SOFTHSM2_CONF = \"{{dir}}/softhsm2.conf\" }}\n"
            ),
        );
        desk.tool(
            "softhsm2-util",
            &[
                "--init-token",
                "--free",
                "--label",
                "sceau",
                "--pin",
                "4321",
                "--so-pin",
                "87654321",
            ],
        );
        desk.json(&[
            "registry",
            "init",
            "--country",
            "TD",
            "--public-url",
            "http://pki.example.td",
        ]);
        desk
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).unwrap();
    }

    /// Runs another program in the folder.
    pub(crate) fn tool(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.folder.path());
        command.env("SOFTHSM2_CONF", self.path("softhsm2.conf"));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{program}: {output:?}");
    }

    /// Runs the tool; tells exit code, standard output and standard error.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        self.run_with(&[], arguments)
    }

    /// As [`Desk::run`], with variables.
    pub(crate) fn run_with(&self, variables: &[(&str, &str)], arguments: &[&str]) -> String {
        let output = self.output(variables, arguments);
        let text = |octets: &[u8]| self.hermetic(&String::from_utf8_lossy(octets));
        let code = output.status.code().unwrap();
        format!(
            "exit {code}\n--- stdout\n{}--- stderr\n{}",
            text(&output.stdout),
            text(&output.stderr)
        )
    }

    /// Runs the tool with JSON output, which must succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.output(&[], &[&["--format", "json"], arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn output(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sceau"));
        command.env_clear().envs(variables.iter().copied());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command.output().unwrap()
    }

    /// The text without what differs between machines.
    fn hermetic(&self, text: &str) -> String {
        text.replace(&self.folder.path().display().to_string(), "[DESK]")
    }
}

fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}
