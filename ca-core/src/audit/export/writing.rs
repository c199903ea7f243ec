//! Making an export.

use std::collections::BTreeMap;

use super::layout::{CHECKPOINT, MANIFEST, Page, Series, levels, pages, signer_path};
use super::{ExportSink, HeadLine, InvalidManifest, Manifest};
use crate::audit::AuditLog;
use crate::audit::event::{Act, Outcome};
use crate::audit::head::{HeadDefect, SignedHead};
use crate::audit::merkle::{TILE_WIDTH, leaf_hash};
use crate::audit::query::EventQuery;
use crate::certificate::{NoCertificate, Summary, to_pem};
use crate::digest::Sha256Digest;
use crate::registry::{RegistryError, StoreFault};

/// Heads read from the log at a time: a file's.
const HEADS: usize = 256;

/// What to export.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// The log.
    pub log: &'a dyn AuditLog,
    /// DER certificates of the authority's issuers, among which those above the signers are.
    pub issuers: &'a [Vec<u8>],
    /// An event before which the auditor has everything; 0 for all. The export begins with its
    /// tile.
    pub first: u64,
}

impl std::fmt::Debug for Export<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Export").finish_non_exhaustive()
    }
}

/// The heads of an export and who signed them.
struct Heads {
    count: u64,
    signers: BTreeMap<Sha256Digest, Vec<u8>>,
}

