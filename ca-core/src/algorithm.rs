//! The one table of algorithms: keys, signatures, their identifiers (TS 119 312, ALG-02).
//!
//! A new algorithm is a variant and a row here, a row for its kind of key in
//! [`crate::subject_key`] and one for its mechanism in the adapter of the token; all other code
//! goes through the rows (ALG-12). Which rows hold until when is not here but in
//! [`crate::algorithm_table`].

pub(crate) mod pss;
#[cfg(test)]
pub(crate) mod toy;

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use aws_lc_rs::{digest, signature};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use der::Encode;
use der::asn1::{Any, Null};
use spki::AlgorithmIdentifierOwned;

use crate::algorithm::pss::PssHash;
use crate::subject_key::KeyKind;

/// Keys of issuers and responders, each with the signature that it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// ECDSA on NIST P-521.
    P521,
    /// RSA with a 3072-bit modulus, PKCS#1 v1.5.
    Rsa3072,
    /// RSA with a 4096-bit modulus, PKCS#1 v1.5.
    Rsa4096,
    /// RSA with a 3072-bit modulus, PSS.
    Rsa3072Pss,
    /// RSA with a 4096-bit modulus, PSS.
    Rsa4096Pss,
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// Not ours: shows what a new algorithm needs (ALG-12).
    #[cfg(test)]
    Toy,
}

/// What the program knows of a key algorithm.
struct KeyRow {
    name: &'static str,
    kind: KeyKind,
    signature: SignatureAlgorithm,
    /// Whether it signs fast enough to answer strangers.
    online: bool,
}

impl KeyAlgorithm {
    /// All kinds, in the order in which help texts list them.
    pub const ALL: [Self; if cfg!(test) { 9 } else { 8 }] = [
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::Rsa3072Pss,
        Self::Rsa4096Pss,
        Self::Ed25519,
        #[cfg(test)]
        Self::Toy,
    ];

    const fn row(self) -> KeyRow {
        use SignatureAlgorithm as Signature;
        let (rsa3072, rsa4096) = (KeyKind::Rsa { bits: 3072 }, KeyKind::Rsa { bits: 4096 });
        match self {
            Self::P256 => key("p256", KeyKind::P256, Signature::EcdsaSha256, true),
            Self::P384 => key("p384", KeyKind::P384, Signature::EcdsaSha384, true),
            Self::P521 => key("p521", KeyKind::P521, Signature::EcdsaSha512, true),
            Self::Rsa3072 => key("rsa3072", rsa3072, Signature::RsaSha256, true),
            Self::Rsa4096 => key("rsa4096", rsa4096, Signature::RsaSha384, false),
            Self::Rsa3072Pss => key("rsa3072-pss", rsa3072, Signature::RsaPssSha256, true),
            Self::Rsa4096Pss => key("rsa4096-pss", rsa4096, Signature::RsaPssSha384, false),
            Self::Ed25519 => key("ed25519", KeyKind::Ed25519, Signature::Ed25519, true),
            #[cfg(test)]
            Self::Toy => key("toy", KeyKind::Toy, Signature::Toy, true),
        }
    }

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The signature algorithm that a key of this kind uses; the hash is as long as the curve.
    #[must_use]
    pub const fn signature_algorithm(self) -> SignatureAlgorithm {
        self.row().signature
    }

    /// What its SubjectPublicKeyInfo says. An RSA key says `rsaEncryption` also where it makes
    /// PSS signatures (RFC 4055 1.2): old software reads no other.
    #[must_use]
    pub const fn kind(self) -> KeyKind {
        self.row().kind
    }

    /// Whether a responder may sign its answers so. RSA-4096 is slow for no gain: a responder's
    /// certificate lives 90 days.
    #[must_use]
    pub const fn suits_responder(self) -> bool {
        self.row().online
    }
}

const fn key(
    name: &'static str,
    kind: KeyKind,
    signature: SignatureAlgorithm,
    online: bool,
) -> KeyRow {
    KeyRow {
        name,
        kind,
        signature,
        online,
    }
}

impl fmt::Display for KeyAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for KeyAlgorithm {
    type Err = UnknownAlgorithm;

