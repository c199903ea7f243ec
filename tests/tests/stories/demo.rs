//! The first command of the README: the demonstration tells its story to the end, in both
//! languages.

use std::fs;
use std::process::Command;

use sceau_tests::run::{Run, program, source, tool};

/// A lab that is stopped, whatever became of the story.
struct Demo {
    folder: tempfile::TempDir,
}

impl Demo {
    fn command(&self, words: &str, language: &str) -> Command {
        let programs = program("sceau");
        let mut demo = tool("bash");
        demo.arg(source().join("scripts/demo.sh")).arg(words);
        demo.env("SCEAU_PROGRAMS", programs.parent().unwrap());
        demo.env("SCEAU_LAB", self.folder.path().join("lab"));
        demo.env("LC_ALL", language);
        demo
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(Run::of(&mut self.command("down", "C")));
    }
}

#[test]
fn demonstration_tells_its_story_in_both_languages() {
    let _needed = ["sceau-ocsp", "sceau-hsm-worker"].map(program);
    for (language, words) in [
        (
            "C.UTF-8",
            ["A practice authority of Chad", "The lab is running"],
        ),
        (
            "fr_TD.UTF-8",
            [
                "Une autorité d'exercice du Tchad",
                "Le laboratoire est en marche",
            ],
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let demo = Demo { folder };
        let told = Run::of(&mut demo.command("up", language)).succeeds();
        let told = words.into_iter().fold(told, Run::says);
        let _revoked = told.says("revoked").says("unknown");
    }
}

/// Where the programs are not there yet, it makes all of them.
#[test]
fn demonstration_builds_every_program_that_it_needs() {
    let script = fs::read_to_string(source().join("scripts/demo.sh")).unwrap();
    let build = "cargo build --release --quiet --workspace --bins";
    assert!(script.contains(build), "{script}");
}
