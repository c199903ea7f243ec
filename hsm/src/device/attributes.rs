//! Templates of key pairs (HSM-01, HSM-02), and the attributes read back.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::KeyProtection;
use cryptoki::error::Error;
use cryptoki::mechanism::MechanismType;
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::Session;

use crate::device::mechanism::{self, Shape};
use crate::failure::Failure;

/// What a pair is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming<'a> {
    /// CKA_LABEL.
    pub(crate) label: &'a str,
    /// CKA_ID. It is part of the template: later nobody could set it, CKA_MODIFIABLE is false.
    pub(crate) id: &'a [u8],
}

impl Naming<'_> {
    pub(crate) fn attributes(self) -> [Attribute; 2] {
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
        Shape::MlDsa(set) => vec![vec![Attribute::ParameterSet(set.name.into())]],
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

/// Whether a key may leave its token, wrapped for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Egress {
    /// Never: the key of an issuer (HSM-01).
    Never,
    /// Until it is sealed, for which it must be modifiable and copyable.
    UntilSealed,
}

/// The template of the private half, with attributes that not all tokens know if `full`.
pub(crate) fn private_template(
    naming: Naming<'_>,
    algorithm: KeyAlgorithm,
    egress: Egress,
    full: bool,
) -> Vec<Attribute> {
    let wished = demanded(egress).into_iter().chain(naming.attributes());
    let allowed = Attribute::AllowedMechanisms(vec![mechanism::key(algorithm).signing]);
    let extra = optional(egress).iter().cloned().chain([allowed]);
    wished.chain(extra.filter(|_| full)).collect()
}

/// What can be demanded of the private half of an issuer's key in a template, and must read back
/// so.
pub(crate) const DEMANDED: [Attribute; 9] = [
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

fn demanded(egress: Egress) -> Vec<Attribute> {
    if egress == Egress::Never {
        return DEMANDED.to_vec();
    }
    let taken_back = [Attribute::Extractable(false), Attribute::Modifiable(false)];
    let open = [Attribute::Extractable(true), Attribute::Modifiable(true)];
    let kept = DEMANDED.into_iter().filter(|one| !taken_back.contains(one));
    kept.chain(open).collect()
}

/// What must not read back otherwise where the token knows it.
const fn optional(egress: Egress) -> &'static [Attribute] {
    match egress {
        Egress::Never => &[Attribute::SignRecover(false), Attribute::Copyable(false)],
        Egress::UntilSealed => &[Attribute::SignRecover(false)],
    }
}

/// The attributes of HSM-01 and HSM-02 that the new private key `key` does not have.
pub(crate) fn defects(
    session: &Session,
    key: ObjectHandle,
    egress: Egress,
) -> Result<Vec<String>, Failure> {
    let mut required = demanded(egress);
    required.extend([Attribute::Local(true), Attribute::AlwaysSensitive(true)]);
    if egress == Egress::Never {
        required.push(Attribute::NeverExtractable(true));
    }
    let optional = optional(egress);
    let seen = read(session, key, optional)?;
    let contrary = seen
        .iter()
        .filter(|attribute| !optional.contains(attribute))
        .map(|seen| format!("{seen:?}"));
    let mut defects = differing(session, key, &required)?;
    defects.extend(contrary);
    Ok(defects)
}

/// The attributes among `wanted` that `key` does not have, or does not tell.
pub(crate) fn differing(
    session: &Session,
    key: ObjectHandle,
    wanted: &[Attribute],
) -> Result<Vec<String>, Failure> {
    let present = read(session, key, wanted)?;
    let missing = wanted
        .iter()
        .filter(|attribute| !present.contains(attribute));
    Ok(missing.map(|wanted| format!("not {wanted:?}")).collect())
}

fn read(
    session: &Session,
    key: ObjectHandle,
    wanted: &[Attribute],
) -> Result<Vec<Attribute>, Failure> {
    let types: Vec<AttributeType> = wanted.iter().map(Attribute::attribute_type).collect();
    Ok(session.get_attributes(key, &types)?)
}

/// The attributes that decide whether a private key may be an issuer's. One that the token does
/// not tell counts as the bad value, but for CKA_COPYABLE, which PKCS#11 2.20 does not know.
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
            AttributeType::Copyable,
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
        copyable: has(Attribute::Copyable(true)),
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
        | Attribute::PublicExponent(octets)
        | Attribute::Value(octets),
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
