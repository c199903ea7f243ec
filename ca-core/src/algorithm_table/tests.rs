//! What the table allows, and which tables are refused.

use proptest::prelude::*;

use super::*;
use crate::document::DocumentRule;

const SHIPPED_TEXT: &str = include_str!("../../tables/algorithms.toml");
const HEAD: &str = "format = 1\nkind = \"algorithms\"\nversion = 2\nsource = \"a test\"\n";

fn moment(text: &str) -> Timestamp {
    Timestamp::parse_rfc3339(text).unwrap()
}

fn table(rows: &str) -> AlgorithmTable {
    AlgorithmTable::parse(&format!("{HEAD}{rows}")).unwrap()
}

const fn rsa(bits: u32) -> KeyKind {
    KeyKind::Rsa { bits }
}

#[test]
fn alg_05_shipped_table_speaks_of_every_algorithm_of_the_program() {
    let shipped = AlgorithmTable::parse(SHIPPED_TEXT).unwrap();
    assert_eq!(&shipped, AlgorithmTable::shipped());
    assert_eq!(shipped.version(), 2);
    assert_eq!(shipped.digest(), Sha256Digest::of(SHIPPED_TEXT.as_bytes()));
    let (now, later) = (
        moment("2026-11-21T00:00:00Z"),
        moment("2036-11-21T00:00:00Z"),
    );
    let ours = |name: &str| name != "toy" && name != "ecdsa-with-SHA3-256";
    for key in crate::algorithm::KeyAlgorithm::ALL {
        let known = shipped.judge_key(key.kind(), now, later);
        assert_eq!(known.is_ok(), ours(key.as_str()), "{key}");
    }
    for signature in SignatureAlgorithm::ALL {
        let known = shipped.judge_signature(signature, now, later);
        assert_eq!(known.is_ok(), ours(signature.as_str()), "{signature}");
    }
}

#[test]
fn alg_01_shipped_table_certifies_rsa_keys_of_3000_bits_and_more() {
    let (now, later) = (
        moment("2026-11-21T00:00:00Z"),
        moment("2027-11-21T00:00:00Z"),
    );
    let judged = |kind| AlgorithmTable::shipped().judge_key(kind, now, later);
    for bits in [3000, 3072, 4096, 8192] {
        assert_eq!(judged(rsa(bits)), Ok(()), "{bits}");
        assert_eq!(judged(KeyKind::RsaPss { bits }), Ok(()), "{bits}");
    }
    for bits in [1900, 2048, 2999, 8193] {
        let refused = AlgorithmRefusal::Size {
            kind: rsa(bits),
            least: 3000,
            most: 8192,
        };
        assert_eq!(refused.requirement(), "ALG-01");
        assert_eq!(judged(rsa(bits)), Err(refused), "{bits}");
    }
}

#[test]
fn alg_01_short_rsa_keys_of_others_hold_to_2026_and_2028() {
    let judged = |kind, issued, not_after| {
        AlgorithmTable::shipped().judge_foreign_key(kind, moment(issued), moment(not_after))
    };
    let last_issue = Date::from_calendar_date(2026, time::Month::December, 31).unwrap();
    let last_end = Date::from_calendar_date(2028, time::Month::December, 31).unwrap();
    let algorithm = "RSA 2048".to_owned();
    assert_eq!(
        judged(rsa(2048), "2020-01-01T00:00:00Z", "2023-01-01T00:00:00Z"),
        Ok(())
    );
    assert_eq!(
        judged(rsa(2048), "2026-12-31T23:59:59Z", "2028-12-31T23:59:59Z"),
        Ok(())
    );
    assert_eq!(
        judged(rsa(2048), "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
        Err(AlgorithmRefusal::IssuedTooLate {
            algorithm: algorithm.clone(),
            issued: moment("2027-01-01T00:00:00Z"),
            last_issue,
        })
    );
    assert_eq!(
        judged(rsa(2048), "2026-01-01T00:00:00Z", "2029-01-01T00:00:00Z"),
        Err(AlgorithmRefusal::EndsTooLate {
            algorithm,
            not_after: moment("2029-01-01T00:00:00Z"),
            last_end,
        })
    );
    assert_eq!(
        judged(rsa(1024), "2010-01-01T00:00:00Z", "2012-01-01T00:00:00Z"),
        Err(AlgorithmRefusal::Size {
            kind: rsa(1024),
            least: 1900,
            most: 8192,
        })
    );
}

#[test]
fn alg_05_last_days_are_days_of_the_table_and_count_in_full() {
    let table = table(
        "[[key]]\nkind = \"p256\"\nstrength = 128\nlast_issue = 2027-06-30\n\
         [[signature]]\nname = \"ecdsa-with-SHA256\"\nlast_end = 2030-02-28\n",
    );
    let (june, july) = (
        moment("2027-06-30T23:59:59.999Z"),
        moment("2027-07-01T00:00:00Z"),
    );
    let (february, march) = (
        moment("2030-02-28T23:59:59Z"),
        moment("2030-03-01T00:00:00Z"),
    );
    assert_eq!(table.judge_key(KeyKind::P256, june, march), Ok(()));
    let refused = table.judge_key(KeyKind::P256, july, march).unwrap_err();
    assert_eq!(refused.requirement(), "ALG-05");
    assert_eq!(
        refused.to_string(),
        "P-256 is not issued at 2027-07-01T00:00:00Z, the last day was 2027-06-30"
    );
    let algorithm = SignatureAlgorithm::EcdsaSha256;
    assert_eq!(table.judge_signature(algorithm, july, february), Ok(()));
    let refused = table.judge_signature(algorithm, june, march).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "ecdsa-with-SHA256 may not last until 2030-03-01T00:00:00Z, the last day is 2030-02-28"
    );
}

