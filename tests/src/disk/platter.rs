//! Files and names, as programs see them and as they last.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::mem;
use std::path::{Path, PathBuf};

use fuser::Errno;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::node::{Content, Names, Node};

/// What a power cut leaves of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Nothing.
    Everything,
    /// Some sectors, and of the changes of names the first ones: what a disk had written by
    /// itself. The same seed leaves the same.
    Torn(u64),
}

/// The number of the folder that holds all others, as the kernel knows it.
pub(super) const ROOT: u64 = 1;

/// A sync of a file whose name has this end, after so many others of such.
struct FailingSync {
    end: String,
    after: u64,
}

/// An open file or folder.
struct Handle {
    number: u64,
    /// A sync failed since it was opened and it was not told: Linux tells each of them once.
    untold: bool,
}

/// What became of names in one call, which lasts as a whole or not at all.
type NameChange = Vec<(u64, OsString, Option<u64>)>;

/// The disk.
pub(super) struct Platter {
    nodes: BTreeMap<u64, Node>,
    next: u64,
    /// Changes of names that no sync has reached, in their order.
    pending: Vec<NameChange>,
    powered: bool,
    syncs: u64,
    /// The sync that fails, once.
    failing_sync: Option<FailingSync>,
    /// The sync before which the power goes.
    last_sync: Option<u64>,
    capacity: Option<usize>,
    handles: BTreeMap<u64, Handle>,
}

impl Platter {
    /// An empty folder.
    pub(super) fn empty() -> Self {
        let folder = Content::Folder {
            seen: Names::new(),
            lasting: Names::new(),
        };
        let root = Node {
            content: folder,
            mode: 0o755,
            owner: (0, 0),
        };
        Self {
            nodes: BTreeMap::from([(ROOT, root)]),
            next: ROOT + 1,
            pending: Vec::new(),
            powered: true,
            syncs: 0,
            failing_sync: None,
            last_sync: None,
            capacity: None,
            handles: BTreeMap::new(),
        }
    }

    /// Takes what a folder of this machine holds; all of it lasts.
    pub(super) fn load(&mut self, folder: &Path) {
        self.load_into(ROOT, folder);
        for node in self.nodes.values_mut() {
            node.last();
        }
        self.pending.clear();
    }

