//! DER taken apart, and what people see of it.

use const_oid::ObjectIdentifier;
use const_oid::db::DB;
use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use crate::policy::PolicyId;

/// Octets that are shown in hexadecimal; of more only the beginning and the fingerprint.
const SHOWN: usize = 256;

/// The elements that follow each other in `octets`.
pub(super) fn elements(octets: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(octets)?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader)?);
    }
    Ok(elements)
}

/// The elements of the one SEQUENCE that `octets` are.
pub(super) fn sequence(octets: &[u8]) -> der::Result<Vec<AnyRef<'_>>> {
    let outer = AnyRef::from_der(octets)?;
    outer.tag().assert_eq(Tag::Sequence)?;
    elements(outer.value())
}

/// An identifier in dots; in hexadecimal where an arc is beyond 63 bits.
pub(super) fn dotted(identifier: &AnyRef<'_>) -> String {
    let id = (identifier.tag() == Tag::ObjectIdentifier)
        .then(|| PolicyId::from_content(identifier.value()))
        .flatten();
    id.map_or_else(|| hexadecimal(identifier.value()), |id| id.to_string())
}

/// An identifier by the name that its standard gives it, else in dots.
pub(super) fn named(identifier: &AnyRef<'_>) -> String {
    let oid = ObjectIdentifier::from_bytes(identifier.value()).ok();
    match oid.as_ref().and_then(|oid| DB.by_oid(oid)) {
        Some(name) => name.to_owned(),
        None => dotted(identifier),
    }
}

/// A text on one line in which nothing hides: characters that are not seen or turn the
/// direction of what follows are written `\u{…}`.
pub(super) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// As [`visible`], for one of several values on a line: a comma within is written `\,`.
pub(super) fn item(text: &str) -> String {
    visible(&text.replace('\\', "\\\\").replace(',', "\\,"))
}

fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Octets in hexadecimal, after `#` as in RFC 4514.
pub(super) fn hexadecimal(octets: &[u8]) -> String {
    match octets.get(..SHOWN) {
        Some(shown) if octets.len() > SHOWN => {
            let digest = super::fingerprint(octets);
            format!("#{}… (SHA-256 {digest})", hex::encode(shown))
        }
        Some(_) | None => format!("#{}", hex::encode(octets)),
    }
}
