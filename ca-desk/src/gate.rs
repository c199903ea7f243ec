//! Who may do what: the only place where an [`Admitted`] is made.

use std::fmt;
use std::marker::PhantomData;

use ca_api::operation::Operation;
use ca_core::actor::Actor;
use ca_core::generation::LineName;
use ca_core::governance::scope::{Dimension, Scope, Target};
use ca_core::registry::records::CertificateRecord;

use crate::catalogue::Catalogue;
use crate::language::Language;

/// Somebody who may do this operation, within a scope.
pub struct Admitted<O> {
    actor: Actor,
    scope: Scope,
    language: Language,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Admitted<O> {
    /// Whoever runs a program beside the Registry, where no officers are named yet: the account
    /// can open the files anyway.
    #[must_use]
    pub const fn ungoverned(actor: Actor, language: Language) -> Self {
        Self {
            actor,
            scope: Scope::ALL,
            language,
            operation: PhantomData,
        }
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The texts in the language of whoever asked.
    #[must_use]
    pub fn texts(&self) -> &'static Catalogue {
        Catalogue::of(self.language)
    }

    /// Whether everything lies in the scope, so that nothing need be looked up first.
    #[must_use]
    pub fn reaches_all(&self) -> bool {
        self.scope == Scope::ALL
    }

    /// Whether a certificate lies in the scope. What does not is to be answered as what is not
    /// there.
    #[must_use]
    pub fn reaches(&self, record: &CertificateRecord) -> bool {
        let target = Target {
            issuer: Some(record.issuer.line().to_string()),
            profile: Some(record.profile_name.clone()),
            ..Target::default()
        };
        self.scope.contains(O::ROW.scope, &target)
    }

    /// Whether a profile lies in the scope, by its name. What does not is to be answered as what
    /// is not there.
    #[must_use]
    pub fn reaches_profile(&self, name: &str) -> bool {
        let target = Target {
            profile: Some(name.to_owned()),
            ..Target::default()
        };
        self.scope.contains(O::ROW.scope, &target)
    }
}

impl<O: Operation> Admitted<O> {
    /// Whether an issuer line lies in the scope.
    #[must_use]
    pub fn reaches_line(&self, line: &LineName) -> bool {
        self.scope
            .reach(Dimension::Issuer)
            .contains(Some(line.as_str()))
    }
}

#[cfg(test)]
impl<O: Operation> Admitted<O> {
    /// Somebody with a scope, for tests of what lies outside of one.
    pub(crate) fn within(actor: Actor, scope: Scope) -> Self {
        Self {
            scope,
            ..Self::ungoverned(actor, Language::En)
        }
    }
}

impl<O> fmt::Debug for Admitted<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admitted")
            .field("actor", &self.actor)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
