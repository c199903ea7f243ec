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
