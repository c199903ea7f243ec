//! A governed house that a daemon serves, and an officer for each role.

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ca_api::client::identity::Identity;
use ca_api::client::{Client, Place};
use ca_core::authority::Authority;
use ca_core::governance::role::Role;
use ca_core::governance::statement::act::Act;
use sceau_tests::governed::{Governed, Officer};
use sceau_tests::house::{House, module};
use sceau_tests::run::{Run, program, tool};

/// A daemon that serves until it is dropped.
pub(super) struct Site<'a> {
    pub(super) governed: Governed<'a>,
    /// Believes the chain, and has read it.
    pub(super) authority: Authority,
    /// By role; a role is its only one.
    officers: Vec<(Role, Officer)>,
    daemon: Child,
    /// `https://` and the address of the door.
    pub(super) url: String,
}

impl<'a> Site<'a> {
    pub(super) fn open(house: &'a House) -> Self {
        let governed = Governed::begin(house);
        let authority = governed.authority();
        governed.security.save(&house.folder, "security-officer");
        let mut officers = Vec::new();
        for (number, role) in Role::ALL.into_iter().enumerate().skip(1) {
            let officer = Officer::of(house, &format!("PNOTD-{}", number + 1));
            officer.save(&house.folder, role.as_str());
            let act = Act::Assign(officer.assignment(&[role]));
            let _assigned = governed.govern(&authority, act).unwrap();
            officers.push((role, officer));
        }
        certify_server(house);
        let configuration = configuration(house, &governed);
        fs::write(house.folder.join("sceaud.toml"), configuration).unwrap();
        let (daemon, url) = start(house);
        Self {
            governed,
            authority,
            officers,
            daemon,
            url,
        }
    }

    pub(super) fn house(&self) -> &House {
        self.governed.house
    }

    /// Who has this role alone.
    pub(super) fn officer(&self, role: Role) -> &Officer {
        let found = self.officers.iter().find(|(held, _)| *held == role);
        found.map_or(&self.governed.security, |(_, officer)| officer)
    }

    /// A client that shows the certificate of who has this role alone.
    pub(super) fn client(&self, role: Role) -> Client {
        self.client_of(role.as_str())
    }

    /// A client that shows the certificate of this name.
    pub(super) fn client_of(&self, name: &str) -> Client {
        let file = |name: String| self.house().folder.join(name);
        let key = Identity::key_in(&file(format!("{name}.key"))).unwrap();
        let shown = file(format!("{name}.pem"));
        let identity = Identity::new(&file("server.pem".into()), &shown, key).unwrap();
        Client::new(Place::of_url(&self.url).unwrap(), &identity, "en").unwrap()
    }

    /// curl, as who has this role alone or as nobody: the status and the body.
    pub(super) fn curl(&self, role: Option<Role>, more: &[&str], path: &str) -> (u16, String) {
        let folder = &self.house().folder;
        let mut curl = tool("curl");
        curl.args(["--silent", "--show-error", "--max-time", "20"])
            .args(["--write-out", "\n%{http_code}", "--cacert"])
            .arg(folder.join("server.pem"));
        if let Some(role) = role {
            let file = |extension| folder.join(format!("{}.{extension}", role.as_str()));
            curl.arg("--cert").arg(file("pem"));
            curl.arg("--key").arg(file("key"));
        }
        let said = Run::of(curl.args(more).arg(format!("{}{path}", self.url))).succeeds();
        let (body, status) = said.stdout.rsplit_once('\n').unwrap();
        (status.parse().unwrap(), body.to_owned())
    }
}

impl Drop for Site<'_> {
    fn drop(&mut self) {
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}

/// A leaf that is its own anchor: rustls takes no CA certificate as a server's.
fn certify_server(house: &House) {
    let file = |name| house.folder.join(name);
    let extensions = "[req]\ndistinguished_name=dn\nx509_extensions=leaf\n[dn]\n[leaf]\n\
                      basicConstraints=critical,CA:FALSE\nsubjectAltName=IP:127.0.0.1\n";
    fs::write(file("server.cnf"), extensions).unwrap();
    let mut openssl = tool("openssl");
    openssl
        .args(["req", "-x509", "-newkey", "ec", "-days", "30", "-nodes"])
        .args(["-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=sceaud"])
        .arg("-config")
        .arg(file("server.cnf"))
        .arg("-keyout")
        .arg(file("server.key"))
        .arg("-out")
        .arg(file("server.pem"));
    let _made = Run::of(&mut openssl).succeeds();
}

fn configuration(house: &House, governed: &Governed<'_>) -> String {
    format!(
        r#"format = 1
[registry]
url = "sqlite:sceau.db"
[[token]]
module = {:?}
worker = {:?}
uri = "pkcs11:token=house"
pin = {{ file = "pin" }}
[token.env]
SOFTHSM2_CONF = {:?}
[governance]
bootstrap = "sha256:{}"
[api]
listen = "127.0.0.1:0"
certificate = "server.pem"
key = {{ file = "server.key" }}
ready_file = "ready"
[monitor]
listen = "127.0.0.1:0"
[limits]
strangers_per_second = 1000
strangers_at_once = 1000
requests_per_second = 10000
requests_at_once = 10000
"#,
        module(),
        program("sceau-hsm-worker"),
        house.folder.join("softhsm2.conf"),
        governed.pinned,
    )
}

fn start(house: &House) -> (Child, String) {
    let log = fs::File::create(house.folder.join("log")).unwrap();
    let mut command = std::process::Command::new(program("sceaud"));
    command
        .arg("--config")
        .arg(house.folder.join("sceaud.toml"))
        .stdin(Stdio::null())
        .stderr(log);
    let mut daemon = command.spawn().unwrap();
    let (began, ready) = (Instant::now(), house.folder.join("ready"));
    while !ready.exists() {
        let said = || fs::read_to_string(house.folder.join("log")).unwrap_or_default();
        let waits = began.elapsed() < Duration::from_secs(20);
        assert!(waits && daemon.try_wait().unwrap().is_none(), "{}", said());
        thread::sleep(Duration::from_millis(20));
    }
    let doors = fs::read_to_string(ready).unwrap();
    let address = doors.lines().find_map(|line| line.strip_prefix("api "));
    (daemon, format!("https://{}", address.unwrap()))
}
