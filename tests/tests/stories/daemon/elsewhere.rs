//! `sceau` beside the Registry and `sceau` behind the daemon say the same.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ca_core::governance::role::Role;
use sceau_tests::house::{actor, citizen, in_house, openssl_csr};
use sceau_tests::run::program;

use super::site::Site;

/// A configuration beside the Registry.
fn here(site: &Site<'_>) -> PathBuf {
    let folder = &site.house().folder;
    let text = std::fs::read_to_string(folder.join("sceaud.toml")).unwrap();
    let (shared, _) = text.split_once("[api]").unwrap();
    std::fs::write(folder.join("here.toml"), shared).unwrap();
    folder.join("here.toml")
}

/// One of somebody with a role, who asks the daemon.
fn there(site: &Site<'_>, role: Role) -> PathBuf {
    let path = site.house().folder.join(format!("{role}.toml"));
    let text = format!(
        "format = 1\n[api]\nurl = \"{}\"\ntrust = \"server.pem\"\n\
         [operator]\ncertificate = \"{role}.pem\"\nkey = {{ file = \"{role}.key\" }}\n",
        site.url
    );
    std::fs::write(&path, text).unwrap();
    path
}

fn sceau(config: &Path, language: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(program("sceau"));
    command
        .arg("--config")
        .arg(config)
        .args(["--lang", language])
        .args(arguments);
    command.output().unwrap()
}

fn texts(output: &Output) -> [String; 2] {
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
    [text(&output.stdout), text(&output.stderr)]
}

#[test]
fn commands_that_read_say_the_same_here_and_there() {
    in_house(|house| {
        let csr = openssl_csr(&house.folder);
        let issued = house.authority().issue(&actor(), &citizen(&csr, None));
        let serial = issued.unwrap().serial.to_string();
        let site = Site::open(house);
        let near = here(&site);
        let commands: [(Role, &[&str]); 15] = [
            (Role::Auditor, &["cert", "show", &serial]),
            (Role::Auditor, &["cert", "show", "4a"]),
            (Role::Auditor, &["cert", "list"]),
            (Role::Auditor, &["cert", "list", "--count"]),
            (Role::Auditor, &["cert", "list", "--profile", "nothing"]),
            (Role::Auditor, &["issuer", "list"]),
            (Role::Auditor, &["issuer", "show", "citizens"]),
            (Role::Auditor, &["issuer", "show", "nobody"]),
            (Role::Auditor, &["profile", "list"]),
            (Role::Auditor, &["profile", "show", "officer"]),
            (Role::Auditor, &["crl", "show", "citizens"]),
            (Role::Auditor, &["audit", "show", "3"]),
            (Role::Auditor, &["audit", "list", "--limit", "5"]),
            (Role::Auditor, &["responder", "list"]),
            (Role::Operator, &["cert", "expiry"]),
        ];
        for (role, command) in commands {
            let far = there(&site, role);
            for (language, format) in [("fr", "text"), ("en", "text"), ("en", "json")] {
                let arguments = [command, &["--format", format]].concat();
                let [here, there] = [&near, &far].map(|place| sceau(place, language, &arguments));
                let told = (here.status.code(), texts(&here));
                assert_eq!(told, (there.status.code(), texts(&there)), "{arguments:?}");
            }
        }
    });
}

#[test]
fn what_is_bound_to_a_host_and_what_a_role_may_not_is_told_in_the_operators_language() {
    in_house(|house| {
        let site = Site::open(house);
        let auditor = there(&site, Role::Auditor);
        let bound = sceau(&auditor, "fr", &["registry", "backup", "--out", "x"]);
        assert_eq!(bound.status.code(), Some(2), "{bound:?}");
        let revoke = ["cert", "revoke", "4a", "--issuer", "citizens", "--yes"];
        let revoke = [&revoke[..], &["--reason", "superseded"]].concat();
        let refused = sceau(&auditor, "fr", &revoke);
        assert_eq!(refused.status.code(), Some(4), "{refused:?}");
        let [_, told] = texts(&refused);
        assert!(told.contains("Aucun de vos rôles ne le permet"), "{told}");
    });
}
