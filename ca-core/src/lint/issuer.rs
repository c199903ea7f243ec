//! The issuer of what is judged: all that rules ask of it, read once and kept.

use super::view::extension::mapped_policies;
use super::view::{Version, View, split_certificate};
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
    pub(super) is_root: bool,
    /// A root of version 1, which has no basicConstraints.
    pub(super) is_old_root: bool,
    pub(super) not_before: Option<Timestamp>,
    pub(super) not_after: Option<Timestamp>,
    /// Algorithm and size of its key, if they are known ones.
    pub(super) key: Option<KeyKind>,
    pub(super) is_ca: bool,
    pub(super) path_length: Option<u64>,
    /// Its subject key identifier; empty if it has none.
    pub(super) key_identifier: Vec<u8>,
    /// Content of the identifiers in order, with those that it maps to; nothing without the
    /// extension.
    pub(super) policies: Option<Vec<Vec<u8>>>,
    /// Content of the extended key usages in order; nothing without the extension.
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
        let mut policies = extensions.policies.clone();
        let mappings = extensions.find(oid::POLICY_MAPPINGS);
        let mapped = mappings.and_then(|mappings| mapped_policies(mappings.value).ok());
        if let (Some(policies), Some(mapped)) = (&mut policies, mapped) {
            policies.extend(mapped);
        }
        Self {
            generation: None,
            subject: view.subject.whole.to_vec(),
            is_root: view.is_self_signed(),
            is_old_root: view.is_self_signed() && view.version == Version::Absent,
            not_before: view.not_before.moment,
            not_after: view.not_after.moment,
            key: KeyKind::of_spki(view.spki).ok(),
            is_ca: view.is_ca(),
            path_length: constraints.and_then(|constraints| constraints.path_length),
            key_identifier: extensions.subject_key.unwrap_or_default().to_vec(),
            policies: policies.map(ordered),
            purposes: extensions.extended_key_usage.clone().map(ordered),
            name_constraints: names.map(|extension| extension.value.to_vec()),
        }
    }

    /// Whether its certificate allows this extended key usage.
    pub(super) fn allows_purpose(&self, purpose: &[u8]) -> bool {
        self.purposes.as_ref().is_none_or(|allowed| {
            has(allowed, purpose) || has(allowed, oid::ANY_EXTENDED_KEY_USAGE)
        })
    }

    /// Whether its certificate allows this policy. A root without the extension allows all, any
    /// other issuer without policies none (RFC 5280 6.1).
    pub(super) fn allows_policy(&self, policy: &[u8]) -> bool {
        match &self.policies {
            Some(allowed) => has(allowed, policy) || has(allowed, oid::ANY_POLICY),
            None => self.is_root,
        }
    }
}

/// In order, so that a long list of one certificate against one of another takes no square.
fn ordered(mut identifiers: Vec<&[u8]>) -> Vec<Vec<u8>> {
    identifiers.sort_unstable();
    identifiers.into_iter().map(<[u8]>::to_vec).collect()
}

fn has(ordered: &[Vec<u8>], identifier: &[u8]) -> bool {
    ordered
        .binary_search_by(|known| known.as_slice().cmp(identifier))
        .is_ok()
}
