//! Chains by which a device vouches for its keys.

use std::time::Duration;

use ca_core::key_origin::{ChainDefect, KeyOrigin, KeyOrigins, OriginError};

use super::openssl::{Workshop, now};

const P256: &str = "EC -pkeyopt ec_paramgen_curve:P-256";
const CA: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n";
/// What a real vendor writes into attestations of keys that its device made.
const MADE_INSIDE: &str = "1.3.6.1.4.1.41482.4.3=DER:0401ff\n";
const DAY: Duration = Duration::from_secs(86_400);

/// A vendor with root, intermediate and the attestation `subject` of a key.
struct Vendor {
    workshop: Workshop,
    origins: KeyOrigins,
}

impl Vendor {
    fn new() -> Self {
        let workshop = Workshop::new();
        workshop.key("root", "RSA -pkeyopt rsa_keygen_bits:2048");
        workshop.self_signed("root", "");
        for name in ["device", "subject"] {
            workshop.key(name, P256);
        }
        workshop.issue("device", "root", CA);
        workshop.issue("subject", "device", MADE_INSIDE);
        Self {
            origins: listing(&workshop.read("root.crt")),
            workshop,
        }
    }

    /// What the chain says of the subject's key.
    fn prove(&self, chain: &[&str]) -> Result<KeyOrigin, OriginError> {
        let key = self.workshop.public("subject");
        let evidence = self.workshop.chain(chain);
        self.origins.prove(evidence.as_bytes(), &key, now())
    }

    fn defect(&self, chain: &[&str]) -> (usize, ChainDefect) {
        match self.prove(chain) {
            Err(OriginError::Chain { place, defect }) => (place, defect),
            other => unreachable!("{other:?}"),
        }
    }
}

fn listing(root: &str) -> KeyOrigins {
    let text = format!(
        "format = 1\nkind = \"key-origins\"\n\
         [[device]]\nname = \"cle-1\"\ncertification = \"FIPS 140-3 4711\"\n\
         [[attestation]]\ndevice = \"cle-1\"\nroot = \"\"\"\n{root}\"\"\"\n\
         requires = [{{ extension = \"1.3.6.1.4.1.41482.4.3\", value = \"0401ff\" }}]\n"
    );
    KeyOrigins::parse(&text).unwrap()
}

#[test]
fn reg_08_attestation_of_a_listed_root_is_proof() {
    let vendor = Vendor::new();
    vendor.workshop.key("direct", P256);
    for chain in [
        ["subject", "device"].as_slice(),
        &["subject", "device", "root"],
    ] {
        let evidence = vendor.workshop.chain(chain);
        let expected = KeyOrigin {
            device: "cle-1".into(),
            device_serial: None,
            evidence: evidence.clone(),
            document: vendor.origins.digest(),
        };
        assert_eq!(vendor.prove(chain), Ok(expected));
    }
    vendor.workshop.issue("subject", "root", MADE_INSIDE);
    assert!(vendor.prove(&["subject"]).is_ok(), "signed by the root");
}

#[test]
fn reg_08_attestation_of_another_key_or_root_is_no_proof() {
    let vendor = Vendor::new();
    let workshop = &vendor.workshop;
    assert_eq!(
        vendor.prove(&["device", "root"]),
        Err(OriginError::OtherKey)
    );
    assert_eq!(
        vendor.prove(&["device", "subject"]),
        Err(OriginError::UnknownSigner)
    );
    assert_eq!(vendor.prove(&["subject"]), Err(OriginError::UnknownSigner));
    // A root of the same name with another key.
    workshop.key("root", P256);
    workshop.self_signed("root", "");
    workshop.issue("device", "root", CA);
    workshop.issue("subject", "device", MADE_INSIDE);
    for chain in [
        ["subject", "device"].as_slice(),
        &["subject", "device", "root"],
    ] {
        assert_eq!(vendor.prove(chain), Err(OriginError::UnknownSigner));
    }
    // A key in software, certified by itself.
    workshop.self_signed("subject", "");
    assert_eq!(vendor.prove(&["subject"]), Err(OriginError::UnknownSigner));
}

