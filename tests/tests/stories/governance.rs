//! Documents that govern certificates: profiles, country packs and the rules are checked,
//! compared and activated, and what they say is what is issued.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ca_core::document::DocumentRule;
use ca_core::profile::ProfileRule;
use ca_core::requirement::clause;
use sceau_tests::certificate::is_accepted;
use sceau_tests::keyring::KINDS;
use sceau_tests::lab::{Lab, PUBLIC_URL, hermetic};
use sceau_tests::leaf::{LEAVES, profiles};
use sceau_tests::pkilint::{Linter, python};
use sceau_tests::run::{Run, judge, tool};
use sceau_tests::subject::{AUTHENTICATION, SIGNATURE};
use serde_json::Value;

/// The shipped profile of this name.
fn shipped(name: &str) -> String {
    fs::read_to_string(profiles().join(format!("{name}.toml"))).unwrap()
}

/// The shipped profile with a change below its head comment, in a file.
fn changed(folder: &Path, name: &str, from: &str, to: &str) -> PathBuf {
    let text = shipped(name);
    let body = text.find("format = 1").unwrap();
    let (head, body) = text.split_at(body);
    assert!(body.contains(from), "{from} is not in {name}");
    let file = folder.join(format!("{name}.changed.toml"));
    fs::write(&file, [head, &body.replacen(from, to, 1)].concat()).unwrap();
    file
}

#[test]
fn each_rule_for_profiles_is_broken_and_told_with_its_clause_by_profile_check() {
    let folder = tempfile::tempdir().unwrap();
    let breaches = include_str!("../../../ca-core/tests/data/profile_breaches.txt");
    let mut broken = BTreeSet::new();
    for row in breaches.lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.splitn(4, " | ").collect();
        let [word, name, _, change] = cells[..] else {
            panic!("{row}");
        };
        // One breach of each rule: the others are the unit tests' matter.
        if !broken.insert(word) {
            continue;
        }
        let (from, to) = change.split_once(" => ").unwrap();
        let text = |cell: &str| match cell {
            "\"\"" => String::new(),
            other => other.replace("\\n", "\n"),
        };
        let file = changed(folder.path(), name, &text(from), &text(to));
        let rule = ProfileRule::ALL.iter().find(|rule| rule.word() == word);
        is_told(&file, rule.unwrap().requirement());
    }
    assert_eq!(broken.len(), ProfileRule::ALL.len(), "each rule is broken");
}

/// `profile check` refuses the file and names the requirement in both languages and in JSON.
fn is_told(file: &Path, requirement: Option<&str>) {
    let check = |more: &[&str]| {
        let mut command = hermetic("sceau");
        command.args(["profile", "check"]).arg(file).args(more);
        Run::of(&mut command).ends_with(1)
    };
    let (english, french) = (check(&["--lang", "en"]), check(&["--lang", "fr"]));
    assert_ne!(english.stderr, french.stderr);
    let json = check(&["--format", "json"]);
    let told: Value = serde_json::from_str(json.stderr.lines().last().unwrap()).unwrap();
    let causes = told["error"]["causes"].as_array().unwrap();
    assert!(!causes.is_empty(), "{json}");
    let Some(requirement) = requirement else {
        return;
    };
    let Some(clause) = clause(requirement) else {
        panic!("{requirement} has no clause");
    };
    let tag = format!("[{requirement}, {clause}]");
    for (run, tag) in [(&english, &tag), (&french, &in_french(&tag))] {
        assert!(run.stderr.contains(tag), "{tag} is missing\n{run}");
    }
    let named = |cause: &Value| cause.as_str().unwrap().contains(&tag);
    assert!(causes.iter().any(named), "{tag} is missing\n{json}");
}

/// A clause is a number in every language, but for what national laws say.
fn in_french(tag: &str) -> String {
    let (signatures, data) = (
        "loi nationale sur la signature électronique",
        "loi nationale sur les données personnelles",
    );
    tag.replace("national law on electronic signatures", signatures)
        .replace("national law on personal data", data)
}

#[test]
fn law_01_and_law_02_a_profile_without_its_mentions_or_with_a_birth_date_is_not_activated() {
    let lab = Lab::up();
    let counts = lab.report(["profile", "show", "citizen-signature"]);
    for (rule, from, to) in [
        ("LAW-01", "holder = \"subject.CN\"\n", ""),
        ("LAW-01", "holder = \"subject.CN\"", "holder = \"none\""),
        ("LAW-02", "\"pseudonym\"", "\"1.3.6.1.5.5.7.9.1\""),
    ] {
        let file = changed(lab.path(), "citizen-signature", from, to);
        for verb in ["check", "activate"] {
            let mut command = lab.command(["profile", verb]);
            let run = Run::of(command.arg(&file)).ends_with(1);
            let _told = run.says(&format!("[{rule}, {}]", clause(rule).unwrap()));
        }
    }
    assert_eq!(lab.report(["profile", "show", "citizen-signature"]), counts);
    let log = lab.report(["audit", "list", "--limit", "100000"]);
    let refused = log["events"].as_array().unwrap().iter();
    let refused = refused.filter(|entry| entry["event"]["outcome"] == "refused");
    assert_eq!(refused.count(), 3, "each refused activation is an event");
}

