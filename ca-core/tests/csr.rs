//! Requests from the tools that people use, and what strangers send instead.
//!
//! The files are made by `data/csr/make.sh`. Those of `ml_dsa.py` that are refused are in
//! `ml_dsa.rs`.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::wildcard_enum_match_arm,
    reason = "helpers end the test with the name of the file"
)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use ca_core::algorithm_table::{AlgorithmRefusal, AlgorithmTable};
use ca_core::csr::{Csr, CsrError, MAX_LENGTH};
use ca_core::subject_key::{KeyDefect, KeyKind};
use ca_core::timestamp::Timestamp;
use ca_core::verify::VerifyError;
use proptest::prelude::*;

const LATIN: &str =
    "CN=Zénaïde Ngaré Bessan,serialNumber=IDCTD-0001,GN=Zénaïde,SN=Ngaré Bessan,C=TD";
const ARABIC: &str =
    "CN=فاطمة الزهراء بن علي,serialNumber=IDCDZ-0002,GN=فاطمة الزهراء,SN=بن علي,C=DZ";
const JAVA: &str = "CN=Zénaïde Ngaré Bessan,OU=Préfecture,O=ANATS,C=TD";
const RSA: KeyKind = KeyKind::Rsa { bits: 3072 };

/// File, key, subject.
const GOOD: &[(&str, KeyKind, &str)] = &[
    ("openssl-rsa3072.pem", RSA, LATIN),
    ("openssl-p256.pem", KeyKind::P256, LATIN),
    ("openssl-p256.der", KeyKind::P256, LATIN),
    ("openssl-p384.pem", KeyKind::P384, LATIN),
    ("openssl-p521.pem", KeyKind::P521, LATIN),
    ("openssl-ed25519.pem", KeyKind::Ed25519, LATIN),
    ("openssl-p521-sha512.pem", KeyKind::P521, LATIN),
    ("openssl-rsa3072-sha512.pem", RSA, LATIN),
    ("openssl-pss.pem", RSA, ARABIC),
    (
        "openssl-pss-free.pem",
        KeyKind::RsaPss { bits: 3072 },
        LATIN,
    ),
    (
        "openssl-pss-sha384.pem",
        KeyKind::RsaPss { bits: 4096 },
        LATIN,
    ),
    ("openssl-arabic.pem", KeyKind::P384, ARABIC),
    ("openssl-text.pem", KeyKind::P256, LATIN),
    ("openssl-crlf.pem", KeyKind::P256, LATIN),
    ("openssl-wishes.pem", KeyKind::P256, LATIN),
    ("certtool-rsa3072.pem", RSA, "CN=Zénaïde Ngaré Bessan,C=TD"),
    (
        "certtool-p256.pem",
        KeyKind::P256,
        "CN=Zénaïde Ngaré Bessan,C=TD",
    ),
    (
        "certtool-p384.pem",
        KeyKind::P384,
        "CN=Zénaïde Ngaré Bessan,C=TD",
    ),
    (
        "certtool-ed25519.pem",
        KeyKind::Ed25519,
        "CN=Zénaïde Ngaré Bessan,C=TD",
    ),
    (
        "certtool-arabic.pem",
        KeyKind::P256,
        "CN=فاطمة الزهراء بن علي,C=DZ",
    ),
    ("keytool-rsa3072.pem", RSA, JAVA),
    ("keytool-p256.pem", KeyKind::P256, JAVA),
    ("keytool-p384.pem", KeyKind::P384, JAVA),
    ("keytool-ed25519.pem", KeyKind::Ed25519, JAVA),
    (
        "keytool-arabic.pem",
        KeyKind::P256,
        "CN=فاطمة الزهراء بن علي,C=DZ",
    ),
    ("cryptography-ml-dsa-44.pem", KeyKind::MlDsa44, LATIN),
    ("cryptography-ml-dsa-65.pem", KeyKind::MlDsa65, LATIN),
    ("cryptography-ml-dsa-87.pem", KeyKind::MlDsa87, LATIN),
    ("token-rsa3072.pem", RSA, LATIN),
    ("token-p256.pem", KeyKind::P256, ARABIC),
    ("token-p384.pem", KeyKind::P384, LATIN),
];

