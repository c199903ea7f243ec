//! Key pairs of a token: generate, find, list.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{KeyUri, StoredKey, TokenFault, TokenInfo};
use ca_core::subject_key::KeyKind;
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, SessionState};

use crate::device::attributes::{self, Egress, Naming, octets};
use crate::device::{mechanism, public_key};
use crate::failure::Failure;
use crate::uri::{ObjectType, Pkcs11Uri};

/// A private key that was found, as long as its epoch lasts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownKey {
    pub(crate) handle: ObjectHandle,
    /// Absent for kinds that issuers cannot use.
    pub(crate) kind: Option<KeyKind>,
}

/// The one private key that `uri` names.
pub(crate) fn find(session: &Session, uri: &Pkcs11Uri) -> Result<KnownKey, Failure> {
    let handle = one_private_key(session, uri)?;
    let algorithms = public_key::algorithms(session, handle)?;
    let kind = algorithms.first().map(|algorithm| algorithm.kind());
    Ok(KnownKey { handle, kind })
}

/// The private key `key` of `token` as its attributes tell.
pub(crate) fn describe(
    session: &Session,
    key: ObjectHandle,
    token: &TokenInfo,
) -> Result<StoredKey, Failure> {
    let id = octets(session, key, AttributeType::Id)?;
    let label = String::from_utf8_lossy(&octets(session, key, AttributeType::Label)?).into_owned();
    let algorithm = public_key::algorithm(session, key)?;
    let public = find_objects(
        session,
        ObjectClass::PUBLIC_KEY,
        &[Attribute::Id(id.clone())],
    )?;
    let public_key = match (algorithm, public.as_slice()) {
        (Some(algorithm), [public]) => {
            public_key::subject_public_key_info(session, *public, algorithm)?
        }
        _ => Vec::new(),
    };
    let protection = attributes::protection(session, key)?;
    let uri = key_uri(&token.label, id.clone(), &label);
    Ok(StoredKey {
        uri,
        token: token.name(),
        id,
        label,
        algorithm,
        public_key,
        protection,
    })
}

/// All private keys, by label.
pub(crate) fn list(session: &Session, token: &TokenInfo) -> Result<Vec<StoredKey>, Failure> {
    let found = private_keys(session, &[])?;
    let described = found.into_iter().map(|key| describe(session, key, token));
    let mut keys = described.collect::<Result<Vec<_>, _>>()?;
    keys.sort_by(|one, other| {
        (&one.label, one.uri.as_str()).cmp(&(&other.label, other.uri.as_str()))
    });
    Ok(keys)
}

/// Makes a pair and returns its private half, or destroys it and refuses if the token did not
/// honour an attribute. The random `id` is the caller's, the same at each try: a pair that an
/// earlier try left behind is destroyed.
pub(crate) fn generate(
    session: &Session,
    algorithm: KeyAlgorithm,
    naming: Naming<'_>,
    egress: Egress,
) -> Result<ObjectHandle, Failure> {
    clear(session, naming.id)?;
    let pair = generate_as_known(session, algorithm, naming, egress)?;
    let defects = attributes::defects(session, pair.1, egress)?;
    if defects.is_empty() {
        return Ok(pair.1);
    }
    [pair.1, pair.0]
        .into_iter()
        .try_for_each(|half| session.destroy_object(half))?;
    Err(Failure::Refused(TokenFault::Attributes { defects }))
}

/// Both halves of the pairs with this CKA_ID.
pub(crate) fn halves(session: &Session, id: &[u8]) -> Result<Vec<ObjectHandle>, Failure> {
    let id = [Attribute::Id(id.to_vec())];
    let mut found = private_keys(session, &id)?;
    found.extend(find_objects(session, ObjectClass::PUBLIC_KEY, &id)?);
    Ok(found)
}

/// Destroys what an earlier try left under the CKA_ID that it had chosen at random.
pub(crate) fn clear(session: &Session, id: &[u8]) -> Result<(), Failure> {
    for half in halves(session, id)? {
        session.destroy_object(half)?;
    }
    Ok(())
}

/// Destroys both halves of the pair and proves that no object has its CKA_ID any more (HSM-06).
pub(crate) fn destroy(session: &Session, uri: &Pkcs11Uri) -> Result<(), Failure> {
    let key = one_private_key(session, uri)?;
    let id = octets(session, key, AttributeType::Id)?;
    session.destroy_object(key)?;
    destroy_rest(session, uri, id)
}

/// Destroys what an earlier try, whose answer was lost, may have left of the pair: the private
/// half is gone.
pub(crate) fn destroy_again(session: &Session, uri: &Pkcs11Uri) -> Result<(), Failure> {
    match (destroy(session, uri), &uri.id) {
        (Err(Failure::Refused(TokenFault::NoKey { .. })), Some(id)) => {
            destroy_rest(session, uri, id.clone())
        }
        (Err(Failure::Refused(TokenFault::NoKey { .. })), None) => Ok(()),
        (outcome, _) => outcome,
    }
}

