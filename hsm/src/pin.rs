//! Where PINs come from (I9): a file, a file descriptor or the operator, never a value.

mod kept;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::str;

use ca_core::signer::TokenFault;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use zeroize::Zeroizing;

pub(crate) use self::kept::KeptPin;

/// Longest PIN file, in octets, and one more to see that a file is longer.
const MAX_OCTETS: usize = 1024;

/// A reference to a PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinSource {
    /// `{ file = "…" }`: a regular file that others cannot read.
    File(PathBuf),
    /// `{ fd = 3 }`: an inherited file descriptor, read to its end; it can be read once.
    Descriptor(u32),
    /// `{ prompt = true }`: the operator types it.
    Prompt,
}

/// Asks the operator for the PIN of the token with this name, without echo. A library has no
/// terminal: the binary lends its own.
pub type PinPrompt<'p> = &'p dyn Fn(&str) -> io::Result<SecretString>;

impl PinSource {
    /// Fetches the PIN of the token called `token`.
    ///
    /// # Errors
    /// The source is not there, is open to others, or holds no PIN.
    pub fn read(&self, token: &str, prompt: PinPrompt<'_>) -> Result<SecretString, PinError> {
        match self {
            Self::File(path) => read_file(path),
            Self::Descriptor(number) => read_descriptor(*number),
            Self::Prompt => prompt(token).map_err(PinError::Prompt),
        }
    }

    /// The same source with a relative file taken from `base`.
    #[must_use]
    pub fn resolved(self, base: &Path) -> Self {
        match self {
            Self::File(path) => Self::File(base.join(path)),
            Self::Descriptor(_) | Self::Prompt => self,
        }
    }
}

/// Why there is no PIN. Never carries any of its characters.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PinError {
    /// The file cannot be read.
    #[error("PIN file {} cannot be read", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// Whoever can log in to the machine could read the PIN.
    #[error("PIN file {} has mode {mode:04o}: others may not have access (`chmod o= FILE`)", path.display())]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A folder, a device or a pipe.
    #[error("PIN file {} is not a regular file", path.display())]
    NotAFile {
        /// The file.
        path: PathBuf,
    },
    /// The descriptor cannot be read.
    #[error("the PIN cannot be read from file descriptor {number}")]
    Descriptor {
        /// The descriptor.
        number: u32,
        /// What the operating system says.
        source: io::Error,
    },
    /// Nothing, more than a PIN, or not text.
    #[error("a PIN is one line of UTF-8 text, 1 to 1024 octets long")]
    Form,
    /// The operator was not asked or gave no answer.
    #[error("no PIN was typed")]
    Prompt(#[source] io::Error),
}

pub(crate) fn read_file(path: &Path) -> Result<SecretString, PinError> {
    let failed = |source| PinError::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(PinError::NotAFile {
            path: path.to_owned(),
        });
    }
    let mode = metadata.mode() & 0o7777;
    if mode & 0o007 != 0 {
        return Err(PinError::OpenToOthers {
            path: path.to_owned(),
            mode,
        });
    }
    pin_of(&read_bounded(file).map_err(failed)?)
}

fn read_descriptor(number: u32) -> Result<SecretString, PinError> {
    let failed = |source| PinError::Descriptor { number, source };
    let file = File::open(format!("/proc/self/fd/{number}")).map_err(failed)?;
    pin_of(&read_bounded(file).map_err(failed)?)
}

/// One buffer that never moves: a vector that grows leaves copies of the PIN behind.
fn read_bounded(file: File) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut octets = Zeroizing::new(vec![0; MAX_OCTETS + 1]);
    let mut file = file;
    let mut filled = 0;
    while let Some(free) = octets.get_mut(filled..).filter(|free| !free.is_empty()) {
        match file.read(free) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    octets.truncate(filled);
    Ok(octets)
}

fn pin_of(octets: &[u8]) -> Result<SecretString, PinError> {
    let line = octets.strip_suffix(b"\n").unwrap_or(octets);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let fits = !line.is_empty() && octets.len() <= MAX_OCTETS;
    match str::from_utf8(line) {
        Ok(pin) if fits && !pin.contains(['\n', '\r', '\0']) => Ok(SecretString::from(pin)),
        Ok(_) | Err(_) => Err(PinError::Form),
    }
}

impl From<PinError> for TokenFault {
    fn from(error: PinError) -> Self {
        match error {
            PinError::File { path, source } => Self::PinFile {
                path: path.display().to_string(),
                words: source.to_string(),
            },
            PinError::OpenToOthers { path, mode } => Self::PinOpenToOthers {
                path: path.display().to_string(),
                mode,
            },
            PinError::NotAFile { path } => Self::PinNotAFile {
                path: path.display().to_string(),
            },
            PinError::Descriptor { source, .. } | PinError::Prompt(source) => Self::NoPin {
                words: source.to_string(),
            },
            PinError::Form => Self::PinForm,
        }
    }
}

impl<'de> Deserialize<'de> for PinSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PinSourceVisitor)
    }
}

struct PinSourceVisitor;

impl<'de> Visitor<'de> for PinSourceVisitor {
    type Value = PinSource;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<PinSource, A::Error> {
        let table = PinTable::deserialize(MapAccessDeserializer::new(map))?;
        match table {
            PinTable {
                file: Some(path),
                fd: None,
                prompt: None,
            } => Ok(PinSource::File(path)),
            PinTable {
                file: None,
                fd: Some(fd),
                prompt: None,
            } => Ok(PinSource::Descriptor(fd)),
            PinTable {
                file: None,
                fd: None,
                prompt: Some(true),
            } => Ok(PinSource::Prompt),
            PinTable { .. } => Err(A::Error::custom(EXPECTED)),
        }
    }

    // serde's own answers to these two would repeat the value, which is a PIN.
    fn visit_str<E: Error>(self, _: &str) -> Result<PinSource, E> {
        Err(E::custom(EXPECTED))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<PinSource, E> {
        Err(E::custom(EXPECTED))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<PinSource, E> {
        Err(E::custom(EXPECTED))
    }
}

const EXPECTED: &str =
    "a PIN is one of { file = \"…\" }, { fd = N } and { prompt = true }, never a value";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinTable {
    file: Option<PathBuf>,
    fd: Option<u32>,
    prompt: Option<bool>,
}
