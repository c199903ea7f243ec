//! The Registry on SQLite: first the suite that every engine passes, then what is SQLite's own.

/// What any engine must do, over the ports alone.
#[cfg(test)]
mod conformance {
    pub(crate) mod audit;
    pub(crate) mod crls;
    pub(crate) mod devices;
    pub(crate) mod documents;
    pub(crate) mod feed;
    pub(crate) mod generations;
    pub(crate) mod issuance;
    pub(crate) mod precedents;
    pub(crate) mod revocation;
    pub(crate) mod samples;
}

/// What only SQLite can do wrong.
#[cfg(test)]
mod sqlite {
    mod commits;
    mod files;
    mod invariants;
    mod responder;
    mod schema;
    mod suite;
    mod tampering;
    pub(crate) mod temporary;
    mod upgrade;
}
