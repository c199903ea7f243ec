//! The Registry on each engine: first the suite that all of them pass, then what is their own.

/// What any engine must do, over the ports alone.
#[cfg(test)]
#[macro_use]
mod conformance {
    #[macro_use]
    mod suite;

    pub(crate) mod audit;
    pub(crate) mod bodies;
    pub(crate) mod crls;
    pub(crate) mod desk;
    pub(crate) mod devices;
    pub(crate) mod documents;
    pub(crate) mod feed;
    pub(crate) mod generations;
    pub(crate) mod governance;
    pub(crate) mod issuance;
    pub(crate) mod jobs;
    pub(crate) mod log;
    pub(crate) mod precedents;
    pub(crate) mod registrations;
    pub(crate) mod requests;
    pub(crate) mod revocation;
    pub(crate) mod samples;
    pub(crate) mod search;
}

/// What only SQLite can do wrong.
#[cfg(test)]
mod sqlite {
    mod anchor;
    mod backup;
    mod bodies;
    mod commits;
    mod files;
    mod invariants;
    mod lost;
    mod responder;
    mod schema;
    mod suite;
    mod tampering;
    pub(crate) mod temporary;
    mod upgrade;
}

/// What only PostgreSQL can do wrong.
#[cfg(test)]
mod postgres {
    mod backup;
    mod copies;
    mod deaths;
    mod failover;
    mod invariants;
    pub(crate) mod place;
    mod replicas;
    mod roles;
    mod schema;
    mod servers;
    mod suite;
    mod tampering;
    mod tls;
    mod wire;
    mod writers;
}

/// How engines go about each statement.
#[cfg(test)]
mod plans {
    mod postgres;
    mod rule;
    mod sqlite;
    mod statements;
}

/// From one place to another, whatever the engines.
#[cfg(test)]
mod transfer {
    mod places;
}
