//! What several stories do with a lab.

use std::fs;
use std::path::PathBuf;

use sceau_tests::csr;
use sceau_tests::lab::Lab;
use serde_json::Value;

/// Whom certificates of these stories name.
pub(super) const SUBJECT: &str = "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-778899,CN=Aïcha Ngaré";

/// A request for a citizen's certificate.
pub(super) fn request(lab: &Lab, name: &str) -> PathBuf {
    let file = lab.file(&format!("{name}.csr"));
    fs::write(&file, csr::p256()).unwrap();
    file
}

/// Issues a citizen's certificate; gives its serial number.
pub(super) fn issue(lab: &Lab, name: &str) -> String {
    let csr = request(lab, name);
    let issued = lab.report([
        "cert",
        "issue",
        "--issuer",
        "citizens",
        "--profile",
        "citizen-signature",
        "--subject",
        SUBJECT,
        "--csr",
        csr.to_str().unwrap(),
        "--out",
        lab.file(&format!("{name}.pem")).to_str().unwrap(),
    ]);
    issued["serial"].as_str().unwrap().to_owned()
}

/// All events of the log, each with its place.
pub(super) fn events(lab: &Lab) -> Vec<Value> {
    let listed = lab.report(["audit", "list", "--limit", "100000"]);
    listed["events"].as_array().unwrap().clone()
}

/// How many events of an act and an outcome there are.
pub(super) fn count(lab: &Lab, act: &str, outcome: &str) -> usize {
    let found = lab.report([
        "audit",
        "list",
        "--act",
        act,
        "--outcome",
        outcome,
        "--limit",
        "100000",
    ]);
    found["events"].as_array().unwrap().len()
}