    fn load_into(&mut self, number: u64, folder: &Path) {
        let metadata = fs::metadata(folder).unwrap();
        let node = self.nodes.get_mut(&number).unwrap();
        node.take_attributes(&metadata);
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (name, path) = (entry.file_name(), entry.path());
            let metadata = fs::symlink_metadata(&path).unwrap();
            let content = if metadata.is_dir() {
                Content::folder()
            } else if metadata.is_symlink() {
                Content::Link(fs::read_link(&path).unwrap())
            } else {
                Content::file(fs::read(&path).unwrap())
            };
            let child = self.make(number, &name, content, 0, (0, 0)).unwrap();
            if metadata.is_dir() {
                self.load_into(child, &path);
            } else {
                self.nodes
                    .get_mut(&child)
                    .unwrap()
                    .take_attributes(&metadata);
            }
        }
    }

    /// From now on each call fails.
    pub(super) const fn power_off(&mut self) {
        self.powered = false;
    }

    /// Goes on with what lasted.
    pub(super) fn power_on(&mut self, loss: Loss) {
        let mut survivors = match loss {
            Loss::Everything => None,
            Loss::Torn(seed) => Some(StdRng::seed_from_u64(seed)),
        };
        let pending = mem::take(&mut self.pending);
        let kept = survivors
            .as_mut()
            .map_or(0, |rng| rng.random_range(0..=pending.len()));
        pending
            .iter()
            .take(kept)
            .for_each(|change| self.make_last(change));
        for node in self.nodes.values_mut() {
            node.lose(survivors.as_mut());
        }
        self.forget_what_has_no_name();
        self.handles.clear();
        (self.powered, self.failing_sync, self.last_sync) = (true, None, None);
    }

    fn forget_what_has_no_name(&mut self) {
        let (mut reached, mut open) = (BTreeSet::from([ROOT]), vec![ROOT]);
        while let Some(number) = open.pop() {
            if let Some(Content::Folder { seen, .. }) = self.nodes.get(&number).map(|n| &n.content)
            {
                open.extend(seen.values().filter(|child| reached.insert(**child)));
            }
        }
        self.nodes.retain(|number, _| reached.contains(number));
    }

    pub(super) const fn syncs(&self) -> u64 {
        self.syncs
    }

    /// The power goes before the sync that comes after so many others.
    pub(super) const fn power_off_after(&mut self, syncs: u64) {
        self.last_sync = Some(self.syncs + syncs);
    }

    /// Files with their paths, as programs see them now.
    pub(super) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let (mut files, mut open) = (BTreeMap::new(), vec![(PathBuf::new(), ROOT)]);
        while let Some((path, number)) = open.pop() {
            match self.nodes.get(&number).map(|node| &node.content) {
                Some(Content::Folder { seen, .. }) => {
                    open.extend(seen.iter().map(|(name, child)| (path.join(name), *child)));
                }
                Some(Content::File(file)) => drop(files.insert(path, file.seen.clone())),
                Some(Content::Link(_)) | None => {}
            }
        }
        files
    }

    /// The sync that comes after so many others, of names with this end, fails.
    pub(super) fn fail_sync_of(&mut self, end: &str, after: u64) {
        self.failing_sync = Some(FailingSync {
            end: end.to_owned(),
            after,
        });
    }

    /// Whether this is the sync that fails.
    fn fails(&mut self, number: u64) -> bool {
        let Some(failing) = &self.failing_sync else {
            return false;
        };
        if !self.is_named(number, &failing.end) {
            return false;
        }
        let left = failing.after.checked_sub(1);
        let end = failing.end.clone();
        self.failing_sync = left.map(|after| FailingSync { end, after });
        left.is_none()
    }

    fn is_named(&self, number: u64, end: &str) -> bool {
        let names = self.nodes.values().filter_map(|node| match &node.content {
            Content::Folder { seen, .. } => Some(seen),
            Content::File(_) | Content::Link(_) => None,
        });
        let ends = |name: &OsString| name.to_string_lossy().ends_with(end);
        let named = |(name, of): (&OsString, &u64)| *of == number && ends(name);
        end.is_empty() || names.flatten().any(named)
    }

    pub(super) fn leave_room(&mut self, octets: Option<usize>) {
        self.capacity = octets.map(|octets| self.used() + octets);
    }

    fn used(&self) -> usize {
        self.nodes.values().map(Node::octets).sum()
    }

    /// Room that is left; none is known of a disk without a limit.
    pub(super) fn room(&self) -> Option<usize> {
        self.capacity
            .map(|capacity| capacity.saturating_sub(self.used()))
    }

    /// An error while there is no power.
    pub(super) const fn check_power(&self) -> Result<(), Errno> {
        if self.powered {
            Ok(())
        } else {
            Err(Errno::EIO)
        }
    }

    pub(super) fn node(&self, number: u64) -> Result<&Node, Errno> {
        self.check_power()?;
        self.nodes.get(&number).ok_or(Errno::ENOENT)
    }

    pub(super) fn node_mut(&mut self, number: u64) -> Result<&mut Node, Errno> {
        self.check_power()?;
        self.nodes.get_mut(&number).ok_or(Errno::ENOENT)
    }

    /// Names and numbers in a folder.
    pub(super) fn names(&self, folder: u64) -> Result<&Names, Errno> {
        match &self.node(folder)?.content {
            Content::Folder { seen, .. } => Ok(seen),
            Content::File(_) | Content::Link(_) => Err(Errno::ENOTDIR),
        }
    }

    pub(super) fn find(&self, folder: u64, name: &OsStr) -> Result<u64, Errno> {
        self.names(folder)?.get(name).copied().ok_or(Errno::ENOENT)
    }

    /// How many names a file has.
    pub(super) fn links(&self, number: u64) -> usize {
        let folders = self.nodes.values().filter_map(|node| match &node.content {
            Content::Folder { seen, .. } => Some(seen),
            Content::File(_) | Content::Link(_) => None,
        });
        folders
            .flat_map(Names::values)
            .filter(|one| **one == number)
            .count()
    }

    /// Makes something new.
    pub(super) fn make(
        &mut self,
        folder: u64,
        name: &OsStr,
        content: Content,
        mode: u16,
        owner: (u32, u32),
    ) -> Result<u64, Errno> {
        if self.names(folder)?.contains_key(name) {
            return Err(Errno::EEXIST);
        }
        let number = self.next;
        self.next += 1;
        let node = Node {
            content,
            mode,
            owner,
        };
        self.nodes.insert(number, node);
        self.rename(vec![(folder, name.to_owned(), Some(number))]);
        Ok(number)
    }

    /// Changes names; the change is seen at once and lasts after a sync of one of the folders.
    pub(super) fn rename(&mut self, change: NameChange) {
        for (folder, name, number) in &change {
            if let Some(Content::Folder { seen, .. }) = self.content_mut(*folder) {
                set(seen, name, *number);
            }
        }
        self.pending.push(change);
    }

    fn make_last(&mut self, change: &NameChange) {
        for (folder, name, number) in change {
            if let Some(Content::Folder { lasting, .. }) = self.content_mut(*folder) {
                set(lasting, name, *number);
            }
        }
    }

    fn content_mut(&mut self, number: u64) -> Option<&mut Content> {
        self.nodes.get_mut(&number).map(|node| &mut node.content)
    }

    /// Writes into a file, if there is room.
    pub(super) fn write(&mut self, number: u64, at: usize, data: &[u8]) -> Result<(), Errno> {
        let end = at + data.len();
        let grows = end.saturating_sub(self.node(number)?.octets());
        if self.room().is_some_and(|room| grows > room) {
            return Err(Errno::ENOSPC);
        }
        let node = self.node_mut(number)?;
        node.file_mut()?.write(at, data);
        Ok(())
    }

    /// Opens a file or folder; gives the handle.
    pub(super) fn open(&mut self, number: u64) -> u64 {
        let handle = self.next;
        self.next += 1;
        let untold = false;
        self.handles.insert(handle, Handle { number, untold });
        handle
    }

    pub(super) fn close(&mut self, handle: u64) {
        self.handles.remove(&handle);
    }

    /// The data and length of a file last, or the names in a folder.
    pub(super) fn sync(&mut self, handle: u64) -> Result<(), Errno> {
        if self.last_sync == Some(self.syncs) {
            self.power_off();
        }
        self.check_power()?;
        let number = self.handles.get(&handle).ok_or(Errno::EBADF)?.number;
        let fails = self.fails(number);
        self.syncs += 1;
        match &mut self.node_mut(number)?.content {
            Content::File(file) if fails => file.forget(),
            Content::File(file) => file.sync(),
            Content::Folder { .. } if !fails => self.sync_names(number),
            Content::Folder { .. } | Content::Link(_) => {}
        }
        if fails {
            let of_it = self.handles.values_mut().filter(|one| one.number == number);
            of_it.for_each(|one| one.untold = true);
        }
        let told = self.handles.get_mut(&handle);
        match told.map(|one| mem::take(&mut one.untold)) {
            Some(false) => Ok(()),
            Some(true) | None => Err(Errno::EIO),
        }
    }

    fn sync_names(&mut self, folder: u64) {
        let concerns = |change: &mut NameChange| change.iter().any(|(of, ..)| *of == folder);
        let reached: Vec<_> = self.pending.extract_if(.., concerns).collect();
        reached.iter().for_each(|change| self.make_last(change));
    }
}

fn set(names: &mut Names, name: &OsStr, number: Option<u64>) {
    match number {
        Some(number) => {
            names.insert(name.to_owned(), number);
        }
        None => {
            names.remove(name);
        }
    }
}
