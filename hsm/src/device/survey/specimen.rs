//! The key pair of a survey: session objects, or where the token makes none, token objects under
//! a label that no other object has.

use std::time::Instant;

use ca_core::algorithm::{KeyAlgorithm, SignatureAlgorithm};
use ca_core::signer::SignInput;
use cryptoki::object::{Attribute, ObjectHandle};
use cryptoki::session::Session;

use super::{Ground, micros};
use crate::device::attributes;
use crate::device::keys::KnownKey;
use crate::device::module::Access;
use crate::device::{mechanism, public_key, sign};
use crate::failure::Failure;
use crate::survey::probe::{Made, Signed};

/// A pair and the session that it lives in.
#[derive(Debug)]
pub(super) struct Specimen {
    session: Session,
    pair: Pair,
    algorithm: KeyAlgorithm,
}

/// Both halves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) public: ObjectHandle,
    pub(super) private: ObjectHandle,
    /// Whether they are token objects.
    pub(super) on_token: bool,
}

impl Specimen {
    pub(super) fn make(
        ground: Ground<'_>,
        algorithm: KeyAlgorithm,
        label: &str,
    ) -> Result<(Self, Made), Failure> {
        let session = ground.open(Access::Write)?;
        let start = Instant::now();
        let pair = Pair::make(&session, algorithm, label, &[])?;
        let took_us = micros(start);
        let public_key = public_key::subject_public_key_info(&session, pair.public, algorithm)?;
        let made = Made {
            on_token: pair.on_token,
            took_us,
            public_key,
        };
        let specimen = Self {
            session,
            pair,
            algorithm,
        };
        Ok((specimen, made))
    }

    pub(super) fn key(&self) -> KnownKey {
        KnownKey {
            handle: self.pair.private,
            kind: Some(self.algorithm.kind()),
        }
    }

    pub(super) const fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    pub(super) const fn pair(&self) -> Pair {
        self.pair
    }

    pub(super) const fn session(&self) -> &Session {
        &self.session
    }

    pub(super) fn sign(
        &self,
        algorithm: SignatureAlgorithm,
        octets: &[u8],
    ) -> Result<Signed, Failure> {
        let start = Instant::now();
        let signature = signature(&self.session, self.key(), algorithm, octets)?;
        Ok(Signed {
            took_us: micros(start),
            signature,
        })
    }

    pub(super) fn discard(self) -> Result<(), Failure> {
        self.pair.destroy(&self.session)
    }
}

impl Pair {
    /// Makes a pair with `extra` attributes in the template of its private half. The forms of the
    /// template that tokens understand are tried, session objects first.
    pub(super) fn make(
        session: &Session,
        algorithm: KeyAlgorithm,
        label: &str,
        extra: &[Attribute],
    ) -> Result<Self, Failure> {
        let mut first = None;
        for on_token in [false, true] {
            for parameters in attributes::parameters(algorithm) {
                match generate(session, algorithm, label, &parameters, extra, on_token) {
                    Ok((public, private)) => {
                        return Ok(Self {
                            public,
                            private,
                            on_token,
                        });
                    }
                    Err(failure @ Failure::Refused(_)) => first = first.or(Some(failure)),
                    Err(failure) => return Err(failure),
                }
            }
        }
        Err(first.unwrap_or(Failure::Busy))
    }

    pub(super) fn destroy(self, session: &Session) -> Result<(), Failure> {
        session.destroy_object(self.private)?;
        Ok(session.destroy_object(self.public)?)
    }
}

fn generate(
    session: &Session,
    algorithm: KeyAlgorithm,
    label: &str,
    parameters: &[Attribute],
    extra: &[Attribute],
    on_token: bool,
) -> Result<(ObjectHandle, ObjectHandle), Failure> {
    let named = [
        Attribute::Token(on_token),
        Attribute::Label(label.into()),
        Attribute::Id(label.into()),
    ];
    let public = named.iter().chain(&PUBLIC).chain(parameters);
    // A later attribute may not repeat an earlier one (PKCS#11 2.40 5.1).
    let asked = |fixed: &&Attribute| {
        let kind = fixed.attribute_type();
        extra.iter().all(|other| other.attribute_type() != kind)
    };
    let private = named
        .iter()
        .chain(PRIVATE.iter().filter(asked))
        .chain(extra);
    let (public, private): (Vec<_>, Vec<_>) =
        (public.cloned().collect(), private.cloned().collect());
    let generation = mechanism::key(algorithm).generation;
    Ok(session.generate_key_pair(&generation, &public, &private)?)
}

const PUBLIC: [Attribute; 2] = [Attribute::Private(false), Attribute::Verify(true)];

const PRIVATE: [Attribute; 4] = [
    Attribute::Private(true),
    Attribute::Sensitive(true),
    Attribute::Extractable(false),
    Attribute::Sign(true),
];

/// A signature as X.509 carries it, by the way that issuers' signatures go.
pub(super) fn signature(
    session: &Session,
    key: KnownKey,
    algorithm: SignatureAlgorithm,
    octets: &[u8],
) -> Result<Vec<u8>, Failure> {
    let input = match algorithm.digest() {
        Some(_) => SignInput::Digest(octets),
        None => SignInput::Message(octets),
    };
    let prepared = sign::prepare(algorithm, input)?;
    sign::sign(session, key, algorithm, &prepared)
}

/// Destroys all token objects with this label, or with this CKA_ID: a token that lets a probe
/// change the label of a key keeps that. How many are left.
pub(super) fn sweep(ground: Ground<'_>, label: &str) -> Result<u64, Failure> {
    let session = ground.open(Access::Write)?;
    let mut left = 0;
    for name in [Attribute::Label(label.into()), Attribute::Id(label.into())] {
        let ours = [Attribute::Token(true), name];
        for object in session.find_objects(&ours)? {
            // What is not destroyed is counted below.
            session.destroy_object(object).unwrap_or_default();
        }
        left = session.find_objects(&ours)?.len().max(left);
    }
    Ok(u64::try_from(left).unwrap_or(u64::MAX))
}
