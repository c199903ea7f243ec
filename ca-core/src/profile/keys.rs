//! The words by which profiles name kinds of subject keys.

use std::sync::LazyLock;

use crate::algorithm::KeyAlgorithm;
use crate::subject_key::KeyKind;

/// All words: kinds, of any size that the dated table of algorithms allows, and the algorithms
/// of issuers' keys, which have one size.
pub(super) static WORDS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let algorithms = KeyAlgorithm::ALL.into_iter().map(KeyAlgorithm::as_str);
    let mut words: Vec<&str> = KeyKind::words().chain(algorithms).collect();
    words.sort_unstable();
    words.dedup();
    words
});

/// Whether the word names the kind. The word of a PSS algorithm takes both names that an RSA
/// key can have, as issuers' keys say `rsaEncryption` (RFC 4055 1.2); `rsa-pss` alone wants the
/// other one.
pub(super) fn covers(word: &str, kind: KeyKind) -> bool {
    let makes = |algorithm: KeyAlgorithm| {
        algorithm.as_str() == word
            && algorithm.kind().bits() == kind.bits()
            && algorithm.signature_algorithm().fits(kind)
    };
    kind.word() == word || KeyAlgorithm::ALL.into_iter().any(makes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alg_02_words_name_kinds_and_sizes() {
        let rsa = |bits| KeyKind::Rsa { bits };
        let pss = |bits| KeyKind::RsaPss { bits };
        for (word, kind, named) in [
            ("rsa", rsa(3072), true),
            ("rsa", pss(3072), false),
            ("rsa3072", rsa(3072), true),
            ("rsa3072", rsa(4096), false),
            ("rsa3072", pss(3072), false),
            ("rsa-pss", pss(5000), true),
            ("rsa-pss", rsa(3072), false),
            ("rsa4096-pss", pss(4096), true),
            ("rsa4096-pss", rsa(4096), true),
            ("rsa4096-pss", pss(3072), false),
            ("p521", KeyKind::P521, true),
            ("p521", KeyKind::P384, false),
            ("ed25519", KeyKind::Ed25519, true),
            ("ml-dsa-65", KeyKind::MlDsa65, true),
            ("ml-dsa-65", KeyKind::MlDsa44, false),
        ] {
            assert!(WORDS.contains(&word), "{word}");
            assert_eq!(covers(word, kind), named, "{word}: {kind}");
        }
        assert!(!WORDS.contains(&"rsa2048"));
    }
}
