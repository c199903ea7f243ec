//! What a Registry holds, as people read it.

use ca_api::registry::RegistryState;

use crate::output::page::Page;

/// Writes the fields.
pub(super) fn write(state: &RegistryState, page: &mut Page<'_>) {
    page.field("field-events", state.events);
    page.field("field-root-hash", &state.root);
    let numbers = state.crl_numbers.iter();
    let numbers: Vec<_> = numbers
        .map(|(generation, number)| format!("{generation} {number}"))
        .collect();
    page.field("field-crl-numbers", numbers.join("\n"));
}