    fn from_str(text: &str) -> Result<Self, UnknownAlgorithm> {
        let same = |algorithm: &Self| algorithm.as_str().eq_ignore_ascii_case(text);
        Self::ALL.into_iter().find(same).ok_or(UnknownAlgorithm)
    }
}

/// Signature algorithms that this CA signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureAlgorithm {
    /// ecdsa-with-SHA256 (RFC 5758 3.2).
    EcdsaSha256,
    /// ecdsa-with-SHA384 (RFC 5758 3.2).
    EcdsaSha384,
    /// ecdsa-with-SHA512 (RFC 5758 3.2).
    EcdsaSha512,
    /// sha256WithRSAEncryption (RFC 4055 5).
    RsaSha256,
    /// sha384WithRSAEncryption (RFC 4055 5).
    RsaSha384,
    /// id-RSASSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 octets (RFC 4055 3.1).
    RsaPssSha256,
    /// id-RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 octets (RFC 4055 3.1).
    RsaPssSha384,
    /// id-Ed25519 (RFC 8410).
    Ed25519,
    /// Not ours: shows what a new algorithm needs (ALG-12).
    #[cfg(test)]
    Toy,
}

/// What the program knows of a signature algorithm.
struct SignatureRow {
    name: &'static str,
    oid: ObjectIdentifier,
    parameters: Parameters,
    /// The hash that is signed; absent where the message itself is.
    digest: Option<&'static digest::Algorithm>,
    verification: &'static dyn signature::VerificationAlgorithm,
    /// The keys that make such signatures.
    fits: fn(KeyKind) -> bool,
}

/// The parameters in an AlgorithmIdentifier.
enum Parameters {
    Absent,
    Null,
    Pss(&'static PssHash),
}

impl SignatureAlgorithm {
    /// All algorithms.
    pub const ALL: [Self; if cfg!(test) { 9 } else { 8 }] = [
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::EcdsaSha512,
        Self::RsaSha256,
        Self::RsaSha384,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::Ed25519,
        #[cfg(test)]
        Self::Toy,
    ];

    fn row(self) -> SignatureRow {
        match self {
            Self::EcdsaSha256 => SignatureRow {
                name: "ecdsa-with-SHA256",
                oid: rfc5912::ECDSA_WITH_SHA_256,
                parameters: Parameters::Absent,
                digest: Some(&digest::SHA256),
                verification: &signature::ECDSA_P256_SHA256_ASN1,
                fits: |key| key == KeyKind::P256,
            },
            Self::EcdsaSha384 => SignatureRow {
                name: "ecdsa-with-SHA384",
                oid: rfc5912::ECDSA_WITH_SHA_384,
                parameters: Parameters::Absent,
                digest: Some(&digest::SHA384),
                verification: &signature::ECDSA_P384_SHA384_ASN1,
                fits: |key| key == KeyKind::P384,
            },
            Self::EcdsaSha512 => SignatureRow {
                name: "ecdsa-with-SHA512",
                oid: rfc5912::ECDSA_WITH_SHA_512,
                parameters: Parameters::Absent,
                digest: Some(&digest::SHA512),
                verification: &signature::ECDSA_P521_SHA512_ASN1,
                fits: |key| key == KeyKind::P521,
            },
            Self::RsaSha256 => SignatureRow {
                name: "sha256WithRSAEncryption",
                oid: rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
                parameters: Parameters::Null,
                digest: Some(&digest::SHA256),
                verification: &signature::RSA_PKCS1_2048_8192_SHA256,
                fits: is_rsa_encryption,
            },
            Self::RsaSha384 => SignatureRow {
                name: "sha384WithRSAEncryption",
                oid: rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
                parameters: Parameters::Null,
                digest: Some(&digest::SHA384),
                verification: &signature::RSA_PKCS1_2048_8192_SHA384,
                fits: is_rsa_encryption,
            },
            Self::RsaPssSha256 => SignatureRow {
                name: "id-RSASSA-PSS-SHA256",
                oid: rfc5912::ID_RSASSA_PSS,
                parameters: Parameters::Pss(&pss::SHA256),
                digest: Some(&digest::SHA256),
                verification: pss::SHA256.verification,
                fits: is_any_rsa,
            },
            Self::RsaPssSha384 => SignatureRow {
                name: "id-RSASSA-PSS-SHA384",
                oid: rfc5912::ID_RSASSA_PSS,
                parameters: Parameters::Pss(&pss::SHA384),
                digest: Some(&digest::SHA384),
                verification: pss::SHA384.verification,
                fits: is_any_rsa,
            },
            Self::Ed25519 => SignatureRow {
                name: "Ed25519",
                oid: rfc8410::ID_ED_25519,
                parameters: Parameters::Absent,
                digest: None,
                verification: &signature::ED25519,
                fits: |key| key == KeyKind::Ed25519,
            },
            #[cfg(test)]
            Self::Toy => SignatureRow {
                name: "ecdsa-with-SHA3-256",
                oid: toy::ECDSA_WITH_SHA3_256,
                parameters: Parameters::Absent,
                digest: Some(&digest::SHA3_256),
                verification: &signature::ECDSA_P256K1_SHA3_256_ASN1,
                fits: |key| key == KeyKind::Toy,
            },
        }
    }