fn destroy_rest(session: &Session, uri: &Pkcs11Uri, id: Vec<u8>) -> Result<(), Failure> {
    let id = [Attribute::Id(id)];
    for public in find_objects(session, ObjectClass::PUBLIC_KEY, &id)? {
        session.destroy_object(public)?;
    }
    for half in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
        if !find_objects(session, half, &id)?.is_empty() {
            return Err(Failure::Refused(TokenFault::KeyKept {
                uri: uri.to_string(),
            }));
        }
    }
    Ok(())
}

/// Tries the forms of the template that tokens understand, the fullest first.
fn generate_as_known(
    session: &Session,
    algorithm: KeyAlgorithm,
    naming: Naming<'_>,
    egress: Egress,
) -> Result<(ObjectHandle, ObjectHandle), Failure> {
    let mechanism = mechanism::key(algorithm).generation;
    let mut last = None;
    for parameters in attributes::parameters(algorithm) {
        let public = attributes::public_template(naming, &parameters);
        for full in [true, false] {
            let private = attributes::private_template(naming, algorithm, egress, full);
            match session.generate_key_pair(&mechanism, &public, &private) {
                Ok(pair) => return Ok(pair),
                Err(Error::Pkcs11(value, function)) if TEMPLATE.contains(&value) => {
                    last = Some(Failure::from(Error::Pkcs11(value, function)));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Err(last.unwrap_or(Failure::Busy))
}

/// How tokens say that they do not know a form of the template.
const TEMPLATE: [RvError; 5] = [
    RvError::AttributeTypeInvalid,
    RvError::AttributeValueInvalid,
    RvError::TemplateInconsistent,
    RvError::CurveNotSupported,
    RvError::DomainParamsInvalid,
];

fn one_private_key(session: &Session, uri: &Pkcs11Uri) -> Result<ObjectHandle, Failure> {
    match named(session, uri)?.as_slice() {
        [key] => Ok(*key),
        several => Err(Failure::Refused(TokenFault::SeveralKeys {
            uri: uri.to_string(),
            count: several.len(),
        })),
    }
}

/// The private keys that `uri` names, at least one.
pub(crate) fn named(session: &Session, uri: &Pkcs11Uri) -> Result<Vec<ObjectHandle>, Failure> {
    let id = uri.id.clone().map(Attribute::Id);
    let label = uri
        .object
        .as_ref()
        .map(|label| Attribute::Label(label.clone().into_bytes()));
    let names: Vec<Attribute> = id.into_iter().chain(label).collect();
    let wrong_type = uri
        .object_type
        .is_some_and(|wanted| wanted != ObjectType::Private);
    if names.is_empty() || wrong_type {
        return Err(Failure::Refused(TokenFault::NotAKey {
            uri: uri.to_string(),
            reason: "it has neither `id` nor `object`, or another `type`".to_owned(),
        }));
    }
    let found = private_keys(session, &names)?;
    if found.is_empty() {
        return Err(Failure::Refused(TokenFault::NoKey {
            uri: uri.to_string(),
        }));
    }
    Ok(found)
}

/// Private objects are invisible without a login, and a login can be lost in silence: an empty
/// answer counts only if the session still has one after it.
fn private_keys(session: &Session, names: &[Attribute]) -> Result<Vec<ObjectHandle>, Failure> {
    let found = find_objects(session, ObjectClass::PRIVATE_KEY, names)?;
    let state = session.get_session_info()?.session_state();
    if matches!(state, SessionState::RoUser | SessionState::RwUser) {
        Ok(found)
    } else {
        Err(Failure::Lost(TokenFault::LoginLost))
    }
}

fn find_objects(
    session: &Session,
    class: ObjectClass,
    names: &[Attribute],
) -> Result<Vec<ObjectHandle>, Failure> {
    let template: Vec<Attribute> = [Attribute::Token(true), Attribute::Class(class)]
        .into_iter()
        .chain(names.iter().cloned())
        .collect();
    Ok(session.find_objects(&template)?)
}

/// By CKA_ID, which is random; a foreign key without one goes by its label.
pub(crate) fn key_uri(token: &str, id: Vec<u8>, label: &str) -> KeyUri {
    let object = (id.is_empty() && !label.is_empty()).then(|| label.to_owned());
    let uri = Pkcs11Uri {
        token: Some(token.to_owned()),
        object,
        id: Some(id).filter(|id| !id.is_empty()),
        object_type: Some(ObjectType::Private),
        ..Pkcs11Uri::default()
    };
    KeyUri::new(uri.to_string())
}
