//! The first step: checked, built and linted. Only a clean [`Prepared`] can exist, and
//! signing consumes it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::Actor;
use crate::audit::event::EventFields;
use crate::authority::Authority;
use crate::authority::issue::basis::Basis;
use crate::authority::issue::content::content_digest;
use crate::authority::issue::error::finding_words;
use crate::authority::issue::precedents::Precedents;
use crate::authority::issue::{Confirmed, IssueError, Notice, person};
use crate::authority::issuers::Issuer;
use crate::certificate::request::CertificateRequest;
use crate::certificate::request::latin_form::LatinForm;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::key_origin::{KeyOrigin, OriginError};
use crate::lint::{self, Finding, LintInput, Severity};
use crate::profile::{KeyReuse, Profile};
use crate::registration::{Registered, RegistrationFault, SealedRegistration};
use crate::registry::records::{Intent, IssuanceState, KeySeen};
use crate::san::SubjectAltName;
use crate::serial::Serial;
use crate::subject::{AttributeType, Subject};
use crate::subject_key::SubjectKey;
use crate::timestamp::Timestamp;

/// A certificate that is ready to be signed, once.
#[derive(Debug)]
pub struct Prepared {
    basis: Arc<Basis>,
    intent: Intent,
    findings: Vec<Finding>,
    precedents: Precedents,
    origin: Option<KeyOrigin>,
    latin_form: Option<LatinForm>,
    registration: Option<SealedRegistration>,
}

impl Prepared {
    /// The bytes to be signed.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        &self.intent.tbs
    }

    /// The serial number drawn for it.
    #[must_use]
    pub const fn serial(&self) -> &Serial {
        &self.intent.serial
    }

    /// What the lint rules say, short of errors.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What an officer should look at.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        self.precedents.notices()
    }

    /// The device that the key is proven to be in, where evidence was given (REG-08).
    #[must_use]
    pub const fn key_origin(&self) -> Option<&KeyOrigin> {
        self.origin.as_ref()
    }

    /// The record of registration that is stored with it.
    #[must_use]
    pub const fn registration(&self) -> Option<&SealedRegistration> {
        self.registration.as_ref()
    }

    /// Intent and precedents, to be judged again.
    pub(super) const fn judged(&mut self) -> (&mut Intent, &mut Precedents) {
        (&mut self.intent, &mut self.precedents)
    }

    /// The issuer that will sign, proven.
    pub(super) fn issuer(&self) -> &Issuer {
        &self.basis.issuer
    }

    /// The profile that it was made by.
    pub(super) fn profile(&self) -> &Profile {
        &self.basis.profile
    }

    /// What must be durable before it is signed.
    #[must_use]
    pub const fn intent(&self) -> &Intent {
        &self.intent
    }

    /// What the log says of the request.
    pub(super) fn fields(&self) -> EventFields {
        EventFields {
            request_id: Some(self.intent.request_id.clone()),
            issuer: Some(self.intent.issuer.to_string()),
            object: Some(self.intent.serial.to_string()),
            reason: None,
            details: self.details(),
        }
    }

    /// The lint result is kept with the record (CRT-16), and what else was decided.
    fn details(&self) -> BTreeMap<&'static str, String> {
        let mut lint = self.intent.lint_version.to_string();
        if !self.findings.is_empty() {
            lint = format!("{lint}: {}", finding_words(&self.findings));
        }
        let mut details = BTreeMap::from([
            ("profile", self.intent.profile.to_string()),
            ("tbs_sha256", Sha256Digest::of(&self.intent.tbs).to_string()),
            ("lint", lint),
        ]);
        if let Some(origin) = &self.origin {
            details.insert("key_origin", origin.device.clone());
            let evidence = origin.evidence_sha256().to_string();
            details.insert("key_evidence_sha256", evidence);
            // Not the device's serial number, by which a card's holder is found (I13): the
            // evidence has it.
            details.insert("key_origins_sha256", origin.document.to_string());
        }
        if let Some(form) = self.latin_form {
            details.insert("latin_form", form.as_str().to_owned());
        }
        let registration = self.registration.as_ref();
        let digest = registration.map(|sealed| sealed.digest.to_string());
        details.extend(digest.map(|digest| ("registration_sha256", digest)));
        details.extend(self.precedents.details());
        details
    }
}

/// A wish with everything resolved.
pub(super) struct Wish<'a> {
    pub(super) subject: Option<&'a Subject>,
    pub(super) common_name: Option<String>,
    pub(super) alternative_names: &'a [SubjectAltName],
    pub(super) key: &'a SubjectKey,
    pub(super) validity: Option<Duration>,
    pub(super) request_id: Option<String>,
    pub(super) key_origin: Option<&'a [u8]>,
    pub(super) original_name: Option<&'a Subject>,
    pub(super) confirmed: Confirmed,
    pub(super) registered: Option<&'a Registered>,
    pub(super) certifies: Option<GenerationId>,
    pub(super) actor: &'a Actor,
}

impl<'a> Wish<'a> {
    /// A wish for a key, all else by the profile.
    pub(super) fn plain(actor: &'a Actor, key: &'a SubjectKey) -> Self {
        Self {
            subject: None,
            common_name: None,
            alternative_names: &[],
            key,
            validity: None,
            request_id: None,
            key_origin: None,
            original_name: None,
            confirmed: Confirmed::default(),
            registered: None,
            certifies: None,
            actor,
        }
    }

