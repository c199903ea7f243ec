//! The one table of algorithms: keys, signatures, their identifiers (TS 119 312, ALG-02).

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::{digest, signature};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5912, rfc8410};
use der::asn1::{Any, Null};
use spki::AlgorithmIdentifierOwned;

/// Kinds of issuer and responder keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyAlgorithm {
    /// ECDSA on NIST P-256.
    P256,
    /// ECDSA on NIST P-384.
    P384,
    /// RSA with a 3072-bit modulus.
    Rsa3072,
    /// RSA with a 4096-bit modulus.
    Rsa4096,
    /// Ed25519 (RFC 8032).
    Ed25519,
}

impl KeyAlgorithm {
    /// All kinds, in the order in which help texts list them.
    pub const ALL: [Self; 5] = [
        Self::P256,
        Self::P384,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::Ed25519,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::Rsa3072 => "rsa3072",
            Self::Rsa4096 => "rsa4096",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The signature algorithm that a key of this kind uses; the hash is as long as the curve.
    #[must_use]
    pub const fn signature_algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::P256 => SignatureAlgorithm::EcdsaSha256,
            Self::P384 => SignatureAlgorithm::EcdsaSha384,
            Self::Rsa3072 => SignatureAlgorithm::RsaSha256,
            Self::Rsa4096 => SignatureAlgorithm::RsaSha384,
            Self::Ed25519 => SignatureAlgorithm::Ed25519,
        }
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
    /// sha256WithRSAEncryption (RFC 4055 5).
    RsaSha256,
    /// sha384WithRSAEncryption (RFC 4055 5).
    RsaSha384,
    /// id-Ed25519 (RFC 8410).
    Ed25519,
}

impl SignatureAlgorithm {
    /// All algorithms.
    pub const ALL: [Self; 5] = [
        Self::EcdsaSha256,
        Self::EcdsaSha384,
        Self::RsaSha256,
        Self::RsaSha384,
        Self::Ed25519,
    ];

    /// The name in records and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EcdsaSha256 => "ecdsa-with-SHA256",
            Self::EcdsaSha384 => "ecdsa-with-SHA384",
            Self::RsaSha256 => "sha256WithRSAEncryption",
            Self::RsaSha384 => "sha384WithRSAEncryption",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// The object identifier.
    #[must_use]
    pub const fn oid(self) -> ObjectIdentifier {
        match self {
            Self::EcdsaSha256 => rfc5912::ECDSA_WITH_SHA_256,
            Self::EcdsaSha384 => rfc5912::ECDSA_WITH_SHA_384,
            Self::RsaSha256 => rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
            Self::RsaSha384 => rfc5912::SHA_384_WITH_RSA_ENCRYPTION,
            Self::Ed25519 => rfc8410::ID_ED_25519,
        }
    }

    /// The algorithm with this object identifier.
    #[must_use]
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.oid() == oid)
    }

    /// The AlgorithmIdentifier: NULL parameters for RSA PKCS#1 (RFC 4055 5), none otherwise.
    #[must_use]
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        let parameters = match self {
            Self::RsaSha256 | Self::RsaSha384 => Some(Any::from(Null)),
            Self::EcdsaSha256 | Self::EcdsaSha384 | Self::Ed25519 => None,
        };
        AlgorithmIdentifierOwned {
            oid: self.oid(),
            parameters,
        }
    }

    /// The hash that is signed; absent where the message itself is.
    #[must_use]
    pub fn digest(self) -> Option<&'static digest::Algorithm> {
        match self {
            Self::EcdsaSha256 | Self::RsaSha256 => Some(&digest::SHA256),
            Self::EcdsaSha384 | Self::RsaSha384 => Some(&digest::SHA384),
            Self::Ed25519 => None,
        }
    }

    /// How signatures of this kind are verified.
    #[must_use]
    pub fn verification(self) -> &'static dyn signature::VerificationAlgorithm {
        match self {
            Self::EcdsaSha256 => &signature::ECDSA_P256_SHA256_ASN1,
            Self::EcdsaSha384 => &signature::ECDSA_P384_SHA384_ASN1,
            Self::RsaSha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            Self::RsaSha384 => &signature::RSA_PKCS1_2048_8192_SHA384,
            Self::Ed25519 => &signature::ED25519,
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Not an algorithm of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an algorithm of the table")]
pub struct UnknownAlgorithm;
