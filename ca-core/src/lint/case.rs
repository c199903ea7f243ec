//! A certificate, its issuer and the time, as the rules see them.

use super::issuer::LintIssuer;
use super::view::View;
use super::{LintInput, Unreadable, oid};
use crate::certificate::Governing;
use crate::subject_key::{KeyDefect, KeyKind, SubjectKey};
use crate::timestamp::Timestamp;

/// What is judged, with all that several rules ask for.
pub(super) struct Case<'a> {
    pub(super) certificate: View<'a>,
    /// Who issues it, where that is given.
    pub(super) issuer: Option<&'a LintIssuer>,
    /// The certificate itself, where it is its own issuer and no other is given.
    own: Option<LintIssuer>,
    pub(super) signing_time: Option<Timestamp>,
    pub(super) governing: Option<&'a Governing<'a>>,
    /// The subject's key, judged.
    pub(super) key: Result<KeyKind, KeyDefect>,
    /// The subject's key, where it was judged before.
    pub(super) subject_key: Option<&'a SubjectKey>,
    /// Whom the subject names, where that can be told.
    pub(super) person: Option<Person>,
    /// Content of the semantics identifier (EN 319 412-1 5.1).
    pub(super) semantics: Option<&'a [u8]>,
    /// Whether it says that it follows EN 319 411 or 412.
    pub(super) claims_etsi: bool,
}

/// Whom a subject names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Person {
    Natural,
    Legal,
}

impl<'a> Case<'a> {
    /// Reads what is judged.
    pub(super) fn of(input: &LintInput<'a>) -> Result<Self, Unreadable> {
        let certificate = View::of_tbs(input.tbs).map_err(|_| Unreadable::Certificate)?;
        // One of ours without issuer is a root: another key identifier in it is a fault.
        let is_root = match input.governing {
            Some(_) => certificate.is_self_issued(),
            None => certificate.is_self_signed(),
        };
        let is_own = input.issuer.is_none() && is_root;
        let semantics = semantics(&certificate);
        let subject_key = input.key.filter(|key| key.spki() == certificate.spki);
        Ok(Self {
            issuer: input.issuer,
            own: is_own.then(|| LintIssuer::of(&certificate)),
            signing_time: input.signing_time,
            governing: input.governing,
            key: key(&certificate, subject_key),
            subject_key,
            person: person(&certificate, semantics),
            semantics,
            claims_etsi: claims_etsi(&certificate),
            certificate,
        })
    }

    /// Whether the certificate's issuer is its own subject.
    pub(super) fn is_self_issued(&self) -> bool {
        self.certificate.is_self_issued()
    }

    /// Whether it is its own issuer.
    pub(super) const fn is_root(&self) -> bool {
        self.own.is_some()
    }

    /// Who signs it: the issuer, or itself; unknown for others without issuer.
    pub(super) fn signer(&self) -> Option<&LintIssuer> {
        self.issuer.or(self.own.as_ref())
    }

    /// When the certificate was or is made: rules older than themselves do not bind it.
    pub(super) fn made(&self) -> Option<Timestamp> {
        self.signing_time.or(self.certificate.not_before.moment)
    }

    /// Algorithm and size of the subject's key, if they are known ones.
    pub(super) fn key_kind(&self) -> Option<KeyKind> {
        match &self.key {
            Ok(kind) => Some(*kind),
            Err(_) => KeyKind::of_spki(self.certificate.spki).ok(),
        }
    }

    /// Whether it is a delegated OCSP signer: not a CA, and for nothing else (RFC 6960 4.2.2.2).
    pub(super) fn is_ocsp_signer(&self) -> bool {
        let purposes = self.certificate.extensions.purposes();
        !self.certificate.is_ca() && purposes == [oid::OCSP_SIGNING]
    }
}

/// The judgement of the key; a key that was judged before is not judged again.
fn key(certificate: &View<'_>, known: Option<&SubjectKey>) -> Result<KeyKind, KeyDefect> {
    match known {
        Some(known) => Ok(known.kind()),
        None => SubjectKey::from_spki(certificate.spki).map(|key| key.kind()),
    }
}

fn semantics<'a>(certificate: &View<'a>) -> Option<&'a [u8]> {
    let statement = certificate.extensions.statement(oid::QC_SYNTAX_V2)?;
    statement.semantics().ok()?.identifier
}

/// By the semantics statement, else by the attributes of the subject.
fn person(certificate: &View<'_>, semantics: Option<&[u8]>) -> Option<Person> {
    match semantics {
        Some(oid::SEMANTICS_NATURAL | oid::SEMANTICS_EIDAS_NATURAL) => Some(Person::Natural),
        Some(oid::SEMANTICS_LEGAL | oid::SEMANTICS_EIDAS_LEGAL) => Some(Person::Legal),
        Some(_) | None if certificate.is_ca() => None,
        Some(_) | None if certificate.subject.is_personal() => Some(Person::Natural),
        Some(_) | None => {
            let organised = certificate.subject.has(oid::ORGANIZATION_IDENTIFIER);
            organised.then_some(Person::Legal)
        }
    }
}

/// By qcStatements or a policy of EN 319 411.
fn claims_etsi(certificate: &View<'_>) -> bool {
    let extensions = &certificate.extensions;
    let mut policies = extensions.policies.iter().flatten();
    extensions.statements.is_some()
        || policies.any(|policy| {
            policy.starts_with(oid::ETSI_POLICIES) || policy.starts_with(oid::EU_POLICIES)
        })
}
