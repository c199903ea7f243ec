//! The table of mechanisms: how tokens make each key of `ca-core` and sign with it.
//!
//! A new algorithm is a row of each kind here (ALG-12); templates, encodings and signing go
//! through the rows.

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use cryptoki::mechanism::dsa::{HedgeType, SignAdditionalContext};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::MlDsaParameterSetType;
use der::asn1::ObjectIdentifier;

/// The pair under whose public half keys are wrapped for another token.
pub(crate) const TRANSPORT: KeyAlgorithm = KeyAlgorithm::Rsa4096;

/// How a token makes a key, and what it shows of it.
#[derive(Debug)]
pub(crate) struct KeyRow {
    /// The mechanism that makes a pair.
    pub(crate) generation: Mechanism<'static>,
    /// The only mechanism that the private half is for (HSM-02).
    pub(crate) signing: MechanismType,
    pub(crate) shape: Shape,
}

/// What tells kinds of keys apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Bits in the modulus.
    Rsa { bits: u32 },
    /// A point on a Weierstrass curve, uncompressed.
    Weierstrass(Curve),
    /// A point on an Edwards curve.
    Edwards(Curve),
    /// A parameter set of FIPS 204.
    MlDsa(ParameterSet),
}

/// A parameter set of ML-DSA, as tokens and certificates name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ParameterSet {
    /// CKA_PARAMETER_SET (PKCS#11 3.2 6.67).
    pub(crate) name: MlDsaParameterSetType,
    /// The algorithm of a SubjectPublicKeyInfo (RFC 9881 2).
    pub(crate) oid: ObjectIdentifier,
    /// Octets in a public key (FIPS 204 table 2).
    pub(crate) octets: usize,
}

const ML_DSA_44: ParameterSet = ParameterSet {
    name: MlDsaParameterSetType::ML_DSA_44,
    oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.17"),
    octets: 1312,
};
const ML_DSA_65: ParameterSet = ParameterSet {
    name: MlDsaParameterSetType::ML_DSA_65,
    oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.18"),
    octets: 1952,
};
const ML_DSA_87: ParameterSet = ParameterSet {
    name: MlDsaParameterSetType::ML_DSA_87,
    oid: ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.19"),
    octets: 2592,
};

/// A curve as tokens name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Curve {
    /// CKA_EC_PARAMS in the forms that tokens understand.
    pub(crate) names: &'static [&'static [u8]],
    /// Octets in a point.
    pub(crate) octets: usize,
}

/// Object identifiers of curves (RFC 5480 2.1.1.1).
const P256: Curve = Curve {
    names: &[&[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]],
    octets: 65,
};
const P384: Curve = Curve {
    names: &[&[0x06, 5, 0x2b, 0x81, 4, 0, 0x22]],
    octets: 97,
};
const P521: Curve = Curve {
    names: &[&[0x06, 5, 0x2b, 0x81, 4, 0, 0x23]],
    octets: 133,
};
/// A PrintableString (PKCS#11 3.0 2.3.5); in other tokens the OID of RFC 8410.
const ED25519: Curve = Curve {
    names: &[b"\x13\x0cedwards25519", &[0x06, 3, 0x2b, 0x65, 0x70]],
    octets: 32,
};

/// The row of a key.
pub(crate) const fn key(algorithm: KeyAlgorithm) -> KeyRow {
    match algorithm {
        KeyAlgorithm::P256 => weierstrass(P256),
        KeyAlgorithm::P384 => weierstrass(P384),
        KeyAlgorithm::P521 => weierstrass(P521),
        KeyAlgorithm::Rsa3072 => rsa(3072, MechanismType::RSA_PKCS),
        KeyAlgorithm::Rsa4096 => rsa(4096, MechanismType::RSA_PKCS),
        KeyAlgorithm::Rsa3072Pss => rsa(3072, MechanismType::RSA_PKCS_PSS),
        KeyAlgorithm::Rsa4096Pss => rsa(4096, MechanismType::RSA_PKCS_PSS),
        KeyAlgorithm::Ed25519 => KeyRow {
            generation: Mechanism::EccEdwardsKeyPairGen,
            signing: MechanismType::EDDSA,
            shape: Shape::Edwards(ED25519),
        },
        KeyAlgorithm::MlDsa44 => ml_dsa(ML_DSA_44),
        KeyAlgorithm::MlDsa65 => ml_dsa(ML_DSA_65),
        KeyAlgorithm::MlDsa87 => ml_dsa(ML_DSA_87),
    }
}

