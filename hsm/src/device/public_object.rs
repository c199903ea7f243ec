//! Public keys as objects: from a SubjectPublicKeyInfo to the template of C_CreateObject.

use ca_core::algorithm::KeyAlgorithm;
use cryptoki::object::{Attribute, KeyType};
use der::asn1::{OctetStringRef, UintRef};
use der::{Decode, Encode, Sequence};
use spki::SubjectPublicKeyInfoRef;

use crate::device::mechanism::{self, Curve, Shape};

/// CKA_KEY_TYPE of both halves.
pub(crate) fn key_type(algorithm: KeyAlgorithm) -> KeyType {
    match mechanism::key(algorithm).shape {
        Shape::Rsa { .. } => KeyType::RSA,
        Shape::Weierstrass(_) => KeyType::EC,
        Shape::Edwards(_) => KeyType::EC_EDWARDS,
        Shape::MlDsa(_) => KeyType::ML_DSA,
    }
}

/// The attributes that hold the key, in the forms that tokens understand; none if `spki` is not
/// such a key.
pub(crate) fn forms(algorithm: KeyAlgorithm, spki: &[u8]) -> Vec<Vec<Attribute>> {
    let Some(key) = subject_public_key(spki) else {
        return Vec::new();
    };
    match mechanism::key(algorithm).shape {
        Shape::Rsa { .. } => rsa(key).into_iter().map(Vec::from).collect(),
        Shape::Weierstrass(curve) | Shape::Edwards(curve) => points(curve, key),
        Shape::MlDsa(set) => vec![vec![
            Attribute::ParameterSet(set.name.into()),
            Attribute::Value(key.to_vec()),
        ]],
    }
}

/// The attributes of an RSA key (PKCS#11 2.40 2.1.2).
pub(crate) fn rsa_of(spki: &[u8]) -> Option<[Attribute; 2]> {
    rsa(subject_public_key(spki)?)
}

fn subject_public_key(spki: &[u8]) -> Option<&[u8]> {
    let info = SubjectPublicKeyInfoRef::from_der(spki).ok()?;
    info.subject_public_key.as_bytes()
}

/// RSAPublicKey (RFC 8017 A.1.1).
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
}

fn rsa(key: &[u8]) -> Option<[Attribute; 2]> {
    let key = RsaPublicKey::from_der(key).ok()?;
    Some([
        Attribute::Modulus(key.modulus.as_bytes().to_vec()),
        Attribute::PublicExponent(key.public_exponent.as_bytes().to_vec()),
    ])
}

/// CKA_EC_POINT is an OCTET STRING around the point (PKCS#11 2.40 2.3.3); some tokens want the
/// point alone.
fn points(curve: Curve, point: &[u8]) -> Vec<Vec<Attribute>> {
    let wrapped = OctetStringRef::new(point).and_then(|octets| octets.to_der());
    let values: Vec<Vec<u8>> = wrapped.into_iter().chain([point.to_vec()]).collect();
    let named = |name: &&[u8]| {
        let name = name.to_vec();
        values.iter().map(move |value| {
            vec![
                Attribute::EcParams(name.clone()),
                Attribute::EcPoint(value.clone()),
            ]
        })
    };
    curve.names.iter().flat_map(named).collect()
}
