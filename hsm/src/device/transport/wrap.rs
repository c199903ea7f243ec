//! A private key leaves its token, wrapped.

use ca_core::signer::transport::{KeyWrapping, SecretWrapping, TransportKey, WrappedKey};
use ca_core::signer::{TokenFault, TokenInfo};
use cryptoki::mechanism::{Mechanism, MechanismInfo};
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;

use crate::device::keys;
use crate::device::module::Module;
use crate::device::transport::{
    import, key_wrappings, no_common_wrapping, oaep, refusal, templates, with_mechanism,
};

use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// Wraps the key that `uri` names for the token of `transport`. The AES key between the two is
/// made in this token and ends with the session.
pub(crate) fn wrap(
    module: &Module,
    session: &Session,
    token: &TokenInfo,
    uri: &Pkcs11Uri,
    transport: &TransportKey,
) -> Result<WrappedKey, Failure> {
    let key = keys::find(session, uri)?.handle;
    let stored = keys::describe(session, key, token)?;
    let name = || uri.to_string();
    if !stored.protection.extractable {
        return Err(Failure::Refused(TokenFault::NotExtractable { uri: name() }));
    }
    let unusable = |reason: &str| {
        let (uri, reason) = (name(), reason.to_owned());
        Failure::Refused(TokenFault::NotAKey { uri, reason })
    };
    let algorithm = stored
        .algorithm
        .ok_or_else(|| unusable("issuers cannot use it"))?;
    if stored.public_key.is_empty() || stored.id.is_empty() {
        return Err(unusable("it has no public half, or no CKA_ID"));
    }
    let secret = session
        .generate_key(&Mechanism::AesKeyGen, &templates::wrapping_secret())
        .map_err(|error| refusal(session, error))?;
    let (key_wrapping, wrapped_key) = wrapped_key(module, session, secret, key, transport)?;
    let (secret_wrapping, wrapped_secret) = wrapped_secret(session, secret, transport)?;
    Ok(WrappedKey {
        algorithm,
        public_key: stored.public_key,
        id: stored.id,
        label: stored.label,
        source: token.clone(),
        transport: transport.uri.clone(),
        secret_wrapping,
        key_wrapping,
        wrapped_secret,
        wrapped_key,
    })
}

/// By the first way that both tokens have.
fn wrapped_key(
    module: &Module,
    session: &Session,
    secret: ObjectHandle,
    key: ObjectHandle,
    transport: &TransportKey,
) -> Result<(KeyWrapping, Vec<u8>), Failure> {
    let here = key_wrappings(module, session, MechanismInfo::wrap)?;
    let there = &transport.key_wrappings;
    let Some(common) = there
        .iter()
        .copied()
        .find(|wrapping| here.contains(wrapping))
    else {
        return Err(no_common_wrapping(there, &here));
    };
    let wrapped = with_mechanism(common, |mechanism| session.wrap_key(mechanism, secret, key));
    let wrapped = wrapped.map_err(|error| refusal(session, error))?;
    Ok((common, wrapped))
}

/// By the first way of the destination that works here: no attribute tells which do.
fn wrapped_secret(
    session: &Session,
    secret: ObjectHandle,
    transport: &TransportKey,
) -> Result<(SecretWrapping, Vec<u8>), Failure> {
    let outer = import(session, transport)?;
    let mut last = no_common_wrapping(&transport.key_wrappings, &[]);
    for wrapping in transport.secret_wrappings.iter().copied() {
        match session.wrap_key(&oaep(wrapping), outer, secret) {
            Ok(wrapped) => return Ok((wrapping, wrapped)),
            Err(error) => last = refusal(session, error),
        }
    }
    Err(last)
}
