//! The life of keys at the command line: made, copied to another token, used there, destroyed.
//! Real tokens; pkcs11-tool sees what is in them.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use ca_core::signer::KeyUri;
use ca_core::signer::transport::file::KeyBackup;
use hsm::config::TokenConfig;
use hsm::token::initialise;
use sceau_pkcs11_shim::shim::Shim;
use sceau_tests::house::module;
use sceau_tests::run::{Run, judge, program};
use sceau_tests::shim::{Code, Fault, stand_before};
use secrecy::SecretString;
use serde_json::Value;

const PIN: &str = "27182818";

/// A make of software tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Make {
    SoftHsm,
    Kryoptic,
}

impl Make {
    fn module(self) -> PathBuf {
        match self {
            Self::SoftHsm => module().into(),
            Self::Kryoptic => {
                let built = program("sceau").ancestors().nth(2).unwrap().to_owned();
                let module = built.join("kryoptic/release/libsceau_kryoptic.so");
                assert!(module.is_file(), "kryoptic is missing: scripts/kryoptic.sh");
                module
            }
        }
    }

    fn variable(self) -> &'static str {
        match self {
            Self::SoftHsm => "SOFTHSM2_CONF",
            Self::Kryoptic => "KRYOPTIC_CONF",
        }
    }

    fn settings(self, folder: &Path) -> String {
        match self {
            Self::SoftHsm => format!(
                "directories.tokendir = {}\nlog.level = ERROR\n",
                folder.display()
            ),
            Self::Kryoptic => {
                let database = folder.join("token.sql");
                format!("[[slots]]\nslot = 0\ndbtype = \"sqlite\"\ndbargs = {database:?}\n")
            }
        }
    }
}

/// A founded authority with the tokens `north` and `south`, each with a module of its own.
struct Site {
    folder: tempfile::TempDir,
    makes: [Make; 2],
}

const LABELS: [&str; 2] = ["north", "south"];

