//! Both languages have every text, and nothing asks for one that is not there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ca_desk::language::Language;
use ca_server::speech::catalogue;

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
        let parts = text.split("{ $").skip(1);
        parts.filter_map(|rest| rest.split(' ').next())
    };
    entries
        .map(|(name, text)| (name, of(String::from(text).leak()).collect()))
        .collect()
}

/// All source files.
fn sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            if path.is_dir() {
                sources(&path)
            } else {
                fs::read_to_string(&path).unwrap()
            }
        })
        .collect()
}

#[test]
fn languages_have_the_same_names_with_the_same_variables() {
    assert_eq!(names(EN), names(FR));
    assert_eq!(variables(EN), variables(FR));
    for language in Language::ALL {
        let texts = catalogue(language);
        for name in names(EN) {
            assert!(texts.named(name).is_some(), "{language:?} lacks {name}");
        }
    }
}

#[test]
fn texts_asked_for_are_there_and_texts_there_are_asked_for() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let is_said = |word: &str| sources.contains(&format!("\"{word}\""));
    let families = ["problem-", "daemon-option-"];
    for name in names(EN) {
        let mut words = families
            .iter()
            .filter_map(|family| name.strip_prefix(family));
        assert!(is_said(name) || words.any(is_said), "nobody says {name}");
    }
    let texts = catalogue(Language::En);
    let asked = sources.split("Message::new(\"").skip(1);
    for id in asked.filter_map(|rest| rest.split('"').next()) {
        assert!(texts.named(id).is_some(), "{id} has no text");
    }
}
