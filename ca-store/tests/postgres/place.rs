//! A registry on a server that goes away with the test.

use std::sync::Arc;

use ca_core::registry::RegistryError;
use ca_store::url::postgres::PostgresUrl;
use ca_store::{StatusStore, Store, postgres as engine};
use postgres::Client;
use sceau_postgres::database::Database;
use sceau_postgres::server::Server;

use crate::conformance::samples::Still;

/// A place for a registry.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) server: Server,
    pub(crate) name: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::on(Server::start())
    }

    /// A new database of a server.
    pub(crate) fn on(server: Server) -> Self {
        let name = server.new_database().name().to_owned();
        Self { server, name }
    }

    pub(crate) fn database(&self) -> Database<'_> {
        self.server.database(&self.name)
    }

    pub(crate) fn url(&self) -> PostgresUrl {
        self.database().url().parse().unwrap()
    }

    pub(crate) fn create(&self) -> Store {
        engine::create(&self.url(), Arc::new(Still)).unwrap()
    }

    pub(crate) fn open(&self) -> Result<Store, RegistryError> {
        engine::open(&self.url(), Arc::new(Still))
    }

    pub(crate) fn status(&self) -> Result<StatusStore, RegistryError> {
        engine::open_status(&self.url(), Arc::new(Still))
    }

    /// The database as its owner sees it with another program.
    pub(crate) fn raw(&self) -> Client {
        self.database().client()
    }
}

/// The error and its causes, as a person reads them.
pub(crate) fn words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
