//! Issuers: generations with their keys, proven to belong together before first use; what they
//! sign is verified before anything else sees it.

use std::sync::Arc;

use crate::actor::Actor;
use crate::algorithm::SignatureAlgorithm;
use crate::audit::event::{Act, EventFields, Outcome};
use crate::authority::refusal::{RANDOM, Refusal, Rule};
use crate::authority::{Authority, SIGNING_DEADLINE, lock};
use crate::certificate::{IssuerView, Summary};
use crate::generation::{GenerationId, LineName};
use crate::lint::{LintIssuer, Unreadable};
use crate::random::RandomError;
use crate::registry::RegistryError;
use crate::registry::records::{CertificateStatus, Generation, GenerationState};
use crate::serial::Serial;
use crate::signer::{KeyUri, SignInput, SignerError, StoredKey, TokenState};
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;
use crate::verify;

/// A generation whose private key was found in its token, well protected (I8), and whose
/// public half is the one that its certificate names.
#[derive(Clone, Debug)]
pub struct Issuer {
    generation: Generation,
    key: KeyUri,
    key_identifier: Vec<u8>,
    not_after: Option<Timestamp>,
    path: Vec<(GenerationId, Serial)>,
    lint: Option<LintIssuer>,
}

impl Issuer {
    /// The generation, as it was when the key was proven.
    #[must_use]
    pub const fn generation(&self) -> &Generation {
        &self.generation
    }

    /// End of the issuer's validity; absent for a root that has no certificate yet.
    #[must_use]
    pub const fn not_after(&self) -> Option<Timestamp> {
        self.not_after
    }

    /// What the lint rules need to know; absent for a root that has no certificate yet.
    #[must_use]
    pub const fn lint(&self) -> Option<&LintIssuer> {
        self.lint.as_ref()
    }

    /// What preparing needs to know.
    #[must_use]
    pub fn view(&self) -> IssuerView<'_> {
        IssuerView {
            generation: &self.generation.id,
            name: &self.generation.name,
            public_key: &self.generation.public_key,
            key_identifier: self.key_identifier.clone(),
            algorithm: self.generation.algorithm,
        }
    }
}

/// What checking an issuer's key found.
#[derive(Debug)]
pub struct IssuerCheck {
    /// The generation.
    pub generation: GenerationId,
    /// Why it cannot be used; nothing if it can.
    pub defect: Option<IssuerError>,
}

