//! What the manuals point at works as it stands.

use std::collections::BTreeSet;
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
    let (english, french) = (commands("manual.en.md"), commands("manuel.fr.md"));
    assert!(english.len() > 20);
    for (english, french) in english.iter().zip(&french) {
        assert_eq!(english, french);
    }
    assert_eq!(english.len(), french.len());
}

/// The command lines in a manual by what no language changes: nouns, verbs and options.
fn commands(manual: &str) -> Vec<String> {
    let text = fs::read_to_string(source().join("docs").join(manual)).unwrap();
    let blocks = text.split("```").skip(1).step_by(2);
    let whole = blocks.map(|block| block.replace("\\\n", " "));
    let lines: Vec<_> = whole
        .flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let known = nouns_and_verbs();
    let commands = lines.iter().filter_map(|line| line.split('#').next());
    commands
        .filter(|line| line.contains("sceau"))
        .map(|line| {
            let words = line.split_whitespace();
            let program: Vec<_> = words.skip_while(|word| !word.contains("sceau")).collect();
            let is_value = |at: usize| at > 0 && option_of(program[at - 1]).is_some();
            let told = program.iter().enumerate().filter_map(|(at, word)| {
                let is_named = known.iter().any(|known| known == word) && !is_value(at);
                option_of(word).or(is_named.then_some(*word))
            });
            told.collect::<Vec<_>>().join(" ")
        })
        .collect()
}

/// The programs, nouns and verbs: operands are files, numbers and names, which each manual
/// writes in its own language.
fn nouns_and_verbs() -> BTreeSet<String> {
    let reference = fs::read_to_string(source().join("docs/cli.en.md")).unwrap();
    let headings = reference.lines().filter(|line| line.starts_with("##"));
    let words = headings.flat_map(|line| line.split([' ', '`', '#']));
    let responder = "sceau-ocsp serve check request-signer install-signer".split(' ');
    words.chain(responder).map(str::to_owned).collect()
}

/// The option that a word is, without brackets and value.
fn option_of(word: &str) -> Option<&str> {
    let word = word.trim_start_matches('[').trim_end_matches(']');
    let option = word.split('=').next()?;
    option.starts_with("--").then_some(option)
}

/// French files for people, beside the catalogues of `sceau`.
const FRENCH: [&str; 5] = [
    "docs/hsm-copies.fr.md",
    "docs/hsm-recovery.fr.md",
    "docs/manuel.fr.md",
    "README.fr.md",
    "ocsp-responder/i18n/fr.ftl",
];

#[test]
fn french_has_a_space_that_does_not_break_before_high_marks() {
    for file in FRENCH {
        let text = fs::read_to_string(source().join(file)).unwrap();
        // What stands between backticks is code, in blocks and in lines.
        let prose = text.split("```").step_by(2).flat_map(str::lines);
        for line in prose.filter(|line| !line.contains("[In English: ")) {
            let prose = line.split('`').step_by(2).collect::<Vec<_>>().join("x");
            let prose: Vec<char> = prose.chars().chain([' ']).collect();
            for three in prose.windows(3) {
                let (before, mark, after) = (three[0], three[1], three[2]);
                let high = ";?!".contains(mark) || (mark == ':' && after == ' ');
                let closed = !(high || mark == '»') || before == NO_BREAK;
                assert!(
                    closed && (before != '«' || mark == NO_BREAK),
                    "{file}: {line}"
                );
            }
        }
    }
}

const NO_BREAK: char = '\u{a0}';

#[test]
fn scripts_are_sound_shell() {
    for script in [
        "demo.sh",
        "install-tools.sh",
        "kryoptic.sh",
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
