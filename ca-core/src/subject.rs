//! Subjects as an operator or a request file writes them: a set of `attribute=value` pairs.
//!
//! A [`Subject`] has neither order nor encoding: the profile fixes both and
//! [`name`](crate::name) writes them. `text` reads the escapes of RFC 4514.

mod text;

use std::fmt;

use const_oid::ObjectIdentifier;
use const_oid::db::{rfc3280, rfc4519};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};

/// Most octets in the text of a subject.
pub const MAX_LENGTH: usize = 4096;

/// The type of an attribute of a name (X.520).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeType(ObjectIdentifier);

impl AttributeType {
    /// countryName, `C`.
    pub const COUNTRY: Self = Self(rfc4519::COUNTRY_NAME);
    /// stateOrProvinceName, `ST`.
    pub const STATE: Self = Self(rfc4519::ST);
    /// localityName, `L`.
    pub const LOCALITY: Self = Self(rfc4519::LOCALITY_NAME);
    /// organizationName, `O`.
    pub const ORGANIZATION: Self = Self(rfc4519::ORGANIZATION_NAME);
    /// organizationalUnitName, `OU`.
    pub const ORGANIZATIONAL_UNIT: Self = Self(rfc4519::ORGANIZATIONAL_UNIT_NAME);
    /// organizationIdentifier (X.520 6.3.5).
    pub const ORGANIZATION_IDENTIFIER: Self = Self(ObjectIdentifier::new_unwrap("2.5.4.97"));
    /// surname, `SN`.
    pub const SURNAME: Self = Self(rfc4519::SURNAME);
    /// givenName, `GN`.
    pub const GIVEN_NAME: Self = Self(rfc4519::GIVEN_NAME);
    /// pseudonym (X.520 6.2.10), in place of a person's names.
    pub const PSEUDONYM: Self = Self(ObjectIdentifier::new_unwrap("2.5.4.65"));
    /// serialNumber of a person or device, not of the certificate.
    pub const SERIAL_NUMBER: Self = Self(rfc4519::SERIAL_NUMBER);
    /// commonName, `CN`.
    pub const COMMON_NAME: Self = Self(rfc4519::COMMON_NAME);

    /// The type with this identifier.
    #[must_use]
    pub const fn from_oid(oid: ObjectIdentifier) -> Self {
        Self(oid)
    }

    /// The type with this short name in any case, or with this dotted identifier.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        NAMED
            .iter()
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|(attribute_type, _)| *attribute_type)
            .or_else(|| ObjectIdentifier::new(name).ok().map(Self))
    }

    /// The object identifier.
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        self.0
    }

    /// The short name; absent for types that are written as identifiers.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        NAMED
            .iter()
            .find(|(attribute_type, _)| *attribute_type == self)
            .map(|(_, name)| *name)
    }

    /// The place in the canonical order: that of [`NAMED`], then the others.
    fn rank(self) -> usize {
        let place = NAMED
            .iter()
            .position(|(attribute_type, _)| *attribute_type == self);
        place.unwrap_or(NAMED.len())
    }
}

/// The short name, or the dotted identifier.
impl fmt::Display for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => self.0.fmt(f),
        }
    }
}

/// Types with a short name, in canonical order.
static NAMED: [(AttributeType, &str); 13] = [
    (AttributeType::COUNTRY, "C"),
    (AttributeType::STATE, "ST"),
    (AttributeType::LOCALITY, "L"),
    (AttributeType::ORGANIZATION, "O"),
    (AttributeType::ORGANIZATIONAL_UNIT, "OU"),
    (
        AttributeType::ORGANIZATION_IDENTIFIER,
        "organizationIdentifier",
    ),
    (AttributeType::SURNAME, "SN"),
    (AttributeType::GIVEN_NAME, "GN"),
    (AttributeType::PSEUDONYM, "pseudonym"),
    (AttributeType::SERIAL_NUMBER, "serialNumber"),
    (AttributeType::COMMON_NAME, "CN"),
    (AttributeType(rfc4519::DOMAIN_COMPONENT), "DC"),
    (AttributeType(rfc3280::EMAIL_ADDRESS), "emailAddress"),
];

/// What a certificate's subject is asked to say: at most one value of each type, in NFC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(Vec<(AttributeType, String)>);

