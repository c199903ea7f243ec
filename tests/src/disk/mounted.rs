//! The operations that the kernel asks for.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use fuser::{
    BsdFileFlags, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData, ReplyDirectory,
    ReplyEmpty, ReplyEntry, ReplyOpen, ReplyStatfs, ReplyWrite, Request, TimeOrNow, WriteFlags,
};

use super::node::Content;
use super::platter::Platter;

/// What the kernel talks to.
pub(super) struct Mounted {
    platter: Arc<Mutex<Platter>>,
}

impl Mounted {
    pub(super) const fn new(platter: Arc<Mutex<Platter>>) -> Self {
        Self { platter }
    }

    fn platter(&self) -> MutexGuard<'_, Platter> {
        self.platter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What `stat` says.
fn attributes(platter: &Platter, number: u64) -> Result<FileAttr, Errno> {
    let node = platter.node(number)?;
    let kind = match &node.content {
        Content::File(_) => FileType::RegularFile,
        Content::Folder { .. } => FileType::Directory,
        Content::Link(_) => FileType::Symlink,
    };
    let size = u64::try_from(node.octets()).unwrap();
    Ok(FileAttr {
        ino: INodeNo(number),
        size,
        blocks: size.div_ceil(512),
        atime: SystemTime::UNIX_EPOCH,
        mtime: SystemTime::UNIX_EPOCH,
        ctime: SystemTime::UNIX_EPOCH,
        crtime: SystemTime::UNIX_EPOCH,
        kind,
        perm: node.mode,
        nlink: u32::try_from(platter.links(number).max(1)).unwrap(),
        uid: node.owner.0,
        gid: node.owner.1,
        rdev: 0,
        blksize: 4096,
        flags: 0,
    })
}

/// Makes something and tells what `stat` says of it.
fn make(
    platter: &mut Platter,
    request: &Request,
    (folder, name): (INodeNo, &OsStr),
    content: Content,
    mode: u32,
) -> Result<FileAttr, Errno> {
    if platter.room() == Some(0) {
        return Err(Errno::ENOSPC);
    }
    let mode = u16::try_from(mode & 0o7777).unwrap();
    let owner = (request.uid(), request.gid());
    let number = platter.make(folder.0, name, content, mode, owner)?;
    attributes(platter, number)
}

fn answer(result: Result<(), Errno>, reply: ReplyEmpty) {
    match result {
        Ok(()) => reply.ok(),
        Err(error) => reply.error(error),
    }
}

fn answer_entry(result: Result<FileAttr, Errno>, reply: ReplyEntry) {
    match result {
        Ok(attributes) => reply.entry(&SHORT, &attributes, Generation(0)),
        Err(error) => reply.error(error),
    }
}

impl Filesystem for Mounted {
    fn lookup(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEntry) {
        let platter = self.platter();
        let found = platter.find(parent.0, name);
        answer_entry(found.and_then(|number| attributes(&platter, number)), reply);
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match attributes(&self.platter(), ino.0) {
            Ok(attributes) => reply.attr(&SHORT, &attributes),
            Err(error) => reply.error(error),
        }
    }

    fn setattr(
        &self,
        _: &Request,
        ino: INodeNo,
        mode: Option<u32>,
        uid: Option<u32>,
        gid: Option<u32>,
        size: Option<u64>,
        _: Option<TimeOrNow>,
        _: Option<TimeOrNow>,
        _: Option<SystemTime>,
        _: Option<FileHandle>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<SystemTime>,
        _: Option<BsdFileFlags>,
        reply: ReplyAttr,
    ) {
        let mut platter = self.platter();
        let changed = platter.node_mut(ino.0).and_then(|node| {
            node.owner = (uid.unwrap_or(node.owner.0), gid.unwrap_or(node.owner.1));
            if let Some(mode) = mode {
                node.mode = u16::try_from(mode & 0o7777).unwrap();
            }
            if let Some(size) = size {
                node.file_mut()?.resize(usize::try_from(size).unwrap());
            }
            Ok(())
        });
        match changed.and_then(|()| attributes(&platter, ino.0)) {
            Ok(attributes) => reply.attr(&SHORT, &attributes),
            Err(error) => reply.error(error),
        }
    }

    fn readlink(&self, _: &Request, ino: INodeNo, reply: ReplyData) {
        match self.platter().node(ino.0).map(|node| &node.content) {
            Ok(Content::Link(target)) => reply.data(target.as_os_str().as_bytes()),
            Ok(Content::File(_) | Content::Folder { .. }) => reply.error(Errno::EINVAL),
            Err(error) => reply.error(error),
        }
    }

    fn mkdir(
        &self,
        request: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        reply: ReplyEntry,
    ) {
        let mut platter = self.platter();
        let folder = Content::folder();
        let made = make(&mut platter, request, (parent, name), folder, mode & !umask);
        answer_entry(made, reply);
    }

    fn symlink(
        &self,
        request: &Request,
        parent: INodeNo,
        name: &OsStr,
        target: &Path,
        reply: ReplyEntry,
    ) {
        let mut platter = self.platter();
        let link = Content::Link(target.to_owned());
        answer_entry(
            make(&mut platter, request, (parent, name), link, 0o777),
            reply,
        );
    }

