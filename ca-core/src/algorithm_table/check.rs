//! From the document to rows that cannot be wrong; all faults are told at once.

use time::{Date, Month};
use toml::value::Date as TomlDate;

use crate::algorithm::SignatureAlgorithm;
use crate::algorithm_table::config::{KeyConfig, SignatureConfig, TableConfig};
use crate::algorithm_table::rule::AlgorithmRule as Rule;
use crate::algorithm_table::span::Span;
use crate::algorithm_table::{AlgorithmTableFault, KeyRow, SignatureRow};
use crate::document::Faults as DocumentFaults;
use crate::subject_key::{KeyKind, LARGEST_RSA_BITS, LEAST_RSA_BITS};

type Faults<'a> = DocumentFaults<'a, Rule>;

/// Strengths from broken to beyond all use (SP 800-57 part 1, table 2).
const LEAST_STRENGTH: u16 = 80;
const LARGEST_STRENGTH: u16 = 256;

/// The rows of the document.
pub(super) fn rows(
    config: &TableConfig,
    text: &str,
) -> Result<(Vec<KeyRow>, Vec<SignatureRow>), Vec<AlgorithmTableFault>> {
    let mut faults = Faults::of(text);
    head(config, &mut faults);
    let keys = config.keys.iter();
    let keys: Vec<KeyRow> = keys.filter_map(|row| key(row, &mut faults)).collect();
    let signatures = config.signatures.iter();
    let signatures: Vec<SignatureRow> = signatures
        .filter_map(|row| signature(row, &mut faults))
        .collect();
    for row in repeated(&keys, KeyRow::overlaps) {
        faults.when(true, "key.kind", row.word, Rule::Twice);
    }
    for row in repeated(&signatures, |one, other| one.algorithm == other.algorithm) {
        faults.when(true, "signature.name", row.algorithm, Rule::Twice);
    }
    let found = faults.into_found();
    if found.is_empty() {
        return Ok((keys, signatures));
    }
    Err(found)
}

fn head(config: &TableConfig, faults: &mut Faults<'_>) {
    let TableConfig {
        format,
        version,
        source,
        ..
    } = config;
    let certifies = config.keys.iter().any(|row| row.certify);
    faults.when(*format != 1, "format", format, Rule::Format);
    faults.when(*version == 0, "version", version, Rule::Version);
    faults.when(source.trim().is_empty(), "source", source, Rule::Source);
    faults.when(!certifies, "key", "", Rule::Keys);
    faults.when(
        config.signatures.is_empty(),
        "signature",
        "",
        Rule::Signatures,
    );
}

fn key(config: &KeyConfig, faults: &mut Faults<'_>) -> Option<KeyRow> {
    let strength = config.strength;
    let sound = (LEAST_STRENGTH..=LARGEST_STRENGTH).contains(&strength);
    faults.when(!sound, "key.strength", strength, Rule::Strength);
    let span = span("key.last_end", config.last_issue, config.last_end, faults);
    let kind = KeyKind::of_word(&config.kind);
    faults.when(kind.is_none(), "key.kind", &config.kind, Rule::Kind);
    let kind = kind?;
    bits(kind, config.bits, faults);
    let [least, most] = config.bits.unwrap_or_default();
    Some(KeyRow {
        word: kind.word(),
        bits: least..=most,
        strength,
        certify: config.certify,
        span,
    })
}

fn bits(kind: KeyKind, found: Option<[u32; 2]>, faults: &mut Faults<'_>) {
    match (kind.bits(), found) {
        (None, None) => {}
        (None, Some([least, _])) => {
            faults.when(true, "key.bits", least, Rule::BitsMeaningless);
        }
        (Some(_), None) => faults.when(true, "key.kind", kind.word(), Rule::BitsMissing),
        (Some(_), Some([least, most])) => {
            let sound = LEAST_RSA_BITS <= least && least <= most && most <= LARGEST_RSA_BITS;
            let wrong = if LEAST_RSA_BITS <= least { most } else { least };
            faults.when(!sound, "key.bits", wrong, Rule::Bits);
        }
    }
}

fn signature(config: &SignatureConfig, faults: &mut Faults<'_>) -> Option<SignatureRow> {
    let span = span(
        "signature.last_end",
        config.last_issue,
        config.last_end,
        faults,
    );
    let named = |algorithm: &SignatureAlgorithm| algorithm.as_str() == config.name;
    let algorithm = SignatureAlgorithm::ALL.into_iter().find(named);
    faults.when(
        algorithm.is_none(),
        "signature.name",
        &config.name,
        Rule::Name,
    );
    Some(SignatureRow {
        algorithm: algorithm?,
        legacy: config.legacy,
        span,
    })
}

/// Last day of issue and of validity; `end` is the field of the second.
fn span(
    end: &'static str,
    last_issue: Option<TomlDate>,
    last_end: Option<TomlDate>,
    faults: &mut Faults<'_>,
) -> Span {
    let (last_issue, last_end) = (last_issue.map(day), last_end.map(day));
    if let (Some(issue), Some(last)) = (last_issue, last_end) {
        faults.when(last < issue, end, last, Rule::Order);
    }
    Span {
        last_issue,
        last_end,
    }
}

/// The day; TOML has none outside the calendar. Were there one, the row would hold for nothing.
fn day(date: TomlDate) -> Date {
    let month = Month::try_from(date.month);
    let day =
        month.and_then(|month| Date::from_calendar_date(i32::from(date.year), month, date.day));
    day.unwrap_or(Date::MIN)
}

/// Rows that an earlier row has already spoken about.
fn repeated<Row>(rows: &[Row], same: impl Fn(&Row, &Row) -> bool) -> Vec<&Row> {
    let twice = rows.iter().enumerate();
    let twice = twice.filter(|(at, row)| rows.iter().take(*at).any(|earlier| same(earlier, row)));
    twice.map(|(_, row)| row).collect()
}