/// What made the files.
const SCRIPTS: [&str; 2] = ["make.sh", "ml_dsa.py"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/csr")
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refusal(input: &[u8]) -> CsrError {
    Csr::parse(input).expect_err("refused")
}

#[test]
fn requests_of_all_tools_are_read() {
    for (name, kind, subject) in GOOD {
        let csr = Csr::parse(&read(name)).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(csr.key().kind(), *kind, "{name}");
        assert_eq!(csr.subject(), *subject, "{name}");
        assert_eq!(
            Csr::parse(csr.der()).expect("DER").key(),
            csr.key(),
            "{name}"
        );
    }
}

#[test]
fn each_file_is_in_a_test() {
    let tested = |name: &str| GOOD.iter().any(|(known, ..)| *known == name);
    for entry in std::fs::read_dir(folder()).expect("folder") {
        let name = entry
            .expect("entry")
            .file_name()
            .into_string()
            .expect("UTF-8");
        assert!(
            tested(&name) || name.starts_with("bad-") || SCRIPTS.contains(&name.as_str()),
            "{name}"
        );
    }
}

#[test]
fn crt_08_wishes_are_listed_and_no_more() {
    let csr = Csr::parse(&read("openssl-wishes.pem")).expect("accepted");
    let wishes: Vec<String> = csr
        .requested_extensions()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(wishes, ["2.5.29.19", "2.5.29.15", "2.5.29.37", "2.5.29.17"]);
}

#[test]
fn crt_18_without_proof_of_possession_a_request_is_refused() {
    for name in ["bad-signature.pem", "bad-other-subject.pem"] {
        let error = refusal(&read(name));
        assert!(
            matches!(error, CsrError::Signature(VerifyError::BadSignature)),
            "{name}: {error:?}"
        );
    }
}

#[test]
fn crt_18_no_bit_of_a_request_can_be_flipped() {
    for name in ["openssl-p256.pem", "openssl-ed25519.pem"] {
        let good = Csr::parse(&read(name)).expect("good").der().to_vec();
        for bit in 0..good.len() * 8 {
            let mut flipped = good.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            refusal(&flipped);
        }
    }
}

#[test]
fn broken_hashes_are_refused_by_name() {
    for name in ["bad-sha1.pem", "bad-ecdsa-sha1.pem", "bad-md5.pem"] {
        let error = refusal(&read(name));
        assert!(
            matches!(error, CsrError::Signature(VerifyError::WeakHash { .. })),
            "{name}: {error:?}"
        );
    }
}

#[test]
fn weak_and_foreign_keys_are_refused_by_name() {
    let defect = |name| match refusal(&read(name)) {
        CsrError::Key(defect) => defect,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(
        defect("bad-rsa1024.pem"),
        KeyDefect::ModulusSize {
            bits: 1024,
            least: 1900,
            most: 8192
        }
    );
    assert_eq!(defect("bad-roca.pem"), KeyDefect::Roca);
    assert!(matches!(
        defect("bad-close-primes.pem"),
        KeyDefect::ClosePrimes { rounds: 2..=100 }
    ));
    assert!(matches!(
        defect("bad-pss-salt.pem"),
        KeyDefect::Parameters { .. }
    ));
    assert_eq!(
        defect("bad-exponent3.pem"),
        KeyDefect::Exponent {
            exponent: "3".to_owned()
        }
    );
    assert_eq!(
        defect("bad-off-curve.pem"),
        KeyDefect::PointOffCurve {
            curve: KeyKind::P256
        }
    );
    assert_eq!(
        defect("bad-compressed.pem"),
        KeyDefect::PointForm {
            curve: KeyKind::P256
        }
    );
    assert_eq!(defect("bad-explicit.pem"), KeyDefect::UnnamedCurve);
    assert!(matches!(
        defect("bad-secp256k1.pem"),
        KeyDefect::UnsupportedCurve { .. }
    ));
    assert!(matches!(
        defect("bad-ed448.pem"),
        KeyDefect::UnsupportedAlgorithm { .. }
    ));
}

#[test]
fn alg_01_short_rsa_keys_are_read_and_refused_by_the_dated_table() {
    let csr = Csr::parse(&read("bad-rsa2048.pem")).expect("sound, but short");
    let day = |text| Timestamp::parse_rfc3339(text).expect("moment");
    let refused = AlgorithmTable::shipped().judge_key(
        csr.key().kind(),
        day("2026-11-21T08:00:00Z"),
        day("2027-11-21T08:00:00Z"),
    );
    assert_eq!(
        refused,
        Err(AlgorithmRefusal::Size {
            kind: KeyKind::Rsa { bits: 2048 },
            least: 3000,
            most: 8192
        })
    );
}

#[test]
fn exactly_one_block_of_the_right_kind_is_read() {
    let error = refusal(&read("bad-two-blocks.pem"));
    assert!(
        matches!(error, CsrError::SeveralBlocks { found: 2 }),
        "{error:?}"
    );
    let error = refusal(&read("bad-private-key.pem"));
    assert!(
        matches!(&error, CsrError::OtherBlock { label } if label == "PRIVATE KEY"),
        "{error:?}"
    );
    for nothing in [&b""[..], b"nothing", b"\xff\xfe-----", b"0", b"\x30"] {
        assert!(
            matches!(refusal(nothing), CsrError::NoRequest),
            "{nothing:?}"
        );
    }
    let unfinished = b"-----BEGIN CERTIFICATE REQUEST-----\nMIIB";
    assert!(matches!(refusal(unfinished), CsrError::Pem(_)));
}

#[test]
fn truncated_requests_are_refused_at_each_octet() {
    for name in [
        "openssl-p256.der",
        "openssl-wishes.pem",
        "token-rsa3072.pem",
        "keytool-p384.pem",
    ] {
        let der = Csr::parse(&read(name)).expect("good").der().to_vec();
        for length in 0..der.len() {
            refusal(&der[..length]);
        }
    }
    let pem = read("openssl-text.pem");
    let end = pem
        .windows(5)
        .rposition(|window| window == b"-----")
        .expect("end");
    for length in 0..end {
        refusal(&pem[..length]);
    }
}

#[test]
fn trailing_octets_are_refused() {
    let mut der = read("openssl-p256.der");
    der.push(0);
    assert!(matches!(refusal(&der), CsrError::Malformed(_)));
}

#[test]
fn another_encoding_of_the_same_content_is_refused() {
    let der = read("openssl-p256.der");
    let mut version = der.clone();
    let at = version
        .windows(3)
        .position(|window| window == [2, 1, 0])
        .expect("version");
    version[at + 2] = 1;
    assert!(
        matches!(refusal(&version), CsrError::Malformed(_)),
        "version v2"
    );
    let mut long = vec![0x30, 0x83, 0x00, der[2], der[3]];
    long.extend_from_slice(&der[4..]);
    assert!(
        matches!(refusal(&long), CsrError::Malformed(_)),
        "overlong length"
    );
}

#[test]
fn ten_megabytes_are_refused_at_once() {
    let started = Instant::now();
    for fill in [0x30, b'-', 0xff] {
        let error = refusal(&vec![fill; 10 << 20]);
        assert!(matches!(error, CsrError::TooLarge { limit: MAX_LENGTH }));
    }
    assert!(started.elapsed().as_secs() < 1);
}

#[test]
fn text_before_the_block_counts_as_input() {
    let mut padded = vec![b' '; MAX_LENGTH];
    padded.extend(read("openssl-p256.pem"));
    assert!(matches!(refusal(&padded), CsrError::TooLarge { .. }));
}

proptest! {
    #[test]
    fn parsing_never_panics(input in prop::collection::vec(any::<u8>(), 0..512)) {
        drop(Csr::parse(&input));
    }

    #[test]
    fn parsing_changed_requests_never_panics(
        file in 0..GOOD.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut der = Csr::parse(&read(GOOD[file].0)).expect("good").der().to_vec();
        for (index, octet) in changes {
            let at = index.index(der.len());
            der[at] = octet;
        }
        drop(Csr::parse(&der));
    }
}
