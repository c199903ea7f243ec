//! From PKCS#11 attributes to the structures of X.509: algorithm and SubjectPublicKeyInfo.

use ca_core::algorithm::KeyAlgorithm;
use cryptoki::error::Error;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectHandle, ParameterSetType};
use cryptoki::session::Session;
use der::asn1::{AnyRef, BitStringRef, Null, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfo};

use crate::device::attributes::{self, octets};
use crate::device::mechanism::{self, Curve, ParameterSet, Shape};
use crate::failure::Failure;

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// The algorithms that the private key can serve, in the order of the table; all have the same
/// kind of key. None for kinds that issuers cannot use.
pub(crate) fn algorithms(
    session: &Session,
    key: ObjectHandle,
) -> Result<Vec<KeyAlgorithm>, Failure> {
    let Some(material) = Material::read(session, key)? else {
        return Ok(Vec::new());
    };
    let fits = |algorithm: &KeyAlgorithm| material.is(mechanism::key(*algorithm).shape);
    Ok(KeyAlgorithm::ALL.into_iter().filter(fits).collect())
}

/// The one that the key is for: its mechanisms tell the padding of an RSA key, where the token
/// tells them; else the table's first is as good as any.
pub(crate) fn algorithm(
    session: &Session,
    key: ObjectHandle,
) -> Result<Option<KeyAlgorithm>, Failure> {
    let able = algorithms(session, key)?;
    // Only where it decides: p11-kit's remoting (0.24) breaks the connection off when it is asked.
    if able.len() < 2 {
        return Ok(able.into_iter().next());
    }
    let allowed = attributes::allowed_mechanisms(session, key)?;
    let is_allowed = |algorithm: &KeyAlgorithm| {
        allowed.is_empty() || allowed.contains(&mechanism::key(*algorithm).signing)
    };
    Ok(able.into_iter().find(is_allowed))
}

/// What the object says of itself.
enum Material {
    Rsa { bits: u32 },
    Curve { name: Vec<u8> },
    MlDsa { set: Option<ParameterSetType> },
}

impl Material {
    fn read(session: &Session, key: ObjectHandle) -> Result<Option<Self>, Failure> {
        let kind = match session.get_attributes(key, &[AttributeType::KeyType]) {
            Ok(attributes) => attributes.into_iter().next(),
            // A vendor's own kind of key has no name in the binding.
            Err(Error::InvalidValue) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(Attribute::KeyType(kind)) = kind else {
            return Ok(None);
        };
        if kind == KeyType::RSA {
            let modulus = octets(session, key, AttributeType::Modulus)?;
            let bits = bit_length(&modulus);
            return Ok(Some(Self::Rsa { bits }));
        }
        if kind == KeyType::ML_DSA {
            let set = session.get_attributes(key, &[AttributeType::ParameterSet])?;
            let set = match set.into_iter().next() {
                Some(Attribute::ParameterSet(set)) => Some(set),
                Some(_) | None => None,
            };
            return Ok(Some(Self::MlDsa { set }));
        }
        let name = octets(session, key, AttributeType::EcParams)?;
        Ok(Some(Self::Curve { name }))
    }

    fn is(&self, shape: Shape) -> bool {
        match (self, shape) {
            (Self::Rsa { bits }, Shape::Rsa { bits: wanted }) => *bits == wanted,
            (Self::Curve { name }, Shape::Weierstrass(curve) | Shape::Edwards(curve)) => {
                curve.names.contains(&name.as_slice())
            }
            (Self::MlDsa { set }, Shape::MlDsa(wanted)) => *set == Some(wanted.name.into()),
            (Self::Rsa { .. }, Shape::Weierstrass(_) | Shape::Edwards(_) | Shape::MlDsa(_))
            | (Self::Curve { .. }, Shape::Rsa { .. } | Shape::MlDsa(_))
            | (Self::MlDsa { .. }, Shape::Rsa { .. } | Shape::Weierstrass(_) | Shape::Edwards(_)) => {
                false
            }
        }
    }
}

/// Bits of a big-endian number.
fn bit_length(number: &[u8]) -> u32 {
    let mut octets = number.iter().skip_while(|octet| **octet == 0);
    let Some(first) = octets.next() else {
        return 0;
    };
    let rest = u32::try_from(octets.count()).unwrap_or(u32::MAX);
    let low = rest.saturating_mul(u8::BITS);
    low.saturating_add(u8::BITS - first.leading_zeros())
}

/// The public half `key` of a pair as DER SubjectPublicKeyInfo; empty where it cannot be read.
pub(crate) fn subject_public_key_info(
    session: &Session,
    key: ObjectHandle,
    algorithm: KeyAlgorithm,
) -> Result<Vec<u8>, Failure> {
    let read = |kind| octets(session, key, kind);
    let encoded = match mechanism::key(algorithm).shape {
        Shape::Rsa { .. } => rsa_info(
            &read(AttributeType::Modulus)?,
            &read(AttributeType::PublicExponent)?,
        ),
        Shape::Weierstrass(curve) => weierstrass_info(curve, &read(AttributeType::EcPoint)?),
        Shape::Edwards(curve) => edwards_info(curve, &read(AttributeType::EcPoint)?),
        Shape::MlDsa(set) => ml_dsa_info(set, &read(AttributeType::Value)?),
    };
    Ok(encoded.unwrap_or_default())
}

/// RSAPublicKey (RFC 8017 A.1.1).
#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    public_exponent: UintRef<'a>,
}

fn rsa_info(modulus: &[u8], exponent: &[u8]) -> Option<Vec<u8>> {
    let modulus = UintRef::new(modulus).ok()?;
    let public_exponent = UintRef::new(exponent).ok()?;
    let key = RsaPublicKey {
        modulus,
        public_exponent,
    }
    .to_der()
    .ok()?;
    info(RSA_ENCRYPTION, Some(Null.into()), &key)
}

/// The curve is named by its object identifier, which is the first of its names in the table.
fn weierstrass_info(curve: Curve, attribute: &[u8]) -> Option<Vec<u8>> {
    let parameters = AnyRef::from_der(curve.names.first()?).ok()?;
    let point = point(attribute, curve.octets).filter(|point| point.first() == Some(&0x04))?;
    info(EC_PUBLIC_KEY, Some(parameters), point)
}

fn edwards_info(curve: Curve, attribute: &[u8]) -> Option<Vec<u8>> {
    info(ID_ED25519, None, point(attribute, curve.octets)?)
}

/// The public key stands in the BIT STRING as it is (RFC 9881 4).
fn ml_dsa_info(set: ParameterSet, key: &[u8]) -> Option<Vec<u8>> {
    (key.len() == set.octets).then(|| info(set.oid, None, key))?
}

/// CKA_EC_POINT is an OCTET STRING around the point (PKCS#11 2.40 2.3.3); some tokens give the
/// point alone. The length tells which.
fn point(attribute: &[u8], length: usize) -> Option<&[u8]> {
    if attribute.len() == length {
        return Some(attribute);
    }
    let point = <&OctetStringRef>::from_der(attribute).ok()?.as_bytes();
    (point.len() == length).then_some(point)
}

fn info(oid: ObjectIdentifier, parameters: Option<AnyRef<'_>>, key: &[u8]) -> Option<Vec<u8>> {
    let algorithm = AlgorithmIdentifierRef { oid, parameters };
    let subject_public_key = BitStringRef::from_bytes(key).ok()?;
    SubjectPublicKeyInfo {
        algorithm,
        subject_public_key,
    }
    .to_der()
    .ok()
}
