//! Issuance in two steps (I1, I2): prepare and store the intent; then sign it once, verify,
//! and record certificate, status and event together.
//!
//! - `basis`: what a certificate is judged by, kept between requests;
//! - `prepared`: the first step, whose product can only be signed;
//! - `precedents`: what was issued before for the same key or person;
//! - `person`: the natural person that a certificate names, as digests;
//! - `resume`: the second step, and its continuation after an interruption;
//! - `generation`: the certificates of issuers;
//! - `error`: why not.

mod basis;
mod content;
mod error;
mod generation;
mod person;
mod precedents;
mod prepared;
mod resume;

use std::sync::Arc;
use std::time::Duration;

use self::basis::Basis;
pub(in crate::authority) use self::basis::KeptBases;
use self::content::content_digest;
pub use self::error::IssueError;
use self::generation::names_issuer;
pub use self::person::person_in;
use self::precedents::ATTEMPTS;
pub use self::prepared::Prepared;
use self::prepared::{Wish, is_request_id};
pub(crate) use self::resume::LONGEST_INTENT;
pub(in crate::authority) use self::resume::counted;
use crate::actor::Actor;
use crate::algorithm::KeyAlgorithm;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::authority::issuers::Issuer;
use crate::certificate::request::CertificateRequest;
use crate::csr::Csr;
use crate::generation::{GenerationId, LineName};
use crate::profile::{self, Profile, ProfileKind};
use crate::registration::Registered;
use crate::registry::RegistryError;
use crate::registry::records::{Generation, GenerationState, StoredIntent};
use crate::san::SubjectAltName;
use crate::serial::Serial;
use crate::signer::KeyUri;
use crate::subject::Subject;
use crate::subject_key::SubjectKey;

/// A wish for a leaf certificate.
#[derive(Clone, Debug)]
pub struct IssuanceRequest {
    /// The issuer line; its active generation signs.
    pub line: LineName,
    /// Name of the profile.
    pub profile: String,
    /// The PKCS#10 request in PEM or DER: it gives the key and proves its possession, no more.
    pub csr: Vec<u8>,
    /// The subject's attributes.
    pub subject: Subject,
    /// Alternative names.
    pub alternative_names: Vec<SubjectAltName>,
    /// The client's name for the request: the same id gives the same certificate.
    pub request_id: Option<String>,
    /// Validity, where it is shorter than the profile's.
    pub validity: Option<Duration>,
    /// Evidence of where the key was made, in PEM (REG-08).
    pub key_origin: Option<Vec<u8>>,
    /// The names as the register writes them, where the subject has a Latin form of them
    /// (REG-05).
    pub original_name: Option<Subject>,
    /// What the officer has looked at and confirms.
    pub confirmed: Confirmed,
}

/// What an officer confirms where a rule alone cannot decide. Each is recorded in the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confirmed {
    /// The Latin form of the names, though it is not the suggested one (REG-05).
    pub latin_form: bool,
    /// That the holder of a known identifier has another name now (REG-09).
    pub renamed: bool,
}

/// A wish for a generation of an issuer line.
#[derive(Clone, Debug)]
pub struct NewIssuer {
    /// The line; a new one, or one that gets its next generation.
    pub line: LineName,
    /// Name of the profile, of kind root or CA.
    pub profile: String,
    /// The line that certifies it; none for a root.
    pub issuer: Option<LineName>,
    /// Kind of key to make; the profile's first by default, or that of `key`.
    pub key_algorithm: Option<KeyAlgorithm>,
    /// The token in which the key is made; the first one by default.
    pub token: Option<String>,
    /// A key that was made before, which this act puts to use (CER-05); else one is made.
    pub key: Option<KeyUri>,
    /// Common name without the generation; the line's name by default.
    pub common_name: Option<String>,
}

/// A certificate that may leave the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The generation that signed.
    pub issuer: GenerationId,
    /// The serial number.
    pub serial: Serial,
    /// The certificate in DER.
    pub certificate: Vec<u8>,
    /// The client's name for the request.
    pub request_id: String,
    /// Whether the request had been fulfilled before.
    pub replayed: bool,
    /// What an officer should look at; nothing if the request had been fulfilled before.
    pub notices: Vec<Notice>,
}

/// What an officer should look at though no rule forbids it. The event has it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The person with this identifier was known by another name (REG-09).
    OtherName,
}

impl Notice {
    /// The requirement that it comes from.
    #[must_use]
    pub const fn requirement(self) -> &'static str {
        match self {
            Self::OtherName => "REG-09",
        }
    }

    /// Its name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::OtherName => "other-name",
        }
    }
}

impl Authority {
    /// Checks, builds and lints a certificate without storing or signing anything.
    ///
    /// # Errors
    /// As [`Authority::issue`], before anything is stored.
    pub fn prepare(
        &self,
        actor: &Actor,
        request: &IssuanceRequest,
    ) -> Result<Prepared, IssueError> {
        self.prepare_registered(actor, request, None)
    }