impl Authority {
    /// All generations, by line and number.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn issuers(&self) -> Result<Vec<Generation>, RegistryError> {
        self.ports.registry.generations()
    }

    /// The generation of this name.
    ///
    /// # Errors
    /// `UnknownGeneration` if there is none.
    pub fn generation(&self, id: &GenerationId) -> Result<Generation, IssuerError> {
        let all = self.ports.registry.generations()?;
        let found = all.into_iter().find(|generation| generation.id == *id);
        found.ok_or_else(|| IssuerError::UnknownGeneration {
            generation: id.clone(),
        })
    }

    /// The generation of a line that issues certificates.
    ///
    /// # Errors
    /// `UnknownLine` if there is no such line, `NoActive` if none of its generations is active.
    pub fn active_generation(&self, line: &LineName) -> Result<Generation, IssuerError> {
        let all = self.ports.registry.generations()?;
        let mut of_line = all
            .into_iter()
            .filter(|generation| generation.id.line() == line);
        let mut known = false;
        let active = of_line.find(|generation| {
            known = true;
            generation.state == GenerationState::Active
        });
        match active {
            Some(generation) => Ok(generation),
            None if known => Err(IssuerError::NoActive { line: line.clone() }),
            None => Err(IssuerError::UnknownLine { line: line.clone() }),
        }
    }

    /// The active generation of a line, proven, if no certificate from its own up to the root's
    /// is withdrawn: then nothing that it signs can be valid (RFC 5280 6.1.3).
    pub(super) fn issuing(&self, line: &LineName) -> Result<Arc<Issuer>, IssuerError> {
        let issuer = self.prove(self.active_generation(line)?)?;
        if self.stands(&issuer)? {
            return Ok(issuer);
        }
        let generation = issuer.generation.id.clone();
        Err(IssuerError::Withdrawn { generation })
    }

    /// Whether an issuer has a certificate, and neither it nor one above it is withdrawn.
    pub(super) fn stands(&self, issuer: &Issuer) -> Result<bool, IssuerError> {
        for (above, serial) in &issuer.path {
            let record = self.ports.registry.certificate(above, serial)?;
            if record.is_none_or(|record| record.status != CertificateStatus::Good) {
                return Ok(false);
            }
        }
        Ok(!issuer.path.is_empty())
    }

    /// Issuer and serial of a generation's certificate and of those above it, root last; they
    /// never change. Nothing for a generation without certificate.
    fn path(&self, generation: &Generation) -> Result<Vec<(GenerationId, Serial)>, IssuerError> {
        let Some(certificate) = &generation.certificate else {
            return Ok(Vec::new());
        };
        let summary = Summary::of(certificate).map_err(|_| IssuerError::KeyMismatch {
            generation: generation.id.clone(),
        })?;
        let mut path = vec![(generation.issuer.clone(), summary.serial)];
        if !generation.is_root() {
            path.extend(self.path(&self.generation(&generation.issuer)?)?);
        }
        Ok(path)
    }

    /// Makes a generation that has a certificate the active one of its line.
    ///
    /// # Errors
    /// Refuses one without a certificate, or whose key is not as it must be.
    pub fn activate_issuer(&self, actor: &Actor, id: &GenerationId) -> Result<(), IssuerError> {
        let fields = EventFields {
            issuer: Some(id.to_string()),
            ..EventFields::default()
        };
        let activate = || {
            self.watch_tokens::<IssuerError>(actor)?;
            self.prove(self.generation(id)?)?;
            let event = self.done(Act::IssuerActivate, actor, &fields)?;
            Ok(self.ports.registry.activate_generation(id, &event)?)
        };
        activate().map_err(|error: IssuerError| {
            self.record_failure(Act::IssuerActivate, actor, fields.clone(), error)
        })
    }

    /// Proves the key of every generation: it is there, protected, and the certificate's.
    ///
    /// # Errors
    /// Fails if the Registry cannot be read; what is wrong with a key is in its place.
    pub fn check_issuers(&self) -> Result<Vec<IssuerCheck>, RegistryError> {
        let all = self.ports.registry.generations()?;
        let check = |generation: Generation| IssuerCheck {
            generation: generation.id.clone(),
            defect: self.usable(generation).err(),
        };
        Ok(all.into_iter().map(check).collect())
    }

    /// Whether the key is proven and, once there is a certificate, nothing it stands on is
    /// withdrawn.
    fn usable(&self, generation: Generation) -> Result<(), IssuerError> {
        let issuer = self.prove(generation)?;
        if issuer.path.is_empty() || self.stands(&issuer)? {
            return Ok(());
        }
        let generation = issuer.generation.id.clone();
        Err(IssuerError::Withdrawn { generation })
    }

    /// The issuer of a generation, proven once in the life of this authority: the token's
    /// key pair is protected, or what is amiss with it is recorded (I8), and its public half is
    /// the certificate's. Nothing is signed for it (I1); that the private half answers to it, every signature shows (I6).
    pub(super) fn prove(&self, generation: Generation) -> Result<Arc<Issuer>, IssuerError> {
        let proven = lock(&self.proven).get(&generation.id).map(Arc::clone);
        if let Some(issuer) = proven.filter(|issuer| issuer.generation == generation) {
            return Ok(issuer);
        }
        let stored = self.ports.keys.find(&generation.key)?;
        self.check_protection(&generation.id, &stored)?;
        let not_after = check_certificate(&generation, &stored)?;
        let key =
            SubjectKey::from_spki(&stored.public_key).map_err(|_| IssuerError::KeyMismatch {
                generation: generation.id.clone(),
            })?;
        let certificate = generation.certificate.as_deref();
        let read = |der| Ok(LintIssuer::parse(der)?.of_generation(generation.id.clone()));
        let lint = certificate.map(read).transpose();
        let issuer = Arc::new(Issuer {
            lint: lint.map_err(|_: Unreadable| IssuerError::KeyMismatch {
                generation: generation.id.clone(),
            })?,
            key: stored.uri,
            key_identifier: key.key_identifier().to_vec(),
            not_after,
            path: self.path(&generation)?,
            generation,
        });
        lock(&self.proven).insert(issuer.generation.id.clone(), Arc::clone(&issuer));
        Ok(issuer)
    }

    /// What forbids the key to be an issuer's must be excused by a recorded copy (I8).
    pub(super) fn check_protection(
        &self,
        id: &GenerationId,
        stored: &StoredKey,
    ) -> Result<(), IssuerError> {
        let mut defects = stored.protection.defects();
        if !defects.is_empty() {
            defects = self.copies()?.defects(stored);
        }
        if defects.is_empty() {
            return Ok(());
        }
        Err(IssuerError::KeyUnprotected {
            generation: id.clone(),
            defects: defects.join(", "),
        })
    }

    /// Signs with the issuer's key and verifies with its public half before anything else
    /// sees the signature (I6). A token that signs wrongly raises an alarm and is asked no more;
    /// where another one has a copy of the key, that one signs the same bytes.
    pub(super) fn sign(
        &self,
        actor: &Actor,
        issuer: &Issuer,
        message: &[u8],
    ) -> Result<Vec<u8>, IssuerError> {
        let mut copy_may_sign = true;
        loop {
            let signature = self.signature(issuer, message)?;
            let (generation, key) = (&issuer.generation, &issuer.generation.public_key);
            if verify::verify(key, generation.algorithm, message, &signature).is_ok() {
                return Ok(signature);
            }
            copy_may_sign &= self.reject(actor, issuer, &signature)?;
            if !copy_may_sign {
                let generation = generation.id.clone();
                return Err(IssuerError::WrongSignature { generation });
            }
            copy_may_sign = false;
        }
    }

    /// Takes a wrong signature back to its token; whether another token has a copy of the key.
    fn reject(
        &self,
        actor: &Actor,
        issuer: &Issuer,
        signature: &[u8],
    ) -> Result<bool, IssuerError> {
        let has_copy = self.ports.signer.reject(&issuer.key, signature);
        let fenced = self.ports.keys.health().into_iter();
        let fenced = fenced.filter(|token| token.state == TokenState::Fenced);
        let tokens: Vec<_> = fenced.map(|health| health.token).collect();
        let fields = EventFields {
            issuer: Some(issuer.generation.id.to_string()),
            object: Some(issuer.key.to_string()),
            reason: Some(WRONG_SIGNATURE.to_owned()),
            details: [("alarm", "true".to_owned()), ("fenced", tokens.join(", "))].into(),
            ..EventFields::default()
        };
        let event = self.event(Act::TokenReject, Outcome::Failed, actor, &fields)?;
        self.ports.audit.append(&event)?;
        Ok(has_copy)
    }

    /// A signature that nobody has verified yet.
    fn signature(&self, issuer: &Issuer, message: &[u8]) -> Result<Vec<u8>, IssuerError> {
        let algorithm: SignatureAlgorithm = issuer.generation.algorithm;
        let digest = algorithm
            .digest()
            .map(|hash| aws_lc_rs::digest::digest(hash, message));
        let input = digest
            .as_ref()
            .map_or(SignInput::Message(message), |digest| {
                SignInput::Digest(digest.as_ref())
            });
        let signer = self.ports.signer.as_ref();
        Ok(signer.sign(&issuer.key, algorithm, input, SIGNING_DEADLINE)?)
    }
}