impl Subject {
    /// Reads `C=TD,SN=Ngaré,…`: pairs in any order, values escaped as in RFC 4514.
    ///
    /// Values are brought to NFC, and spaces at their ends or beside another space fall away,
    /// escaped or not: name comparison does not see them (CRT-07, RFC 5280 7.1), so two subjects
    /// must not differ by them.
    ///
    /// # Errors
    /// Says which pair is wrong and why.
    pub fn parse(text: &str) -> Result<Self, SubjectError> {
        if text.len() > MAX_LENGTH {
            return Err(SubjectError::TooLong {
                found: text.len(),
                limit: MAX_LENGTH,
            });
        }
        let mut pairs: Vec<(AttributeType, String)> = Vec::new();
        for (name, value) in text::pairs(text)? {
            let attribute =
                AttributeType::from_name(&name).ok_or(SubjectError::UnknownAttribute { name })?;
            if pairs.iter().any(|(known, _)| *known == attribute) {
                return Err(SubjectError::Duplicate { attribute });
            }
            pairs.push((attribute, normalised(attribute, &value)?));
        }
        pairs.sort_by_key(|(attribute, _)| (attribute.rank(), *attribute));
        Ok(Self(pairs))
    }

    /// The value of one type.
    #[must_use]
    pub fn get(&self, attribute: AttributeType) -> Option<&str> {
        self.iter()
            .find(|(known, _)| *known == attribute)
            .map(|(_, value)| value)
    }

    /// All values in canonical order: C, ST, L, O, OU, organizationIdentifier, SN, GN,
    /// pseudonym, serialNumber, CN, then other types.
    pub fn iter(&self) -> impl Iterator<Item = (AttributeType, &str)> {
        self.0
            .iter()
            .map(|(attribute, value)| (*attribute, value.as_str()))
    }
}

/// The value in NFC with single spaces between words, if it holds text only.
fn normalised(attribute: AttributeType, value: &str) -> Result<String, SubjectError> {
    if let Some(character) = value.chars().find(|character| is_forbidden(*character)) {
        return Err(SubjectError::ForbiddenCharacter {
            attribute,
            code: u32::from(character),
        });
    }
    let words: Vec<&str> = value.split_whitespace().collect();
    if words.is_empty() {
        return Err(SubjectError::EmptyValue { attribute });
    }
    let value = words.join(" ");
    // What ASCII is written in is NFC already.
    if value.is_ascii() {
        return Ok(value);
    }
    Ok(value.nfc().collect())
}

