//! No refusal of the core reaches an operator in words that are not ours: each variant is made
//! here, and the list is held against the sources of the core.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use std::time::Duration;

use ca_core::algorithm_table::{AlgorithmRefusal, AlgorithmTable};
use ca_core::authority::issue::IssueError;
use ca_core::certificate::identifier::IdentifierDefect;
use ca_core::certificate::request::PrepareError;
use ca_core::csr::CsrError;
use ca_core::key_origin::{ChainDefect, OriginError};
use ca_core::name::NameError;
use ca_core::profile::{KeyReuse, MentionFault};
use ca_core::san::{SanDefect, SanError, SanKind};
use ca_core::signer::{SignerError, TokenFault};
use ca_core::subject::{AttributeType, SubjectError};
use ca_core::subject_key::{KeyDefect, KeyKind};
use ca_core::timestamp::Timestamp;
use ca_core::verify::VerifyError;

use super::*;
use crate::catalogue::Catalogue;
use crate::language::Language;

const NAME: AttributeType = AttributeType::COMMON_NAME;
const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

fn text() -> String {
    "x".to_owned()
}

/// The variants of an enum, as the sources of the core list them.
fn variants(name: &str) -> BTreeSet<String> {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ca-core/src");
    let beginning = format!("pub enum {name} {{");
    let found = sources(&core).into_iter().find_map(|source| {
        let (_, body) = source.split_once(&beginning)?;
        body.split("\n}").next().map(ToOwned::to_owned)
    });
    let body = found.unwrap_or_else(|| panic!("{name} is not in the core"));
    let variants = body.lines().filter_map(|line| {
        let line = line.strip_prefix("    ")?;
        let first = line.chars().next()?;
        first.is_ascii_uppercase().then(|| word(line))
    });
    variants.collect()
}

/// All sources in a folder and below.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                return sources(&path);
            }
            let is_source = path.extension().is_some_and(|extension| extension == "rs");
            is_source
                .then(|| fs::read_to_string(&path).unwrap())
                .into_iter()
                .collect()
        })
        .collect()
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// Holds the list to be whole and each of it to be told in words of the catalogues.
fn all_told<T: Debug>(name: &str, list: &[T], tell: impl Fn(&T) -> Message) {
    let made: BTreeSet<_> = list.iter().map(|made| word(&format!("{made:?}"))).collect();
    assert_eq!(made, variants(name), "{name}");
    for made in list {
        for language in [Language::En, Language::Fr] {
            is_ours(&tell(made), &Catalogue::new(language), &format!("{made:?}"));
        }
    }
}

fn is_ours(message: &Message, catalogue: &Catalogue, what: &str) {
    assert!(
        matches!(message, Message::Catalogued { .. }),
        "{what} is verbatim"
    );
    let text = catalogue.text(message);
    assert!(
        !text.contains("{ $") && !text.starts_with('{'),
        "{what}: {text}"
    );
}

/// The first cause of an explanation that is no defect of the program.
fn first(explanation: Explanation) -> Message {
    assert_ne!(explanation.kind, Kind::Bug, "{explanation:?}");
    explanation.causes.into_iter().next().unwrap()
}

/// The last cause: the one that says what exactly is wrong.
fn last(explanation: Explanation) -> Message {
    assert_ne!(explanation.kind, Kind::Bug, "{explanation:?}");
    explanation.causes.into_iter().next_back().unwrap()
}

fn refusals() -> Vec<AlgorithmRefusal> {
    let table = AlgorithmTable::shipped().text();
    let dated = |line: &str| {
        let row = "kind = \"p256\"\nstrength = 128\n";
        let text = table.replacen(row, &format!("{row}{line}\n"), 1);
        AlgorithmTable::parse(&text).unwrap()
    };
    let year = NOW.plus(Duration::from_secs(365 * 86_400));
    let late = dated("last_issue = 2020-01-01").judge_key(KeyKind::P256, NOW, year);
    let ends = dated("last_end = 2027-06-01").judge_key(KeyKind::P256, NOW, year);
    vec![
        late.unwrap_err(),
        ends.unwrap_err(),
        AlgorithmRefusal::Unknown { algorithm: text() },
        AlgorithmRefusal::NotCertified {
            kind: KeyKind::P256,
        },
        AlgorithmRefusal::Size {
            kind: KeyKind::Rsa { bits: 2048 },
            least: 3000,
            most: 8192,
        },
        AlgorithmRefusal::WeakerIssuer {
            issuer: KeyKind::P256,
            issuer_strength: 128,
            subject: KeyKind::P384,
            subject_strength: 192,
        },
    ]
}

