//! Keys that go from one token to another, wrapped (PKCS#11 2.40 5.13).
//!
//! - this file: the pair under which a token receives, and what it can open;
//! - [`wrap`]: a key leaves its token, wrapped;
//! - [`unwrap`]: a wrapped key becomes an object of this one;
//! - [`seal`]: a key that was made to be wrapped never is again;
//! - [`proof`]: a private key signs for a public one;
//! - [`templates`]: what the objects on the way may do.
//!
//! All but the end is done with session objects, which die with their session: what fails or
//! crashes leaves nothing in the token.

pub(crate) mod proof;
pub(crate) mod seal;
mod templates;
pub(crate) mod unwrap;
pub(crate) mod wrap;

use ca_core::signer::transport::{KeyWrapping, SecretWrapping, TransportKey};
use ca_core::signer::{TokenFault, TokenInfo};
use cryptoki::error::Error;
use cryptoki::mechanism::aead::GcmParams;
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsOaepParams, PkcsOaepSource};
use cryptoki::mechanism::{Mechanism, MechanismInfo, MechanismType};
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::{Session, SessionState};

use crate::device::attributes::{self, Naming};
use crate::device::keys;
use crate::device::module::Module;
use crate::device::{mechanism, public_key, public_object};
use crate::failure::Failure;

/// Makes a pair for this token to receive keys under, and tells what it can open.
pub(crate) fn make(
    module: &Module,
    session: &Session,
    token: &TokenInfo,
    naming: Naming<'_>,
) -> Result<TransportKey, Failure> {
    keys::clear(session, naming.id)?;
    let mechanism = Mechanism::RsaPkcsKeyPairGen;
    let public = templates::transport_public(naming);
    let private = templates::transport_private(naming);
    let (public, private) = session.generate_key_pair(&mechanism, &public, &private)?;
    let told = told(module, session, token, naming, (public, private));
    if told.is_err() {
        keys::clear(session, naming.id)?;
    }
    told
}

fn told(
    module: &Module,
    session: &Session,
    token: &TokenInfo,
    naming: Naming<'_>,
    (public, private): (ObjectHandle, ObjectHandle),
) -> Result<TransportKey, Failure> {
    let defects = attributes::differing(session, private, &templates::transport_protection())?;
    if !defects.is_empty() {
        return Err(Failure::Refused(TokenFault::Attributes { defects }));
    }
    let secret_wrappings = openable(session, public, private)?;
    let key_wrappings = key_wrappings(module, session, MechanismInfo::unwrap)?;
    if secret_wrappings.is_empty() || key_wrappings.is_empty() {
        return Err(no_common_wrapping(&key_wrappings, &key_wrappings));
    }
    Ok(TransportKey {
        uri: keys::key_uri(&token.label, naming.id.to_vec(), naming.label),
        token: token.clone(),
        public_key: public_key::subject_public_key_info(session, public, mechanism::TRANSPORT)?,
        secret_wrappings,
        key_wrappings,
    })
}

/// What the token opens with the pair, found by doing: no attribute tells the hashes.
fn openable(
    session: &Session,
    public: ObjectHandle,
    private: ObjectHandle,
) -> Result<Vec<SecretWrapping>, Failure> {
    let secret = session.generate_key(&Mechanism::AesKeyGen, &templates::wrapping_secret())?;
    let opens = |wrapping: &SecretWrapping| {
        let mechanism = oaep(*wrapping);
        let wrapped = session.wrap_key(&mechanism, public, secret);
        let template = templates::unwrapping_secret();
        wrapped
            .and_then(|wrapped| session.unwrap_key(&mechanism, private, &wrapped, &template))
            .is_ok()
    };
    Ok(SecretWrapping::ALL.into_iter().filter(opens).collect())
}

/// The ways of wrapping private keys that the token has, by what it says of its mechanisms.
fn key_wrappings(
    module: &Module,
    session: &Session,
    can: fn(&MechanismInfo) -> bool,
) -> Result<Vec<KeyWrapping>, Failure> {
    let slot = session.get_session_info()?.slot_id();
    let has = |wrapping: &KeyWrapping| {
        let info = module.pkcs11().get_mechanism_info(slot, kind(*wrapping));
        info.is_ok_and(|info| can(&info))
    };
    Ok(KeyWrapping::ALL.into_iter().filter(has).collect())
}

fn no_common_wrapping(there: &[KeyWrapping], here: &[KeyWrapping]) -> Failure {
    let names = |all: &[KeyWrapping]| all.iter().map(|one| one.as_str().to_owned()).collect();
    Failure::Refused(TokenFault::NoCommonWrapping {
        there: names(there),
        here: names(here),
    })
}

fn oaep(wrapping: SecretWrapping) -> Mechanism<'static> {
    let (hash, mask) = match wrapping {
        SecretWrapping::OaepSha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        SecretWrapping::OaepSha1 => (MechanismType::SHA1, PkcsMgfType::MGF1_SHA1),
    };
    Mechanism::RsaPkcsOaep(PkcsOaepParams::new(hash, mask, PkcsOaepSource::empty()))
}

const fn kind(wrapping: KeyWrapping) -> MechanismType {
    match wrapping {
        KeyWrapping::AesKeyWrapPad => MechanismType::AES_KEY_WRAP_PAD,
        KeyWrapping::AesGcm => MechanismType::AES_GCM,
    }
}

/// Calls `act` with the mechanism. The nonce of GCM is all zeros: each AES key wraps one private
/// key, so that no pair of key and nonce is used for two (NIST SP 800-38D 8).
fn with_mechanism<T>(
    wrapping: KeyWrapping,
    act: impl FnOnce(&Mechanism<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    match wrapping {
        KeyWrapping::AesKeyWrapPad => act(&Mechanism::AesKeyWrapPad),
        KeyWrapping::AesGcm => {
            let mut nonce = [0; 12];
            act(&Mechanism::AesGcm(GcmParams::new(
                &mut nonce,
                &[],
                128.into(),
            )?))
        }
    }
}

/// The failure of wrapping or unwrapping. Tokens answer keys and octets that they cannot take
/// with any code (SoftHSM CKR_GENERAL_ERROR, kryoptic CKR_DEVICE_ERROR): while the session still
/// answers and is logged in, the token is well and says no.
fn refusal(session: &Session, error: Error) -> Failure {
    let well = session
        .get_session_info()
        .is_ok_and(|info| matches!(info.session_state(), SessionState::RwUser));
    let failure = Failure::from(error);
    if let (Failure::Lost(fault), true) = (&failure, well) {
        return Failure::Refused(fault.clone());
    }
    failure
}

/// The public half of a transport key as an object of this session.
fn import(session: &Session, key: &TransportKey) -> Result<ObjectHandle, Failure> {
    let material = public_object::rsa_of(&key.public_key).ok_or_else(|| {
        Failure::Refused(TokenFault::NotAKey {
            uri: key.uri.to_string(),
            reason: "it is not an RSA key".to_owned(),
        })
    })?;
    let template: Vec<Attribute> = templates::imported_transport()
        .into_iter()
        .chain(material)
        .collect();
    session
        .create_object(&template)
        .map_err(|error| refusal(session, error))
}
