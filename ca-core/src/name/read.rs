//! From a DER Name to text (RFC 4514).

use der::asn1::{Any, AnyRef, BmpString, SetOfVec};
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::attr::AttributeTypeAndValue;

use crate::subject::AttributeType;

/// String types whose octets are UTF-8.
const UTF8_TAGS: [Tag; 5] = [
    Tag::Utf8String,
    Tag::PrintableString,
    Tag::Ia5String,
    Tag::NumericString,
    Tag::VisibleString,
];

type RelativeName = SetOfVec<AttributeTypeAndValue>;

pub(super) fn attributes(name: &[u8]) -> der::Result<Vec<(AttributeType, String)>> {
    let names = Vec::<RelativeName>::from_der(name)?;
    names
        .iter()
        .flat_map(SetOfVec::iter)
        .map(attribute)
        .collect()
}

pub(super) fn to_rfc4514(name: &[u8]) -> der::Result<String> {
    let names = Vec::<RelativeName>::from_der(name)?;
    let written: der::Result<Vec<String>> = names.iter().rev().map(relative_name).collect();
    Ok(written?.join(","))
}

/// Attributes of one RelativeDistinguishedName are joined by `+` (RFC 4514 2.2).
fn relative_name(name: &RelativeName) -> der::Result<String> {
    let written: der::Result<Vec<String>> = name.iter().map(pair).collect();
    Ok(written?.join("+"))
}

/// A type without a short name has its value in hexadecimal (RFC 4514 2.4).
fn pair(attribute: &AttributeTypeAndValue) -> der::Result<String> {
    let attribute_type = AttributeType::from_oid(attribute.oid);
    let value = match text(&AnyRef::from(&attribute.value)) {
        Some(text) if attribute_type.name().is_some() => escape(&text),
        Some(_) | None => hexadecimal(&attribute.value)?,
    };
    Ok(format!("{attribute_type}={value}"))
}

fn attribute(attribute: &AttributeTypeAndValue) -> der::Result<(AttributeType, String)> {
    let value = match text(&AnyRef::from(&attribute.value)) {
        Some(text) => text,
        None => hexadecimal(&attribute.value)?,
    };
    Ok((AttributeType::from_oid(attribute.oid), value))
}

/// The text of a string of any type that certificates have held; nothing for what is none.
pub(super) fn text(value: &AnyRef<'_>) -> Option<String> {
    let octets = value.value();
    let tag = value.tag();
    if UTF8_TAGS.contains(&tag) {
        String::from_utf8(octets.to_vec()).ok()
    } else if tag == Tag::TeletexString {
        Some(octets.iter().copied().map(char::from).collect())
    } else if tag == Tag::BmpString {
        Some(value.decode_as::<BmpString>().ok()?.to_string())
    } else {
        None
    }
}

fn hexadecimal(value: &Any) -> der::Result<String> {
    Ok(format!("#{}", hex::encode(value.to_der()?)))
}

/// Escapes what RFC 4514 2.4 wants escaped, and control characters as hexadecimal.
fn escape(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut escaped = String::with_capacity(text.len());
    for (place, character) in text.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => escaped.extend(['\\', character]),
            '#' if place == 0 => escaped.push_str("\\#"),
            ' ' if place == 0 || place == last => escaped.push_str("\\ "),
            control if control.is_control() => {
                for octet in control.encode_utf8(&mut [0; 4]).bytes() {
                    escaped.push_str(&format!("\\{octet:02X}"));
                }
            }
            other => escaped.push(other),
        }
    }
    escaped
}
