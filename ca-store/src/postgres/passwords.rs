//! The password file, of the same form as that of PostgreSQL's own programs
//! (<https://www.postgresql.org/docs/current/libpq-pgpass.html>).

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ca_core::registry::{RegistryError, StoreFault};
use postgres::Config;
use postgres::config::Host;

/// Gives the driver the password that `path` holds for its connection.
pub(super) fn supply(config: &mut Config, path: &Path) -> Result<(), RegistryError> {
    let unfit = |why| {
        let file = path.to_owned();
        RegistryError::Unavailable(StoreFault::new(UnfitPasswordFile { file, why }))
    };
    let text = read(path).map_err(unfit)?;
    let wanted = [
        host(config),
        port(config),
        config.get_dbname().unwrap_or_default().to_owned(),
        config.get_user().unwrap_or_default().to_owned(),
    ];
    let found = text.lines().find_map(|line| password(line, &wanted));
    config.password(found.ok_or_else(|| unfit(Unfit::NoLine))?);
    Ok(())
}

fn read(path: &Path) -> Result<String, Unfit> {
    let mut file = File::open(path).map_err(Unfit::Unreadable)?;
    let metadata = file.metadata().map_err(Unfit::Unreadable)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(Unfit::Mode(mode));
    }
    let mut text = String::new();
    let limited = file.by_ref().take(LIMIT).read_to_string(&mut text);
    limited.map_err(Unfit::Unreadable)?;
    Ok(text)
}

/// The password of a line `HOST:PORT:DATABASE:ROLE:PASSWORD` that fits; `*` fits all.
fn password(line: &str, wanted: &[String; 4]) -> Option<String> {
    let fields = fields(line);
    let [place @ .., password] = fields.as_slice() else {
        return None;
    };
    let fits = |(field, wanted): (&String, &String)| field == "*" || field == wanted;
    let all = place.len() == wanted.len() && place.iter().zip(wanted).all(fits);
    (all && !line.starts_with('#')).then(|| password.clone())
}

/// Fields between colons; `\` takes the next character as it is.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut rest = line.chars();
    while let Some(letter) = rest.next() {
        let letter = match letter {
            ':' => {
                fields.push(String::new());
                continue;
            }
            '\\' => rest.next().unwrap_or('\\'),
            other => other,
        };
        if let Some(field) = fields.last_mut() {
            field.push(letter);
        }
    }
    fields
}

/// A socket is `localhost` to the file.
fn host(config: &Config) -> String {
    match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        Some(Host::Unix(_)) | None => "localhost".to_owned(),
    }
}

fn port(config: &Config) -> String {
    config.get_ports().first().unwrap_or(&5432).to_string()
}

/// Whoever may read the file may act as the authority to the database.
const OTHERS: u32 = 0o077;

/// Octets of a password file.
const LIMIT: u64 = 64 * 1024;

/// A password file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the password file {} cannot be used", file.display())]
struct UnfitPasswordFile {
    file: PathBuf,
    #[source]
    why: Unfit,
}

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    #[error("others may read it (mode {0:o}, not 600)")]
    Mode(u32),
    #[error("no line of it is for this server, database and role")]
    NoLine,
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn found(text: &str, mode: u32) -> Result<String, RegistryError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passwords");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let mut config: Config = "postgres://sceau@db:5433/registry".parse().unwrap();
        supply(&mut config, &path)?;
        let password = config.get_password().unwrap().to_vec();
        Ok(String::from_utf8(password).unwrap())
    }

    #[test]
    fn first_line_that_fits_counts() {
        let text = "# db:5433:registry:sceau:no\n*:*:*:other:no\ndb:5433:*:sceau:a\\:b\\\\c\n\
            *:*:*:*:no\n";
        assert_eq!(found(text, 0o600).unwrap(), "a:b\\c");
        assert_eq!(found("*:*:*:*:x", 0o400).unwrap(), "x");
    }

    #[test]
    fn file_without_a_line_that_fits_is_refused() {
        for text in ["", "db:5432:registry:sceau:x", "db:5433:registry:sceau"] {
            assert!(found(text, 0o600).is_err(), "{text}");
        }
    }

    #[test]
    fn file_that_others_may_read_is_refused() {
        for mode in [0o640, 0o604, 0o620] {
            assert!(found("*:*:*:*:x", mode).is_err(), "{mode:o}");
        }
    }
}
