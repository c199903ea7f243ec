//! The anchor: what was known of a Registry, kept outside it (I10, OPS-03).
//!
//! A Registry that was put back from an older copy cannot know that it is old. Its anchor can:
//! a small file that each program that writes the Registry brings forward, durable before a CRL
//! with a new number is signed. A Registry that lacks what its anchor knows is *stale*: it is
//! read and not written, so that nothing is signed (I1), until an officer has acknowledged what
//! is lost.
//!
//! - [`Anchor`]: a head of the audit log and the CRL numbers, and their file format;
//! - [`standing`]: whether a Registry holds what its anchor knows;
//! - [`Anchored`]: the port to a Registry that has an anchor. Adapter: the `ca-store` crate.

pub mod standing;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::anchor::standing::Standing;
use crate::audit::event::AuditEvent;
use crate::audit::merkle::TreeHead;
use crate::generation::GenerationId;
use crate::registry::RegistryError;

/// Version of the file format.
const FORMAT: u32 = 1;

/// What a Registry held at a moment: the audit log's head and, for each generation, the largest
/// CRL number that was reserved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Head of the audit log.
    pub head: TreeHead,
    /// The last signed head as its note's text; absent before there is a signer.
    pub checkpoint: Option<String>,
    /// Largest CRL numbers.
    pub crl_numbers: BTreeMap<GenerationId, u64>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Format {
    format: u32,
    log_size: u64,
    log_root: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<String>,
    crl_numbers: BTreeMap<String, u64>,
}

impl Anchor {
    /// Reads the content of an anchor's file.
    ///
    /// # Errors
    /// `Syntax` unless it is JSON of format 1, `Value` for a root or a generation that cannot be.
    pub fn parse(text: &str) -> Result<Self, InvalidAnchor> {
        let read: Format = serde_json::from_str(text)?;
        if read.format != FORMAT {
            return Err(InvalidAnchor::Format { found: read.format });
        }
        let root = read.log_root.parse().map_err(|_| InvalidAnchor::Value {
            found: read.log_root.clone(),
        })?;
        let numbers = read.crl_numbers.into_iter().map(|(name, number)| {
            let generation = name.parse();
            let generation = generation.map_err(|_| InvalidAnchor::Value { found: name })?;
            Ok((generation, number))
        });
        Ok(Self {
            head: TreeHead {
                size: read.log_size,
                root,
            },
            checkpoint: read.checkpoint,
            crl_numbers: numbers.collect::<Result<_, InvalidAnchor>>()?,
        })
    }

    /// The content of the anchor's file, a line of JSON.
    ///
    /// # Errors
    /// Never for what a Registry gives: the error is the encoder's.
    pub fn to_text(&self) -> Result<String, InvalidAnchor> {
        let numbers = self.crl_numbers.iter();
        let format = Format {
            format: FORMAT,
            log_size: self.head.size,
            log_root: self.head.root.to_string(),
            checkpoint: self.checkpoint.clone(),
            crl_numbers: numbers
                .map(|(generation, number)| (generation.to_string(), *number))
                .collect(),
        };
        Ok(serde_json::to_string(&format)? + "\n")
    }

    /// What is known by this anchor or by a later look at the same Registry. Neither log nor
    /// numbers go back, whoever looks first.
    #[must_use]
    pub fn joined(mut self, other: &Self) -> Self {
        if other.head.size > self.head.size {
            self.head = other.head;
            self.checkpoint = other.checkpoint.clone().or(self.checkpoint);
        }
        for (generation, number) in &other.crl_numbers {
            let known = self.crl_numbers.entry(generation.clone()).or_default();
            *known = (*known).max(*number);
        }
        self
    }
}

