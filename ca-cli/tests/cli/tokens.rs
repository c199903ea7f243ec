//! Several tokens in one configuration.

use std::fs;

use serde_json::json;

use crate::desk::Desk;

const ROOT: [&str; 6] = [
    "issuer",
    "create",
    "root",
    "--profile",
    "root-ca",
    "--activate",
];

/// A founded authority with a second token in its configuration, which is not there yet.
fn two_tokens() -> Desk {
    let desk = Desk::with_token();
    fs::create_dir(desk.path("standby")).unwrap();
    let folder = desk.path("standby").display().to_string();
    desk.write(
        "standby.conf",
        &format!("directories.tokendir = {folder}\n"),
    );
    let config = fs::read_to_string(desk.path("sceau.toml")).unwrap();
    let (_, token) = config.split_once("[[token]]").unwrap();
    let second = token
        .replace("token=sceau", "token=standby")
        .replace("softhsm2.conf", "standby.conf");
    desk.write("sceau.toml", &format!("{config}[[token]]{second}"));
    desk
}

fn bring(desk: &Desk) {
    let conf = format!("SOFTHSM2_CONF={}", desk.path("standby.conf").display());
    let make = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        "standby",
    ];
    let pins = ["--pin", "4321", "--so-pin", "87654321"];
    desk.tool("env", &[&[conf.as_str()], &make[..], &pins].concat());
}

#[test]
fn token_that_is_not_there_is_a_warning_and_a_fault_of_the_configuration() {
    let desk = two_tokens();
    desk.json(&ROOT);
    let published = desk.run(&["crl", "publish", "--issuer", "root"]);
    assert!(published.starts_with("exit 0"), "{published}");
    let warning = "The token standby is left aside for now: No token matches";
    assert!(published.contains(warning), "{published}");
    for (language, words) in [
        ("en", "caused by: The token standby is not available."),
        ("fr", "cause\u{a0}: Le jeton standby est indisponible."),
    ] {
        let check = desk.run(&["config", "check", "--lang", language]);
        assert!(
            check.starts_with("exit 5") && check.contains(words),
            "{check}"
        );
    }
    bring(&desk);
    let check = desk.json(&["config", "check"]);
    let up = |token| json!({ "token": token, "state": "up" });
    assert_eq!(check["tokens"], json!([up("sceau"), up("standby")]));
    let said = desk.run(&["config", "check", "--lang", "fr"]);
    assert!(said.contains("standby: en service"), "{said}");
}

#[test]
fn issuer_gets_its_key_in_the_token_that_is_asked_for() {
    let desk = two_tokens();
    bring(&desk);
    let made = desk.json(&[&ROOT[..], &["--token", "standby"]].concat());
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("pkcs11:token=standby;"), "{key}");
    let published = desk.run(&["crl", "publish", "--issuer", "root"]);
    assert!(published.starts_with("exit 0"), "{published}");
    let refused = desk.run(&[&ROOT[..], &["--token", "third"]].concat());
    assert!(refused.starts_with("exit 1"), "{refused}");
    let there = "third names none of the configured tokens: sceau, standby.";
    assert!(refused.contains(there), "{refused}");
}

#[test]
fn single_table_of_a_token_is_told_in_both_languages() {
    let desk = Desk::new();
    let text = "format = 1\n[registry]\nurl = \"sqlite:a\"\n[token]\n";
    desk.write("sceau.toml", text);
    for (language, words) in [
        ("en", "line 4: Write `[[token]]` instead of `[token]`"),
        (
            "fr",
            "ligne 4\u{a0}: Écrivez `[[token]]` au lieu de `[token]`",
        ),
    ] {
        let said = desk.run(&["issuer", "list", "--lang", language]);
        assert!(said.starts_with("exit 2") && said.contains(words), "{said}");
    }
}
