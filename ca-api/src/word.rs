//! Values of the core on the wire: text that was read, and octets.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ca_core::actor::ActorKind;
use ca_core::algorithm::KeyAlgorithm;
use ca_core::digest::Sha256Digest;
use ca_core::generation::{GenerationId, LineName};
use ca_core::registry::records::{ListedReason, Officer};
use ca_core::revocation::Reason;
use ca_core::san::SubjectAltName;
use ca_core::serial::Serial;
use ca_core::subject::Subject;
use ca_core::timestamp::Timestamp;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A value that is text on the wire.
pub trait Worded: Sized {
    /// Its name among the schemas.
    const NAME: &'static str;
    /// What it is, in a sentence.
    const ABOUT: &'static str;
    /// The regular expression (ECMA 262) of what can be read; each text that it refuses is
    /// refused, not each that it allows is read.
    const PATTERN: &'static str;
    /// Most characters of the text.
    const MOST: usize;

    /// The value of a text.
    fn read(text: &str) -> Option<Self>;
}

/// A text and what was read from it. It is written as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<T> {
    text: String,
    value: T,
}

impl<T: Worded> Word<T> {
    /// The value of a text.
    ///
    /// # Errors
    /// It is not one.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let value = T::read(text).ok_or(Unreadable { what: T::ABOUT })?;
        Ok(Self::written(text, value))
    }

    /// A value and the text from which it was read elsewhere.
    pub fn written(text: &str, value: T) -> Self {
        Self {
            text: text.to_owned(),
            value,
        }
    }

    /// The value.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The text as it came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl<T: Worded + fmt::Display> Word<T> {
    /// A value in its own text.
    pub fn of(value: T) -> Self {
        Self::written(&value.to_string(), value)
    }
}

impl<T> Deref for Word<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Serialize for Word<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.text)
    }
}

impl<'de, T: Worded> Deserialize<'de> for Word<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        Self::read(&text).map_err(de::Error::custom)
    }
}

impl<T: Worded> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": T::ABOUT,
            "pattern": T::PATTERN,
            "maxLength": T::MOST,
        })
    }
}

/// A text is not what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not {what}")]
pub struct Unreadable {
    what: &'static str,
}

