//! Whether a Registry holds what its anchor knows.

use std::fmt;

use crate::anchor::Anchor;
use crate::audit::merkle::TreeHead;
use crate::digest::Sha256Digest;
use crate::generation::GenerationId;
use crate::registry::RegistryError;

/// How a Registry stands to its anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The anchor; absent where there is none yet.
    pub anchor: Option<Anchor>,
    /// What the Registry holds.
    pub found: Anchor,
    /// The head that it had when it was put back from a backup; absent where it was not, or where
    /// that is acknowledged.
    pub put_back: Option<TreeHead>,
    /// What the Registry lacks; absent where it lacks nothing.
    pub gap: Option<Gap>,
}

impl Standing {
    /// Holds what a Registry has against its anchor. `put_back` is the head that it had when it
    /// was put back, if nobody has acknowledged that. `root_at` gives the root that the log had
    /// at a size that is not larger than its own.
    ///
    /// # Errors
    /// Fails if `root_at` does.
    pub fn new(
        anchor: Option<Anchor>,
        found: Anchor,
        put_back: Option<TreeHead>,
        root_at: impl FnOnce(u64) -> Result<Sha256Digest, RegistryError>,
    ) -> Result<Self, RegistryError> {
        let gap = match &anchor {
            Some(anchor) => log_gap(anchor.head, put_back.unwrap_or(found.head), root_at)?
                .or_else(|| number_gap(anchor, &found)),
            None => None,
        };
        let unproven = put_back.map(|found| Gap::PutBack { found });
        Ok(Self {
            anchor,
            found,
            put_back,
            gap: gap.or(unproven),
        })
    }

    /// How many events the Registry surely lacks.
    #[must_use]
    pub fn lost_events(&self) -> u64 {
        let known = self.anchor.as_ref().map_or(0, |anchor| anchor.head.size);
        let found = self.put_back.unwrap_or(self.found.head);
        known.saturating_sub(found.size)
    }
}

/// The log must contain the anchor's head: the same root at the same size (RFC 6962 2.1.2).
fn log_gap(
    known: TreeHead,
    found: TreeHead,
    root_at: impl FnOnce(u64) -> Result<Sha256Digest, RegistryError>,
) -> Result<Option<Gap>, RegistryError> {
    if found.size < known.size {
        return Ok(Some(Gap::Shorter { known, found }));
    }
    if found == known || (found.size > known.size && root_at(known.size)? == known.root) {
        return Ok(None);
    }
    Ok(Some(Gap::Fork { known, found }))
}

fn number_gap(anchor: &Anchor, found: &Anchor) -> Option<Gap> {
    anchor.crl_numbers.iter().find_map(|(generation, known)| {
        let found = found.crl_numbers.get(generation).copied().unwrap_or(0);
        (found < *known).then(|| Gap::CrlNumber {
            generation: generation.clone(),
            known: *known,
            found,
        })
    })
}

/// What a Registry lacks of what was known of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Gap {
    /// Its log ends before the anchor's head: an older copy.
    #[error("the log has {} events, {} were known", found.size, known.size)]
    Shorter {
        /// The anchor's head.
        known: TreeHead,
        /// The log's head.
        found: TreeHead,
    },
    /// Its log has other events up to the anchor's head: an older copy that was written since,
    /// or another Registry.
    #[error("the log's first {} events are not those that were known", known.size)]
    Fork {
        /// The anchor's head.
        known: TreeHead,
        /// The log's head.
        found: TreeHead,
    },
    /// A CRL number that was used is unknown.
    #[error("the last CRL of {generation} had number {known}, the registry knows {found}")]
    CrlNumber {
        /// The generation.
        generation: GenerationId,
        /// The anchor's number.
        known: u64,
        /// The Registry's number, 0 for none.
        found: u64,
    },
    /// It was put back from a backup, and no anchor proves that nothing is missing.
    #[error("the registry was put back at event {} and not acknowledged", found.size)]
    PutBack {
        /// The log's head.
        found: TreeHead,
    },
}

impl Gap {
    /// The word in reports and events.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Shorter { .. } => "shorter",
            Self::Fork { .. } => "fork",
            Self::CrlNumber { .. } => "crl-number",
            Self::PutBack { .. } => "put-back",
        }
    }
}

/// Generations and their numbers as one text: `citizens-g1=12 root-g1=3`.
#[derive(Clone, Copy, Debug)]
pub struct CrlNumbers<'a>(pub &'a Anchor);

impl fmt::Display for CrlNumbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (generation, number) in &self.0.crl_numbers {
            write!(f, "{between}{generation}={number}")?;
            between = " ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::merkle::Frontier;

    /// What a Registry with these events and this number for `citizens-g1` holds.
    fn state(events: &[&str], number: u64) -> Anchor {
        let mut tree = Frontier::default();
        for event in events {
            tree.append(&Sha256Digest::of(event.as_bytes()));
        }
        Anchor {
            head: tree.head(),
            checkpoint: None,
            crl_numbers: [("citizens-g1".parse().unwrap(), number)].into(),
        }
    }

    fn gap(known: &Anchor, events: &[&str], number: u64) -> Option<&'static str> {
        let root_at = |size: u64| {
            let size = usize::try_from(size).unwrap();
            Ok(state(&events[..size], 0).head.root)
        };
        let standing = Standing::new(Some(known.clone()), state(events, number), None, root_at);
        standing.unwrap().gap.map(|gap| gap.word())
    }

    #[test]
    fn ops_03_registry_that_went_on_from_its_anchor_is_not_stale() {
        let known = state(&["a", "b"], 5);
        assert_eq!(gap(&known, &["a", "b"], 5), None);
        assert_eq!(gap(&known, &["a", "b", "c"], 6), None);
        assert_eq!(gap(&state(&[], 0), &["a"], 0), None);
    }

    #[test]
    fn ops_03_registry_that_lacks_what_its_anchor_knows_is_stale() {
        let known = state(&["a", "b"], 5);
        assert_eq!(gap(&known, &["a"], 5), Some("shorter"));
        assert_eq!(gap(&known, &["a", "x"], 5), Some("fork"));
        assert_eq!(gap(&known, &["a", "x", "c"], 9), Some("fork"));
        assert_eq!(gap(&known, &["a", "b", "c"], 4), Some("crl-number"));
    }

    #[test]
    fn ops_03_registry_that_was_put_back_is_stale_whatever_was_written_since() {
        let never = |_| unreachable!("there is no head to look for");
        let standing = Standing::new(None, state(&["a"], 1), None, never).unwrap();
        assert_eq!(standing.gap, None);
        let put_back = Some(state(&["a"], 1).head);
        let found = || state(&["a", "restored"], 1);
        let standing = Standing::new(None, found(), put_back, never).unwrap();
        assert_eq!(standing.gap.unwrap().word(), "put-back");
        // The event of its return does not count as one of those that were lost.
        let known = state(&["a", "b", "c"], 1);
        let standing = Standing::new(Some(known), found(), put_back, never).unwrap();
        assert_eq!(standing.lost_events(), 2);
        assert_eq!(standing.gap.unwrap().word(), "shorter");
    }

    #[test]
    fn crl_numbers_are_told_by_generation() {
        let mut anchor = state(&[], 5);
        anchor.crl_numbers.insert("root-g2".parse().unwrap(), 7);
        let told = CrlNumbers(&anchor).to_string();
        assert_eq!(told, "citizens-g1=5 root-g2=7");
    }
}