    /// The same with the record of the holder's registration.
    ///
    /// # Errors
    /// As [`Authority::issue_registered`], before anything is stored.
    pub fn prepare_registered(
        &self,
        actor: &Actor,
        request: &IssuanceRequest,
        registered: Option<&Registered>,
    ) -> Result<Prepared, IssueError> {
        let csr = Csr::parse(&request.csr)?;
        // An id that is known with other content would be refused at issuance.
        let known = self.known(request, csr.key())?;
        let basis = Arc::new(self.read_basis(request)?);
        let mut prepared = self.prepare_leaf(actor, request, registered, csr.key(), &basis)?;
        // As the store asks with the intent.
        if self
            .ports
            .registry
            .key_is_barred(&prepared.intent().key_hash)?
        {
            return Err(IssueError::KeyBarred);
        }
        // What was issued for this very request stands in nobody's way.
        if known.is_none() {
            self.judge_precedents(&mut prepared)?;
        }
        Ok(prepared)
    }

    fn prepare_leaf(
        &self,
        actor: &Actor,
        request: &IssuanceRequest,
        registered: Option<&Registered>,
        key: &SubjectKey,
        basis: &Arc<Basis>,
    ) -> Result<Prepared, IssueError> {
        if let Some(reserved) = request.request_id.as_ref().filter(|id| names_issuer(id)) {
            let found = reserved.clone();
            return Err(IssueError::RequestId { found });
        }
        let wish = Wish {
            subject: Some(&request.subject),
            common_name: None,
            alternative_names: &request.alternative_names,
            key,
            validity: request.validity,
            request_id: request.request_id.clone(),
            key_origin: request.key_origin.as_deref(),
            original_name: request.original_name.as_ref(),
            confirmed: request.confirmed,
            registered,
            certifies: None,
            actor,
        };
        self.prepare_wish(&wish, basis)
    }

    /// Issues a leaf certificate. A request id that was used before with the same content
    /// gives the same certificate, finished first if it was interrupted.
    ///
    /// # Errors
    /// Refuses what rules forbid, and records the refusal; fails if token or Registry fail:
    /// then the same request id may be tried again.
    pub fn issue(&self, actor: &Actor, request: &IssuanceRequest) -> Result<Issued, IssueError> {
        self.issue_registered(actor, request, None)
    }

    /// The same with the record of the holder's registration, which is stored in one commit with
    /// the request (REG-01, REG-06). Like evidence it is no part of what makes two requests the
    /// same; the first record stays.
    ///
    /// # Errors
    /// As [`Authority::issue`]; refuses a record that breaks a rule, an officer who is the subject,
    /// and no record where the profile wants one.
    pub fn issue_registered(
        &self,
        actor: &Actor,
        request: &IssuanceRequest,
        registered: Option<&Registered>,
    ) -> Result<Issued, IssueError> {
        self.try_issue(actor, request, registered).map_err(|error| {
            let fields = EventFields {
                request_id: request.request_id.clone().filter(|id| is_request_id(id)),
                ..asked(&request.line, &request.profile)
            };
            self.record_failure(Act::CertificateIssue, actor, fields, error)
        })
    }

    fn try_issue(
        &self,
        actor: &Actor,
        request: &IssuanceRequest,
        registered: Option<&Registered>,
    ) -> Result<Issued, IssueError> {
        self.watch_tokens::<IssueError>(actor)?;
        let csr = Csr::parse(&request.csr)?;
        let stored = self.by_basis(request, |basis| {
            let mut prepared = self.prepare_leaf(actor, request, registered, csr.key(), basis)?;
            let stored = self.store(actor, &mut prepared)?;
            Ok((prepared, stored))
        });
        match stored {
            Ok((prepared, stored)) => self.redeem(actor, prepared, stored),
            // What stands in the way may be younger than the request, or its own certificate:
            // a request that was stored once is finished, whatever became meanwhile.
            Err(error) => match self.known(request, csr.key()) {
                Ok(Some((issuer, serial))) => self.resume(actor, &issuer, &serial),
                Err(mismatch @ IssueError::Registry(RegistryError::RequestMismatch { .. })) => {
                    Err(mismatch)
                }
                Ok(None) | Err(_) => Err(error),
            },
        }
    }

    /// The issuer and serial that this request was given before, whatever profile, issuer or
    /// key became meanwhile: what was acknowledged once stays so.
    fn known(
        &self,
        request: &IssuanceRequest,
        key: &SubjectKey,
    ) -> Result<Option<(GenerationId, Serial)>, IssueError> {
        let Some(id) = request.request_id.as_deref() else {
            return Ok(None);
        };
        let asked = CertificateRequest {
            subject: Some(&request.subject),
            common_name: None,
            alternative_names: &request.alternative_names,
            key,
            validity: request.validity,
            original_name: None,
            latin_form_confirmed: false,
        };
        let content = content_digest(&request.profile, &asked);
        Ok(self
            .ports
            .registry
            .known_request(&request.line, id, &content)?)
    }

