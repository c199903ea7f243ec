//! What the manuals point at works as it stands.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tells what went wrong by a panic"
)]

use std::fs;
use std::path::Path;

use sceau_tests::lab::hermetic;
use sceau_tests::leaf::LEAVES;
use sceau_tests::run::{Run, judge, source};

#[test]
fn sample_configurations_are_understood_by_the_programs() {
    let samples = source().join("packaging/samples");
    for (program, verb) in [
        ("sceau", &["config", "check"][..]),
        ("sceau-ocsp", &["check"]),
    ] {
        let sample = samples.join(format!("{program}.toml"));
        let check = |file: &Path| Run::of(hermetic(program).arg("--config").arg(file).args(verb));
        // The Registry of the sample is not on this machine: that is found after the file was
        // understood, and has another exit code.
        let _understood = check(&sample)
            .ends_with(5)
            .says("/var/lib/sceau/registry/sceau.db");
        let folder = tempfile::tempdir().unwrap();
        let wrong = folder.path().join("wrong.toml");
        fs::write(
            &wrong,
            fs::read_to_string(&sample).unwrap() + "\nunheard = 1\n",
        )
        .unwrap();
        let _refused = check(&wrong).ends_with(2).says("unheard");
    }
}

#[test]
fn links_between_documents_lead_somewhere() {
    for document in [
        "README.md",
        "README.fr.md",
        "docs/manual.en.md",
        "docs/manuel.fr.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/architecture.md",
        "docs/standards.md",
        "docs/adr/README.md",
    ] {
        let path = source().join(document);
        let text = fs::read_to_string(&path).unwrap();
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if file.starts_with("http") {
                continue;
            }
            let linked = if file.is_empty() {
                path.clone()
            } else {
                path.with_file_name(file)
            };
            let linked = path.parent().unwrap().join(linked);
            assert!(linked.exists(), "{document}: {target}");
            if !anchor.is_empty() {
                let headings = headings(&fs::read_to_string(&linked).unwrap());
                assert!(
                    headings.iter().any(|heading| heading == anchor),
                    "{document}: {target}"
                );
            }
        }
    }
}

#[test]
fn both_manuals_show_the_same_commands() {
    let commands = |manual: &str| {
        let text = fs::read_to_string(source().join("docs").join(manual)).unwrap();
        let words = text.split("```").skip(1).step_by(2).flat_map(str::lines);
        let lines: Vec<_> = words.filter_map(|line| line.split('#').next()).collect();
        lines
            .iter()
            .filter(|line| line.contains("sceau"))
            .map(|l| l.split_whitespace().take(4).collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    };
    let (english, french) = (commands("manual.en.md"), commands("manuel.fr.md"));
    assert!(english.len() > 20);
    assert_eq!(english.len(), french.len());
}

#[test]
fn scripts_are_sound_shell() {
    for script in [
        "demo.sh",
        "install-tools.sh",
        "lint.sh",
        "test.sh",
        "tell.sh",
    ] {
        let path = source().join("scripts").join(script);
        let _parsed = judge("bash", ["-n", path.to_str().unwrap()]).succeeds();
    }
}

/// Rows of `docs/standards.md` that were read and not tried. The list may only shrink.
const WITHOUT_TEST: [&str; 1] = ["REG-07"];

#[test]
fn standards_name_code_and_tests_that_exist() {
    let text = fs::read_to_string(source().join("docs/standards.md")).unwrap();
    let mut ids: Vec<&str> = Vec::new();
    let mut without = Vec::new();
    for row in text.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [id, clause, held, code, tests] = cells[..] else {
            continue;
        };
        if id == "id" {
            continue;
        }
        assert!(!ids.contains(&id), "{id} stands twice");
        ids.push(id);
        assert!(
            cells.iter().all(|cell| !cell.is_empty() && *cell != "?"),
            "{id}: {clause}: {held}"
        );
        assert!(!spans(code).is_empty(), "{id} names no code");
        for path in spans(code) {
            assert!(source().join(path).exists(), "{id}: {path}");
        }
        if tests == "none" {
            without.push(id);
            continue;
        }
        assert!((1..=3).contains(&spans(tests).len()), "{id}: {tests}");
        for test in spans(tests) {
            let (program, path) = test
                .split_once(' ')
                .unwrap_or_else(|| panic!("{id}: {test}"));
            let name = path.rsplit("::").next().unwrap();
            let folder = match program.split("::").next().unwrap() {
                "sceau-tests" => "tests",
                package => package,
            };
            assert!(is_defined(&source().join(folder), name), "{id}: {test}");
        }
    }
    assert!(ids.len() > 60, "{} rows", ids.len());
    assert_eq!(without, WITHOUT_TEST);
}

#[test]
fn invariants_name_tests_that_exist() {
    let text = fs::read_to_string(source().join("docs/architecture.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| I"));
    let mut named = 0;
    for row in rows {
        let id = row.trim_matches('|').split('|').next().unwrap().trim();
        let last = row.trim_matches('|').split('|').next_back().unwrap();
        assert!(
            !spans(last).is_empty() || last.contains("none") || last.contains("not in"),
            "{row}"
        );
        for test in spans(last) {
            let folder = [
                "ca-core",
                "ca-store",
                "hsm",
                "ocsp-responder",
                "ca-cli",
                "tests",
            ];
            let found = |folder: &&str| is_defined(&source().join(folder), test);
            assert!(folder.iter().any(found), "{id}: {test}");
            named += 1;
        }
    }
    assert!(named > 20, "{named} tests");
}

/// What stands between backticks.
fn spans(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Whether a source file in the folder has a function of this name.
fn is_defined(folder: &Path, name: &str) -> bool {
    let heads = [format!("fn {name}("), format!("fn {name}<")];
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).any(|path| {
        if path.is_dir() {
            return is_defined(&path, name);
        }
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        is_rust && {
            let text = fs::read_to_string(&path).unwrap();
            heads.iter().any(|head| text.contains(head))
        }
    })
}

/// The anchors that a forge makes of headings.
fn headings(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let words = line.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn each_shipped_policy_has_its_number_in_the_table() {
    let table = fs::read_to_string(source().join("docs/policy-numbers.md")).unwrap();
    let mut named = 0;
    for entry in fs::read_dir(source().join("ca-core/profiles")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let profile = fs::read_to_string(&path).unwrap();
        let own = |row: &&str| row.contains(&format!("| `{name}` |"));
        let Some(row) = table.lines().find(own) else {
            continue;
        };
        let number = row.trim_start_matches("| ").split(' ').next().unwrap();
        assert!(
            profile.contains(&format!("\"{{arc}}.1.{number}.")),
            "{name} is not number {number}"
        );
        assert!(row.ends_with("| yes |"), "{name} is there");
        named += 1;
    }
    assert_eq!(named, LEAVES.len(), "the leaf profiles");
}
