//! Every leaf profile, kind of key and country: each certificate is accepted by all judges.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ca_core::algorithm::KeyAlgorithm;
use sceau_tests::certificate::asserted_policies;
use sceau_tests::evidence::Record;
use sceau_tests::keyring::{KINDS, KeyKind};
use sceau_tests::lab::{Lab, PUBLIC_URL};
use sceau_tests::leaf::{ISSUERS, LEAVES, Leaf, profiles};
use sceau_tests::pkilint::{Judge, Linter, python};
use sceau_tests::run::{Run, tool};
use serde_json::{Value, json};

#[test]
fn law_11_all_judges_accept_each_profile_and_key_of_chad() {
    all_judges_accept_those_of("TD");
}

#[test]
fn law_11_all_judges_accept_each_profile_and_key_of_algeria() {
    all_judges_accept_those_of("DZ");
}

#[test]
fn law_11_all_judges_accept_each_profile_and_key_of_djibouti() {
    all_judges_accept_those_of("DJ");
}

#[test]
fn each_shipped_leaf_profile_is_judged() {
    let judged: BTreeSet<_> = LEAVES.iter().map(|leaf| leaf.profile.to_owned()).collect();
    let files = fs::read_dir(profiles()).unwrap();
    let shipped = files.filter_map(|file| {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let document: toml::Value = toml::from_str(&text).unwrap();
        let is_leaf = document["kind"].as_str() == Some("leaf");
        is_leaf.then(|| document["name"].as_str().unwrap().to_owned())
    });
    assert_eq!(judged, shipped.collect());
    for leaf in LEAVES {
        let covered = |word: &String| KINDS.iter().any(|kind| kind.word == word);
        assert!(leaf.keys().iter().all(covered), "{:?}", leaf.keys());
    }
}

fn all_judges_accept_those_of(country: &str) {
    let lab = Lab::with(&["--public-url", PUBLIC_URL, "--country", country]);
    let mut linter = Linter::new();
    issuers(&lab, &mut linter);
    for leaf in &LEAVES {
        let issued = issue(&lab, leaf, country);
        let issuer = lab.issuer(leaf.line).certificate;
        for certificate in &issued {
            let name = certificate.file_stem().unwrap().to_str().unwrap();
            let object = name.replace('.', " ");
            linter.ask_of_any(&object, certificate, &issuer);
            for judge in leaf.judges {
                linter.ask(&object, *judge, certificate);
            }
        }
        let of_hosts = |file: &PathBuf| is_widely_known(file);
        let (known, newer): (Vec<_>, Vec<_>) = issued.iter().cloned().partition(of_hosts);
        verify(&lab, leaf, &known);
        verify_elsewhere(&lab, leaf, &newer);
        own_rules_find_nothing(&lab, leaf, &issued);
    }
    linter.is_content();
}

fn issuers(lab: &Lab, linter: &mut Linter) {
    let root = lab.issuer("root").certificate;
    for (line, kind) in ISSUERS {
        let certificate = lab.issuer(line).certificate;
        linter.ask_of_any(line, &certificate, &root);
        linter.ask(line, Judge::Serverauth(kind), &certificate);
    }
}

/// One certificate for each kind of key that the profile allows.
fn issue(lab: &Lab, leaf: &Leaf, country: &str) -> Vec<PathBuf> {
    let kinds: Vec<&KeyKind> = KINDS
        .iter()
        .filter(|kind| leaf.keys().iter().any(|word| word == kind.word))
        .collect();
    let folder = lab.file(leaf.profile);
    let list = lab.file(&format!("{}.jsonl", leaf.profile));
    let lines = kinds
        .iter()
        .map(|kind| format!("{}\n", wish(lab, leaf, country, kind)));
    fs::write(&list, lines.collect::<String>()).unwrap();
    let mut command = lab.command(["cert", "issue", "--issuer", leaf.line]);
    command
        .args(["--profile", leaf.profile, "--batch"])
        .arg(&list);
    let _issued = Run::of(command.arg("--out-dir").arg(&folder)).succeeds();
    let file = |kind: &&KeyKind| folder.join(format!("{}.{}.pem", leaf.profile, kind.name));
    kinds.iter().map(file).collect()
}

/// A line of the batch.
fn wish(lab: &Lab, leaf: &Leaf, country: &str, kind: &KeyKind) -> Value {
    // A key in a device stands in certificates of one profile only (CRT-21).
    let owner = if leaf.wants_evidence() {
        leaf.profile
    } else {
        "whoever"
    };
    let csr = kind.request(owner);
    let mut wish = json!({
        "id": format!("{}.{}", leaf.profile, kind.name),
        "csr": fs::read_to_string(&csr).unwrap(),
        "subject": leaf.subject(country),
        "san": leaf.names,
    });
    if leaf.wants_evidence() {
        let name = format!("{}-{}", leaf.profile, kind.name);
        let evidence = Record::of(lab, &csr).signed(lab, &name);
        wish["key_origin"] = fs::read_to_string(evidence).unwrap().into();
    }
    wish
}

