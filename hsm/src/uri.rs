//! PKCS#11 URIs (RFC 7512): names of tokens and of the objects in them.
//!
//! Strict, because a URI decides which key signs: an attribute that this crate does not compare
//! is refused rather than ignored, and so is anything that RFC 7512 wants percent-encoded.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use ca_core::signer::TokenInfo;

/// A PKCS#11 URI; an absent attribute matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Pkcs11Uri {
    /// `token`: the label of the token.
    pub token: Option<String>,
    /// `manufacturer` of the token.
    pub manufacturer: Option<String>,
    /// `serial` number of the token.
    pub serial: Option<String>,
    /// `model` of the token.
    pub model: Option<String>,
    /// `slot-id`: the number of the slot; many modules give new ones at each start.
    pub slot_id: Option<u64>,
    /// `object`: CKA_LABEL.
    pub object: Option<String>,
    /// `id`: CKA_ID.
    pub id: Option<Vec<u8>>,
    /// `type`: CKA_CLASS.
    pub object_type: Option<ObjectType>,
}

impl Pkcs11Uri {
    /// The same, of this device alone: whatever takes its place under the same label is another.
    #[must_use]
    pub(crate) fn of_device(self, token: &TokenInfo) -> Self {
        Self {
            manufacturer: Some(token.manufacturer.clone()),
            serial: Some(token.serial.clone()),
            model: Some(token.model.clone()),
            ..self
        }
    }

    /// Whether the token in slot `slot_id` has the token attributes of this URI.
    #[must_use]
    pub fn matches_token(&self, slot_id: u64, token: &TokenInfo) -> bool {
        let same =
            |wanted: &Option<String>, seen: &str| wanted.as_deref().is_none_or(|w| w == seen);
        same(&self.token, &token.label)
            && same(&self.manufacturer, &token.manufacturer)
            && same(&self.serial, &token.serial)
            && same(&self.model, &token.model)
            && self.slot_id.is_none_or(|wanted| wanted == slot_id)
    }

    /// Whether the URI says anything about the token.
    #[must_use]
    pub fn names_token(&self) -> bool {
        let texts = [&self.token, &self.manufacturer, &self.serial, &self.model];
        texts.iter().any(|text| text.is_some()) || self.slot_id.is_some()
    }

    /// Whether the URI says anything about an object in the token.
    #[must_use]
    pub fn names_object(&self) -> bool {
        self.object.is_some() || self.id.is_some() || self.object_type.is_some()
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), InvalidUri> {
        match name {
            "token" => fill(&mut self.token, name, text(name, value)?),
            "manufacturer" => fill(&mut self.manufacturer, name, text(name, value)?),
            "serial" => fill(&mut self.serial, name, text(name, value)?),
            "model" => fill(&mut self.model, name, text(name, value)?),
            "slot-id" => fill(&mut self.slot_id, name, number(name, value)?),
            "object" => fill(&mut self.object, name, text(name, value)?),
            "id" => fill(&mut self.id, name, octets(name, value)?),
            "type" => fill(&mut self.object_type, name, text(name, value)?.parse()?),
            "pin-value" | "pin-source" => Err(InvalidUri::Pin),
            "module-path" | "module-name" => Err(InvalidUri::Module),
            other => Err(InvalidUri::UnknownAttribute(other.to_owned())),
        }
    }
}

impl FromStr for Pkcs11Uri {
    type Err = InvalidUri;

    fn from_str(uri: &str) -> Result<Self, InvalidUri> {
        let (scheme, rest) = uri.split_once(':').ok_or(InvalidUri::Scheme)?;
        if !scheme.eq_ignore_ascii_case("pkcs11") {
            return Err(InvalidUri::Scheme);
        }
        let (path, query) = rest
            .split_once('?')
            .map_or((rest, None), |(p, q)| (p, Some(q)));
        let mut parsed = Self::default();
        let path = path.split(';').filter(|_| !path.is_empty());
        for attribute in path.chain(query.into_iter().flat_map(|query| query.split('&'))) {
            let (name, value) = attribute
                .split_once('=')
                .ok_or_else(|| InvalidUri::NotAnAttribute(attribute.to_owned()))?;
            parsed.set(name, value)?;
        }
        // The query attributes of RFC 7512 2.4 are refused by name above; nothing else may come.
        query.map_or(Ok(parsed), |_| Err(InvalidUri::Query))
    }
}

impl TryFrom<String> for Pkcs11Uri {
    type Error = InvalidUri;

    fn try_from(uri: String) -> Result<Self, InvalidUri> {
        uri.parse()
    }
}

