//! Key pairs of a token: generate, find, list.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{KeyUri, StoredKey};
use ca_core::subject_key::KeyKind;
use cryptoki::error::{Error, RvError};
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, SessionState};

use crate::attributes::{self, Naming, octets};
use crate::failure::Failure;
use crate::mechanism;
use crate::public_key;
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

/// The private key `key` as its attributes tell, with a URI that says `token`.
pub(crate) fn describe(
    session: &Session,
    key: ObjectHandle,
    token: &str,
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
    let uri = key_uri(token, id, &label);
    Ok(StoredKey {
        uri,
        label,
        algorithm,
        public_key,
        protection,
    })
}

/// All private keys, by label.
pub(crate) fn list(session: &Session, token: &str) -> Result<Vec<StoredKey>, Failure> {
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
) -> Result<ObjectHandle, Failure> {
    let id = [Attribute::Id(naming.id.to_vec())];
    let halves = [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY];
    for half in halves {
        find_objects(session, half, &id)?
            .into_iter()
            .try_for_each(|k| session.destroy_object(k))?;
    }
    let pair = generate_as_known(session, algorithm, naming)?;
    let defects = attributes::defects(session, pair.1)?;
    if defects.is_empty() {
        return Ok(pair.1);
    }
    [pair.1, pair.0]
        .into_iter()
        .try_for_each(|half| session.destroy_object(half))?;
    let defects = defects.join(", ");
    Err(Failure::refused(format!(
        "C_GenerateKeyPair made a key with {defects}; it is destroyed"
    )))
}

/// Tries the forms of the template that tokens understand, the fullest first.
fn generate_as_known(
    session: &Session,
    algorithm: KeyAlgorithm,
    naming: Naming<'_>,
) -> Result<(ObjectHandle, ObjectHandle), Failure> {
    let mechanism = mechanism::key(algorithm).generation;
    let mut last = None;
    for parameters in attributes::parameters(algorithm) {
        let public = attributes::public_template(naming, &parameters);
        for full in [true, false] {
            let private = attributes::private_template(naming, algorithm, full);
            match session.generate_key_pair(&mechanism, &public, &private) {
                Ok(pair) => return Ok(pair),
                Err(Error::Pkcs11(value, function)) if TEMPLATE.contains(&value) => {
                    last = Some(Failure::from(Error::Pkcs11(value, function)));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Err(last.unwrap_or_else(|| Failure::refused("the algorithm has no parameters")))
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
        return Err(Failure::refused(format!(
            "{uri} does not name a private key"
        )));
    }
    match private_keys(session, &names)?.as_slice() {
        [key] => Ok(*key),
        [] => Err(Failure::refused(format!("no private key is {uri}"))),
        several => {
            let count = several.len();
            Err(Failure::refused(format!(
                "{count} private keys are {uri}: add `id`"
            )))
        }
    }
}

/// Private objects are invisible without a login, and a login can be lost in silence: an empty
/// answer counts only while the session still has one.
fn private_keys(session: &Session, names: &[Attribute]) -> Result<Vec<ObjectHandle>, Failure> {
    let state = session.get_session_info()?.session_state();
    if !matches!(state, SessionState::RoUser | SessionState::RwUser) {
        return Err(Failure::lost("C_GetSessionInfo: the login is lost"));
    }
    find_objects(session, ObjectClass::PRIVATE_KEY, names)
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
fn key_uri(token: &str, id: Vec<u8>, label: &str) -> KeyUri {
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
