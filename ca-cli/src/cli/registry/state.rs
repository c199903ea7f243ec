//! What a Registry holds, as reports tell it.

use std::collections::BTreeMap;

use ca_core::anchor::Anchor;
use serde::Serialize;

use crate::output::page::Page;

/// Log head and CRL numbers.
#[derive(Debug, Serialize)]
pub(super) struct State {
    /// Number of events in the audit log.
    events: u64,
    /// Root of its Merkle tree.
    root: String,
    /// Largest CRL number of each generation.
    crl_numbers: BTreeMap<String, u64>,
}

impl From<&Anchor> for State {
    fn from(anchor: &Anchor) -> Self {
        let numbers = anchor.crl_numbers.iter();
        Self {
            events: anchor.head.size,
            root: anchor.head.root.to_string(),
            crl_numbers: numbers
                .map(|(generation, number)| (generation.to_string(), *number))
                .collect(),
        }
    }
}

impl State {
    /// Writes the fields.
    pub(super) fn text(&self, page: &mut Page<'_>) {
        page.field("field-events", self.events);
        page.field("field-root-hash", &self.root);
        let numbers = self.crl_numbers.iter();
        let numbers: Vec<_> = numbers
            .map(|(generation, number)| format!("{generation} {number}"))
            .collect();
        page.field("field-crl-numbers", numbers.join("\n"));
    }
}
