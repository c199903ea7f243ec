//! A copy of a PostgreSQL registry at one moment, as an SQLite file without a name (OPS-03).

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process;

use ca_core::anchor::Anchor;
use ca_core::registry::{RegistryError, StoreFault};

use super::place::{Source, Target};
use super::{CopyError, Phase, copy_between};
use crate::fault::io_error;
use crate::session::Session;
use crate::tables::restores;
use crate::url::RegistryUrl;

/// Copies what a session shows, compares all rows, and tells what the registry holds. The file is
/// made in a folder below `scratch` for this account alone, and gone when it is closed.
pub(crate) fn copy(
    session: Box<dyn Session>,
    scratch: &Path,
    passed: &mut dyn FnMut(u64, u64),
) -> Result<(File, Anchor), RegistryError> {
    let source = Source::at_one_moment(session)?;
    let holds = restores::found(source.session())?;
    let folder = Folder::below(scratch)?;
    let place = folder.0.join("registry.db");
    let target = Target::open(&RegistryUrl::Sqlite(place.clone())).map_err(in_words_of_the_port)?;
    let copied = copy_between(&source, &target, &mut |progress| {
        let before = match progress.phase {
            Phase::Copying => 0,
            Phase::Comparing => progress.total,
        };
        passed(before + progress.done, 2 * progress.total);
    });
    copied.map_err(in_words_of_the_port)?;
    target.finish()?;
    let file = File::open(place).map_err(io_error)?;
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
    fn below(scratch: &Path) -> Result<Self, RegistryError> {
        let path = scratch.join(format!(".sceau-backup.{}", process::id()));
        let made = DirBuilder::new().mode(0o700).create(&path);
        made.map_err(io_error)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}