#[test]
fn reg_08_broken_chains_are_told_with_their_place() {
    let vendor = Vendor::new();
    let (workshop, chain) = (&vendor.workshop, ["subject", "device"]);
    workshop.issue("device", "root", "basicConstraints=CA:FALSE\n");
    assert_eq!(vendor.defect(&chain), (1, ChainDefect::IssuerMayNot));
    workshop.issue("device", "root", "");
    assert_eq!(vendor.defect(&chain), (1, ChainDefect::IssuerMayNot));
    let no_signer = "basicConstraints=CA:TRUE\nkeyUsage=digitalSignature\n";
    workshop.issue("device", "root", no_signer);
    assert_eq!(vendor.defect(&chain), (1, ChainDefect::IssuerMayNot));
    let unknown = format!("{CA}1.2.3.4=critical,DER:0500\n");
    workshop.issue("device", "root", &unknown);
    assert_eq!(vendor.defect(&chain), (2, ChainDefect::CriticalExtension));
    workshop.issue("device", "root", CA);
    workshop.issue("subject", "device", CA);
    assert_eq!(vendor.defect(&chain), (1, ChainDefect::IsCa));
    workshop.issue(
        "subject",
        "device",
        &format!("{MADE_INSIDE}1.2.3.4=critical,DER:0500\n"),
    );
    assert_eq!(vendor.defect(&chain), (1, ChainDefect::CriticalExtension));
    // Another device key under the same name.
    workshop.issue("subject", "device", MADE_INSIDE);
    workshop.key("device", P256);
    workshop.issue("device", "root", CA);
    assert_eq!(vendor.defect(&chain), (1, ChainDefect::NotIssued));
}

#[test]
fn reg_08_attestation_that_the_device_made_the_key_is_required() {
    let vendor = Vendor::new();
    let workshop = &vendor.workshop;
    for mark in [
        "",
        "1.3.6.1.4.1.41482.4.3=DER:040100\n",
        "1.2.3=DER:0401ff\n",
    ] {
        workshop.issue("subject", "device", mark);
        let extension = "1.3.6.1.4.1.41482.4.3".parse().unwrap();
        let refused = vendor.prove(&["subject", "device"]);
        assert_eq!(refused, Err(OriginError::NotMarked { extension }), "{mark}");
    }
    let critical = MADE_INSIDE.replace('=', "=critical,");
    workshop.issue("subject", "device", &critical);
    assert!(vendor.prove(&["subject", "device"]).is_ok(), "it is known");
}

#[test]
fn crt_17_key_of_each_link_is_judged() {
    let vendor = Vendor::new();
    let workshop = &vendor.workshop;
    let weak = "RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3";
    workshop.key("device", weak);
    workshop.issue("device", "root", CA);
    workshop.issue("subject", "device", MADE_INSIDE);
    assert_eq!(
        vendor.defect(&["subject", "device"]),
        (2, ChainDefect::UnsoundKey)
    );
}

#[test]
fn reg_08_path_length_of_a_vendor_counts() {
    let vendor = Vendor::new();
    let workshop = &vendor.workshop;
    workshop.key("model", P256);
    let chain = ["subject", "device", "model"];
    for (length, proven) in [(1, true), (0, false)] {
        let ca = format!("basicConstraints=critical,CA:TRUE,pathlen:{length}\n");
        workshop.issue("model", "root", &ca);
        workshop.issue("device", "model", CA);
        workshop.issue("subject", "device", MADE_INSIDE);
        match vendor.prove(&chain) {
            Ok(_) => assert!(proven, "pathlen:{length}"),
            Err(error) => {
                assert!(!proven, "{error:?}");
                assert_eq!(vendor.defect(&chain), (2, ChainDefect::IssuerMayNot));
            }
        }
    }
}

#[test]
fn reg_08_attestation_counts_while_its_certificates_do() {
    let vendor = Vendor::new();
    let key = vendor.workshop.public("subject");
    let evidence = vendor.workshop.chain(&["subject", "device"]);
    for moment in [now().minus(DAY), now().plus(25 * DAY), now().plus(40 * DAY)] {
        let refused = vendor.origins.prove(evidence.as_bytes(), &key, moment);
        assert!(
            matches!(refused, Err(OriginError::NotValidNow { .. })),
            "{refused:?}"
        );
    }
}