impl Site {
    fn new(makes: [Make; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = Self { folder, makes };
        fs::write(site.file("pin"), PIN).unwrap();
        fs::set_permissions(site.file("pin"), fs::Permissions::from_mode(0o600)).unwrap();
        for (label, make) in LABELS.into_iter().zip(makes) {
            site.make_token(label, make);
        }
        site.configure(&LABELS);
        let url = "http://pki.sceau-lab.td";
        let init = ["registry", "init", "--country", "TD", "--public-url", url];
        let _founded = site.sceau(&init).succeeds();
        site
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.file(name).to_str().unwrap().to_owned()
    }

    fn make_token(&self, label: &str, make: Make) {
        let objects = self.file(label);
        fs::create_dir(&objects).unwrap();
        let conf = self.file(&format!("{label}.conf"));
        fs::write(conf, make.settings(&objects)).unwrap();
        let config: TokenConfig = toml::from_str(&self.table(label, make)).unwrap();
        let module = config.resolved(self.folder.path()).module();
        let (so_pin, pin) = (SecretString::from("31415926"), SecretString::from(PIN));
        initialise(&module, label, &so_pin, &pin).unwrap();
    }

    fn table(&self, label: &str, make: Make) -> String {
        format!(
            "module = {:?}\nworker = {:?}\nuri = \"pkcs11:token={label}\"\n\
             pin = {{ file = \"pin\" }}\nenv = {{ {} = {:?} }}\n",
            make.module(),
            program("sceau-hsm-worker"),
            make.variable(),
            self.file(&format!("{label}.conf")),
        )
    }

    /// Writes a configuration with these tokens, the first of them first.
    fn configure(&self, labels: &[&str]) {
        let mut text = String::from("format = 1\n\n[registry]\nurl = \"sqlite:sceau.db\"\n");
        for label in labels {
            let place = LABELS.iter().position(|one| one == label).unwrap();
            text += &format!("\n[[token]]\n{}", self.table(label, self.makes[place]));
        }
        fs::write(self.file("sceau.toml"), text).unwrap();
    }

    fn sceau(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(program("sceau"));
        command.current_dir(self.folder.path());
        command
            .args(["--lang", "en", "--config"])
            .arg(self.file("sceau.toml"));
        Run::of(command.args(arguments))
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let json = [&["--format", "json"], arguments].concat();
        self.sceau(&json).succeeds().json()
    }

    /// What pkcs11-tool sees of a kind of object in a token.
    fn seen(&self, label: &str, kind: &str) -> String {
        let place = LABELS.iter().position(|one| *one == label).unwrap();
        let make = self.makes[place];
        let mut tool = sceau_tests::run::tool("pkcs11-tool");
        tool.env(make.variable(), self.file(&format!("{label}.conf")));
        tool.arg("--module").arg(make.module());
        tool.args(["--token-label", label, "--login", "--pin", PIN]);
        Run::of(tool.args(["--list-objects", "--type", kind]))
            .succeeds()
            .stdout
    }

    /// Makes the key `root` in `north` and copies it to `south`; gives the answers of backup and
    /// restoration.
    fn copy(&self, algorithm: &str) -> [Value; 2] {
        let create = ["key", "create", "root", "--algorithm", algorithm];
        let _made = self
            .sceau(&[&create[..], &["--exportable"]].concat())
            .succeeds();
        let transport = [
            "key",
            "transport",
            "--token",
            "south",
            "--out",
            "south.transport",
        ];
        let transport = self.json(&transport);
        let backup = ["--yes", "key", "backup", "root", "--to", "south.transport"];
        let backup = self.json(&[&backup[..], &["--out", "root.backup"]].concat());
        assert_eq!(transport["fingerprint"], backup["fingerprint"]);
        let restored = self.json(&["key", "restore", "root.backup"]);
        [backup, restored]
    }

    /// A root on the key `root`.
    fn found_root(&self) {
        let root = [
            "issuer",
            "create",
            "root",
            "--profile",
            "root-ca",
            "--key",
            "root",
        ];
        let _root = self
            .sceau(&[&root[..], &["--activate"]].concat())
            .succeeds();
    }

    fn publishes(&self) -> Run {
        self.sceau(&["crl", "publish", "--issuer", "root"])
    }
}

/// The whole way, and what it proves: the key is the same, both copies are protected, and the
/// authority goes on when the token in which the key was made is gone.
fn restore_drill(makes: [Make; 2], algorithm: &str) {
    let site = Site::new(makes);
    let [backup, restored] = site.copy(algorithm);
    assert_eq!(backup["sealed"], true);
    assert_eq!(restored["token"]["label"], "south");
    assert_eq!(restored["transport_destroyed"], true);
    for label in LABELS {
        let seen = site.seen(label, "privkey");
        assert_eq!(seen.matches("Private Key Object").count(), 1, "{seen}");
        let usage = seen.lines().find(|line| line.contains("Usage:")).unwrap();
        assert_eq!(usage.trim(), "Usage:      sign", "{seen}");
        let access = seen.lines().find(|line| line.contains("Access:")).unwrap();
        assert!(access.contains("sensitive"), "{seen}");
        assert_eq!(access.contains("local"), label == "north", "{seen}");
    }
    site.found_root();
    let list = site.json(&["key", "list"]);
    let keys = list["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2, "{list}");
    for key in keys {
        assert_eq!(key["label"], "root");
        assert_eq!(key["generation"], "root-g1", "{key}");
        assert_eq!(key["defects"], Value::Array(Vec::new()), "{key}");
        assert_eq!(key["public_key_sha256"], keys[0]["public_key_sha256"]);
    }
    let _crl = site.publishes().succeeds();
    fs::rename(site.file("north"), site.file("lost")).unwrap();
    let _crl = site.publishes().succeeds();
    // What the copy signs is the same root's, as OpenSSL sees it.
    let create = ["issuer", "create", "citizens", "--profile", "issuing-ca"];
    let below = ["--issuer", "root", "--token", "south"];
    let _citizens = site.sceau(&[&create[..], &below].concat()).succeeds();
    for issuer in ["root-g1", "citizens-g1"] {
        let show = ["issuer", "show", issuer, "--out", issuer];
        let _shown = site.sceau(&show).succeeds();
    }
    let (root, citizens) = (site.text("root-g1"), site.text("citizens-g1"));
    let _verified = judge("openssl", ["verify", "-CAfile", &root, &citizens]).succeeds();
}

#[test]
fn hsm_06_a_copy_in_another_softhsm_goes_on_when_the_first_is_lost() {
    restore_drill([Make::SoftHsm, Make::SoftHsm], "p384");
}

#[test]
fn hsm_06_a_copy_in_another_kryoptic_goes_on_when_the_first_is_lost() {
    restore_drill([Make::Kryoptic, Make::Kryoptic], "p384");
}

#[test]
fn hsm_06_an_rsa_key_goes_from_softhsm_to_softhsm() {
    restore_drill([Make::SoftHsm, Make::SoftHsm], "rsa4096");
}

#[test]
fn a_token_that_cannot_open_a_key_of_another_make_is_told_before_it_leaves() {
    let site = Site::new([Make::SoftHsm, Make::Kryoptic]);
    let _made = site
        .sceau(&["key", "create", "root", "--exportable"])
        .succeeds();
    let out = ["--out", "south.transport"];
    let _transport = site
        .sceau(&[&["key", "transport", "--token", "south"], &out[..]].concat())
        .succeeds();
    let backup = ["--yes", "key", "backup", "root", "--to", "south.transport"];
    let _refused = site
        .sceau(&[&backup[..], &["--out", "root.backup"]].concat())
        .ends_with(1)
        .says("CKM_AES_GCM")
        .says("CKM_AES_KEY_WRAP_PAD");
    assert!(!site.file("root.backup").exists());
    let shown = site.json(&["key", "show", "root"]);
    assert_eq!(shown["attributes"]["extractable"], true);
}

#[test]
fn hsm_06_a_file_that_is_not_the_backup_leaves_nothing_in_the_token() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let _made = site
        .sceau(&["key", "create", "root", "--exportable"])
        .succeeds();
    let transport = |out: &str| {
        let make = ["key", "transport", "--token", "south", "--out", out];
        let _made = site.sceau(&make).succeeds();
    };
    transport("one");
    transport("two");
    let backup = [
        "--yes",
        "key",
        "backup",
        "root",
        "--to",
        "one",
        "--out",
        "root.backup",
    ];
    let _backup = site.sceau(&backup).succeeds();
    let before = site.seen("south", "privkey");
    let whole = fs::read_to_string(site.file("root.backup")).unwrap();
    let other = fs::read_to_string(site.file("two")).unwrap();
    let flipped = whole.replacen("\"wrapped_key\": \"", "\"wrapped_key\": \"0", 1);
    let cases = [
        (flipped, "It is damaged"),
        (whole[..whole.len() / 2].to_owned(), "It is cut short"),
        (
            whole.replace("\"format\": 1", "\"format\": 2"),
            "Its format is 2",
        ),
        (other, "It is not a sceau key backup"),
        (String::new(), "It is cut short"),
    ];
    for (content, words) in cases {
        fs::write(site.file("wrong"), content).unwrap();
        let _refused = site
            .sceau(&["key", "restore", "wrong"])
            .ends_with(1)
            .says(words);
        assert_eq!(site.seen("south", "privkey"), before, "{words}");
    }
    // The transport key is gone: nothing opens the backup any more.
    let one: Value = serde_json::from_str(&fs::read_to_string(site.file("one")).unwrap()).unwrap();
    let uri = one["uri"].as_str().unwrap();
    let destroy = ["--yes", "key", "destroy", uri, "--reason", "lost"];
    let _destroyed = site.sceau(&destroy).succeeds();
    let _refused = site
        .sceau(&["key", "restore", "root.backup"])
        .ends_with(1)
        .says("which is not in this token");
}

/// Whoever alters a backup writes its digest anew. What it calls the transport key is destroyed
/// only if it is one.
#[test]
fn hsm_06_a_backup_that_calls_another_key_its_transport_key_destroys_nothing() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let _answers = site.copy("p256");
    let other = ["key", "create", "other", "--token", "south"];
    let other = site.json(&other)["uri"].as_str().unwrap().to_owned();
    let text = fs::read_to_string(site.file("root.backup")).unwrap();
    let mut backup = KeyBackup::parse(&text).unwrap();
    backup.wrapped.transport = KeyUri::new(other);
    fs::write(site.file("altered"), backup.to_text().unwrap()).unwrap();
    let before = site.seen("south", "privkey");
    let _left = site
        .sceau(&["key", "restore", "altered"])
        .ends_with(1)
        .says("is still in the token");
    assert_eq!(site.seen("south", "privkey"), before);
}

