//! Connection URIs of PostgreSQL, as its own programs read them: the same text serves `psql` and
//! `pg_dump`. Less is allowed than they take: no secret stands in a URI, and what crosses a
//! network is encrypted and the server known by its certificate.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use postgres::Config;
use postgres::config::Host;

/// A database of a PostgreSQL server, and how to reach it.
///
/// `postgres://ROLE@HOST:PORT/DATABASE?KEY=VALUE&…`. Without a host it is the socket of Debian's
/// package. Keys: `host`, `port`, `user`, `connect_timeout`, `target_session_attrs`, `passfile`,
/// `sslmode`, `sslrootcert`, `sslcert`, `sslkey`.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl {
    /// The URI without what names files or TLS.
    server: String,
    /// Values of [`FILES`], in that order.
    files: [Option<PathBuf>; 4],
}

/// Keys whose values are files.
const FILES: [&str; 4] = ["passfile", "sslrootcert", "sslcert", "sslkey"];

/// Keys that the driver reads.
const PLAIN: [&str; 5] = [
    "host",
    "port",
    "user",
    "connect_timeout",
    "target_session_attrs",
];

impl PostgresUrl {
    /// Where passwords are, one a line: `HOST:PORT:DATABASE:ROLE:PASSWORD`.
    #[must_use]
    pub fn password_file(&self) -> Option<&Path> {
        self.file(0)
    }

    /// The certificates of which one must have certified the server's; where there are none, TLS
    /// is not used.
    #[must_use]
    pub fn root_certificates(&self) -> Option<&Path> {
        self.file(1)
    }

    /// Certificate and key with which the client shows who it is.
    #[must_use]
    pub fn client_certificate(&self) -> Option<(&Path, &Path)> {
        self.file(2).zip(self.file(3))
    }

    /// The same place with relative paths counted from `base`.
    #[must_use]
    pub fn relative_to(&self, base: &Path) -> Self {
        let join = |path: &Option<PathBuf>| path.as_ref().map(|path| base.join(path));
        Self {
            server: self.server.clone(),
            files: self.files.each_ref().map(join),
        }
    }

    /// What the driver must know, but for secrets.
    ///
    /// # Errors
    /// The driver does not read the URI; one that was parsed before it does.
    pub(crate) fn config(&self) -> Result<Config, InvalidPostgresUrl> {
        let invalid = |error| InvalidPostgresUrl::Syntax(words_of(&error));
        let mut config: Config = self.server.parse().map_err(invalid)?;
        if config.get_hosts().is_empty() {
            config.host_path(SOCKET);
        }
        Ok(config)
    }

    fn file(&self, place: usize) -> Option<&Path> {
        self.files.get(place)?.as_deref()
    }

    fn check(self) -> Result<Self, InvalidPostgresUrl> {
        let config = self.config()?;
        if config.get_password().is_some() {
            return Err(InvalidPostgresUrl::Password);
        }
        if config.get_dbname().is_none_or(str::is_empty) {
            return Err(InvalidPostgresUrl::Database);
        }
        let encrypted = self.root_certificates().is_some();
        if let Some(host) = config.get_hosts().iter().find_map(distant)
            && !encrypted
        {
            return Err(InvalidPostgresUrl::Unprotected { host });
        }
        let [_, _, certificate, key] = &self.files;
        if certificate.is_some() != key.is_some() || (certificate.is_some() && !encrypted) {
            return Err(InvalidPostgresUrl::Identity);
        }
        Ok(self)
    }
}

impl FromStr for PostgresUrl {
    type Err = InvalidPostgresUrl;

    fn from_str(text: &str) -> Result<Self, InvalidPostgresUrl> {
        let (place, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut plain, mut files) = (Vec::new(), [const { None }; 4]);
        let mut mode = None;
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let file = FILES.iter().position(|known| *known == key);
            if let Some(slot) = file.and_then(|place| files.get_mut(place)) {
                *slot = Some(decoded(value)?);
            } else if PLAIN.contains(&key) {
                plain.push(pair);
            } else if key == "sslmode" {
                mode = Some(value);
            } else if key == "password" {
                return Err(InvalidPostgresUrl::Password);
            } else {
                return Err(InvalidPostgresUrl::Key { key: key.into() });
            }
        }
        let question = if plain.is_empty() { "" } else { "?" };
        let server = format!("{place}{question}{}", plain.join("&"));
        let url = Self { server, files };
        require_mode(mode, url.root_certificates().is_some())?;
        url.check()
    }
}

/// Modes between "no TLS" and "TLS with a server that was proven" protect against nobody who
/// stands in between.
fn require_mode(mode: Option<&str>, encrypted: bool) -> Result<(), InvalidPostgresUrl> {
    let fitting = if encrypted { VERIFIED } else { "disable" };
    match mode {
        Some(mode) if mode != fitting => Err(InvalidPostgresUrl::Mode {
            mode: mode.to_owned(),
            fitting,
        }),
        Some(_) | None => Ok(()),
    }
}

/// Readable by the programs of PostgreSQL too.
impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.server)?;
        let mut mark = if self.server.contains('?') { '&' } else { '?' };
        for (key, file) in FILES.iter().zip(&self.files) {
            if let Some(file) = file {
                write!(f, "{mark}{key}={}", encoded(file))?;
                mark = '&';
            }
        }
        if self.root_certificates().is_some() {
            write!(f, "{mark}sslmode={VERIFIED}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostgresUrl({self})")
    }
}

/// Where Debian's package has its socket.
const SOCKET: &str = "/var/run/postgresql";

const VERIFIED: &str = "verify-full";

