//! Holds the catalogues of the tool and of `ca-desk` to each other and to the code of both.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ca_core::algorithm_table::AlgorithmRule;
use ca_core::audit::event::Outcome;
use ca_core::country::CountryRule;
use ca_core::document::DocumentRule;
use ca_core::key_origin::KeyOriginsRule;
use ca_core::lint::fact::Fact;
use ca_core::profile::ProfileRule;
use ca_core::registry::records::DocumentKind;
use ca_core::signer::TokenFault;
use ca_store::soundness::Rule;
use clap::Command;
use fluent_bundle::FluentResource;

use super::*;
use crate::cli;

const NO_BREAK: char = '\u{a0}';

/// The files of a language, of both crates.
fn all(language: Language) -> impl Iterator<Item = &'static str> {
    let ours = sources(language).iter();
    ours.chain(ca_desk::catalogue::sources(language)).copied()
}

/// All texts of a language as they are written, by name.
fn texts(language: Language) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut name = String::new();
    for line in all(language).flat_map(str::lines) {
        match line.split_once(" =") {
            Some((id, text)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                name = id.to_owned();
                let earlier = texts.insert(name.clone(), text.to_owned());
                assert_eq!(earlier, None, "{name} stands twice");
            }
            Some(_) | None if line.starts_with('#') => name.clear(),
            Some(_) | None => {
                if let Some(text) = texts.get_mut(&name) {
                    text.push('\n');
                    text.push_str(line);
                }
            }
        }
    }
    texts
}

fn variables(text: &str) -> BTreeSet<&str> {
    let after = text.split('$').skip(1);
    after
        .filter_map(|rest| {
            rest.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
        })
        .collect()
}

/// What stands between quotation marks in our sources, this file and tests aside.
fn literals() -> BTreeSet<String> {
    let mut literals = BTreeSet::new();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    collect(&here.join("src"), &mut literals);
    collect(&here.join("../ca-desk/src"), &mut literals);
    literals
}

fn collect(folder: &Path, literals: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, literals);
        } else if !path.ends_with("catalogue/tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            literals.extend(source.split('"').map(str::to_owned));
        }
    }
}

/// The names that follow from the grammar.
fn grammar_ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    walk(&cli::bare_grammar(), "", &mut ids);
    ids
}

fn walk(command: &Command, path: &str, ids: &mut BTreeSet<String>) {
    ids.insert(format!("help{path}"));
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str().replace('_', "-");
        ids.insert(format!("arg{path}-{id}"));
        let names = argument.get_value_names().unwrap_or_default();
        if argument.get_action().takes_values() {
            let lower = |name: &clap::builder::Str| name.to_ascii_lowercase().replace('_', "-");
            ids.extend(names.iter().map(|name| format!("value-{}", lower(name))));
        }
    }
    for sub in command.get_subcommands() {
        walk(sub, &format!("{path}-{}", sub.get_name()), ids);
    }
}

/// The names that are put together from a family and a word of a closed list.
fn composed_ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut family = |family: &str, words: Vec<&str>| {
        ids.extend(words.into_iter().map(|word| format!("{family}-{word}")));
    };
    family("profile-rule", words(ProfileRule::ALL));
    family("country-rule", words(CountryRule::ALL));
    family("algorithm-rule", words(AlgorithmRule::ALL));
    family("key-origins-rule", words(KeyOriginsRule::ALL));
    family("audit-outcome", Outcome::ALL.map(Outcome::as_str).to_vec());
    let clock = vec!["synchronised", "unsynchronised", "unknown"];
    family("audit-clock", clock);
    family("clock-doubt", vec!["behind", "unsynchronised"]);
    family("registry-object", vec!["key", "person"]);
    family("token-fault", TokenFault::CODES.to_vec());
    family("hsm-act", vec!["login", "mechanisms", "restart"]);
    let whole = [
        "anchor",
        "engine",
        "schema",
        "tree",
        "heads",
        "documents",
        "certificates",
        "lists",
    ];
    let rules = Rule::ALL.map(Rule::word);
    family("registry-check", rules.into_iter().chain(whole).collect());
    for about in ["unknown", "line", "none"] {
        family(
            &format!("backup-key-{about}"),
            vec!["recipient", "identity"],
        );
    }
    let profiles = ["root", "ca", "responder", "leaf"];
    let governing = DocumentKind::ALL.map(DocumentKind::as_str);
    let others = governing
        .into_iter()
        .filter(|kind| !["authority", "profile"].contains(kind));
    family(
        "document-kind",
        profiles.into_iter().chain(others).collect(),
    );
    ids
}

