//! How a token takes an attribute of a private key: asked for in a template, read back, and then
//! tried, since some tokens say an attribute and do not act by it.

use ca_core::algorithm::KeyAlgorithm;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{Attribute, AttributeType};
use cryptoki::session::Session;

use super::Ground;
use super::specimen::Pair;
use crate::device::mechanism;
use crate::device::module::Access;
use crate::failure::Failure;
use crate::survey::facts::{self, Outcome};

/// What an attribute must be, and whether a template may ask for it.
struct Row {
    wanted: Attribute,
    asked: bool,
}

pub(super) fn attribute(
    ground: Ground<'_>,
    algorithm: KeyAlgorithm,
    label: &str,
    name: &str,
) -> Result<facts::Attribute, Failure> {
    let Some(row) = row(name, algorithm) else {
        return Err(Failure::Busy);
    };
    let session = ground.open(Access::Write)?;
    let extra = if row.asked {
        std::slice::from_ref(&row.wanted)
    } else {
        &[]
    };
    let mut told = facts::Attribute {
        name: name.to_owned(),
        wanted: value(&row.wanted),
        outcome: Outcome::Refused,
        enforced: None,
        trouble: None,
    };
    let pair = match Pair::make(&session, algorithm, label, extra) {
        Ok(pair) => pair,
        Err(failure @ Failure::Refused(_)) => {
            told.trouble = Some(failure.into());
            return Ok(told);
        }
        Err(failure) => return Err(failure),
    };
    let read = read_back(&session, pair, &row.wanted).map(|outcome| {
        told.outcome = outcome;
        told.enforced = enforced(ground, &session, pair, algorithm, name);
    });
    pair.destroy(&session)?;
    read.map(|()| told)
}

fn row(name: &str, algorithm: KeyAlgorithm) -> Option<Row> {
    let asked = |wanted| Row {
        wanted,
        asked: true,
    };
    let given = |wanted| Row {
        wanted,
        asked: false,
    };
    Some(match name {
        "CKA_PRIVATE" => asked(Attribute::Private(true)),
        "CKA_SENSITIVE" => asked(Attribute::Sensitive(true)),
        "CKA_EXTRACTABLE" => asked(Attribute::Extractable(false)),
        "CKA_ALWAYS_SENSITIVE" => given(Attribute::AlwaysSensitive(true)),
        "CKA_NEVER_EXTRACTABLE" => given(Attribute::NeverExtractable(true)),
        "CKA_LOCAL" => given(Attribute::Local(true)),
        "CKA_MODIFIABLE" => asked(Attribute::Modifiable(false)),
        "CKA_COPYABLE" => asked(Attribute::Copyable(false)),
        "CKA_SIGN" => asked(Attribute::Sign(true)),
        "CKA_SIGN_RECOVER" => asked(Attribute::SignRecover(false)),
        "CKA_DECRYPT" => asked(Attribute::Decrypt(false)),
        "CKA_UNWRAP" => asked(Attribute::Unwrap(false)),
        "CKA_DERIVE" => asked(Attribute::Derive(false)),
        "CKA_ALLOWED_MECHANISMS" => asked(Attribute::AllowedMechanisms(vec![
            mechanism::key(algorithm).signing,
        ])),
        _ => return None,
    })
}

/// The value as a report says it.
fn value(attribute: &Attribute) -> String {
    if let Attribute::AllowedMechanisms(mechanisms) = attribute {
        let names: Vec<_> = mechanisms.iter().map(ToString::to_string).collect();
        return names.join(" ");
    }
    // `Sensitive(true)`.
    let text = format!("{attribute:?}");
    let inner = text.split_once('(').map_or("", |(_, inner)| inner);
    inner.trim_end_matches(')').to_owned()
}

fn read_back(session: &Session, pair: Pair, wanted: &Attribute) -> Result<Outcome, Failure> {
    let read = match session.get_attributes(pair.private, &[wanted.attribute_type()]) {
        Ok(read) => read,
        // A value that the binding has no name for.
        Err(Error::InvalidValue | Error::NotSupported) => Vec::new(),
        Err(Error::Pkcs11(RvError::AttributeTypeInvalid | RvError::AttributeSensitive, _)) => {
            Vec::new()
        }
        Err(error) => return Err(error.into()),
    };
    Ok(match read.first() {
        Some(seen) if seen == wanted => Outcome::Honoured,
        Some(_) => Outcome::Ignored,
        None => Outcome::Untold,
    })
}

/// Whether the token acts by it; nothing where that cannot be tried without harm.
fn enforced(
    ground: Ground<'_>,
    session: &Session,
    pair: Pair,
    algorithm: KeyAlgorithm,
    name: &str,
) -> Option<bool> {
    match name {
        "CKA_SENSITIVE" => Some(keeps_its_secret(session, pair)),
        "CKA_EXTRACTABLE" => Some(stays(session, pair, Attribute::Extractable(true))),
        "CKA_MODIFIABLE" => Some(stays(session, pair, Attribute::Label(b"changed".to_vec()))),
        "CKA_COPYABLE" => Some(is_not_copied(session, pair)),
        "CKA_ALLOWED_MECHANISMS" => signs_no_other(ground, session, pair, algorithm),
        _ => None,
    }
}

fn keeps_its_secret(session: &Session, pair: Pair) -> bool {
    let secrets = [AttributeType::Value, AttributeType::PrivateExponent];
    secrets.iter().all(|secret| {
        let read = session.get_attributes(pair.private, &[*secret]);
        read.map_or(true, |read| read.is_empty())
    })
}

/// Whether the key keeps an attribute although it is told to change it.
fn stays(session: &Session, pair: Pair, change: Attribute) -> bool {
    let kind = change.attribute_type();
    let changed = session.update_attributes(pair.private, std::slice::from_ref(&change));
    if changed.is_err() {
        return true;
    }
    let read = session.get_attributes(pair.private, &[kind]);
    read.is_ok_and(|read| !read.contains(&change))
}

fn is_not_copied(session: &Session, pair: Pair) -> bool {
    match session.copy_object(pair.private, &[Attribute::Token(false)]) {
        Ok(copy) => {
            // It is a session object: it ends with the session if it is not destroyed here.
            session.destroy_object(copy).unwrap_or_default();
            false
        }
        Err(_) => true,
    }
}

/// Whether the key refuses a mechanism that fits it and is not on its list; nothing where no such
/// mechanism is there.
fn signs_no_other(
    ground: Ground<'_>,
    session: &Session,
    pair: Pair,
    algorithm: KeyAlgorithm,
) -> Option<bool> {
    let signing = mechanism::key(algorithm).signing;
    let other = if signing == MechanismType::ECDSA {
        Mechanism::EcdsaSha256
    } else if signing == MechanismType::RSA_PKCS {
        Mechanism::Sha256RsaPkcs
    } else {
        return None;
    };
    let (slot, _) = ground.module.find(ground.token).ok()?;
    let present = ground.module.pkcs11().get_mechanism_list(slot).ok()?;
    let there = present.contains(&other.mechanism_type());
    there.then(|| session.sign(&other, pair.private, b"sceau").is_err())
}
