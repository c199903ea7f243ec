//! The issuer of what is judged: all that rules ask of it, read once and kept.

use super::view::{View, split_certificate};
use super::{Unreadable, oid};
use crate::generation::GenerationId;
use crate::subject_key::KeyKind;
use crate::timestamp::Timestamp;

/// The issuer of what is judged, read once for all its certificates.
#[derive(Clone, Debug)]
pub struct LintIssuer {
    /// The generation that it is, for the places in certificates of ours.
    pub(super) generation: Option<GenerationId>,
    /// DER Name.
    pub(super) subject: Vec<u8>,
    pub(super) is_self_issued: bool,
    pub(super) not_before: Option<Timestamp>,
    pub(super) not_after: Option<Timestamp>,
    /// Algorithm and size of its key, if they are known ones.
    pub(super) key: Option<KeyKind>,
    pub(super) is_ca: bool,
    pub(super) path_length: Option<u64>,
    /// Its subject key identifier; empty if it has none.
    pub(super) key_identifier: Vec<u8>,
    /// Content of the identifiers; nothing without the extension.
    pub(super) policies: Option<Vec<Vec<u8>>>,
    /// Content of the extended key usages; nothing without the extension.
    pub(super) purposes: Option<Vec<Vec<u8>>>,
    /// The value of its name constraints.
    pub(super) name_constraints: Option<Vec<u8>>,
}

impl LintIssuer {
    /// Reads the DER of the issuing certificate.
    ///
    /// # Errors
    /// Fails if it does not have the fields of a certificate.
    pub fn parse(certificate: &[u8]) -> Result<Self, Unreadable> {
        let parts = split_certificate(certificate).map_err(|_| Unreadable::Issuer)?;
        let view = View::of_tbs(parts.tbs).map_err(|_| Unreadable::Issuer)?;
        Ok(Self::of(&view))
    }

    /// The same issuer as this generation: then the places in its certificates are judged too.
    #[must_use]
    pub fn of_generation(self, generation: GenerationId) -> Self {
        Self {
            generation: Some(generation),
            ..self
        }
    }

    pub(super) fn of(view: &View<'_>) -> Self {
        let extensions = &view.extensions;
        let constraints = extensions.basic_constraints;
        let names = extensions.find(oid::NAME_CONSTRAINTS);
        Self {
            generation: None,
            subject: view.subject.whole.to_vec(),
            is_self_issued: view.is_self_issued(),
            not_before: view.not_before.moment,
            not_after: view.not_after.moment,
            key: KeyKind::of_spki(view.spki).ok(),
            is_ca: view.is_ca(),
            path_length: constraints.and_then(|constraints| constraints.path_length),
            key_identifier: extensions.subject_key.unwrap_or_default().to_vec(),
            policies: owned(extensions.policies.as_deref()),
            purposes: owned(extensions.extended_key_usage.as_deref()),
            name_constraints: names.map(|extension| extension.value.to_vec()),
        }
    }

    /// Whether its certificate allows this extended key usage.
    pub(super) fn allows_purpose(&self, purpose: &[u8]) -> bool {
        self.purposes.as_ref().is_none_or(|allowed| {
            let same = |known: &Vec<u8>| known == purpose || known == oid::ANY_EXTENDED_KEY_USAGE;
            allowed.iter().any(same)
        })
    }

    /// Whether its certificate allows this policy. A root without the extension allows all, any
    /// other issuer without policies none (RFC 5280 6.1).
    pub(super) fn allows_policy(&self, policy: &[u8]) -> bool {
        match &self.policies {
            Some(allowed) => allowed
                .iter()
                .any(|known| known == policy || known == oid::ANY_POLICY),
            None => self.is_self_issued,
        }
    }
}

fn owned(identifiers: Option<&[&[u8]]>) -> Option<Vec<Vec<u8>>> {
    identifiers.map(|list| list.iter().map(|content| content.to_vec()).collect())
}
