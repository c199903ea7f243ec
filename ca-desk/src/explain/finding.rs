//! What lint rules find.

use ca_api::certificate::FindingReport;
use ca_core::lint::fact::Fact;
use ca_core::lint::fact::algorithm::AlgorithmFact as Of;
use ca_core::lint::{Finding, Severity};

use crate::catalogue::Catalogue;
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

/// A finding as answers tell it.
#[must_use]
pub fn report(finding: &Finding, texts: &Catalogue) -> FindingReport {
    let values = finding.arguments().into_iter();
    FindingReport {
        rule: finding.rule.to_owned(),
        clause: finding.clause().to_owned(),
        severity: match finding.severity {
            Severity::Error => ca_api::certificate::Severity::Error,
            Severity::Warning => ca_api::certificate::Severity::Warning,
        },
        fact: finding.message_id().to_owned(),
        values: values
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
        text: texts.text(&message(finding)),
    }
}