#[test]
fn alg_02_what_has_no_row_is_not_used() {
    let table = table(
        "[[key]]\nkind = \"p256\"\nstrength = 128\n\
         [[key]]\nkind = \"p384\"\nstrength = 128\ncertify = false\n\
         [[signature]]\nname = \"ecdsa-with-SHA256\"\n",
    );
    let (now, later) = (
        moment("2026-11-21T00:00:00Z"),
        moment("2027-11-21T00:00:00Z"),
    );
    for (kind, text) in [
        (
            KeyKind::P384,
            "P-384 keys are not certified by this authority",
        ),
        (KeyKind::P521, "P-521 is not in the table of algorithms"),
        (rsa(3072), "RSA 3072 is not in the table of algorithms"),
    ] {
        let refused = table.judge_key(kind, now, later).unwrap_err();
        assert_eq!(refused.to_string(), text);
        assert_eq!(refused.requirement(), "ALG-02");
    }
    assert_eq!(table.judge_foreign_key(KeyKind::P384, now, later), Ok(()));
    let refused = table.judge_signature(SignatureAlgorithm::Ed25519, now, later);
    let refused = refused.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "Ed25519 is not in the table of algorithms"
    );
}

#[test]
fn alg_04_issuer_is_as_strong_as_its_subject_by_the_strengths_of_the_table() {
    let shipped = AlgorithmTable::shipped();
    assert_eq!(shipped.judge_issuer(KeyKind::P256, KeyKind::P521), Ok(()));
    assert!(shipped.judge_issuer(rsa(2048), KeyKind::P256).is_err());
    let nist = SHIPPED_TEXT
        .replacen("\"p384\"\nstrength = 128", "\"p384\"\nstrength = 192", 1)
        .replacen("\"p521\"\nstrength = 128", "\"p521\"\nstrength = 256", 1);
    let nist = AlgorithmTable::parse(&nist).unwrap();
    assert_eq!(nist.judge_issuer(KeyKind::P384, KeyKind::P256), Ok(()));
    assert_eq!(nist.judge_issuer(KeyKind::P384, KeyKind::P384), Ok(()));
    let refused = nist.judge_issuer(KeyKind::P256, KeyKind::P384).unwrap_err();
    assert_eq!(refused.requirement(), "ALG-04");
    assert_eq!(
        refused.to_string(),
        "issuer key P-256 of 128 bits is weaker than subject key P-384 of 192 bits"
    );
}

#[test]
fn alg_03_pkcs1_is_legacy() {
    let legacy = SignatureAlgorithm::ALL
        .into_iter()
        .filter(|algorithm| AlgorithmTable::shipped().is_legacy(*algorithm));
    let legacy: Vec<_> = legacy.map(SignatureAlgorithm::as_str).collect();
    assert_eq!(
        legacy,
        ["sha256WithRSAEncryption", "sha384WithRSAEncryption"]
    );
}