    /// The name in records and reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// The object identifier. All of RSASSA-PSS share one.
    #[must_use]
    pub fn oid(self) -> ObjectIdentifier {
        self.row().oid
    }

    /// Whether some algorithm of the table has this object identifier, whatever its parameters.
    #[must_use]
    pub fn knows(oid: ObjectIdentifier) -> bool {
        Self::ALL.into_iter().any(|known| known.oid() == oid)
    }

    /// The algorithm whose DER AlgorithmIdentifier is exactly this one.
    #[must_use]
    pub fn from_identifier(der: &[u8]) -> Option<Self> {
        let found = IDENTIFIERS.iter().find(|(_, known)| known == der);
        found.map(|(algorithm, _)| *algorithm)
    }

    /// The AlgorithmIdentifier: NULL parameters for RSA PKCS#1 (RFC 4055 5), full ones for PSS
    /// (RFC 4055 3.1), none otherwise.
    #[must_use]
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        let row = self.row();
        let parameters = match row.parameters {
            Parameters::Absent => None,
            Parameters::Null => Some(Any::from(Null)),
            // A constant: it encodes, and a test holds its octets.
            Parameters::Pss(hash) => hash.parameters().ok(),
        };
        AlgorithmIdentifierOwned {
            oid: row.oid,
            parameters,
        }
    }

    /// The hash that is signed; absent where the message itself is.
    #[must_use]
    pub fn digest(self) -> Option<&'static digest::Algorithm> {
        self.row().digest
    }

    /// How signatures of this kind are verified.
    #[must_use]
    pub fn verification(self) -> &'static dyn signature::VerificationAlgorithm {
        self.row().verification
    }

    /// Whether a key of this kind makes such signatures: the hash is as long as the curve
    /// (ALG-02).
    #[must_use]
    pub fn fits(self, key: KeyKind) -> bool {
        (self.row().fits)(key)
    }
}

/// Signatures by PKCS#1 v1.5 come from keys that are not restricted to PSS (RFC 4055 1.2).
const fn is_rsa_encryption(key: KeyKind) -> bool {
    matches!(key, KeyKind::Rsa { .. })
}

/// Signatures by PSS come from RSA keys of either name (RFC 4055 1.2).
const fn is_any_rsa(key: KeyKind) -> bool {
    matches!(key, KeyKind::Rsa { .. } | KeyKind::RsaPss { .. })
}

/// The AlgorithmIdentifiers in DER.
static IDENTIFIERS: LazyLock<Vec<(SignatureAlgorithm, Vec<u8>)>> = LazyLock::new(|| {
    let encoded = |algorithm: SignatureAlgorithm| {
        let der = algorithm.identifier().to_der().ok()?;
        Some((algorithm, der))
    };
    SignatureAlgorithm::ALL
        .into_iter()
        .filter_map(encoded)
        .collect()
});

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not an algorithm of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an algorithm of the table")]
pub struct UnknownAlgorithm;
