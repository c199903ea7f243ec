//! Backups of a registry: an SQLite file, compressed by zstd (RFC 8878), encrypted by age
//! (age-encryption.org/v1) to the X25519 recipients that may read it. Standard tools open it:
//! `age -d -i IDENTITY FILE | zstd -d > registry.db`.
//!
//! - [`seal`] writes such a file and [`Sealed::verify`] proves that it can be read back;
//! - [`open`] gives the content of one;
//! - [`keys`]: recipients and identities.
//!
//! The format tells who can read a file, not who made it: whoever knows a recipient can make one.
//! That it is the right one is proven by its digest or by the registry's anchor.

pub mod keys;

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read, Write};
use std::rc::Rc;

use age::{DecryptError, Decryptor, EncryptError, Encryptor, Identity, Recipient, x25519};
use ca_core::digest::{Sha256Digest, Sha256Stream};
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

use self::keys::{Identities, Recipients};

/// A backup that was written.
pub struct Sealed {
    /// SHA-256 of the file.
    pub sha256: Sha256Digest,
    /// Its length in octets.
    pub octets: u64,
    /// Of the content before compression.
    content: Measured,
    /// A recipient of this one file, known to nobody else and forgotten with this value.
    witness: x25519::Identity,
}

/// Length and digest of what went by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Measured {
    octets: u64,
    sha256: Sha256Digest,
}

/// Writes what `content` gives to `file`, readable for the recipients. `passed` is told how many
/// octets of the content are done.
///
/// # Errors
/// Fails if `content` cannot be read or `file` not be written.
pub fn seal<W: Write>(
    content: &mut impl Read,
    file: W,
    recipients: &Recipients,
    passed: &mut dyn FnMut(u64),
) -> io::Result<(W, Sealed)> {
    let witness = x25519::Identity::generate();
    let verifier = witness.to_public();
    let readers = recipients.iter().map(reader);
    let readers = readers.chain([reader(&verifier)]);
    let encryptor = Encryptor::with_recipients(readers).map_err(unusual)?;
    let mut file = Gauge::new(file);
    let encrypted = encryptor.wrap_output(&mut file)?;
    let mut compressed = Encoder::new(encrypted, LEVEL)?;
    // Damage that the encryption would not show, since it comes before it.
    compressed.include_checksum(true)?;
    let content = pump(content, &mut compressed, passed)?;
    compressed.finish()?.finish()?;
    let (file, written) = file.finish();
    let sealed = Sealed {
        sha256: written.sha256,
        octets: written.octets,
        content,
        witness,
    };
    Ok((file, sealed))
}

impl Sealed {
    /// Reads the file again: it is what was written, it can be decrypted, and it holds the
    /// content. `passed` is told how many octets of the content are done.
    ///
    /// # Errors
    /// `Altered` if file or content are not what they were; else as [`open`].
    pub fn verify(&self, file: impl Read, passed: &mut dyn FnMut(u64)) -> Result<(), OpenError> {
        let mut file = Gauge::new(file);
        let read = decrypt(&mut file, std::iter::once(key(&self.witness)))?;
        let content = pump(&mut Decoder::new(read)?, &mut io::sink(), passed)?;
        // Octets behind the end of the encryption are the file's too.
        io::copy(&mut file, &mut io::sink())?;
        let (_, found) = file.finish();
        let expected = Measured {
            octets: self.octets,
            sha256: self.sha256,
        };
        if found == expected && content == self.content {
            Ok(())
        } else {
            Err(OpenError::Altered)
        }
    }

    /// Length of the content in octets.
    #[must_use]
    pub const fn content_octets(&self) -> u64 {
        self.content.octets
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed")
            .field("sha256", &self.sha256)
            .field("octets", &self.octets)
            .finish_non_exhaustive()
    }
}