#[test]
fn ops_08_a_changed_profile_is_compared_activated_and_recorded() {
    let lab = Lab::up();
    let before = SIGNATURE.fulfil(&lab, "before");
    assert_eq!(days(&before.file), 1095);
    let file = changed(lab.path(), "citizen-signature", "days = 1095", "days = 365");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replacen("version = 1", "version = 2", 1);
    let text = text.replacen("extended_key_usage = [\"documentSigning\"]\n", "", 1);
    fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let fields = differences(&lab, path);
    for field in ["validity.notAfter", "extensions.extendedKeyUsage"] {
        assert!(fields.contains(field), "{fields:?}");
    }
    assert!(!fields.contains("extensions.keyUsage"), "{fields:?}");
    let _activated = lab.sceau(["profile", "activate", path]).succeeds();
    assert_eq!(differences(&lab, path), BTreeSet::new());
    let after = SIGNATURE.fulfil(&lab, "after");
    assert_eq!(days(&after.file), 365);
    is_accepted(&lab, &after);
    let digest = judge("sha256sum", [path]).succeeds();
    let digest = digest.stdout.split(' ').next().unwrap().to_owned();
    assert_eq!(profile_of(&lab, &after.serial), digest);
    assert_ne!(profile_of(&lab, &before.serial), digest);
}

/// The digest of the profile by which a certificate was made, as the log has it.
fn profile_of(lab: &Lab, serial: &str) -> String {
    let log = lab.report(["audit", "list", "--limit", "100000"]);
    let events = log["events"].as_array().unwrap().iter();
    let mut events = events.map(|entry| &entry["event"]);
    let event =
        events.find(|event| event["type"] == "certificate.request" && event["object"] == serial);
    let profile = &event.unwrap()["details"]["profile"];
    profile.as_str().unwrap().to_owned()
}

/// The fields that `profile diff` tells.
fn differences(lab: &Lab, file: &str) -> BTreeSet<String> {
    let report = lab.report(["profile", "diff", file]);
    let rows = report["differences"].as_array().unwrap().iter();
    rows.map(|row| row["field"].as_str().unwrap().to_owned())
        .collect()
}

/// The validity of a certificate in days, by OpenSSL.
fn days(certificate: &Path) -> i64 {
    let moment = |which: &str| {
        let mut command = tool("openssl");
        command.args(["x509", "-noout", "-dateopt", "iso_8601", which, "-in"]);
        let shown = Run::of(command.arg(certificate)).succeeds().stdout;
        let date = shown.trim().split_once('=').unwrap().1.to_owned();
        let seconds = judge("date", ["-u", "-d", &date, "+%s"]).succeeds().stdout;
        seconds.trim().parse::<i64>().unwrap()
    };
    // Five minutes are for clocks that are behind.
    (moment("-enddate") - moment("-startdate") + 600) / 86_400
}

#[test]
fn law_11_a_fourth_country_from_a_file_issues_what_pkilint_accepts() {
    let folder = tempfile::tempdir().unwrap();
    let pack = fourth_country(folder.path());
    let pack = pack.to_str().unwrap();
    let lab = Lab::with(&["--public-url", PUBLIC_URL, "--country", pack]);
    let mut linter = Linter::new();
    let csr = KINDS[0].request("whoever");
    for leaf in LEAVES.iter().filter(|leaf| !leaf.wants_evidence()) {
        let out = lab.file(&format!("{}.pem", leaf.profile));
        let mut command = lab.command(["cert", "issue", "--issuer", leaf.line]);
        command.args(["--profile", leaf.profile, "--subject", &leaf.subject("NE")]);
        leaf.names.iter().for_each(|name| {
            command.args(["--san", name]);
        });
        let _issued = Run::of(command.arg("--csr").arg(&csr).arg("--out").arg(&out)).succeeds();
        linter.ask_of_any(leaf.profile, &out, &lab.issuer(leaf.line).certificate);
        for judge in leaf.judges {
            linter.ask(leaf.profile, *judge, &out);
        }
    }
    linter.is_content();
    let text = sceau_tests::certificate::text(&lab.issuer("root").certificate);
    assert!(text.contains("C=NE"), "{text}");
    // A lab keeps its country: neither another one nor the same code of another make.
    let mut other = fs::read_to_string(pack).unwrap();
    other.push_str("# another edition\n");
    let edition = folder.path().join("edition.toml");
    fs::write(&edition, other).unwrap();
    for country in ["TD", edition.to_str().unwrap()] {
        let _refused = lab.lab("up", &["--country", country]).ends_with(1);
    }
    let _same = lab.lab("up", &["--country", pack]).succeeds();
}

