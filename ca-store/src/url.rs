//! Where a registry is: `sqlite:` and a path.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The place of a registry, as configuration files and options name it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegistryUrl {
    /// An SQLite file; a relative path belongs to whoever wrote the URL.
    Sqlite(PathBuf),
}

impl RegistryUrl {
    /// The same place with a relative path counted from `base`.
    #[must_use]
    pub fn relative_to(&self, base: &Path) -> Self {
        match self {
            Self::Sqlite(path) => Self::Sqlite(base.join(path)),
        }
    }
}

impl FromStr for RegistryUrl {
    type Err = InvalidRegistryUrl;

    fn from_str(text: &str) -> Result<Self, InvalidRegistryUrl> {
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            _ => Err(InvalidRegistryUrl),
        }
    }
}

impl fmt::Display for RegistryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

/// Not the place of a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registry is named by `sqlite:` and a path")]
pub struct InvalidRegistryUrl;

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
                Err(InvalidRegistryUrl),
                "{text}"
            );
        }
    }
}
