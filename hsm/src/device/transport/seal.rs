//! A key that was made to be wrapped never is again.

use ca_core::algorithm::KeyAlgorithm;
use ca_core::signer::{StoredKey, TokenFault, TokenInfo};
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::Session;

use crate::device::attributes;
use crate::device::keys;
use crate::device::transport::{proof, refusal};
use crate::failure::Failure;
use crate::uri::Pkcs11Uri;

/// First takes CKA_EXTRACTABLE back, which no token gives again (PKCS#11 2.40 4.9); then puts a
/// copy that is not modifiable in the place of the key, for CKA_MODIFIABLE changes only so. A
/// try that was cut short between copy and destruction ends here too.
pub(crate) fn seal(
    session: &Session,
    token: &TokenInfo,
    uri: &Pkcs11Uri,
) -> Result<StoredKey, Failure> {
    let found = keys::named(session, uri)?;
    let key = match found.as_slice() {
        [key] => one(session, *key)?,
        several => finished(session, uri, several, token)?,
    };
    let defects = attributes::differing(session, key, &attributes::DEMANDED)?;
    if !defects.is_empty() {
        return Err(Failure::Refused(TokenFault::Attributes { defects }));
    }
    keys::describe(session, key, token)
}

fn one(session: &Session, key: ObjectHandle) -> Result<ObjectHandle, Failure> {
    let refused = |error| refusal(session, error);
    let protection = attributes::protection(session, key)?;
    if protection.extractable {
        session
            .update_attributes(key, &[Attribute::Extractable(false)])
            .map_err(refused)?;
    }
    if !protection.modifiable {
        return Ok(key);
    }
    let sealed = session
        .copy_object(key, &[Attribute::Modifiable(false)])
        .map_err(refused)?;
    session.destroy_object(key)?;
    Ok(sealed)
}

/// Of a sealed copy and the key that it was made from, the copy; the other is destroyed. Both
/// must be the same key: CKA_ID alone does not say so of keys that others made.
fn finished(
    session: &Session,
    uri: &Pkcs11Uri,
    found: &[ObjectHandle],
    token: &TokenInfo,
) -> Result<ObjectHandle, Failure> {
    let several = || {
        Failure::Refused(TokenFault::SeveralKeys {
            uri: uri.to_string(),
            count: found.len(),
        })
    };
    let mut sealed = Vec::new();
    let mut left = Vec::new();
    for key in found.iter().copied() {
        let protection = attributes::protection(session, key)?;
        if protection.extractable || protection.modifiable {
            left.push(key);
        } else {
            sealed.push(key);
        }
    }
    let ([sealed], [left]) = (sealed.as_slice(), left.as_slice()) else {
        return Err(several());
    };
    let told = keys::describe(session, *sealed, token)?;
    let algorithm: KeyAlgorithm = told.algorithm.ok_or_else(several)?;
    for key in [*sealed, *left] {
        if !proof::signs_for(session, key, algorithm, &told.public_key)? {
            return Err(several());
        }
    }
    session.destroy_object(*left)?;
    Ok(*sealed)
}
