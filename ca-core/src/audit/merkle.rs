//! Tree hashing of RFC 6962 2.1 over digests of events.

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

    /// Appends a leaf.
    pub fn append(&mut self, leaf_data: &Sha256Digest) {
        let mut root = leaf_hash(leaf_data);
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                root = node_hash(&left, &root);
            }
        }
        self.roots.push(root);
        self.size += 1;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition of RFC 6962 2.1, word for word.
    fn tree_hash(leaves: &[Sha256Digest]) -> Sha256Digest {
        match leaves {
            [] => Sha256Digest::of(b""),
            [only] => leaf_hash(only),
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                node_hash(&tree_hash(&leaves[..split]), &tree_hash(&leaves[split..]))
            }
        }
    }

    #[test]
    fn frontier_gives_the_root_of_the_definition_at_every_size() {
        let (mut tree, mut leaves) = (Frontier::default(), Vec::new());
        for number in 0u32..130 {
            assert_eq!(tree.head().root, tree_hash(&leaves), "{number} leaves");
            let leaf = Sha256Digest::of(&number.to_be_bytes());
            leaves.push(leaf);
            tree.append(&leaf);
            assert_eq!(
                Frontier::from_bytes(tree.size(), &tree.to_bytes()),
                Some(tree.clone())
            );
        }
    }

    #[test]
    fn frontier_of_wrong_length_is_refused() {
        let leaf = Sha256Digest::of(b"x");
        assert_eq!(
            Frontier::from_bytes(2, &[*leaf.as_bytes(), *leaf.as_bytes()].concat()),
            None
        );
        assert_eq!(Frontier::from_bytes(1, &leaf.as_bytes()[..31]), None);
    }
}
