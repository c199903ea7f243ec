//! What there is to say of a key.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::authority::inventory::InventoryKey;
use ca_core::digest::Sha256Digest;
use ca_core::signer::{KeyProtection, StoredKey};
use ca_desk::message::Message;
use serde::Serialize;

use crate::output::Report;
use crate::output::page::Page;

/// A key pair.
#[derive(Debug, Serialize)]
pub(super) struct KeyReport {
    pub(super) uri: String,
    pub(super) label: String,
    pub(super) algorithm: Option<&'static str>,
    pub(super) token: TokenReport,
    /// The generation whose key it is.
    pub(super) generation: Option<String>,
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub(super) public_key_sha256: Option<String>,
    /// What forbids the key to be an issuer's (I8); what a recorded copy excuses is not here.
    pub(super) defects: Vec<&'static str>,
    pub(super) attributes: KeyProtection,
}

/// A token by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct TokenReport {
    pub(super) label: String,
    pub(super) serial: String,
}

impl From<&ca_core::signer::TokenName> for TokenReport {
    fn from(name: &ca_core::signer::TokenName) -> Self {
        Self {
            label: name.label.clone(),
            serial: name.serial.clone(),
        }
    }
}

impl KeyReport {
    /// A key that no issuer has yet.
    pub(super) fn of(key: &StoredKey) -> Self {
        let readable = !key.public_key.is_empty();
        Self {
            uri: key.uri.to_string(),
            label: key.label.clone(),
            algorithm: key.algorithm.map(KeyAlgorithm::as_str),
            token: TokenReport::from(&key.token),
            generation: None,
            public_key_sha256: readable.then(|| Sha256Digest::of(&key.public_key).to_string()),
            defects: key.protection.defects(),
            attributes: key.protection,
        }
    }

    /// A key with what the Registry knows of it.
    pub(super) fn in_inventory(key: &InventoryKey) -> Self {
        Self {
            generation: key.generation.as_ref().map(ToString::to_string),
            defects: key.defects.clone(),
            ..Self::of(&key.key)
        }
    }

    pub(super) fn fitness(&self) -> Message {
        if self.defects.is_empty() {
            Message::new("key-fit")
        } else {
            Message::new("key-unfit").with("defects", self.defects.join(", "))
        }
    }
}

impl Report for KeyReport {
    fn text(&self, page: &mut Page<'_>) {
        page.field("field-label", &self.label);
        page.optional("field-algorithm", self.algorithm);
        page.field("field-uri", &self.uri);
        page.field("field-token", &self.token.label);
        page.field("field-token-serial", &self.token.serial);
        page.optional("field-generation", self.generation.as_ref());
        page.optional("field-public-key", self.public_key_sha256.as_ref());
        let fitness = page.say(&self.fitness());
        page.field("field-issuer-key", fitness);
    }
}