/// Niger, as an operator would write it: Chad's pack with other facts.
fn fourth_country(folder: &Path) -> PathBuf {
    let chad = include_str!("../../../ca-core/countries/td.toml");
    let niger = chad
        .replace("\"TD\"", "\"NE\"")
        .replace("\"TCD\"", "\"NER\"")
        .replace("2.16.148", "2.16.562")
        .replace("32473.148", "32473.562")
        .replace("XAF", "XOF")
        .replace("NTRTD", "NTRNE")
        .replace("du Tchad", "du Niger");
    let file = folder.join("ne.toml");
    fs::write(&file, niger).unwrap();
    file
}

#[test]
fn crt_07_accented_and_arabic_names_are_read_back_by_python() {
    let lab = Lab::up();
    for (wish, oid, name) in [
        (SIGNATURE, "2.5.4.42", "Aïcha"),
        (SIGNATURE, "2.5.4.3", "Aïcha Ngaré-Bessan"),
        (AUTHENTICATION, "2.5.4.4", "نغاري"),
        (AUTHENTICATION, "2.5.4.3", "عائشة نغاري"),
    ] {
        let issued = wish.fulfil(&lab, "name");
        let run = Run::of(python("read_back.py").arg(&issued.file)).succeeds();
        let pairs: Vec<(String, String)> = serde_json::from_str(&run.stdout).unwrap();
        let expected = (oid.to_owned(), name.to_owned());
        assert!(pairs.contains(&expected), "{pairs:?}");
    }
}

#[test]
fn crt_16_certificates_of_others_are_linted_without_a_panic_and_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = fs::read_to_string("/etc/ssl/certs/ca-certificates.crt").unwrap();
    let blocks = bundle.split_inclusive("-----END CERTIFICATE-----\n");
    let files = blocks.enumerate().map(|(number, block)| {
        let file = folder.path().join(format!("{number}.pem"));
        fs::write(&file, block).unwrap();
        file
    });
    let files: Vec<_> = files.collect();
    assert!(files.len() > 50);
    for language in ["en", "fr"] {
        let mut command = hermetic("sceau");
        command
            .args(["--lang", language, "cert", "lint"])
            .args(&files);
        let run = Run::of(&mut command);
        assert!(matches!(run.code, Some(0 | 1)), "{run}");
        let lines = run.stdout.lines().count();
        assert!(lines >= files.len(), "a line for each\n{run}");
    }
}

#[test]
fn crt_16_a_public_chain_has_no_errors_and_a_bad_one_has_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (root, leaf) = public_chain(folder.path());
    let findings = |file: &Path, more: &[&str]| {
        let mut command = hermetic("sceau");
        command.args(["--format", "json", "cert", "lint"]).arg(file);
        let report = Run::of(command.args(more)).json();
        let findings = report["files"][0]["findings"].as_array().unwrap().clone();
        let pair = |finding: &Value| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            (text("severity"), text("rule"))
        };
        findings.iter().map(pair).collect::<BTreeSet<_>>()
    };
    let issuer = ["--issuer-certificate", root.to_str().unwrap()];
    let of_leaf = findings(&leaf, &issuer);
    assert!(
        !of_leaf.iter().any(|(severity, _)| severity == "error"),
        "{of_leaf:?}"
    );
    let bad = self_signed(
        folder.path(),
        "bad",
        &["rsa:2048"],
        &["-sha1", "-days", "4000"],
    );
    let of_bad = findings(&bad, &[]);
    let error = |rule: &str| ("error".to_owned(), rule.to_owned());
    for rule in ["ALG-01", "ALG-02"] {
        assert!(of_bad.contains(&error(rule)), "{rule}: {of_bad:?}");
    }
}

