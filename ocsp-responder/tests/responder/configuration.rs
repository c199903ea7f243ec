//! Configuration files: what is right, and all that is wrong at once.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ocsp_responder::config::Config;
use ocsp_responder::i18n::{Language, Texts};
use proptest::prelude::*;

const LEAST: &str = r#"format = 1

[listen]
address = "127.0.0.1:0"

[registry]
url = "sqlite:registry/registry.db"

[[token]]
module = "/usr/lib/softhsm/libsofthsm2.so"
uri = "pkcs11:token=ocsp"
pin = { file = "pin" }
"#;

const ALL: &str = r#"
signers = "certificates"
[listen]
address = "[::1]:8080"
ready_file = "ready"
[registry]
url = "sqlite:/var/lib/sceau/registry.db"
[answers]
validity = "8h"
cache_bytes = 134217728
max_status_lag = "2s"
[limits]
request_bytes = 4096
header_timeout = "5s"
request_timeout = "3s"
connections = 64
signing_threads = 2
live_answers = 16
[[token]]
module = "./libsofthsm2.so"
uri = "pkcs11:token=ocsp"
pin = { file = "pin" }
[token.env]
SOFTHSM2_CONF = "{dir}/softhsm2.conf"
"#;

fn parse(text: &str) -> Result<Config, Vec<String>> {
    let parsed = Config::parse(text, Path::new("/etc/sceau"));
    let texts = Texts::new(Language::En);
    parsed.map_err(|faults| faults.iter().map(|it| texts.text(&it.message)).collect())
}

#[test]
fn little_is_needed_and_paths_belong_to_the_file() {
    let config = parse(LEAST).unwrap();
    assert_eq!(
        config.registry.to_string(),
        "sqlite:/etc/sceau/registry/registry.db"
    );
    assert_eq!(config.signers, PathBuf::from("/etc/sceau/signers"));
    assert_eq!(config.answers.validity, Duration::from_secs(24 * 3600));
    assert_eq!(config.limits.request_bytes, 65_536);
    assert_eq!(config.listen.ready_file, None);
}

#[test]
fn everything_can_be_set() {
    let config = parse(&format!("format = 1\n{ALL}")).unwrap();
    assert_eq!(
        config.listen.ready_file,
        Some(PathBuf::from("/etc/sceau/ready"))
    );
    assert_eq!(
        config.tokens[0].env["SOFTHSM2_CONF"],
        "/etc/sceau/softhsm2.conf"
    );
    assert_eq!(config.answers.validity, Duration::from_secs(8 * 3600));
    assert_eq!(config.answers.live_answers, 16);
    assert_eq!(config.limits.connections.connections, 64);
    assert_eq!(config.limits.signing_threads, 2);
}

#[test]
fn all_faults_are_told_at_once_with_their_lines() {
    let text = LEAST
        .replace("format = 1", "format = 2")
        .replace("127.0.0.1:0", "localhost")
        .replace("sqlite:", "mysql:")
        .replace("pin =", "pine =")
        + "[answers]\nvalidity = \"7h\"\nmax_status_lag = 5\n[limits]\nconections = 1\n[more]\n";
    let faults = parse(&text).unwrap_err();
    let about = |line: usize, word: &str| {
        let start = format!("line {line}: ");
        let found = faults
            .iter()
            .any(|fault| fault.starts_with(&start) && fault.contains(word));
        assert!(found, "{start}{word} in {faults:#?}");
    };
    about(1, "format");
    about(4, "listen.address");
    about(7, "registry.url");
    about(12, "pine");
    about(14, "answers.validity");
    about(15, "answers.max_status_lag");
    about(17, "limits.conections");
    about(18, "more");
    assert_eq!(faults.len(), 8, "{faults:#?}");
}

#[test]
fn missing_tables_are_told_by_their_keys() {
    let faults = parse("format = 1\n").unwrap_err().join("\n");
    for key in ["listen.address", "registry.url", "token"] {
        assert!(faults.contains(&format!("`{key}` is missing")), "{faults}");
    }
}

#[test]
fn tokens_may_be_several_with_labels_of_their_own() {
    let (_, token) = LEAST.split_once("[[token]]").unwrap();
    let with = |second: &str| parse(&format!("{LEAST}[[token]]{second}"));
    let standby = token.replace("token=ocsp", "token=standby");
    assert_eq!(with(&standby).unwrap().tokens.len(), 2);
    let faults = with(token).unwrap_err().join("\n");
    assert!(
        faults.starts_with("line 13: ") && faults.contains("labelled ocsp"),
        "{faults}"
    );
    let faults = with(&token.replace("token=", "serial=")).unwrap_err();
    assert!(faults[0].contains("the label"), "{faults:?}");
    let faults = with(&standby.replace("pin =", "pine =")).unwrap_err();
    assert!(faults[0].starts_with("line 16: "), "{faults:?}");
}

#[test]
fn single_table_of_a_token_is_told_with_its_line() {
    let faults = parse(&LEAST.replace("[[token]]", "[token]")).unwrap_err();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("line 9: write `[[token]]`"),
        "{faults:?}"
    );
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    let faults = parse("format = 1\n[listen\n").unwrap_err();
    assert!(faults[0].starts_with("line 2: "), "{faults:?}");
}

#[test]
fn pin_in_the_file_is_refused_and_not_repeated() {
    let faults = parse(&LEAST.replace("{ file = \"pin\" }", "\"98765432\"")).unwrap_err();
    assert!(!faults.join("\n").contains("98765432"), "{faults:?}");
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC{0,300}", cut in 0..LEAST.len()) {
        drop(parse(&text));
        drop(parse(&format!("{}{text}", &LEAST[..cut])));
    }
}