impl Export<'_> {
    /// Writes the export that ends with the last signed head, the manifest last: without one it
    /// is none. `progress` is told how many events of how many are written.
    ///
    /// # Errors
    /// `Unsigned` where no head was ever signed, `Purged` where bodies went since; refuses a log that contradicts itself.
    pub fn write(
        &self,
        sink: &mut dyn ExportSink,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Manifest, ExportError> {
        let last = self.log.last_signed_head()?.ok_or(ExportError::Unsigned)?;
        let checkpoint = last.verify()?;
        let size = checkpoint.head.size;
        if self.first > size {
            return Err(ExportError::Begin {
                first: self.first,
                size,
            });
        }
        self.require_unpurged_since(size)?;
        let first = self.first / TILE_WIDTH * TILE_WIDTH;
        sink.write(CHECKPOINT, last.note.as_bytes())?;
        let heads = self.write_heads(sink, first, &last)?;
        self.write_signers(sink, &heads)?;
        for page in pages(first..size) {
            self.write_events(sink, page)?;
            progress(
                page.places().end.saturating_sub(first),
                size.saturating_sub(first),
            );
        }
        for (level, count) in levels(size) {
            for page in pages(0..count) {
                self.write_hashes(sink, level, page)?;
            }
        }
        let manifest = Manifest {
            origin: checkpoint.origin,
            head: checkpoint.head,
            first,
            heads: heads.count,
        };
        // Nor while it was written: what is without a manifest is no export.
        self.require_unpurged_since(size)?;
        sink.write(MANIFEST, &manifest.to_json()?)?;
        Ok(manifest)
    }

    fn require_unpurged_since(&self, size: u64) -> Result<(), ExportError> {
        let later = EventQuery {
            from: size,
            acts: vec![Act::AuditPurge],
            outcomes: vec![Outcome::Done],
            limit: 1,
            ..EventQuery::default()
        };
        if self.log.events(&later)?.is_empty() {
            Ok(())
        } else {
            Err(ExportError::Purged { size })
        }
    }

    fn write_heads(
        &self,
        sink: &mut dyn ExportSink,
        first: u64,
        last: &SignedHead,
    ) -> Result<Heads, ExportError> {
        let (mut from, mut lines, mut signers) = (0_u64, Vec::new(), BTreeMap::new());
        let mut ended = false;
        while !ended {
            let heads = self.log.signed_heads(from, HEADS)?;
            from = from.saturating_add(count(heads.len()));
            ended = heads.len() < HEADS;
            for head in heads {
                if head.checkpoint()?.head.size >= first {
                    let digest = Sha256Digest::of(&head.signer);
                    lines.push(HeadLine::new(&head.note, &digest).to_json()?);
                    signers.entry(digest).or_insert_with(|| head.signer.clone());
                }
                // Others may have been signed since.
                if head == *last {
                    ended = true;
                    break;
                }
            }
        }
        let count = count(lines.len());
        for (page, lines) in pages(0..count).zip(lines.chunks(HEADS)) {
            sink.write(&page.path(Series::Heads), &text(lines))?;
        }
        Ok(Heads { count, signers })
    }

    fn write_signers(&self, sink: &mut dyn ExportSink, heads: &Heads) -> Result<(), ExportError> {
        for (digest, signer) in &heads.signers {
            let chain = self.chain(signer)?;
            let pem: String = chain.iter().map(|der| to_pem(der)).collect();
            sink.write(&signer_path(digest), pem.as_bytes())?;
        }
        Ok(())
    }

    /// The certificates from a signer's to the root's.
    fn chain<'a>(&'a self, signer: &'a [u8]) -> Result<Vec<&'a [u8]>, ExportError> {
        let (mut chain, mut below) = (vec![signer], Summary::of(signer)?);
        while below.issuer != below.subject {
            let issuer = self.issuers.iter().find_map(|der| {
                let summary = Summary::of(der).ok()?;
                (summary.subject == below.issuer).then_some((der, summary))
            });
            let (der, summary) = issuer.ok_or(ExportError::Signer)?;
            if chain.len() > self.issuers.len() {
                return Err(ExportError::Signer);
            }
            chain.push(der);
            below = summary;
        }
        Ok(chain)
    }

    fn write_events(&self, sink: &mut dyn ExportSink, page: Page) -> Result<(), ExportError> {
        let entries = self.log.entries(page.places().start, page.width())?;
        let (mut leaves, mut hashes, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
        for (place, entry) in page.places().zip(&entries) {
            let altered = |body: &Vec<u8>| Sha256Digest::of(body) != entry.leaf_data;
            if entry.index != place || entry.body.as_ref().is_some_and(altered) {
                return Err(ExportError::Damaged { index: place });
            }
            leaves.extend([0, 32]);
            leaves.extend(entry.leaf_data.as_bytes());
            hashes.extend(leaf_hash(&entry.leaf_data).as_bytes());
            bodies.push(entry.body.as_deref().unwrap_or_default());
        }
        if entries.len() != page.width() {
            let index = page.places().start.saturating_add(count(entries.len()));
            return Err(ExportError::Damaged { index });
        }
        sink.write(&page.path(Series::Entries), &leaves)?;
        sink.write(&page.path(Series::Tile(0)), &hashes)?;
        sink.write(&page.path(Series::Bodies), &text(&bodies))?;
        Ok(())
    }

    fn write_hashes(
        &self,
        sink: &mut dyn ExportSink,
        level: u8,
        page: Page,
    ) -> Result<(), ExportError> {
        let hashes = self.log.tile_hashes(level, page.places())?;
        if hashes.len() != page.width() {
            let index = page.places().start.saturating_add(count(hashes.len()));
            return Err(ExportError::NoHash { level, index });
        }
        let octets: Vec<u8> = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
        sink.write(&page.path(Series::Tile(level)), &octets)?;
        Ok(())
    }
}

/// Lines, each with its end.
fn text(lines: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let mut text = Vec::new();
    for line in lines {
        text.extend_from_slice(line.as_ref());
        text.push(b'\n');
    }
    text
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Why a log was not exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// No head was ever signed: nobody would vouch for the export.
    #[error("no head of the log was signed yet")]
    Unsigned,
    /// It is to begin after the last signed head.
    #[error("the export begins at event {first}, the last signed head covers {size}")]
    Begin {
        /// Where it is to begin.
        first: u64,
        /// Events under the last signed head.
        size: u64,
    },
    /// Bodies went by a purge that the last signed head does not cover: they would look lost.
    #[error("the log was purged after its last signed head, of {size} events")]
    Purged {
        /// Events under the last signed head.
        size: u64,
    },
    /// An event is missing or does not have the digest of its leaf.
    #[error("event {index} is missing or was altered")]
    Damaged {
        /// The place.
        index: u64,
    },
    /// A hash of the tree is missing.
    #[error("hash {index} at level {level} of the tree is missing")]
    NoHash {
        /// Level of tiles.
        level: u8,
        /// Place within the level.
        index: u64,
    },
    /// The issuers of a signer's certificate are not all here.
    #[error("the certificates above a signer of heads are not known")]
    Signer,
    /// A signed head does not hold.
    #[error("a signed head does not hold")]
    Head(#[from] HeadDefect),
    /// The certificate of a signer cannot be read.
    #[error(transparent)]
    Certificate(#[from] NoCertificate),
    /// Something cannot be encoded.
    #[error("a file of the export cannot be encoded")]
    Encoding(#[from] serde_json::Error),
    /// The manifest cannot be made.
    #[error(transparent)]
    Manifest(#[from] InvalidManifest),
    /// The log cannot be read.
    #[error("the audit log cannot be read")]
    Unreadable(#[from] RegistryError),
    /// A file could not be written.
    #[error("the export cannot be written")]
    Sink(#[from] StoreFault),
}