/// The content of a backup, as it is read: reading fails at the first octet that is not genuine,
/// and at a file that ends too early.
///
/// # Errors
/// `NotForUs` if no identity is a recipient's, `NoBackup` for other files.
pub fn open<'r>(
    file: impl Read + 'r,
    identities: &Identities,
) -> Result<impl Read + 'r, OpenError> {
    let identities = identities.iter().map(key);
    Ok(Decoder::new(decrypt(file, identities)?)?)
}

fn decrypt<'r, 'i>(
    file: impl Read + 'r,
    identities: impl Iterator<Item = &'i dyn Identity>,
) -> Result<impl Read + 'r, OpenError> {
    let left = Rc::new(Cell::new(LONGEST_HEADER));
    let bounded = Bounded {
        inner: file,
        left: Rc::clone(&left),
    };
    let decryptor = Decryptor::new(bounded)?;
    // Only the header is kept in memory.
    left.set(u64::MAX);
    Ok(decryptor.decrypt(identities)?)
}

/// Gives no more octets than are left.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let read = self.inner.by_ref().take(self.left.get()).read(buffer)?;
        let octets = u64::try_from(read).unwrap_or(u64::MAX);
        self.left.set(self.left.get().saturating_sub(octets));
        Ok(read)
    }
}

fn reader(recipient: &x25519::Recipient) -> &dyn Recipient {
    recipient
}

fn key(identity: &x25519::Identity) -> &dyn Identity {
    identity
}

fn pump(
    from: &mut impl Read,
    to: &mut impl Write,
    passed: &mut dyn FnMut(u64),
) -> io::Result<Measured> {
    let mut from = Gauge::new(from);
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(buffer.get(..read).unwrap_or_default())?;
        passed(from.octets);
    }
    Ok(from.finish().1)
}

/// Measures what passes.
struct Gauge<T> {
    inner: T,
    octets: u64,
    stream: Sha256Stream,
}

impl<T> Gauge<T> {
    fn new(inner: T) -> Self {
        Self {
            inner,
            octets: 0,
            stream: Sha256Stream::default(),
        }
    }

    fn pass(&mut self, octets: &[u8]) {
        self.octets += u64::try_from(octets.len()).unwrap_or(0);
        self.stream.update(octets);
    }

    fn finish(self) -> (T, Measured) {
        let measured = Measured {
            octets: self.octets,
            sha256: self.stream.finish(),
        };
        (self.inner, measured)
    }
}

impl<R: Read> Read for Gauge<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.pass(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<W: Write> Write for Gauge<W> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(octets)?;
        self.pass(octets.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// X25519 recipients are never refused together.
fn unusual(error: EncryptError) -> io::Error {
    io::Error::other(error)
}

/// Why a backup could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It is encrypted to others.
    #[error("no identity given is a recipient of the backup")]
    NotForUs,
    /// It is not a backup, or its header was altered.
    #[error("the file is not a backup")]
    NoBackup,
    /// It is not what was written.
    #[error("the backup is not what was written")]
    Altered,
    /// It cannot be read, or was altered or cut short.
    #[error("the backup cannot be read")]
    Io(#[from] io::Error),
}

impl From<DecryptError> for OpenError {
    fn from(error: DecryptError) -> Self {
        match error {
            DecryptError::NoMatchingKeys
            | DecryptError::DecryptionFailed
            | DecryptError::KeyDecryptionFailed
            | DecryptError::ExcessiveWork { .. } => Self::NotForUs,
            DecryptError::InvalidHeader
            | DecryptError::InvalidMac
            | DecryptError::UnknownFormat => Self::NoBackup,
            DecryptError::Io(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData
                ) =>
            {
                Self::NoBackup
            }
            DecryptError::Io(error) => Self::Io(error),
            other => Self::Io(io::Error::other(other)),
        }
    }
}

/// zstd's own default: a good third of the size at the speed of a disk.
const LEVEL: i32 = 3;

/// Octets of a file's header: six hundred recipients. The decoder begins anew with each octet, so
/// that ten times as many take a hundred times as long.
const LONGEST_HEADER: u64 = 1 << 16;

/// Octets moved at a time.
const BUFFER: usize = 1 << 18;
