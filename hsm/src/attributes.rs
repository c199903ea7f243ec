//! Templates of key pairs (HSM-01, HSM-02), and the attributes read back.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::KeyProtection;
use cryptoki::error::Error;
use cryptoki::mechanism::MechanismType;
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::Session;

use crate::failure::Failure;
use crate::mechanism::{self, Shape};

/// What a pair is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming<'a> {
    /// CKA_LABEL.
    pub(crate) label: &'a str,
    /// CKA_ID. It is part of the template: later nobody could set it, CKA_MODIFIABLE is false.
    pub(crate) id: &'a [u8],
}

impl Naming<'_> {
    fn attributes(self) -> [Attribute; 2] {
        [
            Attribute::Label(self.label.into()),
            Attribute::Id(self.id.into()),
        ]
    }
}

/// Attributes that say what to generate, in the forms that tokens understand: PKCS#11 3.0 gives
/// Edwards curves a name, some tokens want the OID of RFC 8410.
pub(crate) fn parameters(algorithm: KeyAlgorithm) -> Vec<Vec<Attribute>> {
    match mechanism::key(algorithm).shape {
        Shape::Rsa { bits } => {
            let bits = std::ffi::c_ulong::from(bits).into();
            let exponent = vec![1, 0, 1];
            vec![vec![
                Attribute::ModulusBits(bits),
                Attribute::PublicExponent(exponent),
            ]]
        }
        Shape::Weierstrass(curve) | Shape::Edwards(curve) => {
            let named = |name: &&[u8]| vec![Attribute::EcParams(name.to_vec())];
            curve.names.iter().map(named).collect()
        }
    }
}

/// The template of the public half.
pub(crate) fn public_template(naming: Naming<'_>, parameters: &[Attribute]) -> Vec<Attribute> {
    let fixed = [
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Modifiable(false),
        Attribute::Verify(true),
        Attribute::Encrypt(false),
        Attribute::Wrap(false),
    ];
    fixed
        .into_iter()
        .chain(naming.attributes())
        .chain(parameters.iter().cloned())
        .collect()
}

/// The template of the private half, with attributes that not all tokens know if `full`.
pub(crate) fn private_template(
    naming: Naming<'_>,
    algorithm: KeyAlgorithm,
    full: bool,
) -> Vec<Attribute> {
    let wished = DEMANDED.into_iter().chain(naming.attributes());
    let allowed = Attribute::AllowedMechanisms(vec![mechanism::key(algorithm).signing]);
    let extra = OPTIONAL.into_iter().chain([allowed]);
    wished.chain(extra.filter(|_| full)).collect()
}

/// What can be demanded of the private half in a template, and must read back so.
const DEMANDED: [Attribute; 9] = [
    Attribute::Token(true),
    Attribute::Private(true),
    Attribute::Sensitive(true),
    Attribute::Extractable(false),
    Attribute::Modifiable(false),
    Attribute::Sign(true),
    Attribute::Decrypt(false),
    Attribute::Unwrap(false),
    Attribute::Derive(false),
];

/// What must not read back otherwise where the token knows it.
const OPTIONAL: [Attribute; 2] = [Attribute::Copyable(false), Attribute::SignRecover(false)];

/// The attributes of HSM-01 and HSM-02 that the private key `key` does not have.
pub(crate) fn defects(session: &Session, key: ObjectHandle) -> Result<Vec<String>, Failure> {
    let local = [
        Attribute::Local(true),
        Attribute::AlwaysSensitive(true),
        Attribute::NeverExtractable(true),
    ];
    let required: Vec<Attribute> = DEMANDED.into_iter().chain(local).collect();
    let read = |wanted: &[Attribute]| {
        let types: Vec<AttributeType> = wanted.iter().map(Attribute::attribute_type).collect();
        session.get_attributes(key, &types)
    };
    let (present, optional) = (read(&required)?, read(&OPTIONAL)?);
    let missing = required
        .iter()
        .filter(|attribute| !present.contains(attribute));
    let contrary = optional
        .iter()
        .filter(|attribute| !OPTIONAL.contains(attribute));
    Ok(missing
        .map(|wanted| format!("not {wanted:?}"))
        .chain(contrary.map(|seen| format!("{seen:?}")))
        .collect())
}

/// The attributes that decide whether a private key may be an issuer's. One that the token does
/// not tell counts as the bad value.
pub(crate) fn protection(session: &Session, key: ObjectHandle) -> Result<KeyProtection, Failure> {
    let present = session.get_attributes(
        key,
        &[
            AttributeType::Local,
            AttributeType::Sensitive,
            AttributeType::AlwaysSensitive,
            AttributeType::Extractable,
            AttributeType::NeverExtractable,
            AttributeType::Modifiable,
            AttributeType::Sign,
            AttributeType::Decrypt,
            AttributeType::Unwrap,
            AttributeType::Derive,
        ],
    )?;
    let has = |attribute| present.contains(&attribute);
    let signs_only = [
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
        Attribute::Derive(false),
    ];
    Ok(KeyProtection {
        local: has(Attribute::Local(true)),
        sensitive: has(Attribute::Sensitive(true)),
        always_sensitive: has(Attribute::AlwaysSensitive(true)),
        extractable: !has(Attribute::Extractable(false)),
        never_extractable: has(Attribute::NeverExtractable(true)),
        modifiable: !has(Attribute::Modifiable(false)),
        sign: has(Attribute::Sign(true)),
        other_use: !signs_only.into_iter().all(has),
    })
}

/// An attribute that is a string of octets; empty where the token does not tell it.
pub(crate) fn octets(
    session: &Session,
    object: ObjectHandle,
    kind: AttributeType,
) -> Result<Vec<u8>, Failure> {
    let attribute = session.get_attributes(object, &[kind])?.into_iter().next();
    let Some(
        Attribute::Label(octets)
        | Attribute::Id(octets)
        | Attribute::EcParams(octets)
        | Attribute::EcPoint(octets)
        | Attribute::Modulus(octets)
        | Attribute::PublicExponent(octets),
    ) = attribute
    else {
        return Ok(Vec::new());
    };
    Ok(octets)
}

/// The mechanisms that the key is for; none where the token does not tell, or tells one that the
/// binding has no name for.
pub(crate) fn allowed_mechanisms(
    session: &Session,
    key: ObjectHandle,
) -> Result<Vec<MechanismType>, Failure> {
    let attributes = match session.get_attributes(key, &[AttributeType::AllowedMechanisms]) {
        Ok(attributes) => attributes,
        Err(Error::InvalidValue | Error::NotSupported) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let Some(Attribute::AllowedMechanisms(allowed)) = attributes.into_iter().next() else {
        return Ok(Vec::new());
    };
    Ok(allowed)
}
