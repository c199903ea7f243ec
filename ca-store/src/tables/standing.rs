//! How the registry stands to what is known of it outside.

use ca_core::anchor::Anchor;
use ca_core::anchor::standing::Standing;
use ca_core::audit::merkle::{ProofError, TreeHead, root_at};
use ca_core::digest::Sha256Digest;
use ca_core::registry::{RegistryError, StoreFault};

use super::nodes::Nodes;
use super::{restores, signed_heads};
use crate::fault::Failure;
use crate::session::Session;

/// Holds the registry against an anchor, which was read before: what that knows was committed. One
/// that an officer gave up is none; it is still there where a crash came between acknowledgement
/// and file.
pub(crate) fn standing(session: &dyn Session, anchor: Option<Anchor>) -> Result<Standing, Failure> {
    let anchor = match anchor {
        Some(known) if restores::is_acknowledged(session, &known.head)? => None,
        anchor => anchor,
    };
    let put_back = match restores::put_back(session)? {
        Some(size) => Some(TreeHead {
            size,
            root: root(session, size)?,
        }),
        None => None,
    };
    let signed = signed_heads::last(session)?;
    let found = Anchor {
        checkpoint: signed.map(|head| head.note),
        ..restores::found(session)?
    };
    let standing = Standing::new(anchor, found, put_back, |size| root(session, size));
    Ok(standing?)
}

/// The root that the log had at a size. A log that cannot give its own root is damaged.
pub(super) fn root(session: &dyn Session, size: u64) -> Result<Sha256Digest, RegistryError> {
    match root_at(&Nodes(session), size) {
        Ok(root) => Ok(root),
        Err(ProofError::Unreadable(error)) => Err(error),
        Err(error) => Err(RegistryError::Damaged(StoreFault::new(error))),
    }
}
