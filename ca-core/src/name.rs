//! Distinguished names in DER (RFC 5280 4.1.2.4), written for certificates and read for people.
//!
//! [`encode`] writes exactly the attributes it is given, in that order: order and encoding are
//! the profile's. [`bound`] knows the upper bounds, [`read`] the way back to text.

mod bound;
mod read;

use der::asn1::{Any, ObjectIdentifier, SetOfVec};
use der::{Encode, Tag};
use x509_cert::attr::AttributeTypeAndValue;

use crate::subject::AttributeType;

/// How the value of an attribute is encoded (CRT-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StringEncoding {
    /// PrintableString: letters, digits, space and `'()+,-./:=?`.
    Printable,
    /// UTF8String.
    Utf8,
}

impl StringEncoding {
    const fn tag(self) -> Tag {
        match self {
            Self::Printable => Tag::PrintableString,
            Self::Utf8 => Tag::Utf8String,
        }
    }
}

/// One attribute of a name to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAttribute {
    /// The type.
    pub attribute_type: AttributeType,
    /// The encoding of the value.
    pub encoding: StringEncoding,
    /// The value.
    pub value: String,
}

/// Encodes a DER Name with one attribute in each RelativeDistinguishedName, in this order.
///
/// # Errors
/// Names the attribute that is too long, outside PrintableString, or C or serialNumber in
/// another encoding (CRT-07).
pub fn encode(attributes: &[NameAttribute]) -> Result<Vec<u8>, NameError> {
    let names = attributes.iter().map(relative_name);
    names
        .collect::<Result<Vec<_>, _>>()?
        .to_der()
        .map_err(NameError::Der)
}

/// The string of RFC 4514 for a DER Name: last attribute first, only what must be escaped
/// escaped.
///
/// # Errors
/// Fails if `name` is not a DER Name.
pub fn to_rfc4514(name: &[u8]) -> Result<String, NameError> {
    read::to_rfc4514(name).map_err(NameError::Der)
}

/// The attributes of a DER Name in its order; a value that is no text appears as `#` and
/// hexadecimal.
///
/// # Errors
/// Fails if `name` is not a DER Name.
pub fn attributes(name: &[u8]) -> Result<Vec<(AttributeType, String)>, NameError> {
    read::attributes(name).map_err(NameError::Der)
}

/// The most characters in a value of this type; `None` if the standard knows no bound.
#[must_use]
pub fn upper_bound(attribute_type: AttributeType) -> Option<usize> {
    bound::upper_bound(attribute_type)
}

fn relative_name(attribute: &NameAttribute) -> Result<SetOfVec<AttributeTypeAndValue>, NameError> {
    judge(attribute)?;
    let oid: ObjectIdentifier = attribute.attribute_type.oid();
    let value =
        Any::new(attribute.encoding.tag(), attribute.value.as_bytes()).map_err(NameError::Der)?;
    let mut set = SetOfVec::new();
    set.insert(AttributeTypeAndValue { oid, value })
        .map_err(NameError::Der)?;
    Ok(set)
}

fn judge(attribute: &NameAttribute) -> Result<(), NameError> {
    let NameAttribute {
        attribute_type,
        encoding,
        value,
    } = attribute;
    bound::judge(*attribute_type, value)?;
    match encoding {
        StringEncoding::Printable => {
            match value.chars().find(|character| !is_printable(*character)) {
                Some(character) => Err(NameError::NotPrintable {
                    attribute: *attribute_type,
                    character,
                }),
                None => Ok(()),
            }
        }
        StringEncoding::Utf8 if must_be_printable(*attribute_type) => {
            Err(NameError::MustBePrintable {
                attribute: *attribute_type,
            })
        }
        StringEncoding::Utf8 => Ok(()),
    }
}

/// Whether RFC 5280 A.1 allows only PrintableString for this type.
pub(crate) fn must_be_printable(attribute_type: AttributeType) -> bool {
    [AttributeType::COUNTRY, AttributeType::SERIAL_NUMBER].contains(&attribute_type)
}

/// Whether PrintableString has this character (X.680 41.4).
pub(crate) fn is_printable(character: char) -> bool {
    character.is_ascii_alphanumeric() || " '()+,-./:=?".contains(character)
}

/// Why a name cannot be written or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// A value without characters.
    #[error("attribute {attribute} is empty")]
    Empty {
        /// The attribute.
        attribute: AttributeType,
    },
    /// A value above the upper bound of X.520.
    #[error("attribute {attribute} has {found} characters, allowed are {limit}")]
    TooLong {
        /// The attribute.
        attribute: AttributeType,
        /// Characters in the value.
        found: usize,
        /// Most characters allowed.
        limit: usize,
    },
    /// A country that is not two upper-case letters (ISO 3166-1).
    #[error("country `{found}` is not two upper-case letters")]
    Country {
        /// The value.
        found: String,
    },
    /// A value that PrintableString cannot hold.
    #[error("attribute {attribute} holds `{character}`, which PrintableString lacks")]
    NotPrintable {
        /// The attribute.
        attribute: AttributeType,
        /// The character.
        character: char,
    },
    /// A type that only PrintableString is allowed for.
    #[error("attribute {attribute} must be a PrintableString")]
    MustBePrintable {
        /// The attribute.
        attribute: AttributeType,
    },
    /// Not a DER Name, or one that is too long for DER.
    #[error("not a DER name")]
    Der(#[source] der::Error),
}
