//! What has a name: a file, a folder or a symbolic link.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use fuser::Errno;
use rand::rngs::StdRng;

use super::octets::File;

/// A file, a folder or a symbolic link.
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) mode: u16,
    pub(super) owner: (u32, u32),
}

pub(super) enum Content {
    File(File),
    /// Names and numbers: as seen, and as they last.
    Folder {
        seen: Names,
        lasting: Names,
    },
    Link(PathBuf),
}

pub(super) type Names = BTreeMap<OsString, u64>;

impl Content {
    pub(super) const fn folder() -> Self {
        Self::Folder {
            seen: Names::new(),
            lasting: Names::new(),
        }
    }

    pub(super) fn file(seen: Vec<u8>) -> Self {
        Self::File(File::new(seen))
    }
}

impl Node {
    pub(super) fn octets(&self) -> usize {
        match &self.content {
            Content::File(file) => file.seen.len(),
            Content::Folder { .. } | Content::Link(_) => 0,
        }
    }

    pub(super) const fn file_mut(&mut self) -> Result<&mut File, Errno> {
        match &mut self.content {
            Content::File(file) => Ok(file),
            Content::Folder { .. } | Content::Link(_) => Err(Errno::EISDIR),
        }
    }

    pub(super) fn take_attributes(&mut self, metadata: &fs::Metadata) {
        self.mode = u16::try_from(metadata.permissions().mode() & 0o7777).unwrap();
        self.owner = (metadata.uid(), metadata.gid());
    }

    /// All that is seen lasts.
    pub(super) fn last(&mut self) {
        match &mut self.content {
            Content::File(file) => file.last(),
            Content::Folder { seen, lasting } => lasting.clone_from(seen),
            Content::Link(_) => {}
        }
    }

    /// Only what lasts is seen, and what survives.
    pub(super) fn lose(&mut self, survivors: Option<&mut StdRng>) {
        match &mut self.content {
            Content::File(file) => file.lose(survivors),
            Content::Folder { seen, lasting } => seen.clone_from(lasting),
            Content::Link(_) => {}
        }
    }
}