/// A device that fails between C_CopyObject and C_DestroyObject leaves two keys of one name.
#[test]
fn hsm_06_a_seal_that_was_cut_short_is_finished_by_another() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let create = ["key", "create", "root", "--exportable"];
    let _made = site.sceau(&create).succeeds();
    let shim = Shim::before(module(), site.file("shim")).unwrap();
    assert_eq!(stand_before(&shim, &site.file("sceau.toml")), 2);
    let fault = Fault::Before(Code::DEVICE_ERROR);
    shim.plan().always("C_DestroyObject", fault).unwrap();
    let seal = ["--yes", "key", "seal", "root"];
    let _cut_short = site.sceau(&seal).ends_with(5);
    let keys = || {
        site.seen("north", "privkey")
            .matches("Private Key Object")
            .count()
    };
    assert_eq!(keys(), 2);
    shim.plan().clear("C_DestroyObject").unwrap();
    let sealed = site.json(&seal);
    assert_eq!(sealed["attributes"]["modifiable"], false, "{sealed}");
    assert_eq!(keys(), 1);
}

#[test]
fn i08_a_key_is_no_issuers_while_it_can_leave_its_token() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let _made = site
        .sceau(&["key", "create", "root", "--exportable"])
        .succeeds();
    let root = [
        "issuer",
        "create",
        "root",
        "--profile",
        "root-ca",
        "--key",
        "root",
    ];
    let _refused = site.sceau(&root).ends_with(1).says("CKA_EXTRACTABLE");
    let listed = site.sceau(&["key", "list"]).succeeds();
    let _listed = listed.says("CKA_EXTRACTABLE is true");
}

