//! Who may do what: the only place where an [`Admitted`] is made (REG-03).
//!
//! Nothing is remembered of who asked before: each request is held against the roles, the scope
//! and the standing of this moment.

use std::fmt;
use std::marker::PhantomData;

use ca_api::operation::{Aim, Effect, Operation, Roles};
use ca_core::actor::{Actor, ActorKind};
use ca_core::authority::governance::standing::Standing;
use ca_core::digest::Sha256Digest;
use ca_core::generation::LineName;
use ca_core::governance::role::{Role, RoleSet};
use ca_core::governance::roster::Operator;
use ca_core::governance::scope::{Dimension, Scope, Target};
use ca_core::registry::records::CertificateRecord;

use crate::catalogue::Catalogue;
use crate::error::{Explanation, Failure, Kind};
use crate::explain;
use crate::language::Language;
use crate::message::Message;
use crate::wiring::Wiring;

/// Somebody who may do this operation, within a scope.
pub struct Admitted<O> {
    actor: Actor,
    scope: Scope,
    language: Language,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Admitted<O> {
    /// Whoever runs this program beside the Registry. Before officers are named an account may do
    /// everything: it can open the files anyway. Afterwards it reads.
    ///
    /// # Errors
    /// Officers are named and the operation changes something, or nobody can say whether they
    /// are.
    pub fn account(here: &Wiring, language: Language) -> Result<Self, Failure> {
        let changes = matches!(O::ROW.effect, Effect::Changes | Effect::Governs);
        if changes && is_governed(here).map_err(not_done::<O>)? {
            let why = forbidden("gate-account", "account").hint(Message::new("hint-gate-daemon"));
            return Err(refuse::<O>(here, &here.actor, why));
        }
        Ok(Self::of(here.actor.clone(), Scope::ALL, language))
    }

    /// Whoever has shown, by a handshake, the key of this certificate (DER).
    ///
    /// # Errors
    /// The certificate is none of an operator in force, or role or scope do not allow it. Each
    /// refusal of somebody who is known is an event.
    pub fn certificate(
        here: &Wiring,
        certificate: &[u8],
        request: &O::Request,
        language: Language,
    ) -> Result<Self, Failure> {
        let actor = holder_of(certificate);
        let refused = |why| refuse::<O>(here, &actor, why);
        let standing = here.authority.standing(certificate);
        let operator = match standing.map_err(|error| refused(explain::standing(&error)))? {
            Standing::Governed(operator) => operator,
            Standing::Ungoverned => {
                return Err(refused(forbidden("gate-ungoverned", "ungoverned")));
            }
        };
        may::<O>(&operator, request).map_err(refused)?;
        Ok(Self::of(actor.clone(), operator.scope, language))
    }

    const fn of(actor: Actor, scope: Scope, language: Language) -> Self {
        Self {
            actor,
            scope,
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

    /// Whether an issuer line lies in the scope.
    #[must_use]
    pub fn reaches_line(&self, line: &LineName) -> bool {
        self.scope
            .reach(Dimension::Issuer)
            .contains(Some(line.as_str()))
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

#[cfg(test)]
impl<O: Operation> Admitted<O> {
    /// Somebody with a scope, for tests of what lies outside of one.
    pub(crate) fn within(actor: Actor, scope: Scope) -> Self {
        Self::of(actor, scope, Language::En)
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

/// Whether officers are named.
fn is_governed(here: &Wiring) -> Result<bool, Explanation> {
    let roster = here.authority.roster();
    let roster = roster.map_err(|error| explain::govern(&error))?;
    Ok(roster.is_some())
}

/// An operator, by the certificate.
fn holder_of(certificate: &[u8]) -> Actor {
    let digest = Sha256Digest::of(certificate).to_string();
    Actor::new(ActorKind::Certificate, digest, "tls client certificate")
}

/// Whether an operator's roles and scope allow the operation.
fn may<O: Operation>(operator: &Operator, request: &O::Request) -> Result<(), Explanation> {
    let row = &O::ROW;
    if row.roles.is_of_holders() {
        return Err(forbidden("gate-holder", "holder"));
    }
    if !row.roles.admit(operator.roles) {
        return Err(no_role(row.roles, operator.roles));
    }
    if row.effect == Effect::Governs || operator.signed_requests {
        return Err(forbidden("gate-statement", "statement-required"));
    }
    let lies_within = match O::aim(request) {
        Aim::Stated(target) => operator.scope.contains(row.scope, &target),
        Aim::Stored(target) => {
            let stated = |dimension: &Dimension| target.name(*dimension).is_some();
            let stated: Vec<_> = row.scope.iter().copied().filter(stated).collect();
            operator.scope.contains(&stated, &target)
        }
    };
    if lies_within {
        Ok(())
    } else {
        Err(forbidden("gate-scope", "scope"))
    }
}

fn no_role(allowed: Roles, held: RoleSet) -> Explanation {
    let words = |set: RoleSet| {
        let words: Vec<_> = set.iter().map(Role::as_str).collect();
        words.join(", ")
    };
    let cause = Message::new("gate-role").with("roles", words(held));
    let cause = cause.with("allowed", words(allowed.set()));
    Explanation::new(Kind::Forbidden, cause).by(Some("REG-03"))
}

fn forbidden(id: &'static str, rule: &'static str) -> Explanation {
    Explanation::new(Kind::Forbidden, Message::new(id)).named(rule)
}

fn not_done<O: Operation>(why: Explanation) -> Failure {
    let message = Message::new("gate-not-done").with("operation", O::ROW.name);
    Failure::because(message, why)
}

/// What was not allowed is an event first. Where that cannot be recorded, that is what is told.
fn refuse<O: Operation>(here: &Wiring, actor: &Actor, why: Explanation) -> Failure {
    if why.kind != Kind::Forbidden {
        return not_done::<O>(why);
    }
    let rule = why.rule.unwrap_or("forbidden");
    match here.authority.record_refusal(actor, O::ROW.name, rule) {
        Ok(()) => not_done::<O>(why),
        Err(error) => not_done::<O>(explain::govern(&error)),
    }
}
