//! What lint rules find.

use std::collections::BTreeMap;

use ca_core::lint::fact::Fact;
use ca_core::lint::{Finding, Severity};
use serde::Serialize;

use crate::explain::request;
use crate::message::Message;
use crate::output::page::Page;

/// A finding in the operator's words, with its rule.
pub(super) fn message(finding: &Finding) -> Message {
    let mut fact = Message::new(finding.message_id());
    if let Fact::SubjectKeyRefused { defect } = &finding.fact {
        fact = fact.say("defect", request::key_defect(defect));
    } else {
        for (name, value) in finding.arguments() {
            fact = fact.with(name, value);
        }
    }
    Message::new("lint-finding")
        .with("rule", finding.rule)
        .say("fact", fact)
}

/// A finding in reports.
#[derive(Debug, Serialize)]
pub(crate) struct FindingReport {
    rule: &'static str,
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
    pub(crate) fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule,
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            fact: finding.message_id(),
            values: finding.arguments().into_iter().collect(),
            message: message(finding),
        }
    }

    /// Writes the finding on a line.
    pub(crate) fn write(&self, page: &mut Page<'_>) {
        let severity = page.say(&match self.severity {
            "error" => Message::new("severity-error"),
            _ => Message::new("severity-warning"),
        });
        let text = page.say(&self.message);
        let line = Message::new("lint-line")
            .with("severity", severity)
            .with("finding", text);
        page.sentence(&line);
    }
}