#[test]
fn each_defect_of_a_key_is_told() {
    let oid = NAME.oid();
    let curve = KeyKind::P256;
    let defects = [
        KeyDefect::Malformed(der::ErrorKind::Failed.into()),
        KeyDefect::UnusedBits,
        KeyDefect::UnsupportedAlgorithm { oid },
        KeyDefect::Parameters { oid },
        KeyDefect::UnsupportedCurve { oid },
        KeyDefect::UnnamedCurve,
        KeyDefect::PointForm { curve },
        KeyDefect::PointAtInfinity { curve },
        KeyDefect::PointOffCurve { curve },
        KeyDefect::Length {
            kind: KeyKind::Ed25519,
            found: 1,
            expected: 32,
        },
        KeyDefect::LowOrder,
        KeyDefect::ShortVector {
            kind: KeyKind::MlDsa44,
        },
        KeyDefect::ModulusSize {
            bits: 1,
            least: 2,
            most: 3,
        },
        KeyDefect::SmallFactor { prime: 3 },
        KeyDefect::Roca,
        KeyDefect::ClosePrimes { rounds: 1 },
        KeyDefect::Exponent { exponent: text() },
    ];
    all_told("KeyDefect", &defects, |defect| first(key::key(defect)));
}

#[test]
fn each_refusal_of_the_table_of_algorithms_is_told() {
    all_told("AlgorithmRefusal", &refusals(), |refusal| {
        first(key::algorithm(refusal))
    });
}

#[test]
fn each_defect_of_evidence_is_told() {
    let errors = [
        OriginError::Absent,
        OriginError::TooLarge { limit: 1 },
        OriginError::Unreadable,
        OriginError::UnknownSigner,
        OriginError::Signature(VerifyError::BadSignature),
        OriginError::OtherKey,
        OriginError::UnknownDevice { device: text() },
        OriginError::NotValidNow {
            not_before: NOW,
            not_after: NOW,
        },
        OriginError::NotYet { personalised: NOW },
        OriginError::TooEarly {
            personalised: NOW,
            not_before: NOW,
        },
        OriginError::NotMarked {
            extension: "1.2.3.4".parse().unwrap(),
        },
        OriginError::Chain {
            place: 1,
            defect: ChainDefect::IsCa,
        },
    ];
    all_told("OriginError", &errors, |error| first(key::origin(error)));
    let defects = [
        ChainDefect::NotIssued,
        ChainDefect::IssuerMayNot,
        ChainDefect::IsCa,
        ChainDefect::CriticalExtension,
        ChainDefect::UnsoundKey,
    ];
    all_told("ChainDefect", &defects, |defect| {
        last(key::origin(&OriginError::Chain {
            place: 1,
            defect: *defect,
        }))
    });
}

#[test]
fn each_thing_that_a_profile_does_not_allow_is_told() {
    let errors = [
        PrepareError::AttributeForbidden { attribute: NAME },
        PrepareError::AttributeMissing { attribute: NAME },
        PrepareError::NameAndPseudonym { attribute: NAME },
        PrepareError::PersonalName { attribute: NAME },
        PrepareError::IdentifierForm {
            attribute: NAME,
            found: text(),
            defect: IdentifierDefect::Form,
        },
        PrepareError::MixedScripts {
            attribute: NAME,
            first: "Latin",
            second: "Greek",
        },
        PrepareError::OriginalName { attribute: NAME },
        PrepareError::LatinForm {
            attribute: NAME,
            suggested: None,
        },
        PrepareError::LatinForm {
            attribute: NAME,
            suggested: Some(text()),
        },
        PrepareError::Name(NameError::Empty { attribute: NAME }),
        PrepareError::AlternativeNameForbidden { kind: SanKind::Dns },
        PrepareError::AlternativeNameMissing { kind: SanKind::Dns },
        PrepareError::TooManyAlternativeNames { found: 2, most: 1 },
        PrepareError::AlternativeNameTwice { name: text() },
        PrepareError::CommonNameNotHeld {
            common_name: text(),
        },
        PrepareError::KeyForbidden {
            kind: text(),
            allowed: text(),
        },
        PrepareError::Algorithm(AlgorithmRefusal::Unknown { algorithm: text() }),
        PrepareError::IssuerKey(KeyDefect::Roca),
        PrepareError::ValidityOutOfBounds {
            asked: Duration::ZERO,
            longest: Duration::ZERO,
        },
        PrepareError::BeyondIssuer {
            wished: NOW,
            issuer_end: NOW,
        },
    ];
    for error in &errors {
        assert!(
            prepare(error).rule.is_some(),
            "{error:?} names no requirement"
        );
    }
    // The program's own fault is told as such.
    let bug = PrepareError::Encoding(der::ErrorKind::Failed.into());
    assert_eq!(prepare(&bug).kind, Kind::Bug);
    let last = |error: &PrepareError| {
        if matches!(error, PrepareError::Encoding(_)) {
            return Message::new("random-failed");
        }
        last(prepare(error))
    };
    let errors: Vec<_> = errors.into_iter().chain([bug]).collect();
    all_told("PrepareError", &errors, last);
}

