//! Issuance in two steps (I1, I2): prepare and store the intent; then sign it once, verify,
//! and record certificate, status and event together.

mod error;
mod prepared;
mod resume;

use std::time::Duration;

pub use self::error::IssueError;
pub use self::prepared::Prepared;
use self::prepared::Wish;
pub(crate) use self::resume::LONGEST_INTENT;
use crate::actor::Actor;
use crate::algorithm::KeyAlgorithm;
use crate::audit::event::{Act, EventFields};
use crate::authority::Authority;
use crate::csr::Csr;
use crate::generation::{GenerationId, LineName};
use crate::profile::{Profile, ProfileKind};
use crate::registry::records::{Generation, GenerationState, StoredIntent};
use crate::san::SubjectAltName;
use crate::serial::Serial;
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
    /// Kind of key to make; the profile's first by default.
    pub key_algorithm: Option<KeyAlgorithm>,
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
        let profile = self.profile(&request.profile)?;
        check_kind(&profile, &[ProfileKind::Leaf])?;
        let issuer = self.prove(self.active_generation(&request.line)?)?;
        let csr = Csr::parse(&request.csr)?;
        let wish = Wish {
            profile: &profile,
            subject: Some(&request.subject),
            common_name: None,
            alternative_names: &request.alternative_names,
            key: csr.key(),
            validity: request.validity,
            request_id: request.request_id.clone(),
            certifies: None,
            actor,
        };
        self.prepare_wish(&wish, &issuer)
    }

    /// Issues a leaf certificate. A request id that was used before with the same content
    /// gives the same certificate, finished first if it was interrupted.
    ///
    /// # Errors
    /// Refuses what rules forbid, and records the refusal; fails if token or Registry fail:
    /// then the same request id may be tried again.
    pub fn issue(&self, actor: &Actor, request: &IssuanceRequest) -> Result<Issued, IssueError> {
        let issued = self
            .prepare(actor, request)
            .and_then(|prepared| self.redeem(actor, prepared));
        issued.map_err(|error| {
            let fields = EventFields {
                request_id: request.request_id.clone(),
                issuer: Some(request.line.to_string()),
                details: [("profile", request.profile.clone())].into(),
                ..EventFields::default()
            };
            self.record_failure(Act::CertificateIssue, actor, fields, error)
        })
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
            let profile = self.profile("ocsp-responder")?;
            check_kind(&profile, &[ProfileKind::Responder])?;
            let issuer = self.prove(self.generation(generation)?)?;
            if issuer.generation().is_root() {
                return Err(IssueError::WrongProfile {
                    profile: profile.name().to_owned(),
                });
            }
            let csr = Csr::parse(csr)?;
            let wish = Wish {
                common_name: Some(format!("OCSP {generation}")),
                ..Wish::plain(actor, &profile, csr.key())
            };
            self.redeem(actor, self.prepare_wish(&wish, &issuer)?)
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

    /// Creates the next generation of a line: key in the token, name, certificate. An
    /// interrupted creation is finished by the same call.
    ///
    /// # Errors
    /// As [`Authority::issue`].
    pub fn create_issuer(&self, actor: &Actor, new: &NewIssuer) -> Result<Generation, IssueError> {
        self.try_create_issuer(actor, new).map_err(|error| {
            let fields = EventFields {
                issuer: Some(new.line.to_string()),
                details: [("profile", new.profile.clone())].into(),
                ..EventFields::default()
            };
            self.record_failure(Act::IssuerCreate, actor, fields, error)
        })
    }

    fn try_create_issuer(&self, actor: &Actor, new: &NewIssuer) -> Result<Generation, IssueError> {
        let profile = self.profile(&new.profile)?;
        let kind = if new.issuer.is_none() {
            ProfileKind::Root
        } else {
            ProfileKind::Ca
        };
        check_kind(&profile, &[kind])?;
        let pending = self.pending_or_new(actor, new, &profile)?;
        let id = pending.id.clone();
        let key = SubjectKey::from_spki(&pending.public_key)?;
        let issuer = match &new.issuer {
            None => self.prove(pending)?,
            Some(line) => self.prove(self.active_generation(line)?)?,
        };
        let wish = Wish {
            common_name: Some(common_name(new, &id)),
            request_id: Some(format!("issuer:{id}")),
            certifies: Some(id.clone()),
            ..Wish::plain(actor, &profile, &key)
        };
        self.redeem(actor, self.prepare_wish(&wish, &issuer)?)?;
        Ok(self.generation(&id)?)
    }

    /// The line's generation that waits for its certificate, or a new one with a new key.
    fn pending_or_new(
        &self,
        actor: &Actor,
        new: &NewIssuer,
        profile: &Profile,
    ) -> Result<Generation, IssueError> {
        let all = self.ports.registry.generations()?;
        let of_line = all
            .into_iter()
            .filter(|generation| *generation.id.line() == new.line);
        let latest = of_line.max_by_key(|generation| generation.id.number());
        let number = match latest {
            Some(pending) if pending.state == GenerationState::Pending => return Ok(pending),
            Some(latest) => latest.id.number() + 1,
            None => 1,
        };
        let id = new.line.generation(number);
        let generation = self.new_generation(new, profile, &id)?;
        let fields = EventFields {
            issuer: Some(id.to_string()),
            object: Some(generation.key.to_string()),
            details: [("profile", profile.name().to_owned())].into(),
            ..EventFields::default()
        };
        let event = self.done(Act::IssuerCreate, actor, &fields)?;
        self.ports.registry.add_generation(&generation, &event)?;
        Ok(generation)
    }

    fn new_generation(
        &self,
        new: &NewIssuer,
        profile: &Profile,
        id: &GenerationId,
    ) -> Result<Generation, IssueError> {
        let issuer = match &new.issuer {
            None => id.clone(),
            Some(line) => self.active_generation(line)?.id,
        };
        let algorithm = key_algorithm(new, profile)?;
        let name = self.issuer_name(new, profile, id)?;
        let key = self.ports.keys.generate(algorithm, &id.to_string())?;
        Ok(Generation {
            id: id.clone(),
            name,
            public_key: key.public_key,
            key: key.uri,
            algorithm: algorithm.signature_algorithm(),
            issuer,
            certificate: None,
            state: GenerationState::Pending,
            created: self.ports.clock.now(),
        })
    }

    /// Stores the intent and signs it; one that was stored before is finished instead. The
    /// intent's event stands before the signature: without the log nothing is signed (I7).
    fn redeem(&self, actor: &Actor, prepared: Prepared) -> Result<Issued, IssueError> {
        let event = self.done(Act::CertificateRequest, actor, &prepared.fields())?;
        match self
            .ports
            .registry
            .store_intent(prepared.intent(), &event)?
        {
            StoredIntent::New => self.sign_and_complete(actor, prepared),
            StoredIntent::Known { issuer, serial } => self.resume(actor, &issuer, &serial),
        }
    }
}

fn check_kind(profile: &Profile, kinds: &[ProfileKind]) -> Result<(), IssueError> {
    if kinds.contains(&profile.kind()) {
        return Ok(());
    }
    Err(IssueError::WrongProfile {
        profile: profile.name().to_owned(),
    })
}

/// The name of a generation ends in its number, so that each has a name of its own.
fn common_name(new: &NewIssuer, id: &GenerationId) -> String {
    let base = new.common_name.as_deref().unwrap_or(new.line.as_str());
    format!("{base} G{}", id.number())
}

fn key_algorithm(new: &NewIssuer, profile: &Profile) -> Result<KeyAlgorithm, IssueError> {
    let allowed = profile.allowed_keys();
    let first = || allowed.iter().find_map(|word| word.parse().ok());
    let chosen: Option<KeyAlgorithm> = new.key_algorithm.or_else(first);
    let fitting = chosen.filter(|chosen| allowed.iter().any(|word| word == chosen.as_str()));
    fitting.ok_or_else(|| IssueError::KeyAlgorithm {
        asked: chosen.map_or("none", KeyAlgorithm::as_str),
        allowed: allowed.join(", "),
    })
}