fn words<R: DocumentRule>(rules: &[R]) -> Vec<&'static str> {
    rules.iter().map(|rule| rule.word()).collect()
}

/// Whether an example belongs to a command.
fn is_example(id: &str, grammar: &BTreeSet<String>) -> bool {
    id.strip_prefix("example")
        .is_some_and(|path| grammar.contains(&format!("help{path}")))
}

#[test]
fn each_file_is_sound() {
    for language in [Language::En, Language::Fr] {
        for source in all(language) {
            let parsed = FluentResource::try_new(source.to_owned());
            assert!(
                parsed.is_ok(),
                "{language:?}: {:?}",
                parsed.err().map(|(_, errors)| errors)
            );
        }
    }
}

#[test]
fn both_languages_have_the_same_names_and_variables() {
    let (english, french) = (texts(Language::En), texts(Language::Fr));
    let missing: Vec<_> = english
        .keys()
        .filter(|id| !french.contains_key(*id))
        .collect();
    let extra: Vec<_> = french
        .keys()
        .filter(|id| !english.contains_key(*id))
        .collect();
    assert_eq!((missing, extra), (vec![], vec![]));
    for (id, text) in &english {
        assert_eq!(variables(text), variables(&french[id]), "{id}");
    }
}

#[test]
fn each_text_is_used() {
    let (literals, grammar) = (literals(), grammar_ids());
    let composed = composed_ids();
    let used = |id: &String| {
        literals.contains(id)
            || composed.contains(id)
            || grammar.contains(id)
            || is_example(id, &grammar)
            || Fact::message_ids().any(|known| known == id.as_str())
    };
    let unused: Vec<_> = texts(Language::En)
        .into_keys()
        .filter(|id| !used(id))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn each_name_that_the_code_uses_has_a_text() {
    let texts = texts(Language::En);
    let families: BTreeSet<_> = texts.keys().filter_map(|id| id.split('-').next()).collect();
    let is_name = |literal: &str| {
        literal.contains('-')
            && literal
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && literal
                .split('-')
                .next()
                .is_some_and(|family| families.contains(family))
    };
    // Events, files, and words of rules that name no text.
    let not_names = [
        "key-unused",
        "audit-signer",
        "crl-unknown",
        "profile-version-unknown",
        "document-unfit",
        "issuer-not-active",
        "profile-unfit",
        "settings-unfit",
    ];
    let composed = composed_ids();
    let is_family = |literal: &str| {
        let beginning = format!("{literal}-");
        composed.iter().any(|id| id.starts_with(&beginning))
    };
    let literals = literals().into_iter().filter(|literal| {
        let name = literal.as_str();
        is_name(name) && !is_family(name) && !not_names.contains(&name)
    });
    let lint = Fact::message_ids().map(str::to_owned);
    let used = literals
        .chain(grammar_ids())
        .chain(composed_ids())
        .chain(lint);
    let missing: Vec<_> = used.filter(|id| !texts.contains_key(id)).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn french_has_a_space_that_does_not_break_before_high_marks() {
    for (id, text) in texts(Language::Fr) {
        if id.starts_with("example") {
            continue;
        }
        // What stands between backticks is code.
        let prose: String = text.split('`').step_by(2).collect();
        let characters: Vec<char> = prose.chars().collect();
        for three in characters.windows(3) {
            let [before, mark, after] = three else {
                continue;
            };
            let high = ";?!".contains(*mark) || (*mark == ':' && *after == ' ');
            assert!(!high || *before == NO_BREAK, "{id}: {text}");
        }
    }
}
