//! From PKCS#11 attributes to the structures of X.509: algorithm and SubjectPublicKeyInfo.

use ca_core::algorithm::KeyAlgorithm;
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectHandle};
use cryptoki::session::Session;
use der::asn1::{AnyRef, BitStringRef, Null, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode, Encode, Sequence};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfo};

use crate::attributes::octets;
use crate::failure::Failure;

/// CKA_EC_PARAMS of P-256: its OID (RFC 5480 2.1.1.1).
pub(crate) const P256_OID: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
/// CKA_EC_PARAMS of P-384.
pub(crate) const P384_OID: &[u8] = &[0x06, 5, 0x2b, 0x81, 4, 0, 0x22];
/// CKA_EC_PARAMS of Ed25519: a PrintableString (PKCS#11 3.0 2.3.5).
pub(crate) const ED25519_NAME: &[u8] = b"\x13\x0cedwards25519";
/// CKA_EC_PARAMS of Ed25519 in other tokens: the OID of RFC 8410.
pub(crate) const ED25519_OID: &[u8] = &[0x06, 3, 0x2b, 0x65, 0x70];

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const ID_ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What kind of key the object is; absent for kinds that issuers cannot use.
pub(crate) fn algorithm(
    session: &Session,
    key: ObjectHandle,
) -> Result<Option<KeyAlgorithm>, Failure> {
    let kind = match session.get_attributes(key, &[AttributeType::KeyType]) {
        Ok(attributes) => attributes.into_iter().next(),
        // A vendor's own kind of key has no name in the binding.
        Err(cryptoki::error::Error::InvalidValue) => None,
        Err(error) => return Err(error.into()),
    };
    let Some(Attribute::KeyType(kind)) = kind else {
        return Ok(None);
    };
    if kind == KeyType::RSA {
        return Ok(rsa_algorithm(&octets(
            session,
            key,
            AttributeType::Modulus,
        )?));
    }
    Ok(curve_algorithm(&octets(
        session,
        key,
        AttributeType::EcParams,
    )?))
}

/// The public half `key` of a pair as DER SubjectPublicKeyInfo; empty where it cannot be read.
pub(crate) fn subject_public_key_info(
    session: &Session,
    key: ObjectHandle,
    algorithm: KeyAlgorithm,
) -> Result<Vec<u8>, Failure> {
    let read = |kind| octets(session, key, kind);
    let encoded = match algorithm {
        KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => rsa_info(
            &read(AttributeType::Modulus)?,
            &read(AttributeType::PublicExponent)?,
        ),
        KeyAlgorithm::P256 => ec_info(P256_OID, &read(AttributeType::EcPoint)?, 65),
        KeyAlgorithm::P384 => ec_info(P384_OID, &read(AttributeType::EcPoint)?, 97),
        KeyAlgorithm::Ed25519 => edwards_info(&read(AttributeType::EcPoint)?),
    };
    Ok(encoded.unwrap_or_default())
}

fn curve_algorithm(parameters: &[u8]) -> Option<KeyAlgorithm> {
    let curves = [
        (P256_OID, KeyAlgorithm::P256),
        (P384_OID, KeyAlgorithm::P384),
        (ED25519_NAME, KeyAlgorithm::Ed25519),
        (ED25519_OID, KeyAlgorithm::Ed25519),
    ];
    curves
        .into_iter()
        .find(|(known, _)| *known == parameters)
        .map(|(_, algorithm)| algorithm)
}

fn rsa_algorithm(modulus: &[u8]) -> Option<KeyAlgorithm> {
    let octets = modulus.iter().skip_while(|octet| **octet == 0).count();
    let full = modulus
        .iter()
        .find(|octet| **octet != 0)
        .is_some_and(|first| *first >= 0x80);
    match octets {
        384 if full => Some(KeyAlgorithm::Rsa3072),
        512 if full => Some(KeyAlgorithm::Rsa4096),
        _ => None,
    }
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

fn ec_info(curve: &[u8], attribute: &[u8], length: usize) -> Option<Vec<u8>> {
    let point = point(attribute, length).filter(|point| point.first() == Some(&0x04))?;
    info(EC_PUBLIC_KEY, Some(AnyRef::from_der(curve).ok()?), point)
}

fn edwards_info(attribute: &[u8]) -> Option<Vec<u8>> {
    info(ID_ED25519, None, point(attribute, 32)?)
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