/// Field, what was found and the word of the rule.
fn faults(text: &str) -> Vec<(&'static str, String, &'static str)> {
    match AlgorithmTable::parse(text) {
        Err(AlgorithmTableError::Faults(faults)) => faults
            .into_iter()
            .map(|fault| (fault.field, fault.found, fault.rule.word()))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn alg_05_every_rule_of_the_document_is_kept() {
    let key = |rest: &str| {
        format!("{HEAD}[[key]]\nstrength = 128\n{rest}\n[[signature]]\nname = \"Ed25519\"\n")
    };
    let good = key("kind = \"p256\"");
    assert!(AlgorithmTable::parse(&good).is_ok());
    for (text, field, found, rule) in [
        (
            good.replace("format = 1", "format = 2"),
            "format",
            "2",
            "format",
        ),
        (
            good.replace("version = 2", "version = 0"),
            "version",
            "0",
            "version",
        ),
        (good.replace("a test", " "), "source", " ", "source"),
        (key("kind = \"p256\"\ncertify = false"), "key", "", "keys"),
        (
            good.replace("[[signature]]\nname = \"Ed25519\"", ""),
            "signature",
            "",
            "signatures",
        ),
        (key("kind = \"p224\""), "key.kind", "p224", "kind"),
        (
            good.replace("Ed25519", "sha1"),
            "signature.name",
            "sha1",
            "name",
        ),
        (key("kind = \"rsa\""), "key.kind", "rsa", "bits-missing"),
        (
            key("kind = \"p256\"\nbits = [256, 256]"),
            "key.bits",
            "256",
            "bits-meaningless",
        ),
        (
            key("kind = \"rsa\"\nbits = [1899, 4096]"),
            "key.bits",
            "1899",
            "bits",
        ),
        (
            key("kind = \"rsa\"\nbits = [3000, 8193]"),
            "key.bits",
            "8193",
            "bits",
        ),
        (
            key("kind = \"rsa\"\nbits = [4096, 3072]"),
            "key.bits",
            "3072",
            "bits",
        ),
        (good.replace("128", "79"), "key.strength", "79", "strength"),
        (
            good.replace("128", "257"),
            "key.strength",
            "257",
            "strength",
        ),
        (
            key("kind = \"p256\"\nlast_issue = 2028-01-02\nlast_end = 2028-01-01"),
            "key.last_end",
            "2028-01-01",
            "order",
        ),
        (
            key("kind = \"p256\"\n[[key]]\nkind = \"p256\"\nstrength = 128"),
            "key.kind",
            "p256",
            "twice",
        ),
        (
            format!("{good}[[signature]]\nname = \"Ed25519\""),
            "signature.name",
            "Ed25519",
            "twice",
        ),
        (
            key("kind = \"rsa\"\nbits = [3000, 4096]\n\
                 [[key]]\nkind = \"rsa\"\nstrength = 128\nbits = [4096, 8192]"),
            "key.kind",
            "rsa",
            "twice",
        ),
    ] {
        assert_eq!(faults(&text), [(field, found.to_owned(), rule)], "{text}");
    }
}

#[test]
fn all_faults_are_told_at_once_with_their_lines() {
    let text = SHIPPED_TEXT
        .replacen("format = 1", "format = 7", 1)
        .replacen("\"p384\"", "\"p385\"", 1)
        .replacen("\"Ed25519\"", "\"Ed448\"", 1);
    let Err(AlgorithmTableError::Faults(faults)) = AlgorithmTable::parse(&text) else {
        panic!("three faults");
    };
    let line = |word: &str| 1 + text.lines().position(|line| line.contains(word)).unwrap();
    let told: Vec<_> = faults
        .iter()
        .map(|fault| (fault.field, fault.line))
        .collect();
    assert_eq!(
        told,
        [
            ("format", Some(line("format = 7"))),
            ("key.kind", Some(line("p385"))),
            ("signature.name", Some(line("Ed448"))),
        ]
    );
}

#[test]
fn documents_of_another_kind_and_unknown_fields_are_refused() {
    for text in [
        SHIPPED_TEXT.replacen("kind = \"algorithms\"", "kind = \"country\"", 1),
        SHIPPED_TEXT.replacen("version = 2", "version = 2\nedition = 2", 1),
        SHIPPED_TEXT.replacen("2026-12-31", "2026-12-32", 1),
        SHIPPED_TEXT.replacen("2026-12-31", "2026-02-30", 1),
        SHIPPED_TEXT.replacen("2026-12-31", "2026-12-31T00:00:00Z", 1),
    ] {
        let refused = AlgorithmTable::parse(&text);
        assert!(
            matches!(refused, Err(AlgorithmTableError::Syntax(_))),
            "{refused:?}"
        );
    }
}

proptest! {
    #[test]
    fn parsing_never_panics(text in "\\PC{0,200}") {
        drop(AlgorithmTable::parse(&text));
    }

    #[test]
    fn parsing_changed_tables_never_panics(
        at in any::<prop::sample::Index>(),
        with in "[0-9a-z\\[\\]\"= \n-]{0,3}",
    ) {
        let (before, after) = SHIPPED_TEXT.split_at(at.index(SHIPPED_TEXT.len()));
        drop(AlgorithmTable::parse(&format!("{before}{with}{}", after.get(1..).unwrap_or(""))));
    }

    #[test]
    fn alg_01_no_short_key_passes_the_shipped_table(
        bits in 0u32..3000,
        issued in any::<i64>(),
        not_after in any::<i64>(),
    ) {
        let (issued, not_after) =
            (Timestamp::from_unix_millis(issued), Timestamp::from_unix_millis(not_after));
        for kind in [rsa(bits), KeyKind::RsaPss { bits }] {
            prop_assert!(AlgorithmTable::shipped().judge_key(kind, issued, not_after).is_err());
        }
    }
}
