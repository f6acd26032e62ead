//! A disk as a file system of this machine.

use crate::disk::{Attributes, Disk, Node, Number};
use fuser::{
    BsdFileFlags, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, LockOwner, OpenFlags, RenameFlags, ReplyAttr, ReplyCreate, ReplyData, ReplyDirectory,
    ReplyEmpty, ReplyEntry, ReplyStatfs, ReplyWrite, Request, TimeOrNow, WriteFlags,
};
use parking_lot::{Condvar, Mutex};
use std::{
    ffi::OsStr,
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Nobody but the kernel changes anything.
const FOR_LONG: Duration = Duration::from_hours(1);
const GENERATION: Generation = Generation(0);
const BLOCK: u32 = 4096;
/// 64 GiB, and none of it used: a program that keeps from filling a disk does nothing else here.
const BLOCKS: u64 = 16 << 20;

/// A disk that is mounted.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) disk: Mutex<Disk>,
    pub(crate) cut: Condvar,
}

#[derive(Debug)]
pub(crate) struct FileSystem(pub(crate) Arc<Shared>);

impl FileSystem {
    fn on<T>(&self, operate: impl FnOnce(&mut Disk) -> Result<T, Errno>) -> Result<T, Errno> {
        let mut disk = self.0.disk.lock();
        let done = operate(&mut disk);
        if disk.is_cut() {
            self.0.cut.notify_all();
        }
        done
    }

    fn entry(&self, made: impl FnOnce(&mut Disk) -> Result<Number, Errno>, reply: ReplyEntry) {
        let attributes = self.on(|disk| {
            let number = made(disk)?;
            attributes(disk, number)
        });
        match attributes {
            Ok(attributes) => reply.entry(&FOR_LONG, &attributes, GENERATION),
            Err(error) => reply.error(error),
        }
    }

    fn empty(&self, operate: impl FnOnce(&mut Disk) -> Result<(), Errno>, reply: ReplyEmpty) {
        match self.on(operate) {
            Ok(()) => reply.ok(),
            Err(error) => reply.error(error),
        }
    }

    fn attributes(
        &self,
        operate: impl FnOnce(&mut Disk) -> Result<FileAttr, Errno>,
        reply: ReplyAttr,
    ) {
        match self.on(operate) {
            Ok(attributes) => reply.attr(&FOR_LONG, &attributes),
            Err(error) => reply.error(error),
        }
    }
}

fn attributes(disk: &Disk, number: Number) -> Result<FileAttr, Errno> {
    let node = disk.node(number)?;
    Ok(FileAttr {
        ino: INodeNo(number),
        size: node.size(),
        blocks: node.size().div_ceil(512),
        atime: node.modified,
        mtime: node.modified,
        ctime: node.modified,
        crtime: node.modified,
        kind: kind(node),
        perm: u16::try_from(node.attributes.mode & 0o7777).unwrap_or_default(),
        nlink: u32::try_from(disk.links(number)).unwrap_or(u32::MAX),
        uid: node.attributes.user,
        gid: node.attributes.group,
        rdev: 0,
        blksize: BLOCK,
        flags: 0,
    })
}

fn kind(node: &Node) -> FileType {
    if node.is_folder() { FileType::Directory } else { FileType::RegularFile }
}

fn made_by(request: &Request, mode: u32, umask: u32) -> Attributes {
    Attributes { mode: mode & !umask, user: request.uid(), group: request.gid() }
}

impl Filesystem for FileSystem {
    fn lookup(&self, _: &Request, folder: INodeNo, name: &OsStr, reply: ReplyEntry) {
        self.entry(|disk| disk.find(folder.0, name), reply);
    }

    fn getattr(&self, _: &Request, number: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        self.attributes(|disk| attributes(disk, number.0), reply);
    }

    fn setattr(
        &self,
        _: &Request,
        number: INodeNo,
        mode: Option<u32>,
        user: Option<u32>,
        group: Option<u32>,
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
        let set = |disk: &mut Disk| {
            if let Some(size) = size {
                disk.resize(number.0, size)?;
            }
            let old = disk.node(number.0)?.attributes;
            if mode.is_some() || user.is_some() || group.is_some() {
                let (mode, user) = (mode.unwrap_or(old.mode), user.unwrap_or(old.user));
                let new = Attributes { mode, user, group: group.unwrap_or(old.group) };
                disk.set_attributes(number.0, new)?;
            }
            attributes(disk, number.0)
        };
        self.attributes(set, reply);
    }

