//! A disk that forgets what was not synced, and that can be cut off before any operation.
//!
//! It promises what POSIX does and no more. What is in a file is durable once the file was synced, a name once its folder
//! was. Owners and modes are durable at once: nothing here changes them after a file is made.

mod contents;
mod names;
mod node;
mod survival;
mod syncs;

use contents::Contents;
use fuser::Errno;
pub(crate) use names::Number;
use names::{Names, Naming};
pub(crate) use node::{Attributes, Node};
use std::{collections::BTreeMap, ffi::OsStr, time::SystemTime};
pub(crate) use survival::{Pieces, Survival};
pub(crate) use syncs::Syncs;

/// The number of the folder that everything is in.
pub(crate) const ROOT: Number = 1;

#[derive(Debug)]
pub(crate) struct Disk {
    nodes: BTreeMap<Number, Node>,
    names: Names,
    last: Number,
    syncs: Syncs,
    /// Operations until the power is cut, where it is to be.
    left: Option<u64>,
    is_cut: bool,
}

impl Disk {
    /// One with nothing on it.
    pub(crate) fn new() -> Self {
        let attributes = Attributes { mode: 0o755, user: 0, group: 0 };
        let root = Node::new(None, attributes);
        Self {
            nodes: BTreeMap::from([(ROOT, root)]),
            names: Names::default(),
            last: ROOT,
            syncs: Syncs::Done,
            left: None,
            is_cut: false,
        }
    }

    /// From now on, what is done to sync something.
    pub(crate) fn set_syncs(&mut self, syncs: Syncs) {
        self.syncs = syncs;
    }