/// The word of a signature that does not verify.
const WRONG_SIGNATURE: &str = "issuer-wrong-signature";

/// Registry, token and certificate name the same key and subject.
fn check_certificate(
    generation: &Generation,
    stored: &StoredKey,
) -> Result<Option<Timestamp>, IssuerError> {
    let mismatch = || IssuerError::KeyMismatch {
        generation: generation.id.clone(),
    };
    if stored.public_key != generation.public_key {
        return Err(mismatch());
    }
    let Some(certificate) = &generation.certificate else {
        return Ok(None);
    };
    let summary = Summary::of(certificate).map_err(|_| mismatch())?;
    if summary.public_key != generation.public_key || summary.subject != generation.name {
        return Err(mismatch());
    }
    Ok(Some(summary.not_after))
}

/// Why an issuer cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// No such line.
    #[error("there is no issuer {line}")]
    UnknownLine {
        /// The line.
        line: LineName,
    },
    /// No such generation.
    #[error("there is no issuer generation {generation}")]
    UnknownGeneration {
        /// The generation.
        generation: GenerationId,
    },
    /// None of the line's generations is active.
    #[error("no generation of {line} is active")]
    NoActive {
        /// The line.
        line: LineName,
    },
    /// Its certificate, or one above it, is withdrawn.
    #[error("the certificate of {generation}, or one above it, is withdrawn")]
    Withdrawn {
        /// The generation.
        generation: GenerationId,
    },
    /// The key has attributes that forbid its use (I8).
    #[error("the key of {generation} is not protected: {defects}")]
    KeyUnprotected {
        /// The generation.
        generation: GenerationId,
        /// The attributes.
        defects: String,
    },
    /// Token, Registry and certificate do not name the same key.
    #[error("the key of {generation} is not the one in its certificate")]
    KeyMismatch {
        /// The generation.
        generation: GenerationId,
    },
    /// The token gave a signature that the public key does not verify (I6).
    #[error("the token gave a wrong signature for {generation}")]
    WrongSignature {
        /// The generation.
        generation: GenerationId,
    },
    /// The token failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// The Registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The random generator failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Rule for IssuerError {
    fn rule(&self) -> &'static str {
        match self {
            Self::UnknownLine { .. } | Self::UnknownGeneration { .. } => "issuer-unknown",
            Self::NoActive { .. } => "issuer-not-active",
            Self::Withdrawn { .. } => "issuer-withdrawn",
            Self::KeyUnprotected { .. } => "issuer-key-unprotected",
            Self::KeyMismatch { .. } => "issuer-key-mismatch",
            Self::WrongSignature { .. } => WRONG_SIGNATURE,
            Self::Signer(error) => error.rule(),
            Self::Registry(error) => error.rule(),
            Self::Random(_) => RANDOM,
        }
    }
}

impl Refusal for IssuerError {
    fn is_refusal(&self) -> bool {
        match self {
            Self::UnknownLine { .. }
            | Self::UnknownGeneration { .. }
            | Self::NoActive { .. }
            | Self::Withdrawn { .. }
            | Self::KeyUnprotected { .. }
            | Self::KeyMismatch { .. } => true,
            Self::WrongSignature { .. } | Self::Signer(_) | Self::Random(_) => false,
            Self::Registry(error) => error.is_refusal(),
        }
    }
}