    fn request(&self) -> CertificateRequest<'_> {
        CertificateRequest {
            subject: self.subject,
            common_name: self.common_name.as_deref(),
            alternative_names: self.alternative_names,
            key: self.key,
            validity: self.validity,
            original_name: self.original_name,
            latin_form_confirmed: self.confirmed.latin_form,
        }
    }
}

impl Authority {
    pub(super) fn prepare_wish(
        &self,
        wish: &Wish<'_>,
        basis: &Arc<Basis>,
    ) -> Result<Prepared, IssueError> {
        let serial = Serial::draw(self.ports.random.as_ref())?;
        let request_id = match &wish.request_id {
            Some(id) if is_request_id(id) => id.clone(),
            Some(id) => {
                let found = id.clone();
                return Err(IssueError::RequestId { found });
            }
            None => serial.to_string(),
        };
        let latin_form = wish.request().check_latin_form()?;
        let mut intent = self.build(wish, basis, serial, request_id)?;
        let findings = lint(wish.key, basis, &intent)?;
        let origin = self.key_origin(wish, &basis.profile, intent.prepared)?;
        let registration = self.seal_registration(wish, basis, intent.prepared)?;
        let evidence = origin.as_ref().map(|origin| origin.evidence.clone());
        intent.key_evidence = evidence.map(String::into_bytes);
        Ok(Prepared {
            precedents: Precedents::of(&basis.profile, wish.confirmed),
            basis: Arc::clone(basis),
            origin,
            intent,
            findings,
            latin_form,
            registration,
        })
    }

    /// The record of registration, judged; a profile may ask for one (REG-01).
    fn seal_registration(
        &self,
        wish: &Wish<'_>,
        basis: &Basis,
        now: Timestamp,
    ) -> Result<Option<SealedRegistration>, IssueError> {
        let Some(registered) = wish.registered else {
            return if basis.profile.requires_registration() {
                Err(RegistrationFault::Missing.into())
            } else {
                Ok(None)
            };
        };
        let governing = basis.governing();
        registered.registration.judge(governing.country, now)?;
        let subject = wish
            .subject
            .and_then(|subject| subject.get(AttributeType::SERIAL_NUMBER));
        let same = |officer: &String| subject.is_some_and(|one| one.eq_ignore_ascii_case(officer));
        if registered.officer.as_ref().is_some_and(same) {
            return Err(RegistrationFault::OfficerIsSubject.into());
        }
        let random = self.ports.random.as_ref();
        Ok(Some(registered.registration.seal(random)?))
    }

    /// Where the key was made, if evidence was given; a profile may ask for it (REG-08). What
    /// was given for another profile is proven too: a false proof must not stand in the record.
    fn key_origin(
        &self,
        wish: &Wish<'_>,
        profile: &Profile,
        now: Timestamp,
    ) -> Result<Option<KeyOrigin>, IssueError> {
        match wish.key_origin {
            Some(evidence) => {
                let origins = self.key_origins()?;
                Ok(Some(origins.prove(evidence, wish.key, now)?))
            }
            None if profile.requires_device() => Err(OriginError::Absent.into()),
            None => Ok(None),
        }
    }

    fn build(
        &self,
        wish: &Wish<'_>,
        basis: &Basis,
        serial: Serial,
        request_id: String,
    ) -> Result<Intent, IssueError> {
        let (profile, issuer, request) = (&*basis.profile, &*basis.issuer, wish.request());
        let governing = &basis.governing();
        request.check_alternative_names(profile)?;
        let subject = request.subject_name(governing)?;
        let now = self.ports.clock.now();
        let validity = request.validity_period(profile, issuer.not_after(), now)?;
        let view = issuer.view();
        request.check_key(governing, &view, validity)?;
        let template = &basis.template;
        let tbs = template.to_be_signed(governing, &request, &subject, validity, &serial)?;
        Ok(Intent {
            issuer: issuer.generation().id.clone(),
            issuer_name_hash: issuer.generation().name_hash(),
            serial,
            state: IssuanceState::Signing,
            scope: issuer.generation().id.line().clone(),
            request_id,
            content_digest: content_digest(profile.name(), &request),
            profile: profile.digest(),
            tbs,
            key_hash: wish.key.hash(),
            not_before: validity.not_before,
            not_after: validity.not_after,
            lint_version: lint::LINT_VERSION,
            actor: wish.actor.clone(),
            prepared: now,
            certifies: wish.certifies.clone(),
            key_seen: wish.certifies.is_none().then_some(KeySeen {
                place: 0,
                own_profile: profile.key_reuse() != KeyReuse::Free,
            }),
            person: person::of(profile, wish.subject, issuer.generation().id.line()),
            key_evidence: None,
            basis: basis.mark,
        })
    }
}

/// Judges the exact bytes that would be signed (CRT-16).
fn lint(key: &SubjectKey, basis: &Basis, intent: &Intent) -> Result<Vec<Finding>, IssueError> {
    let findings = lint::check(&LintInput {
        tbs: &intent.tbs,
        issuer: basis.issuer.lint(),
        signing_time: Some(intent.prepared),
        governing: Some(&basis.governing()),
        key: Some(key),
    })?;
    let error = |finding: &Finding| finding.severity == Severity::Error;
    if findings.iter().any(error) {
        return Err(IssueError::Lint { findings });
    }
    Ok(findings)
}

/// Whether this may be a request id: `[A-Za-z0-9._:-]{1,64}`, a file name in batches.
pub(super) fn is_request_id(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    !id.is_empty() && id.len() <= 64 && id.chars().all(allowed)
}