impl Worded for KeyAlgorithm {
    const NAME: &'static str = "KeyAlgorithm";
    const ABOUT: &'static str = "a kind of key, such as `p384`";
    const PATTERN: &'static str = "^[A-Za-z0-9-]+$";
    const MOST: usize = 32;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Worded for LineName {
    const NAME: &'static str = "IssuerLine";
    const ABOUT: &'static str = "an issuer line, such as `citizens`";
    const PATTERN: &'static str = "^[a-z][a-z0-9-]*$";
    const MOST: usize = 64;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Worded for GenerationId {
    const NAME: &'static str = "Generation";
    const ABOUT: &'static str = "a generation of an issuer line, such as `citizens-g1`";
    const PATTERN: &'static str = "^[a-z][a-z0-9-]*-g[1-9][0-9]*$";
    const MOST: usize = 80;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Worded for Serial {
    const NAME: &'static str = "Serial";
    const ABOUT: &'static str = "a serial number in hexadecimal";
    const PATTERN: &'static str = "^(0x)?[0-9A-Fa-f:]+$";
    const MOST: usize = 64;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Worded for Sha256Digest {
    const NAME: &'static str = "Sha256";
    const ABOUT: &'static str = "a SHA-256 digest in hexadecimal";
    const PATTERN: &'static str = "^[0-9A-Fa-f]{64}$";
    const MOST: usize = 64;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Worded for Timestamp {
    const NAME: &'static str = "Time";
    const ABOUT: &'static str = "a time of RFC 3339";
    const PATTERN: &'static str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$";
    const MOST: usize = 40;

    fn read(text: &str) -> Option<Self> {
        Self::parse_rfc3339(text)
    }
}

impl Worded for Subject {
    const NAME: &'static str = "Subject";
    const ABOUT: &'static str = "a subject as pairs of attribute and value, escaped as RFC 4514 \
                                 says; their order is the profile's";
    const PATTERN: &'static str = "^[A-Za-z0-9.]+=";
    const MOST: usize = 8192;

    fn read(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl Worded for SubjectAltName {
    const NAME: &'static str = "SubjectAltName";
    const ABOUT: &'static str = "a subject alternative name with its kind in front";
    const PATTERN: &'static str = "^(dns|email|uri|upn):.+$";
    const MOST: usize = 2048;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl Worded for Officer {
    const NAME: &'static str = "Officer";
    const ABOUT: &'static str = "an actor by name, with or without the kind in front";
    const PATTERN: &'static str = "^(.|\\n|\\r)+$";
    const MOST: usize = 256;

    fn read(text: &str) -> Option<Self> {
        let named = text.split_once(':').and_then(|(word, id)| {
            let mut kinds = ActorKind::ALL.into_iter();
            let kind = kinds.find(|kind| kind.as_str() == word)?;
            Some((Some(kind), id))
        });
        let (kind, id) = named.unwrap_or((None, text));
        let id = id.to_owned();
        (!id.trim().is_empty()).then_some(Self { kind, id })
    }
}

impl Worded for ListedReason {
    const NAME: &'static str = "ListedReason";
    const ABOUT: &'static str = "a reason of RFC 5280 5.3.1, or `unspecified` for none";
    const PATTERN: &'static str = "^[a-zA-Z]+$";
    const MOST: usize = 32;

    fn read(text: &str) -> Option<Self> {
        if text == "unspecified" {
            return Some(Self::Unspecified);
        }
        text.parse().map(Self::Given).ok()
    }
}

impl Worded for Reason {
    const NAME: &'static str = "Reason";
    const ABOUT: &'static str = "a reason of RFC 5280 5.3.1; absent where none is stated";
    const PATTERN: &'static str = "^[a-zA-Z]+$";
    const MOST: usize = 32;

    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

/// Reads a list of a query, where a name that stands once has one value and no list.
///
/// # Errors
/// Something in it is not what it must be.
pub(crate) fn each<'de, D, T>(from: D) -> Result<Vec<Word<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Worded,
{
    struct OneOrMore<T>(PhantomData<T>);

    impl<'de, T: Worded> de::Visitor<'de> for OneOrMore<T> {
        type Value = Vec<Word<T>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::ABOUT)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            let one = Word::read(text).map_err(E::custom)?;
            Ok(vec![one])
        }

        fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = list.next_element()? {
                all.push(one);
            }
            Ok(all)
        }
    }

    from.deserialize_any(OneOrMore(PhantomData))
}

/// Octets: PEM as it is, or base64 (RFC 4648 4) of DER or of anything else.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded(pub Vec<u8>);

/// How text in PEM begins (RFC 7468).
const PEM: &str = "-----BEGIN ";

impl Serialize for Encoded {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) if text.starts_with(PEM) => to.serialize_str(text),
            Ok(_) | Err(_) => to.serialize_str(&BASE64_STANDARD.encode(&self.0)),
        }
    }
}

impl<'de> Deserialize<'de> for Encoded {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(from)?;
        if text.starts_with(PEM) {
            return Ok(Self(text.into_owned().into_bytes()));
        }
        let octets = BASE64_STANDARD.decode(text.as_bytes());
        octets.map(Self).map_err(de::Error::custom)
    }
}

impl JsonSchema for Encoded {
    fn schema_name() -> Cow<'static, str> {
        "Encoded".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "PEM as it is, or base64 of DER",
            "pattern": "^(-----BEGIN (.|\\n|\\r)*|[A-Za-z0-9+/]*={0,2})$",
        })
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Encoded({} octets)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_came() {
        let text = r#""CN=Amina\\, Ngaré""#;
        let word: Word<Subject> = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&word).unwrap(), text);
        assert!(serde_json::from_str::<Word<Subject>>(r#""Amina""#).is_err());
    }

    #[test]
    fn octets_are_pem_or_base64() {
        for octets in [b"-----BEGIN X-----\n".to_vec(), vec![0x30, 0, 0xff], vec![]] {
            let text = serde_json::to_string(&Encoded(octets.clone())).unwrap();
            assert_eq!(serde_json::from_str::<Encoded>(&text).unwrap().0, octets);
        }
        assert!(serde_json::from_str::<Encoded>(r#""MA=""#).is_err());
    }
}
