//! Name (RFC 5280 4.1.2.4): its attributes, in order, where they stand.

use const_oid::ObjectIdentifier;

use crate::lint::der::{Fields, NotDer, Tlv, tag};
use crate::lint::oid;
use crate::subject::AttributeType;

/// A name without attributes.
pub(in crate::lint) const EMPTY: [u8; 2] = [0x30, 0];

/// A Name.
pub(in crate::lint) struct Name<'a> {
    /// All of it.
    pub(in crate::lint) whole: &'a [u8],
    /// The attributes; none if it cannot be read.
    pub(in crate::lint) attributes: Vec<Attribute<'a>>,
    pub(in crate::lint) is_readable: bool,
}

/// One AttributeTypeAndValue.
#[derive(Clone, Copy)]
pub(in crate::lint) struct Attribute<'a> {
    /// Content of the OID.
    pub(in crate::lint) oid: &'a [u8],
    pub(in crate::lint) value: Tlv<'a>,
}

impl Attribute<'_> {
    /// The type as facts name it.
    pub(in crate::lint) fn kind(&self) -> AttributeType {
        // A type with an arc that `const-oid` does not know is refused by `Name::of`.
        let oid = ObjectIdentifier::from_bytes(self.oid);
        AttributeType::from_oid(oid.unwrap_or(UNKNOWN))
    }
}

/// Joint-iso-itu-t(2) ds(5) attributeType(4): no attribute.
const UNKNOWN: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4");

impl<'a> Attribute<'a> {
    /// Reads one.
    fn of(pair: Tlv<'a>) -> Result<Self, NotDer> {
        let mut fields = pair.sequence()?;
        let oid = fields.expect(tag::OBJECT_IDENTIFIER)?;
        let value = fields.read()?;
        fields.finish()?;
        Ok(Self { oid, value })
    }

    /// The value if it is text in UTF-8, of any string type of which that is true.
    pub(in crate::lint) fn text(&self) -> Option<&'a str> {
        let types = [tag::UTF8_STRING, tag::PRINTABLE_STRING, tag::IA5_STRING];
        if !types.contains(&self.value.tag) {
            return None;
        }
        std::str::from_utf8(self.value.value).ok()
    }
}

impl<'a> Name<'a> {
    /// Reads a DER Name.
    pub(in crate::lint) fn of(whole: &'a [u8]) -> Self {
        let read = attributes(whole);
        Self {
            whole,
            is_readable: read.is_ok(),
            attributes: read.unwrap_or_default(),
        }
    }

    /// Whether these octets are a Name.
    pub(in crate::lint) fn is_name(octets: &[u8]) -> bool {
        attributes(octets).is_ok()
    }

    /// The values of an attribute type.
    pub(in crate::lint) fn values(&self, oid: &[u8]) -> impl Iterator<Item = &Attribute<'a>> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.oid == oid)
    }

    /// Whether the attribute is there.
    pub(in crate::lint) fn has(&self, oid: &[u8]) -> bool {
        self.values(oid).next().is_some()
    }

    /// The text of the first attribute of this type.
    pub(in crate::lint) fn text(&self, oid: &[u8]) -> Option<&'a str> {
        self.values(oid).next().and_then(Attribute::text)
    }

    /// Whether it names a natural person, by a name or a pseudonym.
    pub(in crate::lint) fn is_personal(&self) -> bool {
        [oid::SURNAME, oid::GIVEN_NAME, oid::PSEUDONYM]
            .iter()
            .any(|personal| self.has(personal))
    }
}

fn attributes(name: &[u8]) -> Result<Vec<Attribute<'_>>, NotDer> {
    let mut found = Vec::with_capacity(8);
    for set in Fields::of_sequence(name)? {
        found.extend(relative_name(set?.expect(tag::SET)?)?);
    }
    Ok(found)
}

/// The attributes in the content of a RelativeDistinguishedName, at least one.
pub(in crate::lint) fn relative_name(set: &[u8]) -> Result<Vec<Attribute<'_>>, NotDer> {
    if set.is_empty() {
        return Err(NotDer);
    }
    Fields::of(set).map(|pair| Attribute::of(pair?)).collect()
}
