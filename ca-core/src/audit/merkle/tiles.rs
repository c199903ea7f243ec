//! Tiles (C2SP tlog-tiles): of all hashes in a tree those at every eighth height are kept, 256 to
//! a tile. The ones between them are a few hashings away.

use std::ops::Range;

use crate::digest::Sha256Digest;
use crate::registry::RegistryError;

/// Heights from one level of tiles to the next.
pub const TILE_HEIGHT: u32 = 8;

/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 256;

/// A hash above the leaves that tiles hold: the root of 256^`level` leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TileHash {
    /// Level of its tile, from 1.
    pub level: u8,
    /// Place within the level, from 0.
    pub index: u64,
    /// The hash.
    pub hash: Sha256Digest,
}

impl TileHash {
    /// The hash that is complete when the tree has `size` leaves, if tiles hold that height.
    pub(super) fn completed(height: u32, size: u64, hash: Sha256Digest) -> Option<Self> {
        let (level, between) = tile_level(height);
        (between == 0 && level > 0).then(|| Self {
            level,
            index: (size >> height).saturating_sub(1),
            hash,
        })
    }
}

/// The level of tiles at or below a height above the leaves, and how far below it is.
#[must_use]
pub fn tile_level(height: u32) -> (u8, u32) {
    let level = u8::try_from(height / TILE_HEIGHT).unwrap_or(u8::MAX);
    (level, height % TILE_HEIGHT)
}

/// What proofs are made from.
pub trait TileHashes {
    /// The hashes at these places of a level of tiles, in order; those of leaves at level 0. The
    /// places are of one tile. Fewer where the tree does not have them all.
    ///
    /// # Errors
    /// Fails if the hashes cannot be read.
    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError>;
}
