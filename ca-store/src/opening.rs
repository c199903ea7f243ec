//! Registries by their URL, whatever the engine.

use std::sync::Arc;

use ca_core::registry::RegistryError;
use ca_core::timestamp::Clock;

use crate::url::RegistryUrl;
use crate::{StatusStore, Store, postgres, sqlite};

/// Builds an empty registry at a place that has none, and opens it.
///
/// # Errors
/// As [`sqlite::create`] and [`postgres::create`].
pub fn create(url: &RegistryUrl, clock: Arc<dyn Clock>) -> Result<Store, RegistryError> {
    match url {
        RegistryUrl::Sqlite(path) => sqlite::create(path, clock),
        RegistryUrl::Postgres(url) => postgres::create(url, clock),
    }
}

/// Opens a registry, bringing it to the newest schema first.
///
/// # Errors
/// As [`sqlite::open`] and [`postgres::open`].
pub fn open(url: &RegistryUrl, clock: Arc<dyn Clock>) -> Result<Store, RegistryError> {
    match url {
        RegistryUrl::Sqlite(path) => sqlite::open(path, clock),
        RegistryUrl::Postgres(url) => postgres::open(url, clock),
    }
}

/// Opens a registry for a responder, which changes nothing.
///
/// # Errors
/// As [`sqlite::open_status`] and [`postgres::open_status`].
pub fn open_status(url: &RegistryUrl, clock: Arc<dyn Clock>) -> Result<StatusStore, RegistryError> {
    match url {
        RegistryUrl::Sqlite(path) => sqlite::open_status(path, clock),
        RegistryUrl::Postgres(url) => postgres::open_status(url, clock),
    }
}
