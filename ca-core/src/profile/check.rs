//! Which profile documents contradict themselves, the standards or the tables of profiles,
//! before any certificate is prepared from them. All faults are told at once.
//!
//! - `form`: words and figures, terms, lists;
//! - `usages`: key usages, purposes and the other extensions of RFC 5280;
//! - `policies`: which policies go with what;
//! - `subject`: attributes and whom the identifier names;
//! - `names`: alternative names and name constraints;
//! - `statements`: QCStatements.

mod form;
mod names;
mod policies;
mod statements;
mod subject;
mod usages;

use const_oid::ObjectIdentifier;
use const_oid::db::rfc5912;

use crate::document::Faults;
use crate::profile::config::{AttributeConfig, KindConfig, ProfileConfig, SemanticsConfig};
use crate::profile::rule::ProfileRule;
use crate::profile::{ProfileFault, mention, usage};
use crate::subject::AttributeType;

pub(super) use self::names::name_constraints;
pub(super) use self::subject::attributes;

pub(super) type ProfileFaults<'a> = Faults<'a, ProfileRule>;

/// All faults of the document.
pub(super) fn faults(config: &ProfileConfig, text: &str) -> Vec<ProfileFault> {
    let mut faults = Faults::of(text);
    for check in [
        form::check,
        usages::check,
        policies::check,
        subject::check,
        names::check,
        statements::check,
        mention::check,
    ] {
        check(config, &mut faults);
    }
    faults.into_found()
}

impl ProfileConfig {
    fn is_ca(&self) -> bool {
        matches!(self.kind, KindConfig::Root | KindConfig::Ca)
    }

    fn is_leaf(&self) -> bool {
        self.kind == KindConfig::Leaf
    }

    fn has_usage(&self, name: &str) -> bool {
        let mut usages = self.extensions.key_usage.iter();
        usages.any(|known| known == name)
    }

    /// By identifier: a name and its dotted form mean the same.
    fn has_purpose(&self, purpose: ObjectIdentifier) -> bool {
        let mut names = self.extensions.extended_key_usage.iter();
        names.any(|name| usage::extended_key_usage(name) == Some(purpose))
    }

    fn is_server(&self) -> bool {
        self.is_leaf() && self.has_purpose(rfc5912::ID_KP_SERVER_AUTH)
    }

    pub(super) fn attribute(&self, wanted: AttributeType) -> Option<&AttributeConfig> {
        let mut attributes = self.subject.attributes.iter();
        attributes.find(|attribute| AttributeType::from_name(&attribute.r#type) == Some(wanted))
    }

    fn requires(&self, wanted: AttributeType) -> bool {
        self.attribute(wanted)
            .is_some_and(|attribute| !attribute.optional)
    }

    fn names(&self, whom: SemanticsConfig) -> bool {
        self.subject.identifier == Some(whom)
    }

    pub(super) fn claims_compliance(&self) -> bool {
        self.qc_statements
            .as_ref()
            .is_some_and(|statements| statements.compliance)
    }
}

/// Whether a value stands twice.
fn repeats<T: PartialEq>(values: &[T]) -> bool {
    let mut rest = values;
    while let Some((first, after)) = rest.split_first() {
        if after.contains(first) {
            return true;
        }
        rest = after;
    }
    false
}
