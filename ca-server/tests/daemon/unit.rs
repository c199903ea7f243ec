//! What an installation begins with: the unit of systemd and the sample configuration.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::site::Site;

fn sample(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../packaging/samples");
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn the_unit_is_hardened() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("sceaud.service");
    let text = sample("sceaud.service");
    for line in [
        "Type=notify",
        "ExecReload=kill -USR2 $MAINPID",
        "LimitCORE=0",
        "LoadCredential=pin:/etc/sceau/pin",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}");
    }
    // The program stands elsewhere here.
    fs::write(
        &unit,
        text.replace("/usr/local/bin/sceaud", env!("CARGO_BIN_EXE_sceaud")),
    )
    .unwrap();
    let verify = Command::new("systemd-analyze")
        .arg("verify")
        .arg(&unit)
        .output()
        .expect("systemd-analyze is installed");
    assert!(
        verify.status.success() && verify.stderr.is_empty(),
        "{verify:?}"
    );
    let security = Command::new("systemd-analyze")
        .args(["security", "--no-pager", "--offline=true", "--threshold=20"])
        .arg(&unit)
        .output()
        .unwrap();
    assert!(security.status.success(), "{security:?}");
}

#[test]
fn the_sample_is_understood() {
    let site = Site::new();
    let run = |text: String| {
        fs::write(site.path("sceaud.toml"), text).unwrap();
        let output = site.run(&["--check"]);
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), said)
    };
    // Its certificate is not on this machine: that is found after the file was understood.
    let (_, said) = run(sample("sceaud.toml"));
    assert!(said.contains("tls/sceaud.pem"), "{said}");
    let (code, said) = run(sample("sceaud.toml") + "\nunheard = 1\n");
    assert!(code == Some(2) && said.contains("`unheard`"), "{said}");
}