const fn ml_dsa(set: ParameterSet) -> KeyRow {
    KeyRow {
        generation: Mechanism::MlDsaKeyPairGen,
        signing: MechanismType::ML_DSA,
        shape: Shape::MlDsa(set),
    }
}

const fn weierstrass(curve: Curve) -> KeyRow {
    KeyRow {
        generation: Mechanism::EccKeyPairGen,
        signing: MechanismType::ECDSA,
        shape: Shape::Weierstrass(curve),
    }
}

const fn rsa(bits: u32, signing: MechanismType) -> KeyRow {
    KeyRow {
        generation: Mechanism::RsaPkcsKeyPairGen,
        signing,
        shape: Shape::Rsa { bits },
    }
}

/// How a token signs.
#[derive(Debug)]
pub(crate) struct SignatureRow {
    pub(crate) mechanism: Mechanism<'static>,
    pub(crate) input: Input,
    pub(crate) output: Output,
}

/// What C_Sign gets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Input {
    /// Digest or message as it is.
    Plain,
    /// The digest in a DigestInfo that names its hash: CKM_RSA_PKCS only pads (RFC 8017 9.2).
    DigestInfo(ObjectIdentifier),
}

/// What C_Sign gives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Output {
    /// The signature as X.509 carries it.
    Plain,
    /// r and s side by side, each of so many octets (PKCS#11 2.40 2.3.1).
    Halves(usize),
}

const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");

/// The row of a signature.
pub(crate) fn signature(algorithm: SignatureAlgorithm) -> SignatureRow {
    match algorithm {
        SignatureAlgorithm::EcdsaSha256 => ecdsa(32),
        SignatureAlgorithm::EcdsaSha384 => ecdsa(48),
        SignatureAlgorithm::EcdsaSha512 => ecdsa(66),
        SignatureAlgorithm::RsaSha256 => pkcs1(SHA256),
        SignatureAlgorithm::RsaSha384 => pkcs1(SHA384),
        SignatureAlgorithm::RsaPssSha256 => {
            pss(MechanismType::SHA256, PkcsMgfType::MGF1_SHA256, 32)
        }
        SignatureAlgorithm::RsaPssSha384 => {
            pss(MechanismType::SHA384, PkcsMgfType::MGF1_SHA384, 48)
        }
        SignatureAlgorithm::Ed25519 => SignatureRow {
            mechanism: Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Ed25519)),
            input: Input::Plain,
            output: Output::Plain,
        },
        // An empty context, as RFC 9881 3 wants; hedged where the token can.
        SignatureAlgorithm::MlDsa44 | SignatureAlgorithm::MlDsa65 | SignatureAlgorithm::MlDsa87 => {
            SignatureRow {
                mechanism: Mechanism::MlDsa(SignAdditionalContext::new(HedgeType::Preferred, None)),
                input: Input::Plain,
                output: Output::Plain,
            }
        }
    }
}

const fn ecdsa(half: usize) -> SignatureRow {
    SignatureRow {
        mechanism: Mechanism::Ecdsa,
        input: Input::Plain,
        output: Output::Halves(half),
    }
}

const fn pkcs1(hash: ObjectIdentifier) -> SignatureRow {
    SignatureRow {
        mechanism: Mechanism::RsaPkcs,
        input: Input::DigestInfo(hash),
        output: Output::Plain,
    }
}

/// One hash for message and mask, a salt of `octets` as long as the hash (RFC 4055 3.1).
fn pss(hash_alg: MechanismType, mgf: PkcsMgfType, octets: u32) -> SignatureRow {
    SignatureRow {
        mechanism: Mechanism::RsaPkcsPss(PkcsPssParams {
            hash_alg,
            mgf,
            s_len: std::ffi::c_ulong::from(octets).into(),
        }),
        input: Input::Plain,
        output: Output::Plain,
    }
}
