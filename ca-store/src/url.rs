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