/// OpenSSL accepts all of them under each policy that the profile asserts, and none under
/// another (VAL-01); GnuTLS accepts each.
fn verify(lab: &Lab, leaf: &Leaf, issued: &[PathBuf]) {
    let policies = asserted_policies(&issued[0]);
    assert_eq!(policies.len(), leaf.policies().len(), "{policies:?}");
    let issuer = lab.issuer(leaf.line);
    let verified_under = |policy: &str| {
        let mut command = tool("openssl");
        command.args(["verify", "-x509_strict", "-policy_check", "-CAfile"]);
        command
            .arg(lab.trust_anchor())
            .arg("-untrusted")
            .arg(&issuer.certificate);
        command
            .args(["-explicit_policy", "-policy", policy])
            .args(issued);
        let run = Run::of(&mut command);
        run.stdout
            .lines()
            .filter(|line| line.ends_with(": OK"))
            .count()
    };
    for policy in &policies {
        assert_eq!(
            verified_under(policy),
            issued.len(),
            "{} under {policy}",
            leaf.profile
        );
    }
    assert_eq!(
        verified_under("1.3.6.1.4.1.32473.9.9"),
        0,
        "{}",
        leaf.profile
    );
    for certificate in issued {
        let _verified = certtool_verify(certificate, &issuer.chain);
    }
}

/// Whether the host's tools know the kind of key that the certificate is called after.
fn is_widely_known(certificate: &Path) -> bool {
    let name = certificate.file_stem().unwrap().to_str().unwrap();
    let kind = name.rsplit('.').next().unwrap();
    let mut kinds = KINDS.iter().filter(|known| known.name == kind);
    kinds.next().unwrap().is_widely_known()
}

/// A newer OpenSSL reads the key and verifies the chain.
fn verify_elsewhere(lab: &Lab, leaf: &Leaf, issued: &[PathBuf]) {
    let issuer = lab.issuer(leaf.line).certificate;
    for certificate in issued {
        let mut judge = python("newer_openssl.py");
        judge.arg("verify").arg(certificate).arg(&issuer);
        let run = Run::of(judge.arg(lab.trust_anchor())).succeeds();
        assert_eq!(run.stdout.matches("verified ").count(), 3, "{run}");
    }
}

/// GnuTLS accepts a certificate with its chain.
fn certtool_verify(certificate: &Path, chain: &Path) -> Run {
    let whole = certificate.with_extension("chain.pem");
    let parts = [certificate, chain].map(|part| fs::read_to_string(part).unwrap());
    fs::write(&whole, parts.concat()).unwrap();
    let run = Run::of(
        tool("certtool")
            .args(["--verify-chain", "--infile"])
            .arg(whole),
    );
    run.succeeds().says("Chain verification output: Verified")
}

fn own_rules_find_nothing(lab: &Lab, leaf: &Leaf, issued: &[PathBuf]) {
    let mut command = lab.command(["--format", "json", "cert", "lint", "--issuer-certificate"]);
    command.arg(lab.issuer(leaf.line).certificate);
    let run = Run::of(command.args(issued)).succeeds();
    let report = run.json();
    let judged = report["files"]
        .as_array()
        .unwrap_or_else(|| panic!("{run}"));
    assert_eq!(judged.len(), issued.len(), "{run}");
    for certificate in judged {
        assert_eq!(certificate["findings"], json!([]), "{run}");
    }
}

#[test]
fn alg_02_issuers_of_each_algorithm_issue_what_openssl_and_gnutls_verify() {
    let lab = Lab::public();
    let mut linter = Linter::new();
    let csr = KINDS[0].request("whoever");
    // SoftHSM makes no keys for ML-DSA (ALG-06).
    let made = |algorithm: &KeyAlgorithm| !algorithm.as_str().starts_with("ml-dsa-");
    for algorithm in KeyAlgorithm::ALL.into_iter().filter(made) {
        let line = format!("line-{}", algorithm.as_str());
        let mut create = lab.command(["issuer", "create", &line, "--issuer", "root"]);
        create.args(["--profile", "issuing-ca", "--activate"]);
        create.args(["--key-algorithm", algorithm.as_str()]);
        let _created = Run::of(&mut create).succeeds();
        let (issuer, leaf) = (lab.file(&line), lab.file(&format!("{line}.leaf.pem")));
        fs::write(&issuer, certificate_of(&lab, &line)).unwrap();
        let mut command = lab.command(["cert", "issue", "--issuer", &line]);
        command.args(["--profile", "citizen-signature", "--subject"]);
        command.arg(LEAVES[0].subject("TD")).arg("--csr").arg(&csr);
        let _issued = Run::of(command.arg("--out").arg(&leaf)).succeeds();
        let mut command = tool("openssl");
        command.args(["verify", "-x509_strict", "-policy_check", "-CAfile"]);
        command.arg(lab.trust_anchor()).arg("-untrusted");
        let _verified = Run::of(command.arg(&issuer).arg(&leaf)).succeeds();
        linter.ask_of_any(&line, &leaf, &issuer);
        let chain = lab.file(&format!("{line}.chain"));
        let parts = [&issuer, &lab.trust_anchor()].map(|part| fs::read_to_string(part).unwrap());
        fs::write(&chain, parts.concat()).unwrap();
        let _verified = certtool_verify(&leaf, &chain);
    }
    linter.is_content();
}

fn certificate_of(lab: &Lab, line: &str) -> String {
    let list = lab.report(["issuer", "list"]);
    let rows = list["issuers"].as_array().unwrap().iter();
    let mut of_line = rows.filter(|row| row["line"] == line);
    of_line.next().unwrap()["certificate"]
        .as_str()
        .unwrap()
        .to_owned()
}
