//! A database, with the accounts that a deployment has.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use postgres::Client;

use crate::cluster::PASSWORD;
use crate::server::Server;

/// The account of an authority: it owns the database.
pub const OWNER: &str = "sceau";

/// The account of a responder: it may log in and nothing else.
pub const READER: &str = "sceau_reader";

/// A database of a server.
#[derive(Debug)]
pub struct Database<'a> {
    server: &'a Server,
    name: String,
}

impl<'a> Database<'a> {
    pub(crate) fn create(server: &'a Server, name: String) -> Self {
        let mut client = server.superuser("postgres");
        for role in [OWNER, READER] {
            let made = format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'");
            let known = client.query_opt("SELECT 1 FROM pg_roles WHERE rolname = $1", &[&role]);
            if known.unwrap().is_none() {
                client.batch_execute(&made).unwrap();
            }
        }
        let made = format!("CREATE DATABASE {name} OWNER {OWNER}");
        client.batch_execute(&made).unwrap();
        Self::existing(server, name)
    }

    pub(crate) fn existing(server: &'a Server, name: String) -> Self {
        let passwords = format!("*:*:*:*:{PASSWORD}\n");
        let path = password_file(server);
        fs::write(&path, passwords).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        Self { server, name }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is, as a connection string of the authority's account; the password is in a
    /// file that it names.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of(OWNER)
    }

    /// The same for a responder.
    #[must_use]
    pub fn reader_url(&self) -> String {
        self.url_of(READER)
    }

    /// The same for any role.
    #[must_use]
    pub fn url_of(&self, role: &str) -> String {
        let (port, name) = (self.server.port(), &self.name);
        let passwords = password_file(self.server);
        let passwords = passwords.display();
        format!("postgres://{role}@127.0.0.1:{port}/{name}?passfile={passwords}")
    }

    /// A connection of the authority's account.
    #[must_use]
    pub fn client(&self) -> Client {
        self.server.client(OWNER, &self.name)
    }

    /// A connection of the responder's account.
    #[must_use]
    pub fn reader(&self) -> Client {
        self.server.client(READER, &self.name)
    }

    /// A connection of the superuser.
    #[must_use]
    pub fn superuser(&self) -> Client {
        self.server.superuser(&self.name)
    }
}

fn password_file(server: &Server) -> PathBuf {
    server.folder().join("passwords")
}
