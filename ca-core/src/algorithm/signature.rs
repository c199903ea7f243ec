//! The table of signatures: identifiers, parameters, what is signed, how it is verified.

use std::fmt;
use std::sync::LazyLock;

use aws_lc_rs::{digest, signature};
use const_oid::ObjectIdentifier;
use const_oid::db::{fips204, rfc5912, rfc8410};
use der::Encode;
use der::asn1::{Any, Null};
use spki::AlgorithmIdentifierOwned;

use super::pss::{self, PssHash};
use crate::subject_key::KeyKind;

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
    /// id-ml-dsa-44 (RFC 9881 2): pure ML-DSA, with an empty context.
    MlDsa44,
    /// id-ml-dsa-65 (RFC 9881 2).
    MlDsa65,
    /// id-ml-dsa-87 (RFC 9881 2).
    MlDsa87,
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
    pub const ALL: [Self; if cfg!(test) { 12 } else { 11 }] = [
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::EcdsaSha512,
        Self::RsaSha256,
        Self::RsaSha384,
        Self::RsaPssSha256,
        Self::RsaPssSha384,
        Self::Ed25519,
        Self::MlDsa44,
        Self::MlDsa65,
        Self::MlDsa87,
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
            Self::MlDsa44 => SignatureRow {
                name: "ML-DSA-44",
                oid: fips204::ID_ML_DSA_44,
                parameters: Parameters::Absent,
                digest: None,
                verification: &signature::ML_DSA_44,
                fits: |key| key == KeyKind::MlDsa44,
            },
            Self::MlDsa65 => SignatureRow {
                name: "ML-DSA-65",
                oid: fips204::ID_ML_DSA_65,
                parameters: Parameters::Absent,
                digest: None,
                verification: &signature::ML_DSA_65,
                fits: |key| key == KeyKind::MlDsa65,
            },
            Self::MlDsa87 => SignatureRow {
                name: "ML-DSA-87",
                oid: fips204::ID_ML_DSA_87,
                parameters: Parameters::Absent,
                digest: None,
                verification: &signature::ML_DSA_87,
                fits: |key| key == KeyKind::MlDsa87,
            },
            #[cfg(test)]
            Self::Toy => SignatureRow {
                name: "ecdsa-with-SHA3-256",
                oid: super::toy::ECDSA_WITH_SHA3_256,
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