/// A root and a server certificate as public authorities make them.
fn public_chain(folder: &Path) -> (PathBuf, PathBuf) {
    let root = self_signed(folder, "root", EC, &["-sha256", "-days", "800"]);
    let (key, csr, leaf) = (
        folder.join("leaf.key"),
        folder.join("leaf.csr"),
        folder.join("leaf.pem"),
    );
    let mut command = tool("openssl");
    command
        .args(["req", "-new", "-newkey"])
        .args(EC)
        .args(["-nodes", "-subj", "/CN=example.org"]);
    let _csr = Run::of(command.arg("-keyout").arg(&key).arg("-out").arg(&csr)).succeeds();
    let extensions = folder.join("leaf.ext");
    let text = "basicConstraints = critical, CA:FALSE\n\
        keyUsage = critical, digitalSignature\n\
        extendedKeyUsage = serverAuth, clientAuth\n\
        subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n\
        authorityInfoAccess = OCSP;URI:http://o.example.org,caIssuers;URI:http://i.example.org/\n\
        subjectAltName = DNS:example.org, DNS:www.example.org\n\
        certificatePolicies = 2.23.140.1.2.1\n\
        crlDistributionPoints = URI:http://c.example.org/1.crl\n";
    fs::write(&extensions, text).unwrap();
    let mut command = tool("openssl");
    command
        .args(["x509", "-req", "-days", "90", "-sha256", "-CA"])
        .arg(&root);
    command
        .arg("-CAkey")
        .arg(folder.join("root.key"))
        .arg("-in")
        .arg(&csr);
    command
        .arg("-extfile")
        .arg(&extensions)
        .arg("-out")
        .arg(&leaf);
    let _leaf = Run::of(&mut command).succeeds();
    (root, leaf)
}

/// The key of a public authority of today.
const EC: &[&str] = &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

fn self_signed(folder: &Path, name: &str, key: &[&str], more: &[&str]) -> PathBuf {
    let certificate = folder.join(format!("{name}.pem"));
    let mut command = tool("openssl");
    command
        .args(["req", "-x509", "-newkey"])
        .args(key)
        .args(["-nodes", "-subj", "/C=US/O=X/CN=X"]);
    command.args([
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
        "-keyout",
    ]);
    command
        .arg(folder.join(format!("{name}.key")))
        .arg("-out")
        .arg(&certificate);
    let _made = Run::of(command.args(more)).succeeds();
    certificate
}

#[test]
fn crt_20_an_issuer_for_one_agency_cannot_certify_the_names_of_others() {
    let lab = Lab::up();
    let constraints = "[extensions.name_constraints]\n\
        permitted = { dns = [\"surete.td\"] }\n\n[crl]";
    let file = changed(lab.path(), "tls-issuing-ca", "[crl]", constraints);
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replacen("\"tls-issuing-ca\"", "\"surete-issuing-ca\"", 1);
    fs::write(&file, text).unwrap();
    let mut activate = lab.command(["profile", "activate"]);
    let _activated = Run::of(activate.arg(&file)).succeeds();
    let mut create = lab.command(["issuer", "create", "surete", "--issuer", "root"]);
    create.args([
        "--profile",
        "surete-issuing-ca",
        "--key-algorithm",
        "p256",
        "--activate",
    ]);
    let _created = Run::of(&mut create).succeeds();
    let csr = KINDS[0].request("whoever");
    let ask = |host: &str| {
        let out = lab.file(&format!("{host}.pem"));
        let name = format!("dns:{host}");
        let subject = format!("C=TD,O=Sûreté,organizationIdentifier=NTRTD-42,CN={host}");
        let mut command = lab.command(["cert", "issue", "--issuer", "surete"]);
        command.args(["--profile", "agency-tls-server", "--subject", &subject]);
        command
            .args(["--san", &name, "--csr"])
            .arg(&csr)
            .arg("--out")
            .arg(&out);
        (Run::of(&mut command), out)
    };
    let (own, certificate) = ask("guichet.surete.td");
    let _own = own.succeeds();
    let list = lab.report(["issuer", "list"]);
    let mut rows = list["issuers"].as_array().unwrap().iter();
    let issuer = rows.find(|row| row["line"] == "surete").unwrap();
    let issuer_file = lab.file("surete.pem");
    fs::write(&issuer_file, issuer["certificate"].as_str().unwrap()).unwrap();
    let mut verify = tool("openssl");
    verify.args(["verify", "-x509_strict", "-policy_check", "-CAfile"]);
    verify
        .arg(lab.trust_anchor())
        .arg("-untrusted")
        .arg(&issuer_file);
    let _verified = Run::of(verify.arg(&certificate)).succeeds();
    let (other, _) = ask("guichet.finances.td");
    let _other = other
        .ends_with(1)
        .says(&format!("CRT-20, {}", clause("CRT-20").unwrap()));
}

#[test]
fn law_11_the_pack_of_another_state_is_not_activated() {
    let lab = Lab::up();
    let pack = fourth_country(lab.path());
    let mut command = lab.command(["profile", "activate"]);
    let _refused = Run::of(command.arg(pack)).ends_with(1).says("NE");
}
