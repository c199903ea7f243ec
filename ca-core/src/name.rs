//! Distinguished names in DER (RFC 5280 4.1.2.4), written for certificates and read for people.
//!
//! [`encode`] writes exactly the attributes it is given, in that order: order and encoding are
//! the profile's. `bound` knows the upper bounds, `script` whether a value mixes scripts, `read`
//! the way back to text.

mod bound;
mod read;
mod script;

use der::asn1::{Any, AnyRef, ObjectIdentifier, SetOfVec};
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

/// The text of a string of any type that certificates have held; nothing for what is none.
pub(crate) fn text(value: &AnyRef<'_>) -> Option<String> {
    read::text(value)
}

/// The most characters in a value of this type; `None` if the standard knows no bound.
#[must_use]
pub fn upper_bound(attribute_type: AttributeType) -> Option<usize> {
    bound::upper_bound(attribute_type)
}

/// Checks that a value is not empty and within its upper bound.
pub(crate) fn judge_length(attribute: AttributeType, value: &str) -> Result<(), NameError> {
    bound::judge(attribute, value)
}

/// Names of two scripts that one value mixes (REG-05).
pub(crate) fn mixed_scripts(value: &str) -> Option<(&'static str, &'static str)> {
    script::mixed(value)
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
    judge_length(*attribute_type, value)?;
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
    /// A country that is not one (ISO 3166-1).
    #[error("country `{found}` is not a code of ISO 3166-1, two upper-case letters")]
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::subject::Subject;

    fn attribute(name: &str, encoding: StringEncoding, value: &str) -> NameAttribute {
        let attribute_type = AttributeType::from_name(name).unwrap();
        NameAttribute {
            attribute_type,
            encoding,
            value: value.to_owned(),
        }
    }

    fn printable(name: &str, value: &str) -> NameAttribute {
        attribute(name, StringEncoding::Printable, value)
    }

    fn utf8(name: &str, value: &str) -> NameAttribute {
        attribute(name, StringEncoding::Utf8, value)
    }

    #[test]
    fn attributes_keep_the_order_they_are_given_in() {
        let der = encode(&[printable("C", "TD"), utf8("O", "é"), utf8("CN", "G1")]).unwrap();
        let country = "310b3009060355040613025444";
        let organization = "310b3009060355040a0c02c3a9";
        let common_name = "310b300906035504030c024731";
        assert_eq!(
            hex::encode(&der),
            format!("3027{country}{organization}{common_name}")
        );
        let read: Vec<String> = attributes(&der)
            .unwrap()
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        assert_eq!(read, ["TD", "é", "G1"]);
        assert_eq!(to_rfc4514(&der).unwrap(), "CN=G1,O=é,C=TD");
    }

    #[test]
    fn crt_07_upper_bounds_count_characters() {
        assert!(encode(&[utf8("CN", &"ش".repeat(64))]).is_ok());
        let attribute = AttributeType::COMMON_NAME;
        let error = encode(&[utf8("CN", &"ش".repeat(65))]);
        assert_eq!(
            error,
            Err(NameError::TooLong {
                attribute,
                found: 65,
                limit: 64
            })
        );
        assert_eq!(
            encode(&[utf8("CN", "")]),
            Err(NameError::Empty { attribute })
        );
        for (name, limit) in [
            ("ST", 128),
            ("L", 128),
            ("O", 64),
            ("OU", 64),
            ("organizationIdentifier", 64),
            ("SN", 64),
            ("GN", 64),
            ("pseudonym", 128),
        ] {
            assert!(encode(&[utf8(name, &"é".repeat(limit))]).is_ok(), "{name}");
            assert!(
                encode(&[utf8(name, &"é".repeat(limit + 1))]).is_err(),
                "{name}"
            );
        }
        assert!(encode(&[printable("serialNumber", &"1".repeat(64))]).is_ok());
        assert!(encode(&[printable("serialNumber", &"1".repeat(65))]).is_err());
        assert!(
            encode(&[utf8("1.2.3.4", &"a".repeat(1000))]).is_ok(),
            "no bound is known"
        );
    }

    #[test]
    fn crt_07_country_and_serial_number_are_printable_strings() {
        for wrong in ["td", "TCD", "T", "ÉÀ", "ZZ", ""] {
            let error = NameError::Country {
                found: wrong.to_owned(),
            };
            assert_eq!(encode(&[printable("C", wrong)]), Err(error));
        }
        let attribute = AttributeType::COUNTRY;
        assert_eq!(
            encode(&[utf8("C", "TD")]),
            Err(NameError::MustBePrintable { attribute })
        );
        let attribute = AttributeType::SERIAL_NUMBER;
        assert_eq!(
            encode(&[utf8("serialNumber", "1")]),
            Err(NameError::MustBePrintable { attribute })
        );
        let error = NameError::NotPrintable {
            attribute,
            character: '@',
        };
        assert_eq!(encode(&[printable("serialNumber", "a@b")]), Err(error));
    }

    #[test]
    fn text_is_escaped_where_rfc_4514_wants_it_only() {
        for (value, text) in [
            ("Postes, TD", r"CN=Postes\, TD"),
            ("#1 # 2", r"CN=\#1 # 2"),
            (" a ", r"CN=\ a\ "),
            ("a+b=c;d<e>f\"g\\", r#"CN=a\+b=c\;d\<e\>f\"g\\"#),
            ("فاطمة é", "CN=فاطمة é"),
            ("a\nb", r"CN=a\0Ab"),
        ] {
            assert_eq!(
                to_rfc4514(&encode(&[utf8("CN", value)]).unwrap()).unwrap(),
                text
            );
        }
        let der = encode(&[utf8("1.2.3.4", "ab")]).unwrap();
        assert_eq!(to_rfc4514(&der).unwrap(), "1.2.3.4=#0c026162");
    }

    #[test]
    fn what_is_not_a_name_is_refused() {
        for wrong in [
            &b""[..],
            &[0x30],
            &[0x31, 0],
            &[0x30, 0, 0],
            &[0x30, 2, 0x31],
        ] {
            assert!(
                to_rfc4514(wrong).is_err() && attributes(wrong).is_err(),
                "{wrong:?}"
            );
        }
        assert_eq!(to_rfc4514(&[0x30, 0]).unwrap(), "");
    }

    proptest! {
        #[test]
        fn reading_never_panics(der in prop::collection::vec(any::<u8>(), 0..64)) {
            drop(to_rfc4514(&der));
            drop(attributes(&der));
        }

        #[test]
        fn text_reads_back_as_a_subject(value in r#"[a-zé=+,;"<>#\\]{1,9}( [a-zé=+,;"<>#\\]{1,9})?"#) {
            let der = encode(&[utf8("CN", &value)]).unwrap();
            let subject = Subject::parse(&to_rfc4514(&der).unwrap()).unwrap();
            prop_assert_eq!(subject.get(AttributeType::COMMON_NAME), Some(value.as_str()));
        }
    }
}
