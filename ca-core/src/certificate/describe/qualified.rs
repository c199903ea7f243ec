//! QCStatements (RFC 3739 3.2.6, EN 319 412-5), each at `qcStatements.` and its name there.

use der::asn1::AnyRef;
use der::{Tag, Tagged};

use super::element::{dotted, elements, hexadecimal, item, sequence};
use super::location;
use crate::name::text;

/// A field for each statement, and for each place of a disclosure statement.
pub(super) fn statements(value: &[u8]) -> der::Result<Vec<(String, String)>> {
    let mut fields = Vec::new();
    for statement in sequence(value)? {
        let parts = elements(statement.value())?;
        let (id, info) = match parts[..] {
            [id] => (id, None),
            [id, info] => (id, Some(info)),
            _ => return Err(statement.tag().value_error().into()),
        };
        let id = dotted(&id);
        let read = one(&id, info.as_ref());
        let otherwise = || {
            let info = info.map(|info| hexadecimal(info.value()));
            vec![(
                name(&id).to_owned(),
                info.unwrap_or_else(|| TRUE.to_owned()),
            )]
        };
        fields.extend(read.unwrap_or_else(otherwise));
    }
    let prefixed = |(name, value)| (format!("qcStatements.{name}"), value);
    Ok(fields.into_iter().map(prefixed).collect())
}

/// The value of a statement that has none: it is there.
const TRUE: &str = "TRUE";

/// Statements by identifier (EN 319 412-5 4.2 and 4.3).
const NAMES: [(&str, &str); 9] = [
    ("0.4.0.1862.1.1", "QcCompliance"),
    ("0.4.0.1862.1.2", "QcLimitValue"),
    ("0.4.0.1862.1.3", "QcRetentionPeriod"),
    ("0.4.0.1862.1.4", "QcSSCD"),
    ("0.4.0.1862.1.5", "QcPDS"),
    ("0.4.0.1862.1.6", "QcType"),
    ("0.4.0.1862.1.7", "QcCClegislation"),
    ("0.4.0.1862.1.9", "QcQSCDlegislation"),
    ("1.3.6.1.5.5.7.11.2", "semantics"),
];

fn name(id: &str) -> &str {
    let known = NAMES.iter().find(|(known, _)| *known == id);
    known.map_or(id, |(_, name)| name)
}

/// The fields of a statement whose content is as its standard has it.
fn one(id: &str, info: Option<&AnyRef<'_>>) -> Option<Vec<(String, String)>> {
    let known = name(id);
    let single = |value: String| Some(vec![(known.to_owned(), value)]);
    let info = match (known, info) {
        ("QcCompliance" | "QcSSCD", None) => return single(TRUE.to_owned()),
        (_, info) => info?,
    };
    match known {
        "QcLimitValue" => single(limit(info)?),
        "QcRetentionPeriod" => single(info.decode_as::<u32>().ok()?.to_string()),
        "QcPDS" => places(info),
        "QcType" => single(list(info, |id| qc_type(&dotted(id)))?),
        "QcCClegislation" | "QcQSCDlegislation" => single(list(info, |code| {
            text(code).as_deref().map(item).unwrap_or_default()
        })?),
        "semantics" => semantics(info),
        _ => None,
    }
}

fn list(info: &AnyRef<'_>, word: impl Fn(&AnyRef<'_>) -> String) -> Option<String> {
    let entries = elements(info.value()).ok()?;
    let words: Vec<String> = entries.iter().map(word).collect();
    Some(words.join(", "))
}

/// EN 319 412-5 4.2.3.
fn qc_type(id: &str) -> String {
    match id {
        "0.4.0.1862.1.6.1" => "esign".to_owned(),
        "0.4.0.1862.1.6.2" => "eseal".to_owned(),
        "0.4.0.1862.1.6.3" => "web".to_owned(),
        other => other.to_owned(),
    }
}

/// MonetaryValue: amount × 10^exponent of a currency.
fn limit(info: &AnyRef<'_>) -> Option<String> {
    let [currency, amount, exponent] = elements(info.value()).ok()?[..] else {
        return None;
    };
    let code = match text(&currency) {
        Some(code) => item(&code),
        None => currency.decode_as::<u32>().ok()?.to_string(),
    };
    let amount = amount.decode_as::<i64>().ok()?;
    match exponent.decode_as::<i64>().ok()? {
        0 => Some(format!("{code} {amount}")),
        exponent => Some(format!("{code} {amount} × 10^{exponent}")),
    }
}

fn places(info: &AnyRef<'_>) -> Option<Vec<(String, String)>> {
    let places = elements(info.value()).ok()?.into_iter().map(|place| {
        let [url, language] = elements(place.value()).ok()?[..] else {
            return None;
        };
        let language = item(&text(&language)?);
        Some((format!("QcPDS.{language}"), item(&text(&url)?)))
    });
    places.collect()
}

/// SemanticsInformation (RFC 3739 3.2.6.1).
fn semantics(info: &AnyRef<'_>) -> Option<Vec<(String, String)>> {
    let mut fields = Vec::new();
    for part in elements(info.value()).ok()? {
        if part.tag() == Tag::ObjectIdentifier {
            let word = match dotted(&part).as_str() {
                "0.4.0.194121.1.1" => "semanticsId-Natural".to_owned(),
                "0.4.0.194121.1.2" => "semanticsId-Legal".to_owned(),
                "0.4.0.194121.1.3" => "semanticsId-eIDASNatural".to_owned(),
                "0.4.0.194121.1.4" => "semanticsId-eIDASLegal".to_owned(),
                other => other.to_owned(),
            };
            fields.push(("semantics".to_owned(), word));
        } else {
            let names = der::Encode::to_der(&part).ok()?;
            let names = location::general_names(&names).ok()?;
            fields.push(("nameRegistrationAuthorities".to_owned(), names));
        }
    }
    Some(fields)
}
