//! A server: a primary or a replica.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use postgres::{Client, Config, NoTls};
use tempfile::TempDir;

use crate::account::Account;
use crate::cluster::{self, PASSWORD, SUPERUSER};
use crate::database::Database;
use crate::process::Process;
use crate::tls::Authority;

/// A server with a data directory of its own; all goes away when it is dropped.
///
/// It listens on a loopback port and on a Unix socket, asks for passwords (SCRAM), and is
/// durable as PostgreSQL is by default.
#[derive(Debug)]
pub struct Server {
    // Before the folder, so that nothing writes while that is removed.
    process: Option<Process>,
    folder: TempDir,
    account: Account,
    port: u16,
    databases: AtomicU32,
    replicas: AtomicU32,
}

impl Server {
    /// Starts a primary.
    #[must_use]
    pub fn start() -> Self {
        Self::with_settings("")
    }

    /// Starts a primary with lines for its `postgresql.conf`.
    #[must_use]
    pub fn with_settings(settings: &str) -> Self {
        let (account, folder) = place();
        cluster::make(account, &folder.path().join("data"));
        Self::first_start(account, folder, settings)
    }

    /// Starts a primary that offers TLS with a certificate of `authority`.
    #[must_use]
    pub fn with_tls(authority: &Authority) -> Self {
        let (account, folder) = place();
        let data = folder.path().join("data");
        cluster::make(account, &data);
        for file in authority.equip(&data) {
            account.owns(&file);
        }
        let settings = "ssl = on\nssl_ca_file = 'root.crt'\n";
        Self::first_start(account, folder, settings)
    }

    /// Starts a replica that streams from this server and answers questions meanwhile. To a
    /// primary its name is `replica_1`, the next one's `replica_2`.
    #[must_use]
    pub fn replica(&self) -> Self {
        let (account, folder) = place();
        let name = format!(
            "replica_{}",
            self.replicas.fetch_add(1, Ordering::Relaxed) + 1
        );
        let primary = format!(
            "host=127.0.0.1 port={} user={SUPERUSER} password={PASSWORD} application_name={name}",
            self.port
        );
        cluster::base_backup(account, &folder.path().join("data"), &primary, &name);
        Self::first_start(account, folder, "")
    }

    /// A new empty database, with an account that owns it and one that may only log in.
    #[must_use]
    pub fn new_database(&self) -> Database<'_> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed) + 1;
        Database::create(self, format!("sceau_{number}"))
    }

    /// A database of this name that is there, as on a replica.
    #[must_use]
    pub fn database(&self, name: &str) -> Database<'_> {
        Database::existing(self, name.to_owned())
    }

    /// The loopback port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The folder of the Unix socket.
    #[must_use]
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join("socket")
    }

    /// The data directory.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place for files that only the tests read.
    #[must_use]
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What the server has logged.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// A connection of the superuser.
    #[must_use]
    pub fn superuser(&self, database: &str) -> Client {
        self.client(SUPERUSER, database)
    }

    /// A connection of a role.
    ///
    /// # Panics
    /// If the server does not let it in.
    #[must_use]
    pub fn client(&self, role: &str, database: &str) -> Client {
        let mut config = Config::new();
        config.host("127.0.0.1").port(self.port).user(role);
        config.password(PASSWORD).dbname(database);
        config.connect_timeout(Duration::from_secs(10));
        config.connect(NoTls).unwrap()
    }

    /// Changes a setting for good and has the server read it.
    pub fn set(&self, setting: &str, value: &str) {
        let mut client = self.superuser("postgres");
        // Outside of a transaction, hence two calls.
        let sql = format!("ALTER SYSTEM SET {setting} = '{value}'");
        client.batch_execute(&sql).unwrap();
        client.batch_execute("SELECT pg_reload_conf()").unwrap();
    }

    /// Ends the server as a power cut would.
    pub fn kill(&mut self) {
        self.process.take().expect("a running server").kill();
    }

    /// Ends the server in good order.
    pub fn stop(&mut self) {
        self.process.take().expect("a running server").stop();
    }

    /// Starts the server again on the same port.
    ///
    /// # Panics
    /// If it does not start.
    pub fn restart(&mut self) {
        drop(self.process.take());
        self.process = self.launch();
        assert!(self.process.is_some(), "{}", self.log());
    }

    /// Makes a replica a primary.
    pub fn promote(&self) {
        self.ask("SELECT pg_promote(true, 60)");
    }

    /// A replica goes on receiving and shows nothing new.
    pub fn pause_replay(&self) {
        self.ask("SELECT pg_wal_replay_pause()");
    }

    /// A replica shows what it has received.
    pub fn resume_replay(&self) {
        self.ask("SELECT pg_wal_replay_resume()");
    }

    fn ask(&self, sql: &str) {
        self.superuser("postgres").batch_execute(sql).unwrap();
    }

    /// Another process may take the port between its choice and the start.
    fn first_start(account: Account, folder: TempDir, settings: &str) -> Self {
        let mut server = Self {
            process: None,
            folder,
            account,
            port: 0,
            databases: AtomicU32::new(0),
            replicas: AtomicU32::new(0),
        };
        let socket = server.socket();
        fs::create_dir(&socket).unwrap();
        account.owns(&socket);
        server.configure(&format!(
            "{COMMON}\nunix_socket_directories = '{}'\n{settings}",
            socket.display()
        ));
        for _ in 0..PORTS {
            server.port = free_port();
            server.configure(&format!("port = {}", server.port));
            server.process = server.launch();
            if server.process.is_some() {
                return server;
            }
        }
        panic!("PostgreSQL does not start\n{}", server.log());
    }

    fn launch(&self) -> Option<Process> {
        let log = self.folder.path().join("log");
        Process::start(self.account, &self.data(), &log)
    }

    /// A later line counts.
    fn configure(&self, lines: &str) {
        let path = self.data().join("postgresql.conf");
        let mut file = OpenOptions::new().append(true).open(path).unwrap();
        writeln!(file, "{lines}").unwrap();
    }
}

/// Small, and everything else as it comes: what makes commits durable is the default.
const COMMON: &str = "
listen_addresses = '127.0.0.1'
shared_buffers = '32MB'
max_wal_size = '256MB'
autovacuum_naptime = '10s'
wal_retrieve_retry_interval = '100ms'
";

/// Ports that are tried before a server is said not to start.
const PORTS: usize = 5;

fn place() -> (Account, TempDir) {
    let account = Account::choose();
    let folder = tempfile::tempdir().unwrap();
    account.owns(folder.path());
    (account, folder)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
