//! A copy of a PostgreSQL registry at one moment, as an SQLite file without a name (OPS-03).

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process;

use ca_core::anchor::Anchor;
use ca_core::registry::{RegistryError, StoreFault};

use super::place::{Origin, Target};
use super::{CopyError, Phase, copy_between};
use crate::fault::io_error;
use crate::session::Session;
use crate::sqlite::draft::Draft;
use crate::tables::restores;

/// Copies what a session shows, compares all rows, and tells what the registry holds. The file is
/// made in a folder below `scratch` for this account alone, and loses its name before the first
/// row comes: whatever ends the program, nothing of the registry is left.
pub(crate) fn copy(
    session: Box<dyn Session>,
    scratch: &Path,
    passed: &mut dyn FnMut(u64, u64),
) -> Result<(File, Anchor), RegistryError> {
    let source = Origin::at_one_moment(session)?;
    let holds = restores::found(source.session())?;
    let folder = Folder::below(scratch)?;
    let draft = Draft::open(&folder.0.join("registry.db")).map_err(in_words_of_the_port)?;
    let file = draft.without_a_name()?;
    drop(folder);
    let target = Target::Sqlite(draft);
    let copied = copy_between(&source, &target, &mut |progress| {
        let before = match progress.phase {
            Phase::Copying => 0,
            Phase::Comparing => progress.total,
        };
        passed(before + progress.done, 2 * progress.total);
    });
    copied.map_err(in_words_of_the_port)?;
    if let Target::Sqlite(draft) = target {
        draft.settle()?;
    }
    Ok((file, holds))
}

fn in_words_of_the_port(error: CopyError) -> RegistryError {
    if let CopyError::Registry(error) = error {
        return error;
    }
    RegistryError::Damaged(StoreFault::new(error))
}

/// A folder that goes away with what is in it.
struct Folder(PathBuf);

impl Folder {
    /// A number that another program had may be left over from it, as a folder of this account.
    fn below(scratch: &Path) -> Result<Self, RegistryError> {
        let path = scratch.join(format!("sceau-backup.{}", process::id()));
        let make = || DirBuilder::new().mode(0o700).create(&path);
        let made = match make() {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_dir_all(&path).and_then(|()| make())
            }
            made => made,
        };
        made.map_err(io_error)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
