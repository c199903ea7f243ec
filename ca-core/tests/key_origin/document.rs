//! Documents of key origins that are refused, with everything that is wrong with them.

use ca_core::document::DocumentRule;
use ca_core::key_origin::{KeyOrigins, KeyOriginsError};

use super::openssl::Workshop;

/// Line, field, value and rule of each fault.
fn faults(text: &str) -> Vec<(usize, &'static str, String, &'static str)> {
    let Err(KeyOriginsError::Faults(faults)) = KeyOrigins::parse(text) else {
        unreachable!("{text}");
    };
    let fault = |fault: ca_core::key_origin::KeyOriginsFault| {
        let line = fault.line.unwrap_or_default();
        (line, fault.field, fault.found, fault.rule.word())
    };
    faults.into_iter().map(fault).collect()
}

#[test]
fn all_faults_are_told_at_once() {
    let workshop = Workshop::new();
    workshop.key("leaf", "EC -pkeyopt ec_paramgen_curve:P-256");
    workshop.self_signed("leaf", "-addext basicConstraints=critical,CA:FALSE");
    let leaf = workshop.read("leaf.crt");
    let text = format!(
        r#"format = 2
kind = "key-origins"
[[device]]
name = " Carte 1"
certification = " "
[[device]]
name = "carte-2"
certification = "EAL4+"
[[device]]
name = "carte-2"
certification = "EAL5+"
[[personaliser]]
name = "bureau"
devices = ["carte-2", "carte-9"]
not_after = "2026-13-01"
certificate = "none"
[[personaliser]]
name = "bureau-2"
devices = []
certificate = """
{leaf}"""
[[attestation]]
device = "carte-8"
root = """
{leaf}"""
[[attestation]]
device = "carte-2"
requires = [{{ extension = "1.2.x", value = "0g" }}]
root = """
{leaf}"""
"#
    );
    let told = faults(&text);
    let found = |line, field, found: &str, rule| {
        assert!(
            told.contains(&(line, field, found.to_owned(), rule)),
            "{field} {found}: {told:?}"
        );
    };
    found(1, "format", "2", "format");
    found(4, "device.name", " Carte 1", "name");
    found(5, "device.certification", " Carte 1", "certification");
    found(14, "personaliser.devices", "carte-9", "device");
    found(15, "personaliser.not_after", "2026-13-01", "moment");
    found(16, "personaliser.certificate", "bureau", "certificate");
    found(19, "personaliser.devices", "bureau-2", "no-device");
    let lines: usize = 22 + leaf.lines().count();
    found(lines + 1, "attestation.device", "carte-8", "device");
    found(lines + 2, "attestation.root", "carte-8", "root");
    assert!(told.iter().any(|fault| fault.3 == "twice"), "{told:?}");
    assert!(told.iter().any(|fault| fault.3 == "no-marking"), "{told:?}");
    found(
        lines + 6 + leaf.lines().count(),
        "attestation.requires.extension",
        "1.2.x",
        "object-identifier",
    );
    assert!(
        told.iter().any(|fault| fault.3 == "hexadecimal"),
        "{told:?}"
    );
    assert_eq!(told.len(), 14, "{told:?}");
}

#[test]
fn unknown_fields_and_other_documents_are_refused() {
    for text in [
        "",
        "format = 1",
        "format = 1\nkind = \"country\"",
        "format = 1\nkind = \"key-origins\"\nfingerprint = 7",
        "format = 1\nkind = \"key-origins\"\n[[device]]\nname = \"a\"",
    ] {
        let refused = KeyOrigins::parse(text);
        assert!(
            matches!(refused, Err(KeyOriginsError::Syntax(_))),
            "{text}: {refused:?}"
        );
    }
}

#[test]
fn root_stands_for_one_device() {
    let workshop = Workshop::new();
    workshop.key("root", "EC -pkeyopt ec_paramgen_curve:P-256");
    workshop.self_signed("root", "");
    let root = workshop.read("root.crt");
    let devices = ["a", "b"].map(|name| {
        format!(
            "[[device]]\nname = \"{name}\"\ncertification = \"x\"\n\
             [[attestation]]\ndevice = \"{name}\"\n\
             requires = [{{ extension = \"1.2.3\", value = \"00\" }}]\nroot = \"\"\"\n{root}\"\"\"\n"
        )
    });
    let text = format!(
        "format = 1\nkind = \"key-origins\"\n{}{}",
        devices[0], devices[1]
    );
    let told = faults(&text);
    assert!(
        matches!(&told[..], [(_, "attestation.root", device, "twice")] if device == "b"),
        "{told:?}"
    );
}
