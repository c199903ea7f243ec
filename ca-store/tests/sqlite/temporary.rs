//! A registry in a directory that goes away.

use std::path::PathBuf;
use std::sync::Arc;

use ca_core::registry::RegistryError;
use ca_store::{StatusStore, Store, sqlite};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::conformance::samples::Still;

/// A place for a registry.
#[derive(Debug)]
pub(crate) struct Place {
    directory: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        Self { directory }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join("registry.db")
    }

    pub(crate) fn create(&self) -> Store {
        sqlite::create(&self.path(), Arc::new(Still)).unwrap()
    }

    pub(crate) fn open(&self) -> Result<Store, RegistryError> {
        sqlite::open(&self.path(), Arc::new(Still))
    }

    pub(crate) fn status(&self) -> Result<StatusStore, RegistryError> {
        sqlite::open_status(&self.path(), Arc::new(Still))
    }

    /// The file as an administrator with a standard tool sees it.
    pub(crate) fn raw(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }
}
