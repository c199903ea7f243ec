//! Each rule of the tables that a request can break is broken at the command line; the refusal
//! names the requirement and its clause in both languages and in JSON, is recorded, and leaves
//! no certificate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ca_core::requirement::clause;
use sceau_tests::evidence::Record;
use sceau_tests::keyring::{KINDS, weak_request};
use sceau_tests::lab::{Lab, hermetic};
use sceau_tests::run::{Run, judge, tool};
use sceau_tests::subject::{issuer_key_request, openssl_request};
use serde_json::Value;

/// What is asked for, as it stands on the command line.
#[derive(Clone, Copy, Debug)]
struct Ask<'a> {
    line: &'a str,
    profile: &'a str,
    subject: &'a str,
    names: &'a [&'a str],
    more: &'a [&'a str],
}

const PERSON: &str = "C=TD,SN=Ngaré,GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha Ngaré";
const AGENCY: &str = "C=TD,O=Sûreté,organizationIdentifier=NTRTD-42,CN=guichet.surete.td";

const CITIZEN: Ask<'_> = Ask {
    line: "citizens",
    profile: "citizen-signature",
    subject: PERSON,
    names: &[],
    more: &[],
};

const SERVER: Ask<'_> = Ask {
    line: "agency-tls",
    profile: "agency-tls-server",
    subject: AGENCY,
    names: &["dns:guichet.surete.td"],
    more: &[],
};

const CLIENT: Ask<'_> = Ask {
    line: "agencies",
    profile: "agency-tls-client",
    subject: AGENCY,
    names: &[],
    more: &[],
};

const DEVICE: Ask<'_> = Ask {
    profile: "citizen-signature-qscd",
    ..CITIZEN
};

impl Ask<'_> {
    fn command(&self, lab: &Lab, csr: &Path) -> Command {
        let mut command = lab.command(["cert", "issue", "--issuer", self.line]);
        command.args(["--profile", self.profile, "--subject", self.subject]);
        for name in self.names {
            command.args(["--san", name]);
        }
        command.args(self.more).arg("--csr").arg(csr);
        command
    }
}

#[test]
fn qc_01_to_04_crt_07_and_crt_08_subjects_outside_the_tables_are_refused() {
    let lab = Lab::up();
    let csr = KINDS[0].request("whoever");
    let long = format!("C=TD,SN=A,GN=B,serialNumber=IDCTD-1,CN={}", "x".repeat(65));
    for (rule, subject) in [
        ("QC-01", "C=TD,SN=A,GN=B,CN=A"),
        ("QC-01", "C=TD,SN=A,GN=B,serialNumber=NONSENSE,CN=A"),
        ("QC-01", "C=TD,SN=A,GN=B,serialNumber=IDCTD-,CN=A"),
        ("QC-01", "C=TD,SN=A,GN=B,serialNumber=IDCQQ-1,CN=A"),
        ("QC-01", "C=TD,SN=A,GN=B,serialNumber=TAXTD-1,CN=A"),
        ("QC-01", "C=TD,SN=A,GN=B,serialNumber=NTRTD-1,CN=A"),
        ("QC-02", "C=TD,SN=A,GN=B,serialNumber=XX:TD-1,CN=A"),
        ("QC-04", "C=TD,serialNumber=IDCTD-1,CN=A"),
        (
            "QC-04",
            "C=TD,SN=A,GN=B,pseudonym=P,serialNumber=IDCTD-1,CN=A",
        ),
        ("QC-04", "C=TD,GN=B,pseudonym=P,serialNumber=IDCTD-1,CN=A"),
        ("CRT-07", "C=TDX,SN=A,GN=B,serialNumber=IDCTD-1,CN=A"),
        ("CRT-07", &long),
        (
            "CRT-08",
            "C=TD,SN=A,GN=B,serialNumber=IDCTD-1,CN=A,OU=Finances",
        ),
        (
            "CRT-08",
            "C=TD,SN=A,GN=B,serialNumber=IDCTD-1,CN=A,2.5.4.9=Rue 1",
        ),
        ("REG-05", "C=TD,SN=Nгаре,GN=B,serialNumber=IDCTD-1,CN=A"),
        ("REG-05", "C=TD,SN=A,GN=B,serialNumber=IDCTD-1,CN=A نغاري"),
    ] {
        is_refused(&lab, rule, &Ask { subject, ..CITIZEN }, &csr);
    }
    for (rule, subject) in [
        ("QC-03", "C=TD,O=A,organizationIdentifier=NONSENSE,CN=A"),
        ("QC-03", "C=TD,O=A,organizationIdentifier=IDCTD-1,CN=A"),
        ("QC-03", "C=TD,O=A,CN=A"),
        ("QC-03", "C=TD,organizationIdentifier=NTRTD-1,CN=A"),
        (
            "CRT-08",
            "C=TD,O=A,organizationIdentifier=NTRTD-1,CN=A,SN=B",
        ),
    ] {
        is_refused(&lab, rule, &Ask { subject, ..CLIENT }, &csr);
    }
    nothing_was_issued(&lab, 21);
}

