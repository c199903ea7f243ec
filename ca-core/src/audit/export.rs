//! The log outside the house: files that need nothing else to be proven (AUD-03), in the layout
//! of C2SP tlog-tiles where that has one. Format 1, fixed by ADR 0020:
//!
//! | file | holds |
//! |---|---|
//! | `checkpoint` | the last signed head, a signed note: all that follows is what it covers |
//! | `manifest.json` | canonical JSON: format, origin, size, root, first place, number of heads |
//! | `tile/<L>/<N>` | hashes of the tree, 256 to a file; level 0 those of the leaves |
//! | `tile/entries/<N>` | leaves: two octets of length, 32 of SHA-256 of the event |
//! | `bodies/<N>` | events, a line each, in the very octets; empty once purged at term |
//! | `heads/<N>` | all signed heads since the first place, a line of canonical JSON each |
//! | `signers/<H>.pem` | certificates from a signer, whose SHA-256 is `H`, to the root |
//!
//! `<N>` counts files of 256 from 0, in groups of three digits: `x001/x234/067`; the last file
//! has `.p/<W>` behind it if it is not full. An export may leave out what an auditor has from an
//! earlier one: then leaves, bodies and heads begin at a first place, and the hashes above level
//! 0 prove the rest.
//!
//! - `layout`: the names of the files; `manifest`, `line`: two of their contents;
//! - [`write`](Export::write) makes an export; [`examine`](crate::audit::examine) reads it.

mod layout;
mod line;
mod manifest;
mod writing;

pub use self::layout::MANIFEST;
pub(super) use self::layout::{CHECKPOINT, Page, Series, pages, signer_path};
pub(super) use self::line::HeadLine;
pub use self::manifest::{InvalidManifest, Manifest};
pub use self::writing::{Export, ExportError};
use crate::registry::StoreFault;

/// Octets of the largest file that an export can have: 256 events, each far larger than any.
pub const LARGEST_FILE: usize = 16 << 20;

/// Where the files of an export go.
pub trait ExportSink {
    /// Writes a file that is not there yet; its path has folders, separated by `/`.
    ///
    /// # Errors
    /// Fails if it could not be written.
    fn write(&mut self, path: &str, octets: &[u8]) -> Result<(), StoreFault>;
}

/// Where the files of an export are.
pub trait ExportSource {
    /// The octets of a file; nothing if there is no such file. One of more than
    /// [`LARGEST_FILE`] octets is none of an export: it need not be read further than that.
    ///
    /// # Errors
    /// Fails if it cannot be read.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreFault>;
}
