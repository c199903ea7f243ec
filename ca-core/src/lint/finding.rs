//! What rules found, and how bad it is.

use super::fact::{Fact, Weight};
use crate::requirement;

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// Whether the certificate may be signed in spite of it.
    pub severity: Severity,
    /// What the rule found.
    pub fact: Fact,
}

impl Finding {
    /// The key of the message in the catalogues, such as `lint-crt-02-serial-too-short`.
    #[must_use]
    pub const fn message_id(&self) -> &'static str {
        self.fact.message_id()
    }

    /// What the message says, by name.
    #[must_use]
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        self.fact.arguments()
    }

    /// The clause of the rule, such as `RFC 5280 4.1.2.2, BR 7.1`.
    #[must_use]
    pub fn clause(&self) -> &'static str {
        requirement::clause(self.rule).unwrap_or_default()
    }
}

/// `CRT-02: serial number of 40 bits, at least 64 are needed`.
impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.rule, self.fact)
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The certificate must not be signed.
    Error,
    /// Worth a look.
    Warning,
}

/// Collects what the rules find.
pub(super) struct Findings {
    rule: &'static str,
    ours: bool,
    list: Vec<Finding>,
}

impl Findings {
    /// None yet; `ours`: whether house rules bind the certificate.
    pub(super) const fn new(ours: bool) -> Self {
        Self {
            rule: "",
            ours,
            list: Vec::new(),
        }
    }

    /// What follows is found by this rule.
    pub(super) const fn by(&mut self, rule: &'static str) {
        self.rule = rule;
    }

    /// Adds a fact.
    pub(super) fn push(&mut self, fact: impl Into<Fact>) {
        let fact = fact.into();
        let severity = match fact.weight() {
            Weight::Error => Severity::Error,
            Weight::House if self.ours => Severity::Error,
            Weight::House | Weight::Warning => Severity::Warning,
        };
        self.list.push(Finding {
            rule: self.rule,
            severity,
            fact,
        });
    }

    /// Adds a fact if it is one.
    pub(super) fn when(&mut self, condition: bool, fact: impl Into<Fact>) {
        if condition {
            self.push(fact);
        }
    }

    /// All of them, in the order of the rules.
    pub(super) fn into_list(self) -> Vec<Finding> {
        self.list
    }
}
