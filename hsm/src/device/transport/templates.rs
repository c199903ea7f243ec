//! What the objects on the way from token to token may do: the AES key wraps or unwraps and
//! nothing else, so that nobody decrypts with it what was wrapped.

use ca_core::algorithm::KeyAlgorithm;
use cryptoki::object::{Attribute, KeyType, ObjectClass};

use crate::device::attributes::{self, Naming};
use crate::device::public_object;

/// The public half of a transport pair, in its own token.
pub(super) fn transport_public(naming: Naming<'_>) -> Vec<Attribute> {
    let fixed = [
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Modifiable(false),
        Attribute::Wrap(true),
        Attribute::Encrypt(false),
        Attribute::Verify(false),
        Attribute::ModulusBits(4096.into()),
        Attribute::PublicExponent(vec![1, 0, 1]),
    ];
    fixed.into_iter().chain(naming.attributes()).collect()
}

/// Its private half.
pub(super) fn transport_private(naming: Naming<'_>) -> Vec<Attribute> {
    TRANSPORT.into_iter().chain(naming.attributes()).collect()
}

/// What can be demanded of the private half in a template.
const TRANSPORT: [Attribute; 9] = [
    Attribute::Token(true),
    Attribute::Private(true),
    Attribute::Sensitive(true),
    Attribute::Extractable(false),
    Attribute::Modifiable(false),
    Attribute::Unwrap(true),
    Attribute::Decrypt(false),
    Attribute::Sign(false),
    Attribute::Derive(false),
];

/// What must read back of it.
pub(super) fn transport_protection() -> Vec<Attribute> {
    let made_here = [
        Attribute::Local(true),
        Attribute::AlwaysSensitive(true),
        Attribute::NeverExtractable(true),
    ];
    TRANSPORT.into_iter().chain(made_here).collect()
}

/// Another token's transport key, as an object of the session, without its material.
pub(super) const fn imported_transport() -> [Attribute; 7] {
    [
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::KeyType(KeyType::RSA),
        Attribute::Token(false),
        Attribute::Private(false),
        Attribute::Wrap(true),
        Attribute::Encrypt(false),
        Attribute::Verify(false),
    ]
}

/// The AES-256 key in the source. It leaves the token under the transport key.
pub(super) fn wrapping_secret() -> Vec<Attribute> {
    let own = [
        Attribute::Extractable(true),
        Attribute::Wrap(true),
        Attribute::Unwrap(false),
        Attribute::ValueLen(32.into()),
    ];
    SECRET.into_iter().chain(own).collect()
}

/// The same key in the destination.
pub(super) fn unwrapping_secret() -> Vec<Attribute> {
    let own = [
        Attribute::Extractable(false),
        Attribute::Wrap(false),
        Attribute::Unwrap(true),
    ];
    SECRET.into_iter().chain(own).collect()
}

const SECRET: [Attribute; 8] = [
    Attribute::Class(ObjectClass::SECRET_KEY),
    Attribute::KeyType(KeyType::AES),
    Attribute::Token(false),
    Attribute::Private(true),
    Attribute::Sensitive(true),
    Attribute::Encrypt(false),
    Attribute::Decrypt(false),
    Attribute::Sign(false),
];

/// The private key in the destination, until it is proven.
pub(super) fn unwrapped(naming: Naming<'_>, kind: KeyType) -> Vec<Attribute> {
    let fixed = [
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(kind),
        Attribute::Token(false),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        Attribute::Decrypt(false),
        Attribute::Unwrap(false),
        Attribute::Derive(false),
    ];
    fixed.into_iter().chain(naming.attributes()).collect()
}

/// The public half beside it.
pub(super) fn created_public(
    naming: Naming<'_>,
    algorithm: KeyAlgorithm,
    material: &[Attribute],
) -> Vec<Attribute> {
    let kind = [
        Attribute::Class(ObjectClass::PUBLIC_KEY),
        Attribute::KeyType(public_object::key_type(algorithm)),
    ];
    let named = attributes::public_template(naming, material);
    kind.into_iter().chain(named).collect()
}
