//! Whole invocations, in an environment that holds nothing of the machine's: what they print to
//! which stream, and the exit code.

use crate::desk::Desk;

#[test]
fn no_command_shows_help_and_is_a_usage_error() {
    insta::assert_snapshot!(Desk::new().run(&["--lang", "fr"]));
}

#[test]
fn help_goes_to_standard_output() {
    let desk = Desk::new();
    insta::assert_snapshot!("help_in_english", desk.run(&["cert", "revoke", "--help"]));
    let french = desk.run_with(&[("LANG", "fr_TD.UTF-8")], &["cert", "revoke", "--help"]);
    insta::assert_snapshot!("help_in_french", french);
}

#[test]
fn usage_errors_are_in_both_languages() {
    let desk = Desk::new();
    let cases: [(&str, &[&str]); 12] = [
        ("unknown_option", &["cert", "list", "--isuer", "citizens"]),
        ("unknown_command", &["cert", "isue"]),
        ("missing_options", &["cert", "revoke", "40ab"]),
        ("missing_value", &["cert", "list", "--issuer"]),
        ("value_not_in_list", &["cert", "list", "--status", "gone"]),
        (
            "value_not_readable",
            &["cert", "revoke", "xyz", "--issuer", "citizens"],
        ),
        (
            "subject_not_readable",
            &["cert", "issue", "--subject", "C=TD,Amina"],
        ),
        ("months", &["cert", "expiry", "--months", "0"]),
        ("number", &["cert", "list", "--after", "garbage"]),
        ("place", &["audit", "show", "abc"]),
        ("san_not_readable", &["cert", "issue", "--san", "dns:*.td"]),
        (
            "conflict",
            &["crl", "show", "list.crl", "--issuer", "citizens"],
        ),
    ];
    for (name, arguments) in cases {
        for language in ["en", "fr"] {
            let said = desk.run(&[&["--lang", language], arguments].concat());
            insta::assert_snapshot!(format!("usage_{name}_{language}"), said);
        }
    }
}

#[test]
fn usage_error_for_programs_is_json() {
    let desk = Desk::new();
    insta::assert_snapshot!(desk.run(&["cert", "list", "--status", "gone", "--format", "json"]));
}

#[test]
fn configuration_faults_are_told_at_once() {
    let desk = Desk::new();
    insta::assert_snapshot!("config_missing", desk.run(&["profile", "list"]));
    desk.write(
        "sceau.toml",
        "format = 2\n[registry]\nurl = \"oracle:x\"\n[[token]]\npin = \"1234\"\n",
    );
    insta::assert_snapshot!("config_faults_en", desk.run(&["profile", "list"]));
    insta::assert_snapshot!(
        "config_faults_fr",
        desk.run(&["profile", "list", "--lang", "fr"])
    );
}

#[test]
fn registry_that_is_not_there_is_unavailable() {
    let desk = Desk::with_registry_config();
    insta::assert_snapshot!("no_registry_en", desk.run(&["audit", "verify"]));
    insta::assert_snapshot!(
        "no_registry_fr",
        desk.run(&["audit", "verify", "--lang", "fr"])
    );
    insta::assert_snapshot!(
        "no_registry_json",
        desk.run(&["audit", "verify", "--format", "json"])
    );
}

#[test]
fn registry_is_made_and_read() {
    let desk = Desk::with_registry_config();
    let init = [
        "registry",
        "init",
        "--country",
        "DJ",
        "--public-url",
        "http://pki.example.dj",
    ];
    insta::assert_snapshot!("init", desk.run(&init));
    insta::assert_snapshot!(
        "init_again",
        desk.run(&[&init[..], &["--lang", "fr"]].concat())
    );
    insta::assert_snapshot!(
        "profile_list",
        desk.run(&["profile", "list", "--lang", "fr"])
    );
    let lines = desk.run(&["profile", "list", "--format", "jsonl"]);
    insta::assert_snapshot!("profile_list_jsonl", without_digests(&lines));
    let unknown = desk.run(&["profile", "show", "nope", "--lang", "fr"]);
    insta::assert_snapshot!("profile_unknown", unknown);
}

/// The text without the digests of documents: they change with each comment in one.
fn without_digests(text: &str) -> String {
    let mut parts = text.split("\"digest\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |masked, part| {
        format!("{masked}\"digest\":\"[DIGEST]{}", &part[64..])
    })
}

#[test]
fn registry_init_refuses_what_cannot_be() {
    let desk = Desk::with_registry_config();
    let init = |country, url| {
        desk.run(&[
            "registry",
            "init",
            "--lang",
            "fr",
            "--country",
            country,
            "--public-url",
            url,
        ])
    };
    insta::assert_snapshot!("init_country", init("XX", "http://pki.example"));
    insta::assert_snapshot!("init_url", init("TD", "https://pki.example"));
}

#[test]
fn command_that_needs_keys_says_that_there_is_no_token() {
    let desk = Desk::with_registry_config();
    insta::assert_snapshot!(desk.run(&["key", "list", "--lang", "fr"]));
}

#[test]
fn revocation_without_a_terminal_needs_yes() {
    let desk = Desk::with_registry_config();
    let revoke = [
        "cert",
        "revoke",
        "40ab",
        "--issuer",
        "citizens",
        "--reason",
        "keyCompromise",
    ];
    insta::assert_snapshot!("revoke_unconfirmed", desk.run(&revoke));
}

#[test]
fn lists_only_can_be_written_line_by_line() {
    let desk = Desk::with_registry_config();
    desk.run(&[
        "registry",
        "init",
        "--country",
        "TD",
        "--public-url",
        "http://pki.example.td",
    ]);
    insta::assert_snapshot!(desk.run(&["audit", "verify", "--format", "jsonl", "--lang", "fr"]));
}
