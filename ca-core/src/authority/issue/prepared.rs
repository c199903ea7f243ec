//! The first step: checked, built and linted. Only a clean [`Prepared`] can exist, and
//! signing consumes it.

use std::sync::Arc;
use std::time::Duration;

use crate::actor::Actor;
use crate::audit::event::EventFields;
use crate::authority::Authority;
use crate::authority::issue::IssueError;
use crate::authority::issue::content::content_digest;
use crate::authority::issuers::Issuer;
use crate::certificate;
use crate::certificate::request::CertificateRequest;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::lint::{self, Finding, LintInput, LintIssuer, Severity};
use crate::profile::Profile;
use crate::registry::records::{Intent, IssuanceState};
use crate::san::SubjectAltName;
use crate::serial::Serial;
use crate::settings::Settings;
use crate::subject::Subject;
use crate::subject_key::SubjectKey;

/// A certificate that is ready to be signed, once.
#[derive(Debug)]
pub struct Prepared {
    issuer: Arc<Issuer>,
    intent: Intent,
    findings: Vec<Finding>,
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

    /// The issuer that will sign, proven.
    pub(super) fn issuer(&self) -> &Issuer {
        &self.issuer
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
            details: [
                ("profile", self.intent.profile.to_string()),
                ("tbs_sha256", Sha256Digest::of(&self.intent.tbs).to_string()),
            ]
            .into(),
        }
    }
}

/// A wish with everything resolved.
pub(super) struct Wish<'a> {
    pub(super) profile: &'a Profile,
    pub(super) subject: Option<&'a Subject>,
    pub(super) common_name: Option<String>,
    pub(super) alternative_names: &'a [SubjectAltName],
    pub(super) key: &'a SubjectKey,
    pub(super) validity: Option<Duration>,
    pub(super) request_id: Option<String>,
    pub(super) certifies: Option<GenerationId>,
    pub(super) actor: &'a Actor,
}

impl<'a> Wish<'a> {
    /// A wish for a key, all else by the profile.
    pub(super) fn plain(actor: &'a Actor, profile: &'a Profile, key: &'a SubjectKey) -> Self {
        Self {
            profile,
            subject: None,
            common_name: None,
            alternative_names: &[],
            key,
            validity: None,
            request_id: None,
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
        }
    }
}

impl Authority {
    pub(super) fn prepare_wish(
        &self,
        wish: &Wish<'_>,
        issuer: &Arc<Issuer>,
    ) -> Result<Prepared, IssueError> {
        let settings = self.settings()?;
        let serial = Serial::draw(self.ports.random.as_ref())?;
        let request_id = match &wish.request_id {
            Some(id) if is_request_id(id) => id.clone(),
            Some(id) => {
                let found = id.clone();
                return Err(IssueError::RequestId { found });
            }
            None => serial.to_string(),
        };
        let intent = self.build(wish, issuer, &settings, serial, request_id)?;
        let findings = self.lint(&intent, issuer)?;
        if wish.certifies.is_none() && self.ports.registry.key_is_barred(&intent.key_hash)? {
            return Err(IssueError::KeyBarred);
        }
        Ok(Prepared {
            issuer: Arc::clone(issuer),
            intent,
            findings,
        })
    }

    fn build(
        &self,
        wish: &Wish<'_>,
        issuer: &Issuer,
        settings: &Settings,
        serial: Serial,
        request_id: String,
    ) -> Result<Intent, IssueError> {
        let (profile, request) = (wish.profile, wish.request());
        request.check_key(profile)?;
        request.check_alternative_names(profile)?;
        let subject = request.subject_name(profile, settings)?;
        let now = self.ports.clock.now();
        let validity = request.validity_period(profile, issuer.not_after(), now)?;
        let view = issuer.view();
        let tbs = certificate::to_be_signed(
            profile, settings, &request, &view, &subject, validity, &serial,
        )?;
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
        })
    }

    fn lint(&self, intent: &Intent, issuer: &Issuer) -> Result<Vec<Finding>, IssueError> {
        let certificate = issuer.generation().certificate.as_deref();
        let input = LintInput {
            tbs: &intent.tbs,
            issuer: certificate.map(|certificate| LintIssuer { certificate }),
            signing_time: Some(intent.prepared),
        };
        let findings = lint::check(&input)?;
        if findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
        {
            return Err(IssueError::Lint { findings });
        }
        Ok(findings)
    }
}

/// Whether this may be a request id: `[A-Za-z0-9._:-]{1,64}`, a file name in batches.
pub(super) fn is_request_id(id: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._:-".contains(c);
    !id.is_empty() && id.len() <= 64 && id.chars().all(allowed)
}
