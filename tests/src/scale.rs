//! Registries as large as a country's, in minutes.
//!
//! A few certificates are truly issued and revoked; their rows are the patterns of millions. What
//! tells certificates apart is varied: serial number, key, name and identifier of the person,
//! dates, request id, salt and time of the events. The bytes of a certificate are real ones with
//! these places written over, so that the key is a random point of no curve and the signature so
//! many random octets. All else is what the program wrote itself, whatever columns it may have: a
//! test holds one against the other.
//!
//! - [`Patterns`], in `issue`: what `sceau` issued;
//! - [`Size`], [`load`]: how many, and the work;
//! - `pattern`: their rows; `tbs`, `form`: bytes and events with places for what varies;
//! - `produce`: rows by the thousand; `packed`: octets as they are stored;
//! - `fill`: their way into the file.
//!
//! Rows go in in the order in which the program would have written them, with all indexes in
//! place: random keys leave pages as full as they are in life, so that disk can be measured.

mod fill;
mod form;
mod issue;
mod packed;
mod pattern;
mod produce;
mod tbs;

use std::path::PathBuf;
use std::time::Instant;

use crate::lab::Lab;

/// How many certificates a registry gets, and how many of these are revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Certificates, revoked ones included.
    pub certificates: u64,
    /// Revoked ones, evenly among all.
    pub revoked: u64,
}

impl Size {
    /// Revoked ones among the first `certificates`.
    const fn revoked_before(self, certificates: u64) -> u64 {
        certificates * self.revoked / self.certificates
    }

    /// Whether the certificate with this number, from 0, is revoked.
    const fn is_revoked(self, number: u64) -> bool {
        self.revoked_before(number + 1) > self.revoked_before(number)
    }
}

/// What a lab got.
#[derive(Clone, Copy, Debug)]
pub struct Loaded {
    /// Place of the first loaded certificate; the others follow it.
    pub first: u64,
    /// Seconds that it took.
    pub seconds: f64,
}

/// Certificates that were truly issued, of which a third are revoked.
#[derive(Debug)]
pub struct Patterns(Vec<issue::Issued>);

impl Patterns {
    /// Issues and revokes them in a lab.
    ///
    /// # Panics
    /// If anything fails.
    #[must_use]
    pub fn issued(lab: &Lab) -> Self {
        Self(issue::patterns(lab))
    }
}

/// The file of a lab's registry.
#[must_use]
pub fn registry(lab: &Lab) -> PathBuf {
    lab.file("registry/sceau.db")
}

/// Gives the line `citizens` of a lab that is down so many certificates more.
///
/// # Panics
/// If anything fails.
#[must_use]
pub fn load(lab: &Lab, patterns: &Patterns, size: Size) -> Loaded {
    let start = Instant::now();
    let first = fill::fill(&registry(lab), &patterns.0, size);
    let seconds = start.elapsed().as_secs_f64();
    Loaded { first, seconds }
}