/// The name of a host that is reached over a network.
fn distant(host: &Host) -> Option<String> {
    let Host::Tcp(name) = host else { return None };
    let address: Option<IpAddr> = name.parse().ok();
    let here = name == "localhost" || address.is_some_and(|address| address.is_loopback());
    (!here).then(|| name.clone())
}

fn words_of(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

/// RFC 3986 clause 2.1.
fn decoded(text: &str) -> Result<PathBuf, InvalidPostgresUrl> {
    let broken = || InvalidPostgresUrl::Syntax(format!("`{text}` is not percent-encoded"));
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(octet) = rest.next() {
        if octet != b'%' {
            octets.push(octet);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let value = digit().zip(digit()).map(|(high, low)| high * 16 + low);
        let value = value.and_then(|value| u8::try_from(value).ok());
        octets.push(value.ok_or_else(broken)?);
    }
    String::from_utf8(octets)
        .map(PathBuf::from)
        .map_err(|_| broken())
}

fn encoded(path: &Path) -> String {
    let mut text = String::new();
    for octet in path.display().to_string().bytes() {
        if octet.is_ascii_alphanumeric() || b"/._-~".contains(&octet) {
            text.push(char::from(octet));
        } else {
            text.push_str(&format!("%{octet:02X}"));
        }
    }
    text
}

/// Why a connection URI is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPostgresUrl {
    /// Not a URI that the driver reads.
    #[error("not a connection URI of PostgreSQL: {0}")]
    Syntax(String),
    /// A secret in a text that is logged and shown.
    #[error("a password stands in the URI; name a file with `passfile=`")]
    Password,
    /// Which database?
    #[error("the URI names no database")]
    Database,
    /// A key with a meaning that is not known or not allowed here.
    #[error("`{key}` is not allowed in the URI of a registry")]
    Key {
        /// The key.
        key: String,
    },
    /// Certificates could be changed on their way.
    #[error("`{host}` is reached over a network: name the server's authority with `sslrootcert=`")]
    Unprotected {
        /// The host.
        host: String,
    },
    /// TLS that proves nothing, or certificates that prove nothing without TLS.
    #[error("`sslmode={mode}` does not fit: it is `{fitting}` here")]
    Mode {
        /// The mode.
        mode: String,
        /// What it may be.
        fitting: &'static str,
    },
    /// Half an identity, or one that is shown to nobody.
    #[error("`sslcert` and `sslkey` belong together, and to `sslrootcert`")]
    Identity,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> InvalidPostgresUrl {
        text.parse::<PostgresUrl>().expect_err(text)
    }

    #[test]
    fn files_are_counted_from_the_base_and_shown_as_other_programs_read_them() {
        let text = "postgres://sceau@db.example/registry?passfile=my%20pass&sslrootcert=ca.pem";
        let url: PostgresUrl = text.parse().unwrap();
        let url = url.relative_to(Path::new("/etc/sceau"));
        assert_eq!(url.password_file(), Some(Path::new("/etc/sceau/my pass")));
        let shown = "postgres://sceau@db.example/registry?passfile=/etc/sceau/my%20pass\
            &sslrootcert=/etc/sceau/ca.pem&sslmode=verify-full";
        assert_eq!(url.to_string(), shown);
        assert_eq!(shown.parse::<PostgresUrl>().unwrap(), url);
    }

    #[test]
    fn server_of_the_same_host_needs_no_tls() {
        for place in [
            "localhost",
            "127.0.0.1",
            "[::1]:5433",
            "%2Fvar%2Frun%2Fx",
            "",
        ] {
            let url: PostgresUrl = format!("postgres://sceau@{place}/registry")
                .parse()
                .unwrap();
            assert_eq!(url.root_certificates(), None);
        }
        let url: PostgresUrl = "postgresql:///registry?user=sceau".parse().unwrap();
        assert_eq!(url.config().unwrap().get_hosts().len(), 1);
    }

    #[test]
    fn distant_server_without_tls_is_refused() {
        for text in [
            "postgres://sceau@db.example/registry",
            "postgres://sceau@localhost,10.0.0.7/registry",
            "postgres://sceau@/registry?host=db.example",
        ] {
            let refused = refusal(text);
            let unprotected = matches!(refused, InvalidPostgresUrl::Unprotected { .. });
            assert!(unprotected, "{refused:?}");
        }
        for mode in ["disable", "allow", "prefer", "require", "verify-ca"] {
            let text = format!("postgres://s@db/r?sslrootcert=ca.pem&sslmode={mode}");
            assert!(matches!(refusal(&text), InvalidPostgresUrl::Mode { .. }));
        }
        let half = "postgres://s@db/r?sslrootcert=ca.pem&sslcert=me.pem";
        assert_eq!(refusal(half), InvalidPostgresUrl::Identity);
    }

    #[test]
    fn password_in_the_uri_is_refused_and_not_repeated() {
        for text in [
            "postgres://sceau:s3cret@localhost/registry",
            "postgres://sceau@localhost/registry?password=s3cret",
        ] {
            assert_eq!(refusal(text), InvalidPostgresUrl::Password);
            assert!(!refusal(text).to_string().contains("s3cret"));
        }
    }

    #[test]
    fn settings_of_the_server_are_not_changed_by_a_uri() {
        let text = "postgres://s@localhost/r?options=-c%20synchronous_commit%3Doff";
        let key = "options".to_owned();
        assert_eq!(refusal(text), InvalidPostgresUrl::Key { key });
        assert_eq!(
            refusal("postgres://s@localhost/"),
            InvalidPostgresUrl::Database
        );
    }
}