    /// Issues the certificate of an OCSP signer of a generation, which may be retired: its
    /// certificates still need answers (OCSP-05).
    ///
    /// # Errors
    /// As [`Authority::issue`].
    pub fn enrol_responder(
        &self,
        actor: &Actor,
        generation: &GenerationId,
        csr: &[u8],
    ) -> Result<Issued, IssueError> {
        let enrol = || {
            self.watch_tokens::<IssueError>(actor)?;
            let profile = self.profile("ocsp-responder")?;
            check_kind(&profile, &[ProfileKind::Responder])?;
            let issuer = self.prove(self.generation(generation)?)?;
            refuse_root(&issuer, &profile)?;
            refuse_pending(issuer.generation())?;
            let csr = Csr::parse(csr)?;
            let wish = Wish {
                common_name: Some(format!("OCSP {generation}")),
                ..Wish::plain(actor, csr.key())
            };
            let basis = Arc::new(self.basis_of(profile, issuer)?);
            self.store_and_redeem(actor, self.prepare_wish(&wish, &basis)?)
        };
        enrol().map_err(|error| {
            let issuer = Some(generation.to_string());
            let fields = EventFields {
                issuer,
                ..EventFields::default()
            };
            self.record_failure(Act::ResponderEnrol, actor, fields, error)
        })
    }

    /// The evidence by which the origin of a certificate's key was proven, as it came (REG-08).
    ///
    /// # Errors
    /// Fails if the Registry cannot be read.
    pub fn key_evidence(
        &self,
        issuer: &GenerationId,
        serial: &Serial,
    ) -> Result<Option<Vec<u8>>, RegistryError> {
        self.ports.registry.key_evidence(issuer, serial)
    }

    /// Stores the intent and signs it.
    fn store_and_redeem(
        &self,
        actor: &Actor,
        mut prepared: Prepared,
    ) -> Result<Issued, IssueError> {
        let stored = self.store(actor, &mut prepared)?;
        self.redeem(actor, prepared, stored)
    }

    /// Signs what was stored; what had been stored before is finished instead. The intent's
    /// event stands before the signature: without the log nothing is signed (I7).
    fn redeem(
        &self,
        actor: &Actor,
        prepared: Prepared,
        stored: StoredIntent,
    ) -> Result<Issued, IssueError> {
        match stored {
            StoredIntent::New => self.sign_and_complete(actor, prepared),
            StoredIntent::Known { issuer, serial } => self.resume(actor, &issuer, &serial),
        }
    }

    /// OPS-01: no certificate gets its dates from a clock that is known to be wrong.
    fn trust_clock(&self) -> Result<(), IssueError> {
        match self.ports.clock.doubt() {
            Some(doubt) => Err(IssueError::Clock { doubt }),
            None => Ok(()),
        }
    }

    /// Stores the intent, judged where there is something before it about the same key or
    /// person.
    fn store(&self, actor: &Actor, prepared: &mut Prepared) -> Result<StoredIntent, IssueError> {
        self.trust_clock()?;
        let registry = self.ports.registry.as_ref();
        let mut attempts = 0..ATTEMPTS;
        loop {
            let event = self.done(Act::CertificateRequest, actor, &prepared.fields())?;
            let stored = match prepared.registration() {
                Some(record) => registry.store_registered(prepared.intent(), record, &event),
                None => registry.store_intent(prepared.intent(), &event),
            };
            match stored {
                Err(RegistryError::Overtaken {
                    object: "key" | "person",
                }) if attempts.next().is_some() => self.judge_precedents(prepared)?,
                Err(RegistryError::KeyBarred) => return Err(IssueError::KeyBarred),
                stored => return Ok(stored?),
            }
        }
    }
}

/// What the log says of a refused wish: what nobody has judged yet is left out, since a request
/// id or a profile's name may be anything, a person's name too (I13).
fn asked(line: &LineName, profile: &str) -> EventFields {
    let known = profile::is_name(profile).then(|| ("profile", profile.to_owned()));
    EventFields {
        issuer: Some(line.to_string()),
        details: known.into_iter().collect(),
        ..EventFields::default()
    }
}

/// A root certifies issuers only: its certificates name no responder.
fn refuse_root(issuer: &Issuer, profile: &Profile) -> Result<(), IssueError> {
    if issuer.generation().is_root() {
        let profile = profile.name().to_owned();
        return Err(IssueError::WrongProfile { profile });
    }
    Ok(())
}

/// What has no certificate cannot vouch for another.
fn refuse_pending(generation: &Generation) -> Result<(), RegistryError> {
    if generation.state != GenerationState::Pending {
        return Ok(());
    }
    Err(RegistryError::WrongState {
        object: generation.id.to_string(),
        state: generation.state.as_str(),
    })
}

fn check_kind(profile: &Profile, kinds: &[ProfileKind]) -> Result<(), IssueError> {
    if kinds.contains(&profile.kind()) {
        return Ok(());
    }
    Err(IssueError::WrongProfile {
        profile: profile.name().to_owned(),
    })
}
