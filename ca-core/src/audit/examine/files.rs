//! The files of an export, each of which must be exactly what it can be.

use std::collections::BTreeMap;
use std::ops::Range;

use super::AuditDefect;
use super::heads::Heads;
use super::signers::Signers;
use crate::audit::export::{
    CHECKPOINT, ExportSource, HeadLine, LARGEST_FILE, MANIFEST, Manifest, Page, Series, pages,
    signer_path,
};
use crate::audit::head::verify_note;
use crate::audit::merkle::{TILE_WIDTH, TileHash, leaf_hash};
use crate::certificate::to_pem;
use crate::digest::Sha256Digest;

/// An export, as far as it is read.
pub(super) struct Files<'a> {
    source: &'a dyn ExportSource,
    manifest: Manifest,
    /// The last tile read of each level above the leaves.
    tiles: BTreeMap<u8, (Page, Vec<u8>)>,
}

/// The events of a page, a line each.
pub(super) struct Bodies(Vec<u8>);

impl<'a> Files<'a> {
    /// Reads the manifest.
    pub(super) fn open(source: &'a dyn ExportSource) -> Result<Self, AuditDefect> {
        let octets = required(source, MANIFEST)?;
        Ok(Self {
            source,
            manifest: Manifest::parse(&octets)?,
            tiles: BTreeMap::new(),
        })
    }

    /// What the export says of itself.
    pub(super) const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Reads all signed heads and their signers. The last one is the checkpoint, and covers just
    /// the events that are here.
    pub(super) fn read_heads(
        &self,
        heads: &mut Heads,
        signers: &mut Signers<'_>,
    ) -> Result<(), AuditDefect> {
        let mut last = None;
        for page in pages(0..self.manifest.heads) {
            let path = page.path(Series::Heads);
            let lines = Bodies(required(self.source, &path)?);
            lines.require(page, &path)?;
            for (number, line) in page.places().zip(lines.0.split(|octet| *octet == b'\n')) {
                let malformed = || AuditDefect::Malformed { path: path.clone() };
                let (line, signer) = HeadLine::parse(line).ok_or_else(malformed)?;
                if signers.key(&signer).is_none() {
                    self.read_signer(&signer, signers)?;
                }
                let key = signers.key(&signer).ok_or_else(malformed)?;
                let said = verify_note(&line.note, &key);
                let said = said.map_err(|defect| AuditDefect::Head { number, defect })?;
                heads.add_signed(&said, signer)?;
                last = Some((line.note, said));
            }
        }
        let checkpoint = required(self.source, CHECKPOINT)?;
        match last {
            Some((note, said))
                if note.as_bytes() == checkpoint && said.head == self.manifest.head =>
            {
                Ok(())
            }
            Some(_) | None => Err(AuditDefect::Malformed {
                path: CHECKPOINT.to_owned(),
            }),
        }
    }

    fn read_signer(
        &self,
        signer: &Sha256Digest,
        signers: &mut Signers<'_>,
    ) -> Result<(), AuditDefect> {
        let path = signer_path(signer);
        let octets = required(self.source, &path)?;
        if octets.len() > LARGEST_CHAIN || signers.count() >= MOST_SIGNERS {
            return Err(AuditDefect::Malformed { path });
        }
        let blocks = pem::parse_many(&octets).unwrap_or_default();
        let chain: Vec<Vec<u8>> = blocks.into_iter().map(pem::Pem::into_contents).collect();
        let written: String = chain.iter().map(|der| to_pem(der)).collect();
        let same = written.as_bytes() == octets;
        if same && signers.add(chain) == Some(*signer) {
            return Ok(());
        }
        Err(AuditDefect::Malformed { path })
    }

    /// The leaves of a page, which are those of its tile too.
    pub(super) fn leaves(&self, page: Page) -> Result<Vec<Sha256Digest>, AuditDefect> {
        let path = page.path(Series::Entries);
        let octets = required(self.source, &path)?;
        let entries = octets.chunks(ENTRY);
        let leaf = |entry: &[u8]| Sha256Digest::try_from(entry.strip_prefix(&[0, 32])?).ok();
        let leaves: Option<Vec<_>> = entries.map(leaf).collect();
        let leaves = leaves.filter(|leaves| leaves.len() == page.width());
        let leaves = leaves.ok_or(AuditDefect::Malformed { path })?;
        let path = page.path(Series::Tile(0));
        let tile = required(self.source, &path)?;
        if tile.len() != page.width().saturating_mul(32) {
            return Err(AuditDefect::Malformed { path });
        }
        for ((index, leaf), hash) in page.places().zip(&leaves).zip(tile.chunks(32)) {
            if leaf_hash(leaf).as_bytes() != hash {
                return Err(AuditDefect::Hash { level: 0, index });
            }
        }
        Ok(leaves)
    }

