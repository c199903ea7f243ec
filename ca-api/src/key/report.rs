//! Keys and tokens as answers tell them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::word::Worded;

/// A key pair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct KeyReport {
    /// Where it is (RFC 7512).
    pub uri: String,
    /// CKA_LABEL.
    pub label: String,
    /// What it can serve as; absent for kinds that issuers cannot use.
    pub algorithm: Option<String>,
    /// The token that holds it.
    pub token: TokenName,
    /// The generation whose key it is.
    pub generation: Option<String>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub public_key_sha256: Option<String>,
    /// What forbids the key to be an issuer's (I8); what a recorded copy excuses is not here.
    pub defects: Vec<String>,
    /// Its attributes.
    pub attributes: KeyAttributes,
}

/// Attributes of a private key (PKCS#11 2.40 4.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KeyAttributes {
    /// CKA_LOCAL: made in this token.
    pub local: bool,
    /// CKA_SENSITIVE.
    pub sensitive: bool,
    /// CKA_ALWAYS_SENSITIVE.
    pub always_sensitive: bool,
    /// CKA_EXTRACTABLE.
    pub extractable: bool,
    /// CKA_NEVER_EXTRACTABLE.
    pub never_extractable: bool,
    /// CKA_MODIFIABLE.
    pub modifiable: bool,
    /// CKA_COPYABLE; false where the token does not know it.
    pub copyable: bool,
    /// CKA_SIGN.
    pub sign: bool,
    /// Any of CKA_DECRYPT, CKA_UNWRAP and CKA_DERIVE.
    pub other_use: bool,
}

/// A token by its name: a label may pass to another device, a serial number does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TokenName {
    /// The label.
    pub label: String,
    /// The serial number of the device.
    pub serial: String,
}

impl fmt::Display for TokenName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.label, self.serial)
    }
}

/// What a token says of itself (CK_TOKEN_INFO).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Device {
    /// The label.
    pub label: String,
    /// The manufacturer of the device.
    pub manufacturer: String,
    /// The model of the device.
    pub model: String,
    /// The serial number of the device.
    pub serial: String,
    /// The version of its firmware.
    pub firmware: String,
}

/// A recorded copy of a key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CopyReport {
    /// `backup` or `restore`.
    pub kind: String,
    /// The token from which it came.
    pub from: TokenName,
    /// The token for which it was made.
    pub to: TokenName,
    /// When (RFC 3339).
    pub time: String,
    /// Who.
    pub actor: String,
}

/// What nobody should overlook (HSM-08, AUD-03).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenAlarms {
    /// Tokens that are not what they were.
    pub token_changes: Vec<TokenChange>,
    /// Rows on copies that the audit log does not confirm.
    pub unconfirmed_copies: usize,
}

/// A token that is not what it was.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenChange {
    /// As it was last seen.
    pub before: Device,
    /// As it is.
    pub now: Device,
}

/// What tokens and people can tell apart: 1 to 64 octets, some of them visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

impl Label {
    const MOST: usize = 64;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Worded for Label {
    const NAME: &'static str = "Label";
    const ABOUT: &'static str = "a text of 1 to 64 octets without control characters";
    const PATTERN: &'static str = "[^\\s]";
    const MOST: usize = Self::MOST;

    fn read(text: &str) -> Option<Self> {
        let visible = !text.trim().is_empty() && !text.contains(char::is_control);
        (visible && text.len() <= Self::MOST).then(|| Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_can_be_seen() {
        let label = Label::read("root g2 é").unwrap();
        assert_eq!(label.as_str(), "root g2 é");
        for text in ["", " ", "a\nb", "\u{1b}[2J", &"a".repeat(65)] {
            assert_eq!(Label::read(text), None, "{text:?}");
        }
    }
}
