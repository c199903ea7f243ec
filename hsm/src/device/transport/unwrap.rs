//! A wrapped key becomes an object of this token, once it is proven to be the right one.

use ca_core::signer::transport::WrappedKey;
use ca_core::signer::{StoredKey, TokenFault, TokenInfo};
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};
use cryptoki::session::Session;

use crate::device::attributes::{self, Naming, octets};
use crate::device::keys;
use crate::device::public_key;
use crate::device::public_object;
use crate::device::transport::{oaep, proof, refusal, templates, with_mechanism};
use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// Unwraps with the transport key that `transport` names. What is in the token under the same
/// CKA_ID stays as it is.
pub(crate) fn unwrap(
    session: &Session,
    token: &TokenInfo,
    transport: &Pkcs11Uri,
    wrapped: &WrappedKey,
) -> Result<StoredKey, Failure> {
    let name = || keys::key_uri(&token.label, wrapped.id.clone(), &wrapped.label).to_string();
    let there = keys::halves(session, &wrapped.id)?;
    if let [first, others @ ..] = there.as_slice() {
        let kept = finished(session, token, (*first, others), wrapped)?;
        return kept.ok_or_else(|| Failure::Refused(TokenFault::KeyThere { uri: name() }));
    }
    let secret = secret(session, transport, wrapped)?;
    let key = private(session, secret, wrapped)?;
    if !proof::signs_for(session, key, wrapped.algorithm, &wrapped.public_key)? {
        return Err(Failure::Refused(TokenFault::NotThatKey { uri: name() }));
    }
    let kept = keep(session, token, key, wrapped);
    if kept.is_err() {
        keys::clear(session, &wrapped.id)?;
    }
    kept
}

/// What an earlier try left whose answer was lost: a key that came from elsewhere, is protected as
/// it must be and signs for the public key. If that try was cut short before it made the public
/// half, it is made now: without it nobody could use or destroy the key. Nothing if it is another.
fn finished(
    session: &Session,
    token: &TokenInfo,
    (key, others): (ObjectHandle, &[ObjectHandle]),
    wrapped: &WrappedKey,
) -> Result<Option<StoredKey>, Failure> {
    let expected: Vec<Attribute> = attributes::DEMANDED
        .into_iter()
        .chain([Attribute::Local(false)])
        .collect();
    let is_it = attributes::differing(session, key, &expected)?.is_empty()
        && proof::signs_for(session, key, wrapped.algorithm, &wrapped.public_key)?;
    if is_it && others.is_empty() {
        create_public(session, wrapped)?;
    }
    let told = keys::describe(session, key, token)?;
    Ok((is_it && told.public_key == wrapped.public_key).then_some(told))
}

/// The AES key, as an object of this session.
fn secret(
    session: &Session,
    transport: &Pkcs11Uri,
    wrapped: &WrappedKey,
) -> Result<ObjectHandle, Failure> {
    let outer = match keys::find(session, transport) {
        Ok(known) => known.handle,
        Err(Failure::Refused(TokenFault::NoKey { uri })) => {
            return Err(Failure::Refused(TokenFault::NoTransportKey { uri }));
        }
        Err(failure) => return Err(failure),
    };
    let mechanism = oaep(wrapped.secret_wrapping);
    let template = templates::unwrapping_secret();
    session
        .unwrap_key(&mechanism, outer, &wrapped.wrapped_secret, &template)
        .map_err(|error| refusal(session, error))
}

/// The private key, as an object of this session.
fn private(
    session: &Session,
    secret: ObjectHandle,
    wrapped: &WrappedKey,
) -> Result<ObjectHandle, Failure> {
    let naming = Naming {
        label: &wrapped.label,
        id: &wrapped.id,
    };
    let kind = public_object::key_type(wrapped.algorithm);
    let template = templates::unwrapped(naming, kind);
    with_mechanism(wrapped.key_wrapping, |mechanism| {
        session.unwrap_key(mechanism, secret, &wrapped.wrapped_key, &template)
    })
    .map_err(|error| refusal(session, error))
}

/// Makes an object of the token of it: by C_CopyObject. SoftHSM cannot unwrap into an object that
/// is not modifiable, and leaves half a key in the token when it is asked to. Reads back what it
/// is then.
fn keep(
    session: &Session,
    token: &TokenInfo,
    key: ObjectHandle,
    wrapped: &WrappedKey,
) -> Result<StoredKey, Failure> {
    let lasting = [Attribute::Token(true), Attribute::Modifiable(false)];
    let kept = session
        .copy_object(key, &lasting)
        .map_err(|error| refusal(session, error))?;
    create_public(session, wrapped)?;
    let defects = attributes::differing(session, kept, &attributes::DEMANDED)?;
    if !defects.is_empty() {
        return Err(Failure::Refused(TokenFault::Attributes { defects }));
    }
    keys::describe(session, kept, token)
}

/// The public half, in the first form that the token takes and gives back unchanged.
fn create_public(session: &Session, wrapped: &WrappedKey) -> Result<(), Failure> {
    let naming = Naming {
        label: &wrapped.label,
        id: &wrapped.id,
    };
    let mut last = TokenFault::NotThatKey {
        uri: wrapped.label.clone(),
    };
    for form in public_object::forms(wrapped.algorithm, &wrapped.public_key) {
        let template = templates::created_public(naming, wrapped.algorithm, &form);
        match session.create_object(&template) {
            Ok(public) => {
                let read = public_key::subject_public_key_info(session, public, wrapped.algorithm)?;
                if read == wrapped.public_key
                    && octets(session, public, AttributeType::Id)? == wrapped.id
                {
                    return Ok(());
                }
                session.destroy_object(public)?;
            }
            Err(error) => {
                let failure = refusal(session, error);
                let Failure::Refused(fault) = failure else {
                    return Err(failure);
                };
                last = fault;
            }
        }
    }
    Err(Failure::Refused(last))
}