#[test]
fn each_defect_of_a_name_is_told() {
    let identifiers = [
        IdentifierDefect::Form,
        IdentifierDefect::Retired,
        IdentifierDefect::Type {
            found: text(),
            allowed: text(),
        },
        IdentifierDefect::Scheme {
            found: text(),
            allowed: text(),
        },
        IdentifierDefect::Scheme {
            found: text(),
            allowed: String::new(),
        },
        IdentifierDefect::Country { found: text() },
        IdentifierDefect::LeiCountry { found: text() },
        IdentifierDefect::LeiDigits,
        IdentifierDefect::Character { character: 'x' },
    ];
    all_told("IdentifierDefect", &identifiers, name::identifier);
    let attribute = NAME;
    let names = [
        NameError::Empty { attribute },
        NameError::TooLong {
            attribute,
            found: 2,
            limit: 1,
        },
        NameError::Country { found: text() },
        NameError::NotPrintable {
            attribute,
            character: 'x',
        },
        NameError::MustBePrintable { attribute },
        NameError::Der(der::ErrorKind::Failed.into()),
    ];
    all_told("NameError", &names, name::name);
    let subjects = [
        SubjectError::TooLong { found: 2, limit: 1 },
        SubjectError::Empty,
        SubjectError::NotAPair { part: text() },
        SubjectError::UnknownAttribute { name: text() },
        SubjectError::Duplicate { attribute },
        SubjectError::EmptyValue { attribute },
        SubjectError::BadEscape { escape: text() },
        SubjectError::Unescaped { character: 'x' },
        SubjectError::NotUtf8 { name: text() },
        SubjectError::ForbiddenCharacter { attribute, code: 1 },
    ];
    all_told("SubjectError", &subjects, subject);
}

#[test]
fn each_defect_of_an_alternative_name_is_told() {
    let defects = [
        SanDefect::Empty,
        SanDefect::NotAscii,
        SanDefect::TooLong { found: 2, limit: 1 },
        SanDefect::Character { character: 'x' },
        SanDefect::OneLabel,
        SanDefect::Wildcard,
        SanDefect::Hyphen,
        SanDefect::Address,
        SanDefect::At,
        SanDefect::NoScheme,
    ];
    let tell = |defect: &SanDefect| {
        alternative_name(&SanError::Value {
            kind: SanKind::Dns,
            defect: *defect,
        })
    };
    all_told("SanDefect", &defects, tell);
}

#[test]
fn each_defect_of_a_signing_request_is_told() {
    let errors = [
        CsrError::TooLarge { limit: 1 },
        CsrError::NoRequest,
        CsrError::SeveralBlocks { found: 2 },
        CsrError::OtherBlock { label: text() },
        CsrError::Pem(pem::parse("").unwrap_err()),
        CsrError::Malformed(der::ErrorKind::Failed.into()),
        CsrError::NotDistinguished,
        CsrError::Subject(NameError::Empty { attribute: NAME }),
        CsrError::Key(KeyDefect::Roca),
        CsrError::Signature(VerifyError::BadSignature),
    ];
    all_told("CsrError", &errors, |error| {
        request::csr(error).causes.into_iter().nth(1).unwrap()
    });
    let oid = NAME.oid();
    let errors = [
        VerifyError::BadSignature,
        VerifyError::UnsupportedAlgorithm { oid },
        VerifyError::WeakHash { oid },
        VerifyError::Parameters { oid },
        VerifyError::Malformed,
    ];
    all_told("VerifyError", &errors, key::signature);
}

