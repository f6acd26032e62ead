//! A disk that forgets what was not synced, and that can be cut off before any operation.
//!
//! It promises what POSIX does and no more. What is in a file is durable once the file was synced, a name once its folder
//! was; with a journal, once its file was. Owners and modes are durable at once: nothing here changes them after a file is made.

mod contents;
mod names;
mod node;
mod survival;
mod syncs;
mod troubles;

use contents::Contents;
use fuser::Errno;
pub(crate) use names::Number;
use names::{Names, Naming};
pub(crate) use node::{Attributes, Node};
use std::{collections::BTreeMap, ffi::OsStr, time::SystemTime};
pub(crate) use survival::{Pieces, Survival};
pub(crate) use syncs::Syncs;
use troubles::Troubles;

/// The number of the folder that everything is in.
pub(crate) const ROOT: Number = 1;

#[derive(Debug)]
pub(crate) struct Disk {
    nodes: BTreeMap<Number, Node>,
    names: Names,
    has_journal: bool,
    last: Number,
    syncs: Syncs,
    /// Operations until the power is cut, where it is to be.
    left: Option<u64>,
    is_cut: bool,
    troubles: Troubles,
}

impl Disk {
    /// One with nothing on it.
    pub(crate) fn new() -> Self {
        let attributes = Attributes { mode: 0o755, user: 0, group: 0 };
        let root = Node::new(None, attributes);
        Self {
            nodes: BTreeMap::from([(ROOT, root)]),
            names: Names::default(),
            has_journal: false,
            last: ROOT,
            syncs: Syncs::Done,
            left: None,
            is_cut: false,
            troubles: Troubles::default(),
        }
    }

    /// One that keeps the name of a file that was synced, as ext4, XFS and Btrfs do.
    pub(crate) fn with_journal() -> Self {
        Self { has_journal: true, ..Self::new() }
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

    /// What goes wrong from now on.
    pub(crate) fn troubles(&mut self) -> &mut Troubles {
        &mut self.troubles
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
        let Self { has_journal, last, .. } = self;
        (Self { nodes, names, has_journal, last, ..Self::new() }, pieces)
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
        self.has_room(number, at + bytes.len() as u64)?;
        self.contents(number)?.write(at, bytes);
        self.touch(number);
        Ok(())
    }

    pub(crate) fn resize(&mut self, number: Number, size: u64) -> Result<(), Errno> {
        self.operate()?;
        self.has_room(number, size)?;
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
        if self.troubles.fail_sync()
            && let Ok(contents) = self.contents(number)
        {
            contents.give_up();
            return Err(Errno::EIO);
        }
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
        if self.has_journal {
            self.names.sync_until(number);
        }
        Ok(())
    }

    fn has_room(&self, number: Number, size: u64) -> Result<(), Errno> {
        let grows = self.node(number)?.size() < size;
        if grows && self.troubles.is_full { Err(Errno::ENOSPC) } else { Ok(()) }
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
mod tests;
