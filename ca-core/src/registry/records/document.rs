//! Documents: texts that govern issuance.

use crate::digest::Sha256Digest;

/// Kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// Country, policy arc and public URL of the authority; there is one, named `authority`.
    Authority,
    /// What a certificate must look like.
    Profile,
    /// Facts about the state; there is one, named `country` (LAW-11).
    Country,
    /// Which algorithms hold until when; there is one, named `algorithms` (ALG-05).
    Algorithms,
    /// Devices and who vouches for the keys in them; there is one, named `key-origins` (REG-08).
    KeyOrigins,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [
        Self::Authority,
        Self::Profile,
        Self::Country,
        Self::Algorithms,
        Self::KeyOrigins,
    ];

    /// The word in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Profile => "profile",
            Self::Country => "country",
            Self::Algorithms => "algorithms",
            Self::KeyOrigins => "key-origins",
        }
    }
}

/// A text that governs issuance, addressed by the digest of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The kind.
    pub kind: DocumentKind,
    /// The name, for example `citizen-signature`.
    pub name: String,
    /// The text as it was activated, never reformatted.
    pub content: String,
}

impl Document {
    /// The address: SHA-256 of the content's bytes.
    #[must_use]
    pub fn digest(&self) -> Sha256Digest {
        Sha256Digest::of(self.content.as_bytes())
    }
}
