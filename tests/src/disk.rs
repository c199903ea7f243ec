//! A disk that keeps through a power cut only what was synced.
//!
//! It is a file system of our own (FUSE), in memory, over a folder of the story. It is stricter
//! than most disks and within POSIX: the data and the length of a file last after `fsync` or
//! `fdatasync` of that file, a name after `fsync` of its directory. On command it is full, can
//! only be read, or fails to sync.
//!
//! - `platter`: files and names, as programs see them and as they last;
//! - `node`: what has a name; `octets`: those of a file;
//! - `mounted`: the operations that the kernel asks for.

mod mounted;
mod node;
mod octets;
mod platter;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use fuser::{BackgroundSession, Config, MountOption, spawn_mount};

use self::mounted::Mounted;
pub use self::platter::Loss;
use self::platter::Platter;
use crate::run::tool;

/// A folder on a disk whose power can be cut.
pub struct Disk {
    folder: PathBuf,
    platter: Arc<Mutex<Platter>>,
    session: Option<BackgroundSession>,
}

impl Disk {
    /// Lies over a folder and begins with what is in it, all of which lasts.
    #[must_use]
    pub fn over(folder: &Path) -> Self {
        let mut platter = Platter::empty();
        platter.load(folder);
        let mut disk = Self {
            folder: folder.to_owned(),
            platter: Arc::new(Mutex::new(platter)),
            session: None,
        };
        disk.mount();
        disk
    }

    /// The power goes: from now on each call fails, and what was not synced is lost. Gives the
    /// files as anybody could have read them at this moment, by their path below the folder.
    pub fn cut(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut platter = self.platter();
        platter.power_off();
        platter.files()
    }

    /// The power goes after so many more syncs, before the next one.
    pub fn cut_after(&self, syncs: u64) {
        self.platter().power_off_after(syncs);
    }

    /// The power is back, the programs that ran before having ended: the folder has what lasted.
    pub fn restart(&mut self, loss: Loss) {
        self.unmount();
        self.platter().power_on(loss);
        self.mount();
    }

    /// How often something was synced.
    #[must_use]
    pub fn syncs(&self) -> u64 {
        self.platter().syncs()
    }

    /// The sync that comes after so many others of files whose names have this end fails. As under
    /// Linux, whoever has the file open is told at his next sync, once; later ones succeed and what
    /// this one should have kept is not kept.
    pub fn fail_sync_of(&self, end: &str, after: u64) {
        self.platter().fail_sync_of(end, after);
    }

    /// Leaves room for so many octets more; for any number of them with `None`.
    pub fn leave_room(&self, octets: Option<usize>) {
        self.platter().leave_room(octets);
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.platter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn mount(&mut self) {
        let mut config = Config::default();
        config.mount_options = vec![
            MountOption::FSName("sceau-tests".into()),
            MountOption::DefaultPermissions,
        ];
        let mounted = Mounted::new(Arc::clone(&self.platter));
        let session = spawn_mount(mounted, &self.folder, &config);
        self.session = Some(session.unwrap_or_else(|error| {
            panic!("no file system of our own (package fuse3, device /dev/fuse): {error}")
        }));
        self.wait_for_the_mount();
    }

    /// The first call waits until the kernel and the file system have agreed.
    fn wait_for_the_mount(&self) {
        let _entries = fs::read_dir(&self.folder).unwrap().count();
    }

    /// Open files of programs that were killed a moment ago are still being closed.
    fn unmount(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        let began = Instant::now();
        while !umount(&self.folder, &[]) && began.elapsed() < PATIENCE {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(
            began.elapsed() < PATIENCE,
            "a program still uses {}",
            self.folder.display()
        );
        session.join().unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.session.take().is_some() {
            let _detached = umount(&self.folder, &["-l"]);
        }
    }
}

impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

fn umount(folder: &Path, options: &[&str]) -> bool {
    let mut umount = tool("umount");
    umount.args(options).arg(folder).stderr(Stdio::null());
    umount.status().unwrap().success()
}

/// How long a killed program may hold the disk.
const PATIENCE: Duration = Duration::from_secs(10);
