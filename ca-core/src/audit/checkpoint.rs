//! Checkpoints (C2SP tlog-checkpoint): size and root of a log, in three lines.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::audit::merkle::TreeHead;
use crate::audit::note::{KeyName, NoteError};
use crate::digest::Sha256Digest;

/// What a head says: of which log, how long, which root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log.
    pub origin: KeyName,
    /// Its tree.
    pub head: TreeHead,
}

/// The name of a log for good: the public URL of its authority without the scheme, and the first
/// 64 bits of its first leaf, so that no two logs of an authority have one name.
///
/// # Errors
/// `Name` if the URL has characters that names do not have.
pub fn origin(public_url: &str, first_leaf: &Sha256Digest) -> Result<KeyName, NoteError> {
    let without_scheme = public_url
        .split_once("://")
        .map_or(public_url, |(_, rest)| rest);
    let mut digits = first_leaf.to_string();
    digits.truncate(16);
    KeyName::new(&format!("{without_scheme}/audit/{digits}"))
}

impl Checkpoint {
    /// Reads the text of a note. Extension lines are refused: this log has none, and nobody could
    /// audit them.
    ///
    /// # Errors
    /// Says that it is not a checkpoint.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let &[origin, size, root, ""] = lines.as_slice() else {
            return Err(CheckpointError::Lines);
        };
        let octets = STANDARD.decode(root).map_err(|_| CheckpointError::Root)?;
        let root = Sha256Digest::try_from(octets.as_slice()).map_err(|_| CheckpointError::Root)?;
        Ok(Self {
            origin: KeyName::new(origin)?,
            head: TreeHead {
                size: decimal(size).ok_or(CheckpointError::Size)?,
                root,
            },
        })
    }
}

/// A number without sign or leading zeroes.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// The text that is signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = STANDARD.encode(self.head.root.as_bytes());
        writeln!(f, "{}\n{}\n{root}", self.origin, self.head.size)
    }
}

/// Why a text is not a checkpoint of such a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// It has not three lines.
    #[error("a checkpoint has three lines")]
    Lines,
    /// The second line is not a decimal number.
    #[error("the size in the checkpoint is not a number")]
    Size,
    /// The third line is not the base64 of 32 octets.
    #[error("the root in the checkpoint is not a hash")]
    Root,
    /// The first line is not the name of a log.
    #[error(transparent)]
    Origin(#[from] NoteError),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the example of C2SP tlog-checkpoint.
    const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\n\
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn checkpoint_of_the_specification_is_read_and_written_as_it_is() {
        let checkpoint = Checkpoint::parse(EXAMPLE).unwrap();
        assert_eq!(checkpoint.origin.as_str(), "example.com/behind-the-sofa");
        assert_eq!(checkpoint.head.size, 20_852_163);
        assert_eq!(checkpoint.to_string(), EXAMPLE);
    }

    #[test]
    fn i12_what_is_no_checkpoint_is_refused() {
        let malformed = [
            ("20852163", "020852163", CheckpointError::Size),
            ("20852163", "+20852163", CheckpointError::Size),
            ("20852163", "99999999999999999999", CheckpointError::Size),
            ("q2I=\n", "q2I=\nextension\n", CheckpointError::Lines),
            ("q2I=\n", "q2I=", CheckpointError::Lines),
            ("q2I=\n", "q2I\n", CheckpointError::Root),
            ("CsUY", "", CheckpointError::Root),
        ];
        for (from, to, error) in malformed {
            let text = EXAMPLE.replace(from, to);
            assert_eq!(Checkpoint::parse(&text), Err(error), "{text}");
        }
        assert!(Checkpoint::parse(&EXAMPLE.replace("example.com", " ")).is_err());
    }

    #[test]
    fn origin_names_authority_and_first_event() {
        let first = Sha256Digest::of(b"registry.init");
        let origin = origin("http://pki.example.td/x", &first).unwrap();
        let expected = format!("pki.example.td/x/audit/{}", &first.to_string()[..16]);
        assert_eq!(origin.as_str(), expected);
    }
}