    /// The leaves of places that were met before.
    pub(super) fn leaves_at(&self, places: &Range<u64>) -> Result<Vec<Sha256Digest>, AuditDefect> {
        let first = places.start / TILE_WIDTH * TILE_WIDTH;
        let mut leaves = Vec::new();
        for page in pages(first..self.manifest.head.size) {
            if page.places().start >= places.end {
                break;
            }
            let of_page = page.places().zip(self.leaves(page)?);
            let wanted = of_page.filter(|(place, _)| places.contains(place));
            leaves.extend(wanted.map(|(_, leaf)| leaf));
        }
        Ok(leaves)
    }

    /// The events of a page.
    pub(super) fn bodies(&self, page: Page) -> Result<Bodies, AuditDefect> {
        let path = page.path(Series::Bodies);
        let bodies = Bodies(required(self.source, &path)?);
        bodies.require(page, &path)?;
        Ok(bodies)
    }

    /// Holds hashes that were computed against those in the tiles.
    pub(super) fn compare(&mut self, completed: &[TileHash]) -> Result<(), AuditDefect> {
        for TileHash { level, index, hash } in completed {
            if self.hash(*level, *index)? != *hash {
                let (level, index) = (*level, *index);
                return Err(AuditDefect::Hash { level, index });
            }
        }
        Ok(())
    }

    /// A hash above the leaves, as its tile has it.
    pub(super) fn hash(&mut self, level: u8, index: u64) -> Result<Sha256Digest, AuditDefect> {
        let known = self.tiles.get(&level);
        if known.is_none_or(|(page, _)| !page.places().contains(&index)) {
            let read = self.tile(level, index)?;
            self.tiles.insert(level, read);
        }
        let place = usize::try_from(index % TILE_WIDTH).unwrap_or(usize::MAX);
        let tile = self.tiles.get(&level);
        let hash = tile.and_then(|(_, octets)| octets.chunks(32).nth(place));
        let hash = hash.and_then(|octets| Sha256Digest::try_from(octets).ok());
        hash.ok_or(AuditDefect::Hash { level, index })
    }

    fn tile(&self, level: u8, index: u64) -> Result<(Page, Vec<u8>), AuditDefect> {
        let bits = 8_u32.saturating_mul(u32::from(level));
        let count = self.manifest.head.size.checked_shr(bits).unwrap_or(0);
        let first = index / TILE_WIDTH * TILE_WIDTH;
        let page = pages(first..count).next();
        let page = page.ok_or(AuditDefect::Hash { level, index })?;
        let path = page.path(Series::Tile(level));
        let octets = required(self.source, &path)?;
        if octets.len() != page.width().saturating_mul(32) {
            return Err(AuditDefect::Malformed { path });
        }
        Ok((page, octets))
    }
}

impl Bodies {
    /// As many lines as the page is wide, the last one with its end too.
    fn require(&self, page: Page, path: &str) -> Result<(), AuditDefect> {
        let lines = self.0.iter().filter(|octet| **octet == b'\n').count();
        if lines == page.width() && self.0.last() == Some(&b'\n') {
            return Ok(());
        }
        Err(AuditDefect::Malformed {
            path: path.to_owned(),
        })
    }

    /// The events; nothing for those that are gone.
    pub(super) fn lines(&self) -> impl Iterator<Item = Option<&[u8]>> {
        let lines = self.0.split(|octet| *octet == b'\n');
        lines.map(|line| Some(line).filter(|line| !line.is_empty()))
    }
}

fn required(source: &dyn ExportSource, path: &str) -> Result<Vec<u8>, AuditDefect> {
    let octets = source.read(path)?;
    let octets = octets.ok_or_else(|| AuditDefect::NoFile {
        path: path.to_owned(),
    })?;
    if octets.len() > LARGEST_FILE {
        return Err(AuditDefect::Malformed {
            path: path.to_owned(),
        });
    }
    Ok(octets)
}

/// Octets of a file with the certificates of a signer.
const LARGEST_CHAIN: usize = 256 << 10;

/// Signers whose certificates are kept in memory; a new one each month for eighty years.
const MOST_SIGNERS: usize = 1_000;

/// Octets of an entry: two of length, a digest.
const ENTRY: usize = 34;
