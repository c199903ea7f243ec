//! The reference of all commands, `docs/cli.en.md` and `docs/cli.fr.md`: a snapshot of the help
//! texts. `UPDATE=1 cargo test -p ca-cli` writes it anew.

use std::fs;
use std::path::Path;

use ca_desk::language::Language;
use clap::Command;

use super::grammar;

fn reference(language: Language) -> String {
    let catalogue = crate::catalogue::new(language);
    let named = |id| catalogue.named(id).unwrap();
    let mut page = format!(
        "{}\n\n{}\n",
        named("reference-title"),
        named("reference-intro")
    );
    let mut root = grammar(&catalogue).term_width(100);
    root.build();
    describe(&root, "sceau", &mut page);
    page
}

fn describe(command: &Command, path: &str, page: &mut String) {
    let help = command.clone().render_help().to_string();
    let lines: Vec<_> = help.trim_end().lines().map(str::trim_end).collect();
    let level = if path.contains(' ') { "###" } else { "##" };
    page.push_str(&format!(
        "\n{level} {path}\n\n```text\n{}\n```\n",
        lines.join("\n")
    ));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        describe(sub, &format!("{path} {}", sub.get_name()), page);
    }
}

fn holds(language: Language, file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(file);
    let reference = reference(language);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &reference).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == reference,
        "docs/{file} is old: UPDATE=1 cargo test -p ca-cli"
    );
}

#[test]
fn english_reference_is_what_help_prints() {
    holds(Language::En, "cli.en.md");
}

#[test]
fn french_reference_is_what_help_prints() {
    holds(Language::Fr, "cli.fr.md");
}
