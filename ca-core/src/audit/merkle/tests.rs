//! Trees and proofs against the definitions of RFC 6962.

use std::collections::HashMap;
use std::ops::Range;

use proptest::prelude::*;

use super::*;
use crate::registry::RegistryError;

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

/// Leaves of a log and the hashes that its tiles hold, as appending gave them.
#[derive(Default)]
struct Kept {
    tree: Frontier,
    leaves: Vec<Sha256Digest>,
    above: HashMap<(u8, u64), Sha256Digest>,
}

impl Kept {
    fn of(size: u64) -> Self {
        let mut kept = Self::default();
        for number in 0..size {
            let leaf = Sha256Digest::of(&number.to_be_bytes());
            for TileHash { level, index, hash } in kept.tree.append(&leaf) {
                assert_eq!(kept.above.insert((level, index), hash), None);
            }
            kept.leaves.push(leaf);
        }
        kept
    }
}

impl TileHashes for Kept {
    fn tile_hashes(
        &self,
        level: u8,
        places: Range<u64>,
    ) -> Result<Vec<Sha256Digest>, RegistryError> {
        assert_eq!(places.start / TILE_WIDTH, (places.end - 1) / TILE_WIDTH);
        let hash = |place: u64| match level {
            0 => Some(leaf_hash(self.leaves.get(usize::try_from(place).unwrap())?)),
            _ => self.above.get(&(level, place)).copied(),
        };
        Ok(places.map_while(hash).collect())
    }
}

fn head(leaves: &[Sha256Digest]) -> TreeHead {
    TreeHead {
        size: leaves.len().try_into().unwrap(),
        root: tree_hash(leaves),
    }
}

/// PATH of RFC 6962 2.1.1, word for word.
fn path(index: usize, leaves: &[Sha256Digest]) -> Vec<Sha256Digest> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let (mut below, other) = if index < split {
        (path(index, left), tree_hash(right))
    } else {
        (path(index - split, right), tree_hash(left))
    };
    below.push(other);
    below
}

/// SUBPROOF of RFC 6962 2.1.2, word for word.
fn subproof(old: usize, leaves: &[Sha256Digest], whole: bool) -> Vec<Sha256Digest> {
    if old == leaves.len() {
        return if whole {
            vec![]
        } else {
            vec![tree_hash(leaves)]
        };
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (left, right) = leaves.split_at(split);
    let (mut below, other) = if old <= split {
        (subproof(old, left, whole), tree_hash(right))
    } else {
        (subproof(old - split, right, false), tree_hash(left))
    };
    below.push(other);
    below
}

#[test]
fn tiles_hold_the_roots_of_256_and_of_65536_leaves() {
    let kept = Kept::of(65_536 + 300);
    assert_eq!(kept.above.len(), 257 + 1);
    for (place, tile) in (0..).zip(kept.leaves.chunks_exact(256)) {
        assert_eq!(kept.above[&(1, place)], tree_hash(tile));
    }
    assert_eq!(kept.above[&(2, 0)], tree_hash(&kept.leaves[..65_536]));
    assert_eq!(root_at(&kept, 65_836).unwrap(), kept.tree.head().root);
    let lacking = root_at(&kept, 65_837);
    assert!(
        matches!(
            lacking,
            Err(ProofError::Missing {
                level: 0,
                index: 65_836
            })
        ),
        "{lacking:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn proofs_are_those_of_the_definition_and_prove(
        (size, index, old) in (1_usize..1500).prop_flat_map(|n| (Just(n), 0..n, 0..=n)),
        other in 0_usize..1500,
    ) {
        let kept = Kept::of(size.try_into().unwrap());
        let (place, whole) = (u64::try_from(index).unwrap(), head(&kept.leaves));
        let inclusion = inclusion_proof(&kept, place, whole.size).unwrap();
        prop_assert_eq!(&inclusion, &path(index, &kept.leaves));
        let leaf = kept.leaves[index];
        prop_assert_eq!(verify_inclusion(&leaf, place, &whole, &inclusion), Ok(()));
        if other != index {
            let elsewhere = u64::try_from(other).unwrap();
            prop_assert!(verify_inclusion(&leaf, elsewhere, &whole, &inclusion).is_err());
        }
        let before = head(&kept.leaves[..old]);
        let consistency = consistency_proof(&kept, before.size, whole.size).unwrap();
        if old > 0 && old < size {
            prop_assert_eq!(&consistency, &subproof(old, &kept.leaves, true));
        }
        prop_assert_eq!(verify_consistency(&before, &whole, &consistency), Ok(()));
        let forked = TreeHead { root: Sha256Digest::of(b"fork"), ..before };
        prop_assert!(verify_consistency(&forked, &whole, &consistency).is_err());
        let forked = TreeHead { root: Sha256Digest::of(b"fork"), ..whole };
        prop_assert!(old == 0 || verify_consistency(&before, &forked, &consistency).is_err());
        for broken in broken(&inclusion) {
            prop_assert!(verify_inclusion(&leaf, place, &whole, &broken).is_err());
        }
        for broken in broken(&consistency) {
            prop_assert!(verify_consistency(&before, &whole, &broken).is_err());
        }
    }

    #[test]
    fn i12_no_proof_makes_the_verifier_panic(
        (place, size, old) in any::<(u64, u64, u64)>(),
        path in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        let path: Vec<_> = path.into_iter().map(Sha256Digest::from_bytes).collect();
        let tree = TreeHead { size, root: Sha256Digest::of(b"") };
        let before = TreeHead { size: old, root: Sha256Digest::of(b"x") };
        prop_assert!(verify_inclusion(&tree.root, place, &tree, &path).is_err());
        prop_assert!(verify_consistency(&before, &tree, &path).is_err());
    }
}

/// A path with each of its hashes changed, left out, or followed by one more.
fn broken(path: &[Sha256Digest]) -> Vec<Vec<Sha256Digest>> {
    let other = Sha256Digest::of(b"other");
    let mut broken = vec![[path, &[other]].concat()];
    for place in 0..path.len() {
        let mut changed = path.to_vec();
        changed[place] = other;
        let mut shorter = path.to_vec();
        shorter.remove(place);
        broken.extend([changed, shorter]);
    }
    broken
}

#[test]
fn proofs_about_what_is_not_in_the_tree_are_refused() {
    let kept = Kept::of(10);
    let outside = inclusion_proof(&kept, 10, 10);
    assert!(matches!(outside, Err(ProofError::OutOfRange { .. })));
    let older = consistency_proof(&kept, 11, 10);
    assert!(matches!(older, Err(ProofError::OutOfRange { .. })));
}