/// Characters that show nothing, or nothing that can be relied on: with them one name looks
/// like another (Unicode TR 36 2.10). Controls, marks of direction and joining, soft hyphens,
/// variation selectors and tags; and what Unicode gives no script, as it is unassigned or for
/// private use.
pub(crate) fn is_forbidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    character.is_control()
        || character.script() == Script::Unknown
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffd}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Why a subject is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubjectError {
    /// Longer than any subject needs to be.
    #[error("the subject has {found} octets, allowed are {limit}")]
    TooLong {
        /// Octets in the text.
        found: usize,
        /// Most octets allowed.
        limit: usize,
    },
    /// No pair at all.
    #[error("the subject is empty")]
    Empty,
    /// A part between commas without `=`.
    #[error("`{part}` is not attribute=value")]
    NotAPair {
        /// The part.
        part: String,
    },
    /// Neither a known short name nor a dotted identifier.
    #[error("unknown attribute `{name}`")]
    UnknownAttribute {
        /// The name as written.
        name: String,
    },
    /// An attribute given twice.
    #[error("attribute {attribute} is given twice")]
    Duplicate {
        /// The attribute.
        attribute: AttributeType,
    },
    /// An attribute without a value.
    #[error("attribute {attribute} is empty")]
    EmptyValue {
        /// The attribute.
        attribute: AttributeType,
    },
    /// A backslash before something that is not an escape of RFC 4514.
    #[error("`{escape}` is not an escape")]
    BadEscape {
        /// The escape as written.
        escape: String,
    },
    /// A character that RFC 4514 wants escaped.
    #[error("`{character}` must be written `\\{character}`")]
    Unescaped {
        /// The character.
        character: char,
    },
    /// Hexadecimal escapes that are not UTF-8.
    #[error("the escapes of attribute {name} are not UTF-8")]
    NotUtf8 {
        /// The attribute as written.
        name: String,
    },
    /// A control or replacement character.
    #[error("attribute {attribute} holds the character U+{code:04X}")]
    ForbiddenCharacter {
        /// The attribute.
        attribute: AttributeType,
        /// The code point.
        code: u32,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Vec<(String, String)> {
        let subject = Subject::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        subject
            .iter()
            .map(|(attribute, value)| (attribute.to_string(), value.to_owned()))
            .collect()
    }

    fn refusal(text: &str) -> SubjectError {
        Subject::parse(text).expect_err(text)
    }

    #[test]
    fn pairs_come_in_any_order_and_case_and_leave_in_one() {
        let expected = parse("C=TD,SN=Ngaré,GN=Zénaïde,serialNumber=IDCTD-1,CN=Zénaïde Ngaré");
        for text in [
            "cn=Zénaïde Ngaré,SERIALNUMBER=IDCTD-1,gn=Zénaïde,sn=Ngaré,c=TD",
            " C = TD , 2.5.4.4 = Ngaré,GN=Zénaïde,serialNumber=IDCTD-1, CN=Zénaïde Ngaré ",
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
        assert_eq!(expected[0], ("C".to_owned(), "TD".to_owned()));
        assert_eq!(expected[4].0, "CN");
    }

    #[test]
    fn values_are_brought_to_nfc_and_keep_their_script() {
        let subject = Subject::parse("SN=De\u{301}by,CN=فاطمة الزهراء").unwrap();
        assert_eq!(subject.get(AttributeType::SURNAME), Some("D\u{e9}by"));
        assert_eq!(
            subject.get(AttributeType::COMMON_NAME),
            Some("فاطمة الزهراء")
        );
        assert_eq!(subject.get(AttributeType::COUNTRY), None);
    }

    #[test]
    fn escapes_of_rfc_4514_are_read() {
        for (text, value) in [
            (r"O=Postes\, TD", "Postes, TD"),
            (r"O=a\2Cb\2cc", "a,b,c"),
            (r"O=a\=b=c", "a=b=c"),
            (r"O=\\\+\;\<\>\#\\", r"\+;<>#\"),
            (r"O=\C3\A9t\C3\A9", "été"),
            (r"O=\ a\ ,C=TD", "a"),
            ("O=a \u{a0} b\u{3000}c", "a b c"),
            (r"O=a\ \ b", "a b"),
            (r"O=a   ", "a"),
            ("O=a#b", "a#b"),
        ] {
            assert_eq!(
                Subject::parse(text)
                    .unwrap()
                    .get(AttributeType::ORGANIZATION),
                Some(value)
            );
        }
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        use SubjectError::*;
        let escape = |text: &str| BadEscape {
            escape: text.to_owned(),
        };
        let unescaped = |character| Unescaped { character };
        let attribute = AttributeType::COMMON_NAME;
        for (text, error) in [
            ("", Empty),
            ("  ", Empty),
            (
                "CN",
                NotAPair {
                    part: "CN".to_owned(),
                },
            ),
            (
                "CN=a,",
                NotAPair {
                    part: String::new(),
                },
            ),
            (
                "CN=a,,C=TD",
                NotAPair {
                    part: String::new(),
                },
            ),
            (
                "XX=a",
                UnknownAttribute {
                    name: "XX".to_owned(),
                },
            ),
            (
                "=a",
                UnknownAttribute {
                    name: String::new(),
                },
            ),
            ("CN=a,cn=b", Duplicate { attribute }),
            ("CN=a,2.5.4.3=b", Duplicate { attribute }),
            ("CN=", EmptyValue { attribute }),
            ("CN=  ,C=TD", EmptyValue { attribute }),
            (r"CN=\ \ ", EmptyValue { attribute }),
            (r"CN=a\", escape(r"\")),
            (r"CN=a\4", escape(r"\4")),
            (r"CN=a\zz", escape(r"\zz")),
            (r"CN=a\é9", escape(r"\é9")),
            ("CN=\"a\"", unescaped('"')),
            ("CN=a+SN=b", unescaped('+')),
            ("CN=a;C=TD", unescaped(';')),
            ("CN=#0c01", unescaped('#')),
            (
                r"CN=\FF",
                NotUtf8 {
                    name: "CN".to_owned(),
                },
            ),
            (r"CN=a\00b", ForbiddenCharacter { attribute, code: 0 }),
            (
                "CN=a\nb",
                ForbiddenCharacter {
                    attribute,
                    code: 10,
                },
            ),
            (
                "CN=a\u{202e}b",
                ForbiddenCharacter {
                    attribute,
                    code: 0x202e,
                },
            ),
            (
                "CN=a\u{200c}b",
                ForbiddenCharacter {
                    attribute,
                    code: 0x200c,
                },
            ),
            (
                "CN=\u{e000}",
                ForbiddenCharacter {
                    attribute,
                    code: 0xe000,
                },
            ),
            (
                "CN=a\u{fffd}",
                ForbiddenCharacter {
                    attribute,
                    code: 0xfffd,
                },
            ),
        ] {
            assert_eq!(refusal(text), error, "{text}");
        }
        let long = format!("CN={}", "a".repeat(MAX_LENGTH - 2));
        assert_eq!(
            refusal(&long),
            TooLong {
                found: MAX_LENGTH + 1,
                limit: MAX_LENGTH
            }
        );
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".*") {
            drop(Subject::parse(&text));
        }

        #[test]
        fn parsing_pieces_never_panics(text in r##"(CN|C|2\.5\.4\.4|[=,\\+"# ]|[0-9a-f]{2}|é){0,20}"##) {
            drop(Subject::parse(&text));
        }
    }
}
