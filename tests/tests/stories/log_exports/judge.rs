//! A second implementation, in another language and with its standard library only, says the
//! same of an export, and finds the same changes.

use std::collections::BTreeMap;

use sceau_tests::house::in_house;
use sceau_tests::run::{Run, tool};
use serde_json::Value;

use sceau_tests::log::Files;

use super::house::{
    checkpoint, examine, export, fill, issue, revoke, root, sign, store, with_signer,
};

/// What the judge says of an export, long after all that it tells: its report, or what it found.
pub(super) fn judge(files: &Files, earlier: Option<&str>) -> Result<Value, String> {
    judge_at(files, earlier, "9000-01-01T00:00:00Z")
}

/// What the judge says of an export at a moment.
pub(super) fn judge_at(files: &Files, earlier: Option<&str>, now: &str) -> Result<Value, String> {
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("export");
    store(files, &export);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/judges/log_verifier.py");
    let mut judge = tool("python3");
    judge.arg(script).arg(&export).args(["--now", now]);
    if let Some(note) = earlier {
        let file = folder.path().join("earlier");
        std::fs::write(&file, note).unwrap();
        judge.arg("--earlier").arg(file);
    }
    let run = Run::of(&mut judge);
    if run.code == Some(0) {
        return Ok(serde_json::from_str(&run.stdout).unwrap());
    }
    assert_eq!(run.code, Some(1), "{run:?}");
    Err(run.stderr)
}

#[test]
fn aud_03_judge_of_another_language_says_the_same_of_an_export() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 70);
        sign(house, &key);
        let (_, first) = export(house, 0);
        let serials = issue(house, 4);
        revoke(house, &serials[2]);
        fill(house, 1_100);
        sign(house, &key);
        let (manifest, files) = export(house, 0);
        let ours = examine(&files, &[], &root(house)).unwrap();
        let theirs = judge(&files, Some(&checkpoint(&first))).unwrap();
        assert_eq!(theirs["root"], manifest.head.root.to_string());
        assert_eq!(theirs["size"], 1_100);
        assert_eq!(theirs["heads"], 2);
        let counts: BTreeMap<String, BTreeMap<String, u64>> =
            serde_json::from_value(theirs["profiles"].clone()).unwrap();
        assert_eq!(counts.len(), ours.profiles.len());
        for (profile, ours) in &ours.profiles {
            let theirs = &counts[profile];
            assert_eq!(theirs["issued"], ours.issued, "{profile}");
            assert_eq!(theirs["revoked"], ours.revoked, "{profile}");
        }
    });
}

#[test]
fn aud_03_judge_of_another_language_finds_the_same_changes() {
    in_house(|house| {
        let key = with_signer(house);
        fill(house, 300);
        sign(house, &key);
        let (_, files) = export(house, 0);
        assert!(judge(&files, None).is_ok());
        for path in files.0.keys() {
            let mut changed = files.clone();
            let octets = changed.0.get_mut(path).unwrap();
            let place = octets.len() / 2;
            octets[place] ^= 1;
            let found = judge(&changed, None);
            assert!(found.is_err(), "{path}: {found:?}");
            assert!(examine(&changed, &[], &[]).is_err(), "{path}");
        }
    });
}
