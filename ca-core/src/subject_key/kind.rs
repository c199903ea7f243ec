//! Kinds of keys: one row each.

use std::fmt;

use const_oid::ObjectIdentifier;
use const_oid::db::{fips204, rfc5912, rfc8410};
use spki::AlgorithmIdentifierRef;

use super::{KeyDefect, edwards, elliptic, ml_dsa, rsa, split};

/// Algorithm and size of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA (RFC 8017) for any use.
    Rsa {
        /// Bits in the modulus.
        bits: u32,
    },
    /// RSA that makes PSS signatures only (RFC 4055 1.2).
    RsaPss {
        /// Bits in the modulus.
        bits: u32,
    },
    /// NIST P-256 (FIPS 186-5).
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// ML-DSA-44 (FIPS 204).
    MlDsa44,
    /// ML-DSA-65 (FIPS 204).
    MlDsa65,
    /// ML-DSA-87 (FIPS 204).
    MlDsa87,
    /// secp256k1, which is not accepted: shows what a new kind needs (ALG-12).
    #[cfg(test)]
    Toy,
}

/// What the program knows of a kind.
struct Row {
    /// The word in profiles and in the dated table.
    word: &'static str,
    /// The name for people.
    name: &'static str,
    /// What the key can do beside signing (CRT-10).
    also: Also,
}

#[derive(Clone, Copy)]
enum Also {
    Nothing,
    Deciphers,
    Agrees,
}

impl KeyKind {
    /// One of each word; those that have sizes with a size of nothing.
    const ALL: [Self; if cfg!(test) { 10 } else { 9 }] = [
        Self::Rsa { bits: 0 },
        Self::RsaPss { bits: 0 },
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
        #[cfg(test)]
        Self::Toy,
    ];

    const fn row(self) -> Row {
        let (word, name, also) = match self {
            Self::Rsa { .. } => ("rsa", "RSA", Also::Deciphers),
            Self::RsaPss { .. } => ("rsa-pss", "RSA-PSS", Also::Nothing),
            Self::P256 => ("p256", "P-256", Also::Agrees),
            Self::P384 => ("p384", "P-384", Also::Agrees),
            Self::P521 => ("p521", "P-521", Also::Agrees),
            Self::Ed25519 => ("ed25519", "Ed25519", Also::Nothing),
            Self::MlDsa44 => ("ml-dsa-44", "ML-DSA-44", Also::Nothing),
            Self::MlDsa65 => ("ml-dsa-65", "ML-DSA-65", Also::Nothing),
            Self::MlDsa87 => ("ml-dsa-87", "ML-DSA-87", Also::Nothing),
            #[cfg(test)]
            Self::Toy => ("toy", "toy", Also::Nothing),
        };
        Row { word, name, also }
    }

    /// Algorithm and size of the key in a DER SubjectPublicKeyInfo, without a judgement on the
    /// key itself.
    ///
    /// # Errors
    /// Fails if it is not RSA, on a named NIST curve, Ed25519 or ML-DSA.
    pub fn of_spki(der: &[u8]) -> Result<Self, KeyDefect> {
        let (algorithm, octets) = split(der)?;
        (Form::of(algorithm.oid)?.kind)(&algorithm, octets)
    }

    /// The word in profiles and in the dated table of algorithms, without a size: `rsa`,
    /// `rsa-pss`, `p256`, `p384`, `p521`, `ed25519`, `ml-dsa-44`, `ml-dsa-65`, `ml-dsa-87`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        self.row().word
    }

    /// The kind with this word; without a size where kinds have one.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// All words.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().map(Self::word)
    }

    /// Bits in the modulus; absent for kinds of one size.
    #[must_use]
    pub const fn bits(self) -> Option<u32> {
        match self {
            Self::Rsa { bits } | Self::RsaPss { bits } => Some(bits),
            Self::P256 | Self::P384 | Self::P521 | Self::Ed25519 => None,
            Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
            #[cfg(test)]
            Self::Toy => None,
        }
    }

    /// Whether the key is RSA for any use, the only kind that can decipher keys (CRT-10). An
    /// RSA key for PSS signs only (RFC 4055 1.2).
    #[must_use]
    pub const fn is_rsa(self) -> bool {
        matches!(self.row().also, Also::Deciphers)
    }

    /// Whether the key is on a curve that keys can be agreed on with (CRT-10).
    #[must_use]
    pub const fn is_weierstrass(self) -> bool {
        matches!(self.row().also, Also::Agrees)
    }
}

/// `RSA 3072`, `P-256`, `Ed25519`, `ML-DSA-65`.
impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().name)?;
        match self.bits() {
            Some(bits) => write!(f, " {bits}"),
            None => Ok(()),
        }
    }
}

/// How keys under one algorithm identifier are read and judged.
pub(super) struct Form {
    oid: ObjectIdentifier,
    kind: fn(&AlgorithmIdentifierRef<'_>, &[u8]) -> Result<KeyKind, KeyDefect>,
    judge: fn(KeyKind, &[u8]) -> Result<(), KeyDefect>,
}

static FORMS: [Form; 7] = [
    Form {
        oid: rfc5912::RSA_ENCRYPTION,
        kind: rsa::kind,
        judge: rsa::judge,
    },
    Form {
        oid: rfc5912::ID_RSASSA_PSS,
        kind: rsa::pss_kind,
        judge: rsa::judge,
    },
    Form {
        oid: rfc5912::ID_EC_PUBLIC_KEY,
        kind: elliptic::kind,
        judge: elliptic::judge,
    },
    Form {
        oid: rfc8410::ID_ED_25519,
        kind: edwards::kind,
        judge: edwards::judge,
    },
    Form {
        oid: fips204::ID_ML_DSA_44,
        kind: ml_dsa::kind,
        judge: ml_dsa::judge,
    },
    Form {
        oid: fips204::ID_ML_DSA_65,
        kind: ml_dsa::kind,
        judge: ml_dsa::judge,
    },
    Form {
        oid: fips204::ID_ML_DSA_87,
        kind: ml_dsa::kind,
        judge: ml_dsa::judge,
    },
];

impl Form {
    fn of(oid: ObjectIdentifier) -> Result<&'static Self, KeyDefect> {
        let found = FORMS.iter().find(|form| form.oid == oid);
        found.ok_or(KeyDefect::UnsupportedAlgorithm { oid })
    }

    /// The kind of a key that may be certified.
    pub(super) fn judge(
        algorithm: &AlgorithmIdentifierRef<'_>,
        octets: &[u8],
    ) -> Result<KeyKind, KeyDefect> {
        let form = Self::of(algorithm.oid)?;
        let kind = (form.kind)(algorithm, octets)?;
        (form.judge)(kind, octets)?;
        Ok(kind)
    }
}
