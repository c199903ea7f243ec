//! What lint rules find.

use std::collections::BTreeMap;

use ca_core::lint::fact::Fact;
use ca_core::lint::fact::algorithm::AlgorithmFact as Of;
use ca_core::lint::{Finding, Severity};
use serde::Serialize;

use crate::explain::key;
use crate::message::Message;

/// A finding in the operator's words, with its rule and the clause that it comes from.
pub(super) fn message(finding: &Finding) -> Message {
    Message::new("lint-finding")
        .with("rule", finding.rule)
        .say("clause", Message::clause(finding.clause()))
        .say("fact", fact(finding))
}

fn fact(finding: &Finding) -> Message {
    let message = Message::new(finding.message_id());
    if let Some((name, reason)) = reason(&finding.fact) {
        return message.say(name, reason);
    }
    let values = finding.arguments().into_iter();
    values.fold(message, |message, (name, value)| message.with(name, value))
}

/// What is said of keys elsewhere too.
fn reason(fact: &Fact) -> Option<(&'static str, Message)> {
    let Fact::Algorithm(fact) = fact else {
        return None;
    };
    if let Of::KeyWeak { defect }
    | Of::KeyExponent { defect }
    | Of::KeySize { defect }
    | Of::KeyUnknown { defect }
    | Of::KeyParameters { defect } = fact
    {
        return Some(("defect", key::key_defect(defect)));
    }
    if let Of::KeyRefused { refusal }
    | Of::KeyRefusedThen { refusal }
    | Of::KeyNotInTable { refusal }
    | Of::IssuerWeaker { refusal }
    | Of::SignatureRefused { refusal } = fact
    {
        return Some(("refusal", key::algorithm_refusal(refusal)));
    }
    None
}

/// A finding in reports.
#[derive(Debug, Serialize)]
pub struct FindingReport {
    rule: &'static str,
    /// What the rule comes from.
    clause: &'static str,
    severity: &'static str,
    /// The name of the fact in the catalogues.
    fact: &'static str,
    /// The values of the fact.
    values: BTreeMap<&'static str, String>,
    #[serde(skip)]
    message: Message,
}

impl FindingReport {
    /// The finding as reports show it.
    pub fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule,
            clause: finding.clause(),
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            fact: finding.message_id(),
            values: finding.arguments().into_iter().collect(),
            message: message(finding),
        }
    }

    /// The finding in words, with its severity.
    pub fn line(&self) -> Message {
        let severity = Message::new(match self.severity {
            "error" => "severity-error",
            _ => "severity-warning",
        });
        let line = Message::new("lint-line").say("severity", severity);
        line.say("finding", self.message.clone())
    }
}
