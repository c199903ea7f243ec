//! Tree hashing of RFC 6962 2.1 over digests of events.
//!
//! - `proof`: that an event is in a tree, and that a tree grew out of another;
//! - `tiles`: the hashes that are kept so that a proof needs no more than a few hundred of them.

mod proof;
#[cfg(test)]
mod tests;
mod tiles;

pub use self::proof::{
    ProofDefect, ProofError, consistency_proof, inclusion_proof, root_at, verify_consistency,
    verify_inclusion,
};
pub use self::tiles::{TILE_HEIGHT, TILE_WIDTH, TileHash, TileHashes, tile_level};
use crate::digest::Sha256Digest;

/// Number of leaves and root hash of a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of leaves.
    pub size: u64,
    /// Merkle tree hash; of nothing, the digest of the empty string.
    pub root: Sha256Digest,
}

/// The hash of a leaf: SHA-256(0x00 || data).
#[must_use]
pub fn leaf_hash(leaf_data: &Sha256Digest) -> Sha256Digest {
    Sha256Digest::of_parts(&[&[0], leaf_data.as_bytes()])
}

/// The hash of an inner node: SHA-256(0x01 || left || right).
#[must_use]
pub fn node_hash(left: &Sha256Digest, right: &Sha256Digest) -> Sha256Digest {
    Sha256Digest::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// The right edge of a tree: the roots of its full subtrees, largest first. It is all that
/// appending needs, so a log of any length grows at constant cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Sha256Digest>,
}

impl Frontier {
    /// The frontier of a tree of `size` leaves from its octets, as [`Frontier::to_bytes`] gave
    /// them; nothing if their number does not fit the size.
    #[must_use]
    pub fn from_bytes(size: u64, octets: &[u8]) -> Option<Self> {
        let roots: Vec<Sha256Digest> = octets
            .chunks(32)
            .map(|root| Sha256Digest::try_from(root).ok())
            .collect::<Option<_>>()?;
        let expected = usize::try_from(size.count_ones()).ok()?;
        (roots.len() == expected).then_some(Self { size, roots })
    }

    /// The subtree roots, 32 octets each.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.roots
            .iter()
            .flat_map(|root| *root.as_bytes())
            .collect()
    }

    /// Number of leaves.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf. Gives the hashes above the leaves that tiles hold and that it completes:
    /// one for each 256 leaves, another for each 65,536, and so on.
    pub fn append(&mut self, leaf_data: &Sha256Digest) -> Vec<TileHash> {
        self.append_subtree(0, leaf_hash(leaf_data))
    }

    /// Appends the leaves under a full subtree of 2^`height` of them by its root, where the tree
    /// has a multiple of as many. Gives the hashes above that one that it completes.
    pub(super) fn append_subtree(&mut self, height: u32, root: Sha256Digest) -> Vec<TileHash> {
        let (mut root, mut completed) = (root, Vec::new());
        let merged = self.size.checked_shr(height).unwrap_or(0).trailing_ones();
        let size = self
            .size
            .saturating_add(1_u64.checked_shl(height).unwrap_or(0));
        for height in height.saturating_add(1)..=height.saturating_add(merged) {
            if let Some(left) = self.roots.pop() {
                root = node_hash(&left, &root);
            }
            completed.extend(TileHash::completed(height, size, root));
        }
        self.roots.push(root);
        self.size = size;
        completed
    }

    /// The head of the tree.
    #[must_use]
    pub fn head(&self) -> TreeHead {
        let root = self
            .roots
            .iter()
            .rev()
            .copied()
            .reduce(|right, left| node_hash(&left, &right));
        TreeHead {
            size: self.size,
            root: root.unwrap_or_else(|| Sha256Digest::of(b"")),
        }
    }
}