impl fmt::Display for Pkcs11Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slot_id = self.slot_id.map(|slot_id| slot_id.to_string());
        let attributes = [
            ("token", self.token.as_deref().map(encode_text)),
            (
                "manufacturer",
                self.manufacturer.as_deref().map(encode_text),
            ),
            ("serial", self.serial.as_deref().map(encode_text)),
            ("model", self.model.as_deref().map(encode_text)),
            ("slot-id", slot_id),
            ("object", self.object.as_deref().map(encode_text)),
            ("id", self.id.as_deref().map(encode_octets)),
            (
                "type",
                self.object_type
                    .map(|object_type| object_type.as_str().to_owned()),
            ),
        ];
        let present = |(name, value): (&str, Option<String>)| value.map(|v| format!("{name}={v}"));
        let path: Vec<String> = attributes.into_iter().filter_map(present).collect();
        write!(f, "pkcs11:{}", path.join(";"))
    }
}

/// Kinds of objects that a URI can name (RFC 7512 2.3, `type`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectType {
    /// A private key.
    Private,
    /// A public key.
    Public,
    /// A certificate.
    Certificate,
    /// A secret key.
    SecretKey,
    /// Data.
    Data,
}

impl ObjectType {
    const ALL: [Self; 5] = [
        Self::Private,
        Self::Public,
        Self::Certificate,
        Self::SecretKey,
        Self::Data,
    ];

    /// The word in URIs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Public => "public",
            Self::Certificate => "cert",
            Self::SecretKey => "secret-key",
            Self::Data => "data",
        }
    }
}

impl FromStr for ObjectType {
    type Err = InvalidUri;

    fn from_str(word: &str) -> Result<Self, InvalidUri> {
        let same = |object_type: &Self| object_type.as_str() == word;
        Self::ALL
            .into_iter()
            .find(same)
            .ok_or_else(|| InvalidUri::UnknownType(word.to_owned()))
    }
}

/// Why a text is not a PKCS#11 URI of ours. Never carries the value of a PIN attribute.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidUri {
    /// It is some other URI, or none.
    #[error("a PKCS#11 URI starts with `pkcs11:`")]
    Scheme,
    /// A PIN in a URI ends up in configuration files and logs (I9).
    #[error("a URI never carries a PIN or its source: use `pin` of the configuration")]
    Pin,
    /// The module is fixed by the configuration alone.
    #[error("a URI does not choose the module: use `module` of the configuration")]
    Module,
    /// There is a query.
    #[error("a URI ends before `?`: query attributes are not accepted")]
    Query,
    /// A part without `=`.
    #[error("`{0}` is not an attribute: write `name=value`, separated by `;`")]
    NotAnAttribute(String),
    /// An attribute that is not compared here.
    #[error("attribute `{0}` is not supported")]
    UnknownAttribute(String),
    /// An attribute given twice (RFC 7512 2.3).
    #[error("attribute `{0}` is given twice")]
    Repeated(String),
    /// A character that must be percent-encoded, an incomplete `%`, not UTF-8, or nothing at all.
    #[error("the value of `{0}` is empty or not properly percent-encoded")]
    Value(String),
    /// A word that names no kind of object.
    #[error("`{0}` is not a type of object: private, public, cert, secret-key or data")]
    UnknownType(String),
}

fn fill<T>(field: &mut Option<T>, name: &str, value: T) -> Result<(), InvalidUri> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(InvalidUri::Repeated(name.to_owned())),
    }
}

fn number(name: &str, value: &str) -> Result<u64, InvalidUri> {
    let digits = value.bytes().all(|octet| octet.is_ascii_digit());
    value
        .parse()
        .ok()
        .filter(|_| digits)
        .ok_or_else(|| InvalidUri::Value(name.to_owned()))
}

fn text(name: &str, value: &str) -> Result<String, InvalidUri> {
    String::from_utf8(octets(name, value)?).map_err(|_| InvalidUri::Value(name.to_owned()))
}

fn octets(name: &str, value: &str) -> Result<Vec<u8>, InvalidUri> {
    let decoded = percent_decode(value.as_bytes()).filter(|octets| !octets.is_empty());
    decoded.ok_or_else(|| InvalidUri::Value(name.to_owned()))
}

fn percent_decode(encoded: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter().copied();
    while let Some(octet) = rest.next() {
        let octet = match octet {
            b'%' => nibble(rest.next()?)? << 4 | nibble(rest.next()?)?,
            plain if is_plain(plain) => plain,
            _ => return None,
        };
        decoded.push(octet);
    }
    Some(decoded)
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// `pk11-pchar` of RFC 7512 2.3 but for percent-encoded octets.
const fn is_plain(octet: u8) -> bool {
    is_unreserved(octet)
        || matches!(
            octet,
            b':' | b'[' | b']' | b'@' | b'!' | b'$' | b'\'' | b'(' | b')'
        )
        || matches!(octet, b'*' | b'+' | b',' | b'=' | b'&')
}

/// `unreserved` of RFC 3986 2.3.
const fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}

fn encode_text(text: &str) -> String {
    let encode = |octet: u8| match octet {
        plain if is_unreserved(plain) => char::from(plain).to_string(),
        other => format!("%{other:02x}"),
    };
    text.bytes().map(encode).collect()
}

/// Every octet of an id is encoded, as RFC 7512 2.3 recommends.
fn encode_octets(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("%{octet:02x}")).collect()
}
