//! Algorithms and public keys (RFC 5280 4.1.1.2 and 4.1.2.7), without a judgement on them.

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;
use der::asn1::{AnyRef, UintRef};
use der::{Encode, Tagged};

use super::Fields;
use super::element::{elements, hexadecimal, named, sequence};
use super::fingerprint;

/// The signature algorithm; that of RSASSA-PSS with its parameters (RFC 4055 3.1).
pub(super) fn signature(identifier: &AnyRef<'_>) -> String {
    let Ok(parts) = elements(identifier.value()) else {
        return hexadecimal(identifier.value());
    };
    match parts[..] {
        [algorithm, parameters] if is(&algorithm, rfc5912::ID_RSASSA_PSS) => {
            let pss = pss(&parameters).unwrap_or_else(|_| hexadecimal(parameters.value()));
            format!("{} ({pss})", named(&algorithm))
        }
        [algorithm, ..] => named(&algorithm),
        [] => String::new(),
    }
}

/// Kind and fingerprint of a SubjectPublicKeyInfo.
pub(super) fn describe(spki: &AnyRef<'_>, fields: &mut Fields) {
    let kind = kind(spki).unwrap_or_else(|_| hexadecimal(spki.value()));
    fields.add("subjectPublicKeyInfo", kind);
    let der = spki.to_der().unwrap_or_default();
    fields.add("subjectPublicKeyInfo.SHA-256", fingerprint(&der));
}

fn kind(spki: &AnyRef<'_>) -> der::Result<String> {
    let [algorithm, key] = elements(spki.value())?[..] else {
        return Err(spki.tag().value_error().into());
    };
    let parts = elements(algorithm.value())?;
    let [identifier, ref parameters @ ..] = parts[..] else {
        return Err(algorithm.tag().value_error().into());
    };
    let name = named(&identifier);
    match parameters {
        [curve] if is(&identifier, rfc5912::ID_EC_PUBLIC_KEY) => {
            Ok(format!("{name}, {}", named(curve)))
        }
        _ => match modulus_bits(&key) {
            Some(bits) => Ok(format!("{name}, {bits} bits")),
            None => Ok(name),
        },
    }
}

/// Bits in the modulus of an RSAPublicKey within the BIT STRING.
fn modulus_bits(key: &AnyRef<'_>) -> Option<usize> {
    let octets = key.value().strip_prefix(&[0])?;
    let parts = sequence(octets).ok()?;
    let modulus = parts.first()?.decode_as::<UintRef<'_>>().ok()?;
    let octets = modulus.as_bytes();
    let leading = octets.first()?.leading_zeros();
    let leading = usize::try_from(leading).ok()?;
    Some((octets.len() * 8).saturating_sub(leading))
}

fn pss(parameters: &AnyRef<'_>) -> der::Result<String> {
    let mut words = Vec::new();
    for part in elements(parameters.value())? {
        let inner = elements(part.value())?;
        let word = match (super::context(&part), inner.as_slice()) {
            (Some(0), [hash]) => first_name(hash)?,
            (Some(1), [mask]) => first_name(mask)?,
            (Some(2), [salt]) => format!("salt {}", salt.decode_as::<u32>()?),
            (Some(_) | None, _) => hexadecimal(part.value()),
        };
        words.push(word);
    }
    Ok(words.join(", "))
}

/// The name of an AlgorithmIdentifier, and of the one that is its parameter.
fn first_name(identifier: &AnyRef<'_>) -> der::Result<String> {
    match elements(identifier.value())?[..] {
        [name, inner] if inner.tag() == der::Tag::Sequence => {
            let inner = elements(inner.value())?;
            let below = inner.first().map(named).unwrap_or_default();
            Ok(format!("{} {below}", named(&name)))
        }
        [name, ..] => Ok(named(&name)),
        [] => Err(identifier.tag().value_error().into()),
    }
}

fn is(identifier: &AnyRef<'_>, oid: ObjectIdentifier) -> bool {
    identifier.value() == oid.as_bytes()
}
