//! The shim that injects faults, in front of the tokens of a lab.
//!
//! ```text
//! let shim = before(&lab, CA);
//! shim.plan().next("C_Sign", Fault::Before(Code::DEVICE_REMOVED), 3)?;
//! …
//! assert_eq!(shim.log().injected("C_Sign", fault)?, 3);
//! ```

use std::fs;
use std::path::Path;
use std::time::Duration;

use sceau_pkcs11_shim::shim::Shim;
use toml::{Table, Value};

use crate::lab::Lab;

pub use sceau_pkcs11_shim::code::Code;
pub use sceau_pkcs11_shim::fault::Fault;
pub use sceau_pkcs11_shim::log::{SESSION_LIMIT, TOKEN_LEFT};

/// The configuration of the issuers in a lab.
pub const CA: &str = "sceau.toml";

/// The configuration of the responder in a lab.
pub const OCSP: &str = "ocsp/sceau-ocsp.toml";

/// Puts the shim in front of all tokens of a configuration, [`CA`] or [`OCSP`], with one plan
/// and one log for them. A program that runs already goes on without it.
#[must_use]
pub fn before(lab: &Lab, config: &str) -> Shim {
    let module = lab.environment()["token"]["module"].as_str().unwrap();
    let folder = lab.file(&format!("{config}.shim"));
    let shim = Shim::before(module, folder).unwrap();
    assert!(
        stand_before(&shim, &lab.file(config)) > 0,
        "{config} has no token with module {module}"
    );
    shim
}

/// Puts the shim in front of each token of a configuration that has its real module; says how
/// many there are.
pub fn stand_before(shim: &Shim, config: &Path) -> usize {
    let text = fs::read_to_string(config).unwrap();
    let mut document: Table = toml::from_str(&text).unwrap();
    let tokens = replace_in(shim, &mut document);
    fs::write(config, toml::to_string(&document).unwrap()).unwrap();
    tokens
}

/// Sets how long the tokens of a configuration may take for one signature.
pub fn set_timeout(config: &Path, timeout: Duration) {
    let text = fs::read_to_string(config).unwrap();
    let mut document: Table = toml::from_str(&text).unwrap();
    let millis = i64::try_from(timeout.as_millis()).unwrap();
    for token in tokens(&mut document) {
        token.insert("timeout_ms".to_owned(), millis.into());
    }
    fs::write(config, toml::to_string(&document).unwrap()).unwrap();
}

/// One table, or an array of them.
fn tokens(document: &mut Table) -> Vec<&mut Table> {
    match document.get_mut("token") {
        Some(Value::Array(tokens)) => tokens.iter_mut().filter_map(Value::as_table_mut).collect(),
        Some(token) => token.as_table_mut().into_iter().collect(),
        None => Vec::new(),
    }
}

/// Replaces the module in a table and all tables within.
fn replace_in(shim: &Shim, table: &mut Table) -> usize {
    if names(shim, table) {
        wire(shim, table);
        return 1;
    }
    let values = table.iter_mut().map(|(_, value)| value);
    values.map(|value| replace(shim, value)).sum()
}

fn replace(shim: &Shim, value: &mut Value) -> usize {
    match value {
        Value::Array(values) => values.iter_mut().map(|value| replace(shim, value)).sum(),
        Value::Table(table) => replace_in(shim, table),
        Value::String(_)
        | Value::Integer(_)
        | Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_) => 0,
    }
}

fn names(shim: &Shim, table: &Table) -> bool {
    let module = table.get("module").and_then(Value::as_str);
    module.map(Path::new) == Some(shim.real())
}

fn wire(shim: &Shim, token: &mut Table) {
    let module = Shim::module().unwrap_or_else(|error| panic!("{error}"));
    token.insert("module".to_owned(), module.display().to_string().into());
    let environment = token.entry("env").or_insert_with(|| Table::new().into());
    let variables = shim.environment().into_iter();
    let variables = variables.map(|(name, value)| (name, Value::from(value)));
    environment.as_table_mut().unwrap().extend(variables);
}