#[test]
fn crt_13_and_crt_22_other_names_outside_the_profile_are_refused() {
    let lab = Lab::up();
    let csr = KINDS[0].request("whoever");
    let many: Vec<String> = (0..101).map(|n| format!("dns:n{n}.surete.td")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let server = "dns:guichet.surete.td";
    for (rule, names) in [
        ("CRT-08", &[][..]),
        ("CRT-22", &["dns:autre.td"]),
        ("CRT-08", &[server, "email:a@surete.td"]),
        ("CRT-08", &[server, server]),
        ("CRT-08", &many),
    ] {
        is_refused(&lab, rule, &Ask { names, ..SERVER }, &csr);
    }
    // What is no name at all is refused before anybody is asked.
    for name in [
        "dns:général.td",
        "dns:a_b.td",
        "dns:a..td",
        "dns:a.td.",
        "dns:10.0.0.1",
        "email:a@général.td",
        "email:a",
        "ip:10.0.0.1",
    ] {
        let ask = Ask {
            names: &[name],
            ..CITIZEN
        };
        let run = Run::of(&mut ask.command(&lab, &csr)).ends_with(2);
        assert!(run.stderr.contains("--san"), "{run}");
    }
    nothing_was_issued(&lab, 5);
}

#[test]
fn alg_01_alg_02_crt_17_and_crt_18_weak_foreign_and_unproven_keys_are_refused() {
    let lab = Lab::up();
    for (rule, name, kind) in [
        ("ALG-01", "rsa-1024", "RSA -pkeyopt rsa_keygen_bits:1024"),
        ("ALG-01", "rsa-2048", "RSA -pkeyopt rsa_keygen_bits:2048"),
        ("ALG-02", "p224", "EC -pkeyopt ec_paramgen_curve:P-224"),
        (
            "ALG-02",
            "koblitz",
            "EC -pkeyopt ec_paramgen_curve:secp256k1",
        ),
        ("ALG-02", "ed448", "ED448"),
        (
            "CRT-17",
            "explicit",
            "EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
        ),
        (
            "CRT-17",
            "exponent-3",
            "RSA -pkeyopt rsa_keygen_bits:3072 -pkeyopt rsa_keygen_pubexp:3",
        ),
    ] {
        is_refused(&lab, rule, &CITIZEN, &openssl_request(&lab, name, kind));
    }
    for kind in ["roca", "close-primes", "even", "off-curve", "infinity"] {
        is_refused(&lab, "CRT-17", &CITIZEN, &weak_request(kind));
    }
    is_refused(
        &lab,
        "CRT-17",
        &CITIZEN,
        &issuer_key_request(&lab, "citizens"),
    );
    is_refused(&lab, "CRT-18", &CITIZEN, &flipped(&lab));
    let p521 = KINDS.iter().find(|kind| kind.name == "p521").unwrap();
    let public = Ask {
        profile: "agency-tls-server-public",
        subject: "C=TD,ST=Chari,L=Ville,O=Sûreté",
        ..SERVER
    };
    is_refused(&lab, "ALG-02", &public, &p521.request("whoever"));
    nothing_was_issued(&lab, 15);
}

#[test]
fn crt_17_a_key_that_was_revoked_for_compromise_is_never_certified_again() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "stolen", "EC -pkeyopt ec_paramgen_curve:P-256");
    let serial = issued(&lab, &CITIZEN, &csr);
    let mut revoke = lab.command(["cert", "revoke", "--issuer", "citizens", &serial]);
    let _revoked = Run::of(revoke.args(["--reason", "keyCompromise", "--yes"])).succeeds();
    is_refused(&lab, "CRT-17", &CITIZEN, &csr);
    is_refused(&lab, "CRT-17", &CLIENT, &csr);
}

