//! Where a registry is: `sqlite:` and a path, or a PostgreSQL connection URI.
//!
//! [`postgres`] is what may stand in such a URI.

pub mod postgres;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use self::postgres::{InvalidPostgresUrl, PostgresUrl};

/// The place of a registry, as configuration files and options name it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistryUrl {
    /// An SQLite file; a relative path belongs to whoever wrote the URL.
    Sqlite(PathBuf),
    /// A database of a PostgreSQL server.
    Postgres(PostgresUrl),
}

impl RegistryUrl {
    /// The same place with relative paths counted from `base`.
    #[must_use]
    pub fn relative_to(&self, base: &Path) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(base.join(path)),
            Self::Postgres(url) => Self::Postgres(url.relative_to(base)),
        }
    }
}

impl FromStr for RegistryUrl {
    type Err = InvalidRegistryUrl;

    fn from_str(text: &str) -> Result<Self, InvalidRegistryUrl> {
        match text.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(text.parse()?)),
            Some(_) | None => Err(InvalidRegistryUrl::Scheme),
        }
    }
}

/// A text that was meant as the URL of a registry, fit to be shown: a password in it is not
/// repeated where screens and logs keep it.
#[must_use]
pub fn without_password(text: &str) -> String {
    let (place, query) = text.split_once('?').unwrap_or((text, ""));
    let mut shown = match place.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", without_user_password(rest)),
        None => place.to_owned(),
    };
    let mut mark = '?';
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let key = pair.split_once('=').map_or(pair, |(key, _)| key);
        let secret = ["password", "sslpassword"].contains(&key);
        shown.push(mark);
        shown.push_str(if secret { key } else { pair });
        if secret {
            shown.push_str("=…");
        }
        mark = '&';
    }
    shown
}

/// The password stands between the first colon and the last at sign (RFC 3986 clause 3.2.1).
fn without_user_password(rest: &str) -> String {
    match rest.rsplit_once('@') {
        Some((user, place)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:…@{place}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    }
}

impl fmt::Display for RegistryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

/// Not the place of a registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRegistryUrl {
    /// It begins otherwise.
    #[error("a registry is named by `sqlite:` and a path, or by `postgres://`")]
    Scheme,
    /// A connection URI that cannot be used.
    #[error(transparent)]
    Postgres(#[from] InvalidPostgresUrl),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_counted_from_the_base() {
        let url: RegistryUrl = "sqlite:data/registry.db".parse().unwrap();
        assert_eq!(url.to_string(), "sqlite:data/registry.db");
        assert_eq!(
            url.relative_to(Path::new("/srv/sceau")).to_string(),
            "sqlite:/srv/sceau/data/registry.db"
        );
        let absolute: RegistryUrl = "sqlite:/var/lib/sceau/registry.db".parse().unwrap();
        assert_eq!(absolute.relative_to(Path::new("/srv/sceau")), absolute);
    }

    #[test]
    fn password_is_not_shown() {
        for (text, shown) in [
            ("postgres://s:s3cret@h/r", "postgres://s:…@h/r"),
            (
                "postgres://s:s3@cret:x/y@h/r?port=1",
                "postgres://s:…@h/r?port=1",
            ),
            (
                "postgres://s@h/r?password=s3cret&user=s",
                "postgres://s@h/r?password=…&user=s",
            ),
            (
                "postgres://s@h/r?sslrootcert=a.pem",
                "postgres://s@h/r?sslrootcert=a.pem",
            ),
            ("mysql://s:s3cret@h", "mysql://s:…@h"),
            ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
        ] {
            assert_eq!(without_password(text), shown);
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        for text in ["", "sqlite", "sqlite:", "registry.db", "mysql://host/db"] {
            assert_eq!(
                text.parse::<RegistryUrl>(),
                Err(InvalidRegistryUrl::Scheme),
                "{text}"
            );
        }
    }
}
