//! Both languages have every text, and nothing asks for one that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use ca_core::signer::{TokenFault, TokenState};
use ocsp_responder::i18n::{Language, Texts};

const EN: &str = include_str!("../../i18n/en.ftl");
const FR: &str = include_str!("../../i18n/fr.ftl");

fn names(source: &str) -> BTreeSet<&str> {
    let entries = source.lines().filter(|line| !line.starts_with('#'));
    entries
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name)
        .collect()
}

/// Names with the variables in their texts.
fn variables(source: &str) -> BTreeSet<(&str, BTreeSet<&str>)> {
    let entries = source.lines().filter_map(|line| line.split_once(" = "));
    let of = |text: &'static str| {
        text.split("{ $")
            .skip(1)
            .filter_map(|rest| rest.split(' ').next())
    };
    entries
        .map(|(name, text)| (name, of(String::from(text).leak()).collect()))
        .collect()
}

#[test]
fn languages_have_the_same_names_with_the_same_variables() {
    assert_eq!(names(EN), names(FR));
    assert_eq!(variables(EN), variables(FR));
    for language in Language::ALL {
        let texts = Texts::new(language);
        for name in names(EN) {
            assert!(texts.named(name).is_some(), "{language:?} lacks {name}");
        }
    }
}

#[test]
fn texts_asked_for_are_there_and_texts_there_are_asked_for() {
    let mut sources = String::new();
    for file in [
        "cli.rs",
        "cli/grammar.rs",
        "config.rs",
        "config/section.rs",
        "explain.rs",
        "explain/device.rs",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
        sources += &fs::read_to_string(path).unwrap();
    }
    let by_rule = ["help-", "arg-", "value-", "token-fault-", "token-state-"];
    for name in names(EN) {
        let found = sources.contains(&format!("\"{name}\""))
            || by_rule.iter().any(|rule| name.starts_with(rule));
        assert!(found, "nobody says {name}");
    }
    for id in sources
        .split("Message::new(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
    {
        assert!(names(EN).contains(id), "{id} has no text");
    }
}

#[test]
fn each_state_of_a_token_has_a_text() {
    for state in [
        TokenState::Up,
        TokenState::Recovering(Duration::ZERO),
        TokenState::Barred,
        TokenState::Fenced,
    ] {
        let name = format!("token-state-{}", state.as_str());
        assert!(names(EN).contains(name.as_str()), "{name}");
    }
}

#[test]
fn each_fault_of_a_token_has_a_text_and_no_other_has() {
    let told: BTreeSet<_> = names(EN)
        .into_iter()
        .filter_map(|name| name.strip_prefix("token-fault-"))
        .collect();
    assert_eq!(told, TokenFault::CODES.iter().copied().collect());
}
