//! Proofs of RFC 6962 2.1.1 and 2.1.2, and their verification by RFC 9162 2.1.3.2 and 2.1.4.2.

use super::{TileHashes, TreeHead, leaf_hash, node_hash, tile_level};
use crate::digest::Sha256Digest;
use crate::registry::RegistryError;

/// The root of the first `size` leaves.
///
/// # Errors
/// `Missing` if the tree does not have them, or the hashes cannot be read.
pub fn root_at<T: TileHashes + ?Sized>(tiles: &T, size: u64) -> Result<Sha256Digest, ProofError> {
    if size == 0 {
        return Ok(Sha256Digest::of(b""));
    }
    range_hash(tiles, 0, size)
}

/// The path from the leaf at `index` to the root of the first `size` leaves, from below
/// (RFC 6962 2.1.1).
///
/// # Errors
/// `OutOfRange` if the leaf is not among them; else as [`root_at`].
pub fn inclusion_proof<T: TileHashes + ?Sized>(
    tiles: &T,
    index: u64,
    size: u64,
) -> Result<Vec<Sha256Digest>, ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let (mut low, mut high, mut path) = (0_u64, size, Vec::new());
    while high.saturating_sub(low) > 1 {
        let middle = low.saturating_add(split(high.saturating_sub(low)));
        if index < middle {
            path.push(range_hash(tiles, middle, high)?);
            high = middle;
        } else {
            path.push(range_hash(tiles, low, middle)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `size` leaves begins with the `old` leaves of an older one
/// (RFC 6962 2.1.2); nothing where there is nothing to prove.
///
/// # Errors
/// `OutOfRange` if the older tree is larger; else as [`root_at`].
pub fn consistency_proof<T: TileHashes + ?Sized>(
    tiles: &T,
    old: u64,
    size: u64,
) -> Result<Vec<Sha256Digest>, ProofError> {
    if old > size {
        return Err(ProofError::OutOfRange { index: old, size });
    }
    if old == 0 || old == size {
        return Ok(Vec::new());
    }
    let (mut low, mut high, mut path) = (0_u64, size, Vec::new());
    while high != old {
        let middle = low.saturating_add(split(high.saturating_sub(low)));
        if old <= middle {
            path.push(range_hash(tiles, middle, high)?);
            high = middle;
        } else {
            path.push(range_hash(tiles, low, middle)?);
            low = middle;
        }
    }
    // The old tree's own root is known to who asks; a subtree inside it is not.
    if low > 0 {
        path.push(range_hash(tiles, low, high)?);
    }
    path.reverse();
    Ok(path)
}

/// Proves that an event's leaf stands at `index` of the tree (RFC 9162 2.1.3.2).
///
/// # Errors
/// Says that the leaf is not in the tree by this path.
pub fn verify_inclusion(
    leaf_data: &Sha256Digest,
    index: u64,
    tree: &TreeHead,
    path: &[Sha256Digest],
) -> Result<(), ProofDefect> {
    if index >= tree.size {
        return Err(ProofDefect);
    }
    let (mut place, mut last) = (index, tree.size.saturating_sub(1));
    let mut root = leaf_hash(leaf_data);
    for hash in path {
        if last == 0 {
            return Err(ProofDefect);
        }
        if place & 1 == 1 || place == last {
            root = node_hash(hash, &root);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            root = node_hash(&root, hash);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    proven(last == 0 && root == tree.root)
}

/// Proves that a tree grew out of an older one and changed nothing of it (RFC 9162 2.1.4.2).
///
/// # Errors
/// Says that the older tree is not the beginning of the newer one by this path.
pub fn verify_consistency(
    old: &TreeHead,
    new: &TreeHead,
    path: &[Sha256Digest],
) -> Result<(), ProofDefect> {
    if old.size == 0 {
        return proven(path.is_empty() && old.root == Sha256Digest::of(b""));
    }
    if old.size >= new.size {
        return proven(path.is_empty() && old == new);
    }
    let (mut place, mut last) = (old.size.saturating_sub(1), new.size.saturating_sub(1));
    let shift = place.trailing_ones();
    (place, last) = (shifted(place, shift), shifted(last, shift));
    // Where the old tree is one full subtree, its root is the first hash of the path.
    let (first, rest) = match path.split_first() {
        _ if old.size.is_power_of_two() => (old.root, path),
        Some((first, rest)) => (*first, rest),
        None => return Err(ProofDefect),
    };
    let (mut old_root, mut new_root) = (first, first);
    for hash in rest {
        if last == 0 {
            return Err(ProofDefect);
        }
        if place & 1 == 1 || place == last {
            old_root = node_hash(hash, &old_root);
            new_root = node_hash(hash, &new_root);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            new_root = node_hash(&new_root, hash);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    proven(last == 0 && old_root == old.root && new_root == new.root)
}

const fn proven(holds: bool) -> Result<(), ProofDefect> {
    if holds { Ok(()) } else { Err(ProofDefect) }
}

fn shifted(number: u64, bits: u32) -> u64 {
    number.checked_shr(bits).unwrap_or(0)
}

/// The largest power of two below `leaves`, which are two or more (RFC 6962 2.1).
const fn split(leaves: u64) -> u64 {
    1 << leaves.saturating_sub(1).ilog2()
}

/// The hash of the leaves from `low` to `high`, which is a subtree's left part: `low` is a multiple
/// of the power of two that holds them.
fn range_hash<T: TileHashes + ?Sized>(
    tiles: &T,
    low: u64,
    high: u64,
) -> Result<Sha256Digest, ProofError> {
    let leaves = high.saturating_sub(low);
    if leaves.is_power_of_two() {
        let height = leaves.ilog2();
        return full_subtree(tiles, height, low >> height);
    }
    let middle = low.saturating_add(split(leaves));
    let left = range_hash(tiles, low, middle)?;
    Ok(node_hash(&left, &range_hash(tiles, middle, high)?))
}

/// The root of the full subtree of 2^`height` leaves at a place of its height.
fn full_subtree<T: TileHashes + ?Sized>(
    tiles: &T,
    height: u32,
    place: u64,
) -> Result<Sha256Digest, ProofError> {
    let (level, between) = tile_level(height);
    let width = 1_u64 << between;
    let first = place << between;
    let mut hashes = tiles.tile_hashes(level, first..first.saturating_add(width))?;
    let found = u64::try_from(hashes.len()).unwrap_or(u64::MAX);
    let missing = ProofError::Missing {
        level,
        index: first.saturating_add(found),
    };
    if found != width {
        return Err(missing);
    }
    while hashes.len() > 1 {
        let pairs = hashes.chunks(2);
        hashes = pairs.filter_map(parent).collect();
    }
    hashes.first().copied().ok_or(missing)
}

fn parent(pair: &[Sha256Digest]) -> Option<Sha256Digest> {
    match pair {
        [left, right] => Some(node_hash(left, right)),
        _ => None,
    }
}

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The leaf, or the older tree, is not within the tree.
    #[error("{index} is not within a tree of {size} events")]
    OutOfRange {
        /// Place of the leaf, or size of the older tree.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// A hash is not there that the tree has.
    #[error("hash {index} at level {level} of the tree is missing")]
    Missing {
        /// Level of tiles.
        level: u8,
        /// Place within the level.
        index: u64,
    },
    /// The hashes cannot be read.
    #[error("the tree cannot be read")]
    Unreadable(#[from] RegistryError),
}

/// A proof does not prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the proof does not lead to the root of the tree")]
pub struct ProofDefect;