#[test]
fn crt_05_and_crt_19_validities_beyond_profile_and_issuer_are_refused() {
    let lab = Lab::up();
    let csr = KINDS[0].request("whoever");
    let longer = Ask {
        more: &["--validity-days", "1096"],
        ..CITIZEN
    };
    is_refused(&lab, "CRT-19", &longer, &csr);
    // In nine years the issuer has less time left than the profile gives.
    let mut command = at("+3300d", &CITIZEN.command(&lab, &csr));
    let run = Run::of(command.args(["--lang", "en"])).ends_with(1);
    tells(&run, "CRT-05");
}

#[test]
fn alg_05_a_key_is_certified_until_the_date_of_the_table_and_not_after() {
    let lab = Lab::up();
    let shipped = include_str!("../../../ca-core/tables/algorithms.toml");
    let until = |day: &str| {
        let row = "kind = \"p256\"\nstrength = 128\n";
        let text = shipped.replacen(row, &format!("{row}last_issue = {day}\n"), 1);
        assert_ne!(text, shipped);
        let file = lab.file("algorithms.toml");
        fs::write(&file, text.replacen("version = 1", "version = 2", 1)).unwrap();
        let mut command = lab.command(["profile", "activate"]);
        let _activated = Run::of(command.arg(&file)).succeeds();
    };
    let csr = KINDS[0].request("whoever");
    until(&day("365 days"));
    let _serial = issued(&lab, &CITIZEN, &csr);
    let mut command = at("+400d", &CITIZEN.command(&lab, &csr));
    let run = Run::of(command.args(["--lang", "en"])).ends_with(1);
    tells(&run, "ALG-05");
    until(&day("yesterday"));
    is_refused(&lab, "ALG-05", &CITIZEN, &csr);
}

/// A day as TOML writes it.
fn day(when: &str) -> String {
    let day = judge("date", ["-u", "-d", when, "+%Y-%m-%d"]).succeeds();
    day.stdout.trim().to_owned()
}

#[test]
fn val_02_a_profile_that_the_issuer_was_not_made_for_is_refused() {
    let lab = Lab::up();
    let csr = KINDS[0].request("whoever");
    for (line, ask) in [
        ("agency-tls", CITIZEN),
        ("citizens", SERVER),
        ("agency-code", CLIENT),
    ] {
        is_refused(&lab, "VAL-02", &Ask { line, ..ask }, &csr);
    }
    nothing_was_issued(&lab, 3);
}

#[test]
fn reg_05_the_latin_form_of_a_name_is_the_suggested_one_or_confirmed() {
    let lab = Lab::up();
    let csr = KINDS[0].request("whoever");
    let original = "SN=نغاري,GN=عائشة";
    let other = Ask {
        more: &["--original-name", original],
        ..CITIZEN
    };
    is_refused(&lab, "REG-05", &other, &csr);
    let confirmed = Ask {
        more: &["--original-name", original, "--confirm-latin-form"],
        ..CITIZEN
    };
    let _serial = issued(&lab, &confirmed, &csr);
    let unknown = Ask {
        more: &["--original-name", "O=نغاري"],
        ..CITIZEN
    };
    is_refused(&lab, "REG-05", &unknown, &csr);
}

