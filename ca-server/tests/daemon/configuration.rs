//! What the daemon says of its configuration and command line.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use crate::site::Site;

fn says(output: &Output, code: i32, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word} in {said}");
    }
}

#[test]
fn all_faults_are_told_at_once_with_their_lines_in_both_languages() {
    let site = Site::new();
    let text = r#"format = 1
[registry]
url = "mysql:x"
[api]
listen = "8443"
key = "-----BEGIN PRIVATE KEY-----"
tls = ["1.1"]
tries = 3
[monitor]
listen = "0.0.0.0:9180"
[limits]
head_s = 0
threads = "many"
connections = 70000
[admin]
"#;
    fs::write(site.path("sceaud.toml"), text).unwrap();
    let english = [
        "line 3: `url` must be",
        "line 4: `certificate` is missing",
        "line 5: `listen` must be an address and a port",
        "line 6: `key` must be a reference",
        "line 7: `tls` must be",
        "line 8: There is no key `tries`",
        "line 10: `listen` must be an address of this host alone",
        "line 12: `head_s` must be a number: 1 – 120",
        "line 13: `threads` must be a number: 1 – 256",
        "line 14: `connections` must be a number: 16 – 65536",
        "line 15: There is no key `admin`",
    ];
    says(&site.run(&["--check"]), 2, &english);
    let french = [
        "ligne 6\u{a0}: `key` doit être une référence",
        "ligne 12\u{a0}: `head_s`",
    ];
    says(&site.run(&["--check", "--lang", "fr"]), 2, &french);
    fs::write(site.path("sceaud.toml"), "format = 1\n").unwrap();
    let missing = [
        "`[registry]` is missing",
        "`[api]` is missing",
        "`[monitor]` is missing",
    ];
    says(&site.run(&[]), 2, &missing);
}

#[test]
fn a_check_opens_everything_and_tells_what_is_there() {
    let site = Site::new();
    site.configure("[public]\nlisten = \"127.0.0.1:0\"\ncertificate = \"server.pem\"\nkey = { file = \"server.key\" }\n");
    let output = site.run(&["--check"]);
    let said = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{output:?}");
    for words in [
        "api: 127.0.0.1:0",
        "public: 127.0.0.1:0",
        "monitor: 127.0.0.1:0",
        "registry sqlite:",
        "token ca: up",
        "issuers of client certificates: 1",
        "certificate of the server, until ",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[test]
fn what_cannot_be_used_is_told_before_anything_is_served() {
    let site = Site::new();
    fs::rename(site.path("foreign.key"), site.path("server.key")).unwrap();
    says(&site.run(&[]), 2, &["do not belong together"]);
    fs::write(site.path("server.key"), "nothing").unwrap();
    says(&site.run(&[]), 2, &["is not what it should be in PEM"]);
    let open = fs::Permissions::from_mode(0o644);
    fs::set_permissions(site.path("server.key"), open).unwrap();
    says(&site.run(&[]), 2, &["Others have access"]);
    fs::remove_file(site.path("server.key")).unwrap();
    says(&site.run(&[]), 2, &["server.key"]);
    let site = Site::new();
    let text = fs::read_to_string(site.path("sceaud.toml")).unwrap();
    let typed = text.replace("{ file = \"pin\" }", "{ prompt = true }");
    fs::write(site.path("sceaud.toml"), typed).unwrap();
    says(
        &site.run(&["--check"]),
        2,
        &["The PIN of each token must be in a file"],
    );
    let elsewhere = text.replace("listen = \"127.0.0.1:0\"", "listen = \"127.0.0.1:1\"");
    fs::write(site.path("sceaud.toml"), elsewhere).unwrap();
    let _held = std::net::TcpListener::bind("127.0.0.1:1");
    let output = site.run(&[]);
    says(&output, 5, &["127.0.0.1:1 cannot be listened on"]);
}

#[test]
fn help_and_usage_are_in_both_languages() {
    let site = Site::new();
    let help = |language: &str| {
        let output = site.run(&["--help", "--lang", language]);
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(help("en").contains("Usage: sceaud"), "{}", help("en"));
    assert!(
        help("fr").contains("Le fichier de configuration."),
        "{}",
        help("fr")
    );
    assert!(!help("fr").contains("{daemon"), "{}", help("fr"));
    says(
        &site.run(&["--nonsense"]),
        2,
        &["--nonsense", "sceaud --help"],
    );
    says(
        &site.run(&["--lang=fr", "--nonsense"]),
        2,
        &["n'est pas comprise"],
    );
}
