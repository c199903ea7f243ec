//! The words by which profiles name kinds of subject keys.

use crate::subject_key::KeyKind;

/// All words; `rsa` is any accepted size.
pub(super) const WORDS: [&str; 7] = [
    "p256", "p384", "p521", "rsa", "rsa3072", "rsa4096", "ed25519",
];

/// Whether the word names the kind.
pub(super) fn covers(word: &str, kind: KeyKind) -> bool {
    match kind {
        KeyKind::P256 => word == "p256",
        KeyKind::P384 => word == "p384",
        KeyKind::P521 => word == "p521",
        KeyKind::Ed25519 => word == "ed25519",
        KeyKind::Rsa { bits } => {
            word == "rsa"
                || word
                    .strip_prefix("rsa")
                    .is_some_and(|size| size == bits.to_string())
        }
    }
}