#[test]
fn each_mention_that_is_lacking_is_told() {
    let faults = [
        MentionFault::Missing {
            mention: text(),
            reference: text(),
        },
        MentionFault::Uncertain {
            mention: text(),
            field: text(),
            reference: text(),
        },
    ];
    let tell = |fault: &MentionFault| first(mentions(std::slice::from_ref(fault)));
    all_told("MentionFault", &faults, tell);
}

#[test]
fn refusals_by_precedents_are_told_with_their_requirement() {
    let reused = |allowed| IssueError::KeyReused {
        issuer: "citizens-g1".parse().unwrap(),
        serial: "40ab".parse().unwrap(),
        allowed,
    };
    for (error, rule) in [
        (reused(KeyReuse::Never), "CRT-21"),
        (reused(KeyReuse::Renewal), "CRT-21"),
        (IssueError::OtherName, "REG-09"),
        (IssueError::KeyBarred, "CRT-17"),
        (IssueError::KeyOrigin(OriginError::Absent), "REG-08"),
    ] {
        let explanation = issue(&error);
        assert_eq!(explanation.rule, Some(rule), "{error:?}");
        assert!(!explanation.hints.is_empty(), "{error:?}");
        is_ours(&first(explanation), &Catalogue::new(Language::Fr), rule);
    }
}

#[test]
fn each_fault_of_a_token_has_a_text_in_both_languages() {
    let codes: BTreeSet<_> = TokenFault::CODES.iter().map(ToString::to_string).collect();
    let in_kebab_case = |variant: String| {
        let words = variant.chars().map(|c| match c {
            upper if upper.is_ascii_uppercase() => format!("-{}", upper.to_ascii_lowercase()),
            other => other.to_string(),
        });
        words.collect::<String>().trim_start_matches('-').to_owned()
    };
    let variants: BTreeSet<_> = variants("TokenFault")
        .into_iter()
        .map(in_kebab_case)
        .collect();
    assert_eq!(codes, variants);
    for code in codes {
        for language in [Language::En, Language::Fr] {
            let name = format!("token-fault-{code}");
            assert!(Catalogue::new(language).named(&name).is_some(), "{name}");
        }
    }
}

#[test]
fn the_cause_below_a_fault_is_told_too() {
    let hung = TokenFault::WorkerHung { millis: 500 };
    let error = SignerError::Unavailable {
        token: "token sceau".to_owned(),
        source: TokenFault::Recovering(Box::new(hung)),
    };
    let explanation = signer(&error);
    let french = Catalogue::new(Language::Fr);
    let told: Vec<_> = explanation.causes.iter().map(|m| french.text(m)).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[2].contains("n'a pas répondu en 500"), "{told:?}");
}

/// A variant that is not named in these sources falls to words that are not ours.
#[test]
fn each_variant_of_the_errors_of_acts_and_documents_is_named() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/explain");
    let sources = sources(&here).concat();
    for name in [
        "ActivateError",
        "CrlError",
        "DocumentUnavailable",
        "FoundError",
        "SettingsUnavailable",
        "InvalidDocument",
        "IssueError",
        "IssuerError",
        "KeyError",
        "ProfileUnavailable",
        "WithdrawError",
        "AlgorithmTableError",
        "AuditDefect",
        "CountryError",
        "EvidenceError",
        "ExportError",
        "HeadDefect",
        "HeadError",
        "KeyOriginsError",
        "LogNotExported",
        "LoginUnrecorded",
        "NoEvidence",
        "ProfileError",
        "PurgeError",
        "RegistryError",
        "SettingsError",
        "SignerDefect",
        "SignerError",
    ] {
        for variant in variants(name) {
            let named = format!("{name}::{variant}");
            let told =
                sources.contains(&format!("{named}(")) || sources.contains(&format!("{named} "));
            assert!(told, "{named}");
        }
    }
}

#[test]
fn a_server_that_refuses_is_told_in_the_operators_language() {
    let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    let fault = ca_core::registry::StoreFault::new(refused);
    let told = registry(&ca_core::registry::RegistryError::Unavailable(fault));
    assert!(told.causes.contains(&Message::new("server-refused")));
    assert_eq!(told.hints, [Message::new("hint-server-refused")]);
}