#[test]
fn reg_08_a_device_is_claimed_only_with_evidence_of_a_listed_bureau() {
    let lab = Lab::up();
    let kind = KINDS[0];
    let csr = openssl_request(&lab, "card", "EC -pkeyopt ec_paramgen_curve:P-256");
    is_refused(&lab, "REG-08", &DEVICE, &csr);
    let stranger = stranger(&lab);
    let good = Record::of(&lab, &csr);
    let sound = good.signed(&lab, "sound");
    let bent = bent(&sound, b"7F-0042", b"7F-0043");
    let evidence = [
        Record::of(&lab, &kind.request("whoever")).signed(&lab, "other-key"),
        good.clone()
            .with("device", "Grille-pain")
            .signed(&lab, "toaster"),
        good.clone().with("format", 2).signed(&lab, "format"),
        good.clone()
            .with("personalised", "2199-01-01T00:00:00Z")
            .signed(&lab, "future"),
        good.signed_by(&lab, "stranger", &stranger.0, &stranger.1),
        bent,
        csr.clone(),
    ];
    for file in &evidence {
        let more = ["--key-origin", file.to_str().unwrap()];
        let ask = Ask {
            more: &more,
            ..DEVICE
        };
        is_refused(&lab, "REG-08", &ask, &csr);
    }
    nothing_was_issued(&lab, 8);
    let more = ["--key-origin", sound.to_str().unwrap()];
    let ask = Ask {
        more: &more,
        ..DEVICE
    };
    let _serial = issued(&lab, &ask, &csr);
}

#[test]
fn crt_21_and_reg_09_a_key_in_a_device_and_an_identifier_belong_to_one_person() {
    let lab = Lab::up();
    let csr = openssl_request(&lab, "card", "EC -pkeyopt ec_paramgen_curve:P-256");
    let evidence = Record::of(&lab, &csr).signed(&lab, "card");
    let more = ["--key-origin", evidence.to_str().unwrap()];
    let ask = Ask {
        more: &more,
        ..DEVICE
    };
    let _first = issued(&lab, &ask, &csr);
    let _renewed = issued(&lab, &ask, &csr);
    let other = Ask {
        subject: "C=TD,SN=Brahim,GN=Youssouf,serialNumber=IDCTD-2,CN=Youssouf Brahim",
        ..ask
    };
    is_refused(&lab, "CRT-21", &other, &csr);
    let new_key = openssl_request(&lab, "card-2", "EC -pkeyopt ec_paramgen_curve:P-256");
    let evidence = Record::of(&lab, &new_key).signed(&lab, "card-2");
    let more = ["--key-origin", evidence.to_str().unwrap()];
    let renamed = Ask {
        subject: "C=TD,SN=Bessan,GN=Aïcha,serialNumber=IDCTD-1,CN=Aïcha Bessan",
        more: &more,
        ..DEVICE
    };
    is_refused(&lab, "REG-09", &renamed, &new_key);
    let more = [&more[..], &["--renamed"]].concat();
    let confirmed = Ask {
        more: &more,
        ..renamed
    };
    let _married = issued(&lab, &confirmed, &new_key);
}

/// Refused with exit code 1 in English, French and JSON, each with requirement and clause.
fn is_refused(lab: &Lab, rule: &str, ask: &Ask<'_>, csr: &Path) {
    let clause = clause(rule).unwrap();
    let tag = format!("[{rule}, {clause}]");
    for language in ["en", "fr"] {
        let mut command = ask.command(lab, csr);
        let run = Run::of(command.args(["--lang", language])).ends_with(1);
        assert!(run.stderr.contains(&tag), "{tag} is missing\n{run}");
        assert!(run.stdout.is_empty(), "{run}");
    }
    let mut command = ask.command(lab, csr);
    let run = Run::of(command.args(["--format", "json"])).ends_with(1);
    let error: Value = serde_json::from_str(run.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["rule"], rule, "{run}");
    assert_eq!(error["error"]["clause"], clause, "{run}");
}

