//! The table of a token: what is read, what is refused, how paths and variables are resolved.

#![cfg(test)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hsm::config::{LabelFault, TokenConfig, label_faults};
use hsm::pin::PinSource;

const SMALLEST: &str = "module = \"/m.so\"\nuri = \"pkcs11:token=x\"\npin = { file = \"pin\" }\n";

#[test]
fn smallest_table_has_defaults() {
    let config: TokenConfig = toml::from_str(SMALLEST).unwrap();
    assert_eq!((config.sessions, config.wait), (4, Duration::from_secs(2)));
    assert_eq!(config.env, BTreeMap::new());
    assert_eq!(config.pin, PinSource::File("pin".into()));
}

#[test]
fn pins_are_references() {
    for (text, source) in [
        (
            "{ file = \"/run/pin\" }",
            PinSource::File("/run/pin".into()),
        ),
        ("{ fd = 3 }", PinSource::Descriptor(3)),
        ("{ prompt = true }", PinSource::Prompt),
    ] {
        let text = SMALLEST.replace("{ file = \"pin\" }", text);
        assert_eq!(toml::from_str::<TokenConfig>(&text).unwrap().pin, source);
    }
}

#[test]
fn i09_pin_as_a_value_is_refused_and_not_repeated() {
    for value in ["\"81288128\"", "81288128", "{ value = \"81288128\" }"] {
        let text = SMALLEST.replace("{ file = \"pin\" }", value);
        let error = toml::from_str::<TokenConfig>(&text).unwrap_err();
        assert!(!error.message().contains("81288128"), "{}", error.message());
    }
}

#[test]
fn wrong_tables_are_refused() {
    for (from, to) in [
        ("token=x", "token=x;id=%01"),
        ("token=x", "type=private"),
        ("token=x", ""),
        ("token=x", "token=x?pin-value=1"),
        ("file = \"pin\"", "file = \"pin\", prompt = true"),
        ("file = \"pin\"", "prompt = false"),
        ("file = \"pin\"", "fd = -1"),
        ("file = \"pin\"", ""),
        ("module", "modul"),
    ] {
        let text = SMALLEST.replace(from, to);
        toml::from_str::<TokenConfig>(&text).expect_err(&text);
    }
    for line in [
        "sessions = 0",
        "sessions = 65",
        "sessions = -1",
        "wait_ms = 0",
        "wait_ms = 60001",
        "unknown = 1",
        "env = { \"A=B\" = \"x\" }",
        "env = { \"\" = \"x\" }",
        "env = { A = 1 }",
    ] {
        let text = format!("{SMALLEST}{line}\n");
        toml::from_str::<TokenConfig>(&text).expect_err(&text);
    }
}

#[test]
fn relative_paths_start_at_the_folder_of_the_file() {
    let resolved = |module: &str, pin: &str| {
        let text = SMALLEST
            .replace("/m.so", module)
            .replace("\"pin\"", &format!("\"{pin}\""));
        let text = format!("{text}env = {{ CONF = \"{{dir}}/m.conf\", PLAIN = \"./x\" }}\n");
        let config = toml::from_str::<TokenConfig>(&text)
            .unwrap()
            .resolved(Path::new("/etc/sceau"));
        assert_eq!(config.env["CONF"], "/etc/sceau/m.conf");
        assert_eq!(config.env["PLAIN"], "./x");
        (config.module, config.pin)
    };
    let file = |path: &str| PinSource::File(path.into());
    assert_eq!(
        resolved("m.so", "pin"),
        (PathBuf::from("m.so"), file("/etc/sceau/pin"))
    );
    assert_eq!(
        resolved("./m.so", "a/pin"),
        ("/etc/sceau/m.so".into(), file("/etc/sceau/a/pin"))
    );
    assert_eq!(
        resolved("lib/m.so", "/p"),
        ("/etc/sceau/lib/m.so".into(), file("/p"))
    );
    assert_eq!(resolved("/m.so", "/p"), ("/m.so".into(), file("/p")));
}

#[test]
fn several_tokens_have_labels_of_their_own() {
    let tokens = |uris: &[&str]| -> Vec<TokenConfig> {
        let read = |uri: &&str| toml::from_str(&SMALLEST.replace("pkcs11:token=x", uri)).unwrap();
        uris.iter().map(read).collect()
    };
    let taken = || LabelFault::Taken("a".to_owned());
    for (uris, faults) in [
        (&["pkcs11:serial=1"][..], vec![]),
        (&["pkcs11:token=a", "pkcs11:token=b"], vec![]),
        (
            &["pkcs11:token=a", "pkcs11:serial=1"],
            vec![(1, LabelFault::Missing)],
        ),
        (
            &["pkcs11:token=a;serial=1", "pkcs11:token=a;serial=2"],
            vec![(1, taken())],
        ),
        (
            &["pkcs11:token=a", "pkcs11:token=a", "pkcs11:slot-id=1"],
            vec![(1, taken()), (2, LabelFault::Missing)],
        ),
    ] {
        assert_eq!(label_faults(&tokens(uris)), faults, "{uris:?}");
    }
}
