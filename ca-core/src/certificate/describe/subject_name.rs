//! Names attribute by attribute (RFC 5280 4.1.2.4 and 4.1.2.6).

use const_oid::ObjectIdentifier;
use der::asn1::AnyRef;
use der::{Encode, Tag, Tagged};

use super::Fields;
use super::element::{dotted, elements, hexadecimal, visible};
use crate::name::{self, text};
use crate::subject::AttributeType;

/// A Name on one line (RFC 4514).
pub(super) fn one_line(name: &AnyRef<'_>) -> String {
    let der = name.to_der().unwrap_or_default();
    let line = name::to_rfc4514(&der).map(|line| visible(&line));
    line.unwrap_or_else(|_| hexadecimal(name.value()))
}

/// A field for each attribute of the name, in its order.
pub(super) fn describe(place: &str, name: &AnyRef<'_>, fields: &mut Fields) {
    match attributes(name) {
        Ok(attributes) if attributes.is_empty() => fields.add(place, ""),
        Ok(attributes) => {
            for (path, value) in attributes {
                fields.add(format!("{place}.{path}"), value);
            }
        }
        Err(_) => fields.add(place, hexadecimal(name.value())),
    }
}

fn attributes(name: &AnyRef<'_>) -> der::Result<Vec<(String, String)>> {
    let mut attributes = Vec::new();
    for relative in elements(name.value())? {
        for pair in elements(relative.value())? {
            let [kind, value] = elements(pair.value())?[..] else {
                return Err(pair.tag().value_error().into());
            };
            attributes.push(attribute(&kind, &value));
        }
    }
    Ok(attributes)
}

/// The string type is told where it is not the one that CRT-07 wants.
fn attribute(kind: &AnyRef<'_>, value: &AnyRef<'_>) -> (String, String) {
    let known = ObjectIdentifier::from_bytes(kind.value()).map(AttributeType::from_oid);
    let wanted = match known {
        Ok(known) if name::must_be_printable(known) => Tag::PrintableString,
        Ok(_) | Err(_) => Tag::Utf8String,
    };
    let path = known.map_or_else(|_| dotted(kind), |known| known.to_string());
    let text = text(value).map_or_else(|| hexadecimal(value.value()), |text| visible(&text));
    if value.tag() == wanted {
        (path, text)
    } else {
        (path, format!("{text} ({})", string_type(value.tag())))
    }
}

fn string_type(tag: Tag) -> String {
    let known = STRING_TYPES.iter().find(|(known, _)| *known == tag);
    known.map_or_else(|| tag.to_string(), |(_, name)| (*name).to_owned())
}

/// The names of X.680 41.
const STRING_TYPES: [(Tag, &str); 5] = [
    (Tag::Utf8String, "UTF8String"),
    (Tag::PrintableString, "PrintableString"),
    (Tag::Ia5String, "IA5String"),
    (Tag::TeletexString, "TeletexString"),
    (Tag::BmpString, "BMPString"),
];