/// A Registry that has an anchor.
///
/// Implementers hold the Registry against its anchor before they write for the first time over a
/// connection, since that may lead to a server that has less, and refuse with
/// [`RegistryError::Stale`] all that would write while there is a gap, from the moment on when
/// they meet it. They bring the anchor forward, durably, before [`reserve_crl`] returns, and only
/// to a head that contains the one before and all that they have committed themselves; what is
/// lost stays in it until it is acknowledged.
///
/// [`reserve_crl`]: crate::registry::Registry::reserve_crl
pub trait Anchored: Send + Sync {
    /// How the Registry stands to its anchor now.
    ///
    /// # Errors
    /// Fails if Registry or anchor cannot be read.
    fn standing(&self) -> Result<Standing, RegistryError>;

    /// Records that the Registry was put back from a backup; from then on nothing is written
    /// until it is acknowledged.
    ///
    /// # Errors
    /// Fails if the Registry cannot be written.
    fn record_restore(&self, event: &AuditEvent) -> Result<(), RegistryError>;

    /// Records that an officer knows what is lost, closes the gap of `standing`, and begins the
    /// anchor anew. CRL numbers are larger than all that the anchor knew from then on, also of
    /// generations that the Registry does not know. May be repeated after a crash.
    ///
    /// # Errors
    /// `Overtaken` if the Registry is no longer what `standing` found; fails if Registry or anchor
    /// cannot be written.
    fn acknowledge(&self, standing: &Standing, event: &AuditEvent) -> Result<(), RegistryError>;
}

/// Not the content of an anchor's file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAnchor {
    /// Not the JSON that it must be.
    #[error("the anchor cannot be read")]
    Syntax(#[from] serde_json::Error),
    /// Of a format that this program does not know.
    #[error("the anchor has format {found}, this program knows {FORMAT}")]
    Format {
        /// The format found.
        found: u32,
    },
    /// A root or a generation that cannot be.
    #[error("the anchor names {found:?}")]
    Value {
        /// The value found.
        found: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Sha256Digest;

    fn anchor(size: u64, numbers: &[(&str, u64)]) -> Anchor {
        let numbers = numbers.iter();
        Anchor {
            head: TreeHead {
                size,
                root: Sha256Digest::of(&size.to_be_bytes()),
            },
            checkpoint: None,
            crl_numbers: numbers.map(|(id, n)| (id.parse().unwrap(), *n)).collect(),
        }
    }

    #[test]
    fn ops_03_anchor_has_the_frozen_format() {
        let anchor = anchor(7, &[("citizens-g1", 1_795_249_800_250)]);
        let text = anchor.to_text().unwrap();
        let expected = format!(
            "{{\"format\":1,\"log_size\":7,\"log_root\":\"{}\",\
             \"crl_numbers\":{{\"citizens-g1\":1795249800250}}}}\n",
            anchor.head.root
        );
        assert_eq!(text, expected);
        assert_eq!(Anchor::parse(&text).unwrap(), anchor);
    }

    #[test]
    fn anchor_that_is_none_is_refused() {
        let text = anchor(7, &[("citizens-g1", 3)]).to_text().unwrap();
        for (from, to) in [
            ("\"format\":1", "\"format\":2"),
            ("\"log_size\":7", "\"log_size\":-7"),
            ("\"log_root\":\"", "\"log_root\":\"0"),
            ("citizens-g1", "citizens"),
            ("{\"format\"", "{\"other\":1,\"format\""),
            ("}}\n", "}\n"),
        ] {
            assert!(text.contains(from), "{from}");
            assert!(Anchor::parse(&text.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn i10_joined_anchors_never_go_back() {
        let older = anchor(7, &[("citizens-g1", 3), ("root-g1", 9)]);
        let newer = anchor(8, &[("citizens-g1", 5), ("agencies-g1", 1)]);
        let expected = anchor(8, &[("citizens-g1", 5), ("root-g1", 9), ("agencies-g1", 1)]);
        assert_eq!(older.clone().joined(&newer), expected);
        assert_eq!(newer.joined(&older), expected);
    }
}
