//! The recipes that the manual gives to auditors who do not trust this program.

use std::fs;

use sceau_tests::lab::Lab;
use sceau_tests::run::{Run, source, tool};

use super::desk::issue;

/// A block of code of a page.
fn block(page: &str, language: &str) -> String {
    let text = fs::read_to_string(source().join("docs").join(page)).unwrap();
    let (_, after) = text.split_once(&format!("```{language}\n")).unwrap();
    after.split_once("```").unwrap().0.to_owned()
}

#[test]
fn aud_03_the_recipe_by_hand_verifies_a_proof_and_no_other() {
    let lab = Lab::up();
    issue(&lab, "one");
    for page in ["audit.en.md", "audit.fr.md"] {
        for index in ["0", "33", "64", "70"] {
            let folder = tempfile::tempdir().unwrap();
            let path = |name: &str| folder.path().join(name);
            let proof = path("proof.json");
            let out = proof.to_str().unwrap();
            let _proven = lab
                .sceau(["audit", "prove", index, "--out", out])
                .succeeds();
            fs::write(path("check.py"), block(page, "python")).unwrap();
            fs::copy(lab.trust_anchor(), path("root.pem")).unwrap();
            let python = || {
                let mut python = tool("python3");
                python.current_dir(folder.path());
                Run::of(python.args(["check.py", "proof.json"]))
            };
            let _holds = python().succeeds();
            let mut shell = tool("sh");
            shell.current_dir(folder.path()).args(["-e", "-c"]);
            let run = Run::of(shell.arg(block(page, "sh"))).succeeds();
            let run = run.says("Verified OK").says("signer.pem: OK");
            let _signers = run.says(".1.13.1");
            let sound = fs::read_to_string(&proof).unwrap();
            let bent = sound.replacen("registry", "registri", 1);
            let bent = bent.replacen("\\\"outcome\\\":\\\"done", "\\\"outcome\\\":\\\"none", 1);
            assert_ne!(bent, sound, "{index}");
            fs::write(&proof, bent).unwrap();
            let _found = python().fails().says("the event was altered");
        }
    }
}