    /// Cuts the power once so many more operations are done that change or sync something.
    pub(crate) fn cut_after(&mut self, operations: u64) {
        self.left = Some(operations);
        self.is_cut |= operations == 0;
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// What there is after a power cut, and how much of it by chance.
    pub(crate) fn after_cut(
        self,
        survival: Survival,
        random: &mut fastrand::Rng,
    ) -> (Self, Pieces) {
        let names = self.names.after_cut(survival, random);
        let kept = names.numbers();
        let mut pieces = Pieces::default();
        let mut nodes = BTreeMap::new();
        for (number, mut node) in self.nodes {
            if number != ROOT && !kept.contains(&number) {
                continue;
            }
            if let Some(contents) = node.contents.take() {
                let (left, of_it) = contents.after_cut(survival, random);
                node.contents = Some(left);
                pieces.add(of_it);
            }
            nodes.insert(number, node);
        }
        (Self { nodes, names, last: self.last, ..Self::new() }, pieces)
    }

    pub(crate) fn node(&self, number: Number) -> Result<&Node, Errno> {
        if self.is_cut {
            return Err(Errno::EIO);
        }
        self.nodes.get(&number).ok_or(Errno::ENOENT)
    }

    pub(crate) fn find(&self, folder: Number, name: &OsStr) -> Result<Number, Errno> {
        self.node(folder)?;
        self.names.get(folder, name).ok_or(Errno::ENOENT)
    }

    pub(crate) fn list(&self, folder: Number) -> impl Iterator<Item = (&OsStr, Number)> {
        self.names.list(folder)
    }

    /// How many names a file has.
    pub(crate) fn links(&self, number: Number) -> usize {
        self.names.of(number).count()
    }

    pub(crate) fn read(&self, number: Number, at: u64, size: u32) -> Result<&[u8], Errno> {
        let contents = self.node(number)?.contents.as_ref().ok_or(Errno::EISDIR)?;
        Ok(contents.read(at, size))
    }

    pub(crate) fn write(&mut self, number: Number, at: u64, bytes: &[u8]) -> Result<(), Errno> {
        self.operate()?;
        if self.syncs == Syncs::PutOff && self.is_database(number) {
            self.sync_logs();
        }
        self.contents(number)?.write(at, bytes);
        self.touch(number);
        Ok(())
    }

    pub(crate) fn resize(&mut self, number: Number, size: u64) -> Result<(), Errno> {
        self.operate()?;
        self.contents(number)?.resize(size);
        self.touch(number);
        Ok(())
    }

    pub(crate) fn set_attributes(&mut self, number: Number, to: Attributes) -> Result<(), Errno> {
        self.operate()?;
        self.nodes.get_mut(&number).ok_or(Errno::ENOENT)?.attributes = to;
        Ok(())
    }

    /// Makes a file or a folder.
    pub(crate) fn make(
        &mut self,
        folder: Number,
        name: &OsStr,
        is_folder: bool,
        attributes: Attributes,
    ) -> Result<Number, Errno> {
        self.operate()?;
        self.is_free(folder, name)?;
        self.last += 1;
        let contents = (!is_folder).then(Contents::default);
        self.nodes.insert(self.last, Node::new(contents, attributes));
        self.names.change(vec![Naming { folder, name: name.into(), of: Some(self.last) }]);
        Ok(self.last)
    }

    /// Gives a file one more name.
    pub(crate) fn link(
        &mut self,
        number: Number,
        folder: Number,
        name: &OsStr,
    ) -> Result<(), Errno> {
        self.operate()?;
        self.is_free(folder, name)?;
        self.names.change(vec![Naming { folder, name: name.into(), of: Some(number) }]);
        Ok(())
    }

    pub(crate) fn rename(
        &mut self,
        from: (Number, &OsStr),
        to: (Number, &OsStr),
        replaces: bool,
    ) -> Result<(), Errno> {
        self.operate()?;
        let number = self.find(from.0, from.1)?;
        if !replaces {
            self.is_free(to.0, to.1)?;
        }
        self.names.change(vec![
            Naming { folder: from.0, name: from.1.into(), of: None },
            Naming { folder: to.0, name: to.1.into(), of: Some(number) },
        ]);
        Ok(())
    }

    /// Takes a name away. What has none any more is there as long as it is open.
    pub(crate) fn remove(&mut self, folder: Number, name: &OsStr) -> Result<(), Errno> {
        self.operate()?;
        let number = self.find(folder, name)?;
        if self.list(number).next().is_some() {
            return Err(Errno::ENOTEMPTY);
        }
        self.names.change(vec![Naming { folder, name: name.into(), of: None }]);
        Ok(())
    }

    /// Syncs a file or a folder.
    pub(crate) fn sync(&mut self, number: Number) -> Result<(), Errno> {
        self.operate()?;
        let is_put_off = match self.syncs {
            Syncs::Done => false,
            Syncs::Ignored => true,
            Syncs::PutOff => {
                self.is_log(number) && !self.contents(number)?.is_unsynced_before(syncs::LOG_HEADER)
            }
        };
        if is_put_off {
            return Ok(());
        }
        match &mut self.nodes.get_mut(&number).ok_or(Errno::ENOENT)?.contents {
            Some(contents) => contents.sync(),
            None => self.names.sync(number),
        }
        Ok(())
    }

    fn sync_logs(&mut self) {
        let logs: Vec<_> = self.nodes.keys().copied().filter(|node| self.is_log(*node)).collect();
        for log in logs {
            if let Ok(contents) = self.contents(log) {
                contents.sync();
            }
        }
    }

    fn is_log(&self, number: Number) -> bool {
        self.names.of(number).any(syncs::is_log)
    }

    fn is_database(&self, number: Number) -> bool {
        self.names.of(number).any(syncs::is_database)
    }

    fn contents(&mut self, number: Number) -> Result<&mut Contents, Errno> {
        let node = self.nodes.get_mut(&number).ok_or(Errno::ENOENT)?;
        node.contents.as_mut().ok_or(Errno::EISDIR)
    }

    fn touch(&mut self, number: Number) {
        if let Some(node) = self.nodes.get_mut(&number) {
            node.modified = SystemTime::now();
        }
    }

    fn is_free(&self, folder: Number, name: &OsStr) -> Result<(), Errno> {
        if !self.node(folder)?.is_folder() {
            return Err(Errno::ENOTDIR);
        }
        self.names.get(folder, name).map_or(Ok(()), |_| Err(Errno::EEXIST))
    }

    /// One operation more, unless the power was cut before it.
    fn operate(&mut self) -> Result<(), Errno> {
        match &mut self.left {
            _ if self.is_cut => {}
            Some(0) => self.is_cut = true,
            Some(left) => *left -= 1,
            None => {}
        }
        if self.is_cut { Err(Errno::EIO) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Disk, Number, ROOT, Survival, Syncs};

    const PLAIN: Attributes = Attributes { mode: 0o600, user: 0, group: 0 };

    fn make(disk: &mut Disk, name: &str) -> Number {
        disk.make(ROOT, name.as_ref(), false, PLAIN).unwrap()
    }

    fn cut(disk: Disk) -> Disk {
        disk.after_cut(Survival::Nothing, &mut fastrand::Rng::with_seed(7)).0
    }

    #[test]
    fn a_new_file_is_there_once_it_and_its_folder_were_synced() {
        for (of_file, of_folder) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut disk = Disk::new();
            let file = make(&mut disk, "file");
            disk.write(file, 0, b"written").unwrap();
            if of_file {
                disk.sync(file).unwrap();
            }
            if of_folder {
                disk.sync(ROOT).unwrap();
            }
            let disk = cut(disk);
            assert_eq!(disk.find(ROOT, "file".as_ref()).is_ok(), of_folder);
            if of_folder {
                let expected: &[u8] = if of_file { b"written" } else { b"" };
                assert_eq!(disk.read(file, 0, 100).unwrap(), expected);
            }
        }
    }

    #[test]
    fn nothing_is_done_after_the_cut() {
        let mut disk = Disk::new();
        let file = make(&mut disk, "file");
        disk.sync(ROOT).unwrap();
        disk.cut_after(1);
        disk.write(file, 0, b"one").unwrap();
        assert!(!disk.is_cut());
        disk.sync(file).unwrap_err();
        assert!(disk.is_cut());
        disk.sync(file).unwrap_err();
        disk.read(file, 0, 100).unwrap_err();
        assert_eq!(cut(disk).read(file, 0, 100).unwrap(), b"");
    }

    #[test]
    fn a_disk_that_ignores_syncs_loses_what_was_synced() {
        let mut disk = Disk::new();
        let file = make(&mut disk, "file");
        disk.sync(ROOT).unwrap();
        disk.set_syncs(Syncs::Ignored);
        disk.write(file, 0, b"one").unwrap();
        disk.sync(file).unwrap();
        assert_eq!(cut(disk).read(file, 0, 100).unwrap(), b"");
    }

    #[test]
    fn a_sync_of_the_log_that_is_put_off_is_made_up_for_when_the_database_is_written() {
        for is_written in [false, true] {
            let mut disk = Disk::new();
            let (log, database) = (make(&mut disk, "store.db-wal"), make(&mut disk, "store.db"));
            disk.sync(ROOT).unwrap();
            disk.set_syncs(Syncs::PutOff);
            disk.write(log, 0, &[1; 32]).unwrap();
            disk.sync(log).unwrap();
            disk.write(log, 32, &[2; 8]).unwrap();
            disk.sync(log).unwrap();
            if is_written {
                disk.write(database, 0, &[3; 8]).unwrap();
            }
            let left = cut(disk).read(log, 0, 100).unwrap().len();
            assert_eq!(left, if is_written { 40 } else { 32 });
        }
    }
}