    fn create(
        &self,
        request: &Request,
        parent: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        let mut platter = self.platter();
        let file = Content::file(Vec::new());
        match make(&mut platter, request, (parent, name), file, mode & !umask) {
            Ok(made) => {
                let handle = FileHandle(platter.open(made.ino.0));
                let generation = Generation(0);
                reply.created(&SHORT, &made, generation, handle, FopenFlags::empty());
            }
            Err(error) => reply.error(error),
        }
    }

    fn unlink(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let mut platter = self.platter();
        let found = platter.find(parent.0, name);
        let gone = found.map(|_| platter.rename(vec![(parent.0, name.to_owned(), None)]));
        answer(gone, reply);
    }

    fn rmdir(&self, _: &Request, parent: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        let mut platter = self.platter();
        let found = platter.find(parent.0, name);
        let empty = found.and_then(|number| match platter.names(number)?.is_empty() {
            true => Ok(()),
            false => Err(Errno::ENOTEMPTY),
        });
        let gone = empty.map(|()| platter.rename(vec![(parent.0, name.to_owned(), None)]));
        answer(gone, reply);
    }

    fn rename(
        &self,
        _: &Request,
        parent: INodeNo,
        name: &OsStr,
        newparent: INodeNo,
        newname: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let mut platter = self.platter();
        let taken = platter.find(newparent.0, newname).is_ok();
        let moved = match platter.find(parent.0, name) {
            Ok(_) if flags.contains(RenameFlags::RENAME_EXCHANGE) => Err(Errno::EINVAL),
            Ok(_) if taken && flags.contains(RenameFlags::RENAME_NOREPLACE) => Err(Errno::EEXIST),
            Ok(number) => {
                let from = (parent.0, name.to_owned(), None);
                let to = (newparent.0, newname.to_owned(), Some(number));
                platter.rename(vec![from, to]);
                Ok(())
            }
            Err(error) => Err(error),
        };
        answer(moved, reply);
    }

    fn link(
        &self,
        _: &Request,
        ino: INodeNo,
        newparent: INodeNo,
        newname: &OsStr,
        reply: ReplyEntry,
    ) {
        let mut platter = self.platter();
        let linked = match platter.find(newparent.0, newname) {
            Ok(_) => Err(Errno::EEXIST),
            Err(_) => platter.node(ino.0).map(|_| ()),
        };
        let linked = linked.and_then(|()| {
            platter.rename(vec![(newparent.0, newname.to_owned(), Some(ino.0))]);
            attributes(&platter, ino.0)
        });
        answer_entry(linked, reply);
    }

    fn read(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let mut platter = self.platter();
        match platter.node_mut(ino.0).and_then(|node| node.file_mut()) {
            Ok(file) => {
                let from = file.seen.len().min(usize::try_from(offset).unwrap());
                let to = file.seen.len().min(from + usize::try_from(size).unwrap());
                reply.data(&file.seen[from..to]);
            }
            Err(error) => reply.error(error),
        }
    }

    fn write(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let at = usize::try_from(offset).unwrap();
        match self.platter().write(ino.0, at, data) {
            Ok(()) => reply.written(u32::try_from(data.len()).unwrap()),
            Err(error) => reply.error(error),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        answer(self.platter().check_power(), reply);
    }

    fn open(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        let handle = self.platter().open(ino.0);
        reply.opened(FileHandle(handle), FopenFlags::empty());
    }

    fn opendir(&self, _: &Request, ino: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        let handle = self.platter().open(ino.0);
        reply.opened(FileHandle(handle), FopenFlags::empty());
    }

    fn release(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        _: OpenFlags,
        _: Option<LockOwner>,
        _: bool,
        reply: ReplyEmpty,
    ) {
        self.platter().close(handle.0);
        reply.ok();
    }

    fn releasedir(
        &self,
        _: &Request,
        _: INodeNo,
        handle: FileHandle,
        _: OpenFlags,
        reply: ReplyEmpty,
    ) {
        self.platter().close(handle.0);
        reply.ok();
    }

    fn fsync(&self, _: &Request, _: INodeNo, handle: FileHandle, _: bool, reply: ReplyEmpty) {
        answer(self.platter().sync(handle.0), reply);
    }

    fn fsyncdir(&self, _: &Request, _: INodeNo, handle: FileHandle, _: bool, reply: ReplyEmpty) {
        answer(self.platter().sync(handle.0), reply);
    }

    fn readdir(
        &self,
        _: &Request,
        ino: INodeNo,
        _: FileHandle,
        offset: u64,
        mut reply: ReplyDirectory,
    ) {
        let platter = self.platter();
        let names = match platter.names(ino.0) {
            Ok(names) => names,
            Err(error) => return reply.error(error),
        };
        let skipped = usize::try_from(offset).unwrap();
        for (place, (name, number)) in (1..).zip(names).skip(skipped) {
            let kind = attributes(&platter, *number).map(|attributes| attributes.kind);
            let kind = kind.unwrap_or(FileType::RegularFile);
            if reply.add(INodeNo(*number), place, kind, name) {
                break;
            }
        }
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        let room = self.platter().room().unwrap_or(1 << 40);
        let free = u64::try_from(room / BLOCK).unwrap();
        let block = u32::try_from(BLOCK).unwrap();
        reply.statfs(1 << 30, free, free, 1 << 20, 1 << 20, block, 255, block);
    }
}

/// How long the kernel may believe what it was told: nobody changes the disk but through it, yet
/// nothing shall hide a power cut for long.
const SHORT: Duration = Duration::from_millis(100);

const BLOCK: usize = 4096;