#[test]
fn hsm_06_the_key_of_a_live_issuer_is_not_destroyed() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let [_, _] = site.copy("p384");
    site.found_root();
    let destroy = ["--yes", "key", "destroy", "root", "--reason", "by mistake"];
    let _refused = site
        .sceau(&destroy)
        .ends_with(1)
        .says("root-g1 still needs the key");
    for label in LABELS {
        assert_eq!(
            site.seen(label, "privkey").matches("Private Key").count(),
            1
        );
    }
    let _crl = site.publishes().succeeds();
}

#[test]
fn hsm_06_a_destroyed_key_is_absent_in_all_tokens_and_the_log_says_why() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let [_, _] = site.copy("p384");
    let dry = ["key", "destroy", "root", "--reason", "test", "--dry-run"];
    let planned = site.json(&dry);
    assert_eq!(planned["destroyed"], false);
    assert_eq!(planned["pairs"].as_array().unwrap().len(), 2, "{planned}");
    let _nobody = site
        .sceau(&["key", "destroy", "root", "--reason", "test"])
        .ends_with(2);
    let destroy = ["--yes", "key", "destroy", "root", "--reason", "line closed"];
    let destroyed = site.json(&destroy);
    assert_eq!(
        destroyed["absent_in"].as_array().unwrap().len(),
        2,
        "{destroyed}"
    );
    for label in LABELS {
        for kind in ["privkey", "pubkey"] {
            assert_eq!(site.seen(label, kind).trim(), "");
        }
    }
    let log = site
        .sceau(&["--format", "json", "audit", "list"])
        .succeeds()
        .stdout;
    assert!(
        log.contains("key.destroy") && log.contains("line closed"),
        "{log}"
    );
}

#[test]
fn hsm_06_openssl_reads_the_public_key_of_a_backup_and_nothing_else() {
    let site = Site::new([Make::SoftHsm, Make::SoftHsm]);
    let [_, _] = site.copy("p384");
    let text = fs::read_to_string(site.file("root.backup")).unwrap();
    let backup: Value = serde_json::from_str(&text).unwrap();
    let reads = |member: &str, option: &[&str]| {
        let hex = backup["key"][member].as_str().unwrap();
        let octet = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        let der: Vec<u8> = (0..hex.len()).step_by(2).map(octet).collect();
        fs::write(site.file(member), der).unwrap();
        let path = site.text(member);
        let read = ["pkey", "-inform", "DER", "-noout", "-in", &path];
        judge("openssl", [&read[..], option].concat()).code == Some(0)
    };
    assert!(reads("public_key", &["-pubin"]));
    assert!(!reads("wrapped_key", &[]) && !reads("wrapped_secret", &[]));
}