fn tells(run: &Run, rule: &str) {
    let tag = format!("[{rule}, {}]", clause(rule).unwrap());
    assert!(run.stderr.contains(&tag), "{tag} is missing\n{run}");
}

/// The log has each refusal, in the three forms that [`is_refused`] asks for, with its
/// requirement; no leaf was issued, and the log is whole.
fn nothing_was_issued(lab: &Lab, refusals: usize) {
    let log = lab.report(["audit", "list", "--limit", "100000"]);
    let events = log["events"].as_array().unwrap().iter();
    let refused = events.filter(|entry| entry["event"]["outcome"] == "refused");
    assert_eq!(refused.count(), 3 * refusals);
    let leaves = lab.report(["cert", "list", "--limit", "1000"]);
    let leaves = leaves["certificates"].as_array().unwrap().iter();
    let of_subjects = leaves.filter(|row| {
        let profile = row["profile"].as_str().unwrap();
        !profile.ends_with("-ca") && !["ocsp-responder", "audit-signer"].contains(&profile)
    });
    assert_eq!(of_subjects.count(), 0);
    let _whole = lab.sceau(["audit", "verify"]).succeeds();
}

/// Issues, and gives the serial.
fn issued(lab: &Lab, ask: &Ask<'_>, csr: &Path) -> String {
    let mut command = ask.command(lab, csr);
    let run = Run::of(command.args(["--format", "json"])).succeeds();
    run.json()["serial"].as_str().unwrap().to_owned()
}

/// The same command when the clock has moved.
fn at(moment: &str, command: &Command) -> Command {
    let mut later = tool("faketime");
    later.args(["-f", moment]).arg(command.get_program());
    later.args(command.get_args());
    for (name, value) in hermetic("sceau").get_envs() {
        if let Some(value) = value {
            later.env(name, value);
        }
    }
    later
}

/// A sound request with one bit of its signature flipped.
fn flipped(lab: &Lab) -> PathBuf {
    let (pem, der) = (KINDS[0].request("whoever"), lab.file("flipped.der"));
    let mut command = tool("openssl");
    command.args(["req", "-outform", "DER", "-in"]).arg(pem);
    let _der = Run::of(command.arg("-out").arg(&der)).succeeds();
    let mut octets = fs::read(&der).unwrap();
    *octets.last_mut().unwrap() ^= 1;
    fs::write(&der, octets).unwrap();
    der
}

/// The same evidence with other octets in the place of some.
fn bent(evidence: &Path, from: &[u8], to: &[u8]) -> PathBuf {
    let (der, pem) = (
        evidence.with_extension("der"),
        evidence.with_extension("bent.pem"),
    );
    let convert = |from: (&Path, &str), to: (&Path, &str)| {
        let mut command = tool("openssl");
        command.args(["cms", "-cmsout", "-inform", from.1, "-outform", to.1]);
        let _converted = Run::of(command.arg("-in").arg(from.0).arg("-out").arg(to.0)).succeeds();
    };
    convert((evidence, "PEM"), (&der, "DER"));
    let mut octets = fs::read(&der).unwrap();
    let place = octets.windows(from.len()).position(|window| window == from);
    octets[place.unwrap()..][..to.len()].copy_from_slice(to);
    fs::write(&der, octets).unwrap();
    convert((&der, "DER"), (&pem, "PEM"));
    pem
}

/// Certificate and key of a bureau that nobody lists.
fn stranger(lab: &Lab) -> (PathBuf, PathBuf) {
    let (certificate, key) = (lab.file("stranger.pem"), lab.file("stranger.key"));
    let mut command = tool("openssl");
    command.args([
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
    ]);
    command.args([
        "-nodes",
        "-subj",
        "/CN=EXERCICE - bureau de personnalisation",
        "-keyout",
    ]);
    let _made = Run::of(command.arg(&key).arg("-out").arg(&certificate)).succeeds();
    (certificate, key)
}