    fn mkdir(
        &self,
        request: &Request,
        folder: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        reply: ReplyEntry,
    ) {
        let by = made_by(request, mode, umask);
        self.entry(|disk| disk.make(folder.0, name, true, by), reply);
    }

    fn create(
        &self,
        request: &Request,
        folder: INodeNo,
        name: &OsStr,
        mode: u32,
        umask: u32,
        _: i32,
        reply: ReplyCreate,
    ) {
        let by = made_by(request, mode, umask);
        let attributes = self.on(|disk| {
            let number = disk.make(folder.0, name, false, by)?;
            attributes(disk, number)
        });
        match attributes {
            Ok(attributes) => {
                let (handle, flags) = (FileHandle(0), FopenFlags::empty());
                reply.created(&FOR_LONG, &attributes, GENERATION, handle, flags);
            }
            Err(error) => reply.error(error),
        }
    }

    fn link(&self, _: &Request, number: INodeNo, folder: INodeNo, name: &OsStr, reply: ReplyEntry) {
        self.entry(|disk| disk.link(number.0, folder.0, name).map(|()| number.0), reply);
    }

    fn rename(
        &self,
        _: &Request,
        folder: INodeNo,
        name: &OsStr,
        to: INodeNo,
        new: &OsStr,
        flags: RenameFlags,
        reply: ReplyEmpty,
    ) {
        let replaces = match flags {
            RenameFlags::RENAME_NOREPLACE => false,
            flags if flags.is_empty() => true,
            _ => return reply.error(Errno::EINVAL),
        };
        self.empty(|disk| disk.rename((folder.0, name), (to.0, new), replaces), reply);
    }

    fn unlink(&self, _: &Request, folder: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        self.empty(|disk| disk.remove(folder.0, name), reply);
    }

    fn rmdir(&self, _: &Request, folder: INodeNo, name: &OsStr, reply: ReplyEmpty) {
        self.empty(|disk| disk.remove(folder.0, name), reply);
    }

    fn read(
        &self,
        _: &Request,
        number: INodeNo,
        _: FileHandle,
        at: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let disk = self.0.disk.lock();
        match disk.read(number.0, at, size) {
            Ok(bytes) => reply.data(bytes),
            Err(error) => reply.error(error),
        }
    }

    fn write(
        &self,
        _: &Request,
        number: INodeNo,
        _: FileHandle,
        at: u64,
        bytes: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        match self.on(|disk| disk.write(number.0, at, bytes)) {
            Ok(()) => reply.written(u32::try_from(bytes.len()).unwrap_or(u32::MAX)),
            Err(error) => reply.error(error),
        }
    }

    fn flush(&self, _: &Request, _: INodeNo, _: FileHandle, _: LockOwner, reply: ReplyEmpty) {
        reply.ok();
    }

    fn fsync(&self, _: &Request, number: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.empty(|disk| disk.sync(number.0), reply);
    }

    fn fsyncdir(&self, _: &Request, number: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.empty(|disk| disk.sync(number.0), reply);
    }

    fn readdir(
        &self,
        _: &Request,
        folder: INodeNo,
        _: FileHandle,
        after: u64,
        mut reply: ReplyDirectory,
    ) {
        let disk = self.0.disk.lock();
        let itself = [OsStr::new("."), OsStr::new("..")].map(|name| (name, folder.0));
        let listed = itself.into_iter().chain(disk.list(folder.0));
        for (place, (name, number)) in (1..).zip(listed).filter(|(place, _)| *place > after) {
            match disk.node(number) {
                Ok(node) if !reply.add(INodeNo(number), place, kind(node), name) => {}
                Ok(_) => break,
                Err(error) => return reply.error(error),
            }
        }
        reply.ok();
    }

    fn statfs(&self, _: &Request, _: INodeNo, reply: ReplyStatfs) {
        reply.statfs(BLOCKS, BLOCKS, BLOCKS, 1 << 20, 1 << 20, BLOCK, 255, BLOCK);
    }
}
