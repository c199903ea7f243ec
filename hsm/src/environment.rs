//! Variables that modules want to see.
//!
//! Modules read their environment as they please, also at load, and changing it in a running
//! process is a data race. So a binary asks once, first of all, what is missing and starts itself
//! again with it.

use std::collections::BTreeMap;
use std::ffi::OsString;

use crate::config::TokenConfig;

/// The variables of `configs` that the present environment, seen through `lookup`, lacks or has
/// with another value. If it is empty nothing is to be done.
///
/// # Errors
/// Two tokens want different values of one variable: they cannot be served by one process.
pub fn missing<'c>(
    configs: impl IntoIterator<Item = &'c TokenConfig>,
    lookup: impl Fn(&str) -> Option<OsString>,
) -> Result<BTreeMap<String, String>, ConflictingVariable> {
    let mut wanted = BTreeMap::new();
    for (name, value) in configs.into_iter().flat_map(|config| &config.env) {
        let earlier = wanted.insert(name.clone(), value.clone());
        if earlier.is_some_and(|earlier| earlier != *value) {
            return Err(ConflictingVariable { name: name.clone() });
        }
    }
    wanted.retain(|name, value| lookup(name).is_none_or(|present| present != value.as_str()));
    Ok(wanted)
}

/// Two tokens want different values of one variable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("two tokens want different values of the variable `{name}`")]
pub struct ConflictingVariable {
    /// The variable.
    pub name: String,
}
