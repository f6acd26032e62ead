//! The files of a month, while they are written.

use super::super::usage_record::UsageRecord;
use super::{
    file::UsageFile,
    folders::{private_folder, sync_folder},
    product_group::ProductGroup,
};
use crate::model::Month;
use std::{
    collections::{BTreeMap, btree_map::Entry},
    io,
    path::PathBuf,
};

/// The files of a month, while they are written.
pub(super) struct MonthFiles {
    month: Month,
    folder: PathBuf,
    files: BTreeMap<ProductGroup, UsageFile>,
    records: u64,
}

/// What was written of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenMonth {
    /// The month.
    pub month: Month,
    /// How many records it has.
    pub records: u64,
    /// In how many files they are.
    pub files: usize,
    /// How long these are together.
    pub bytes: u64,
}

impl MonthFiles {
    /// In a new folder.
    pub(super) fn create(month: Month, folder: PathBuf) -> io::Result<Self> {
        private_folder(&folder)?;
        Ok(Self { month, folder, files: BTreeMap::new(), records: 0 })
    }

    pub(super) fn month(&self) -> Month {
        self.month
    }

    pub(super) fn write(&mut self, record: &UsageRecord) -> io::Result<()> {
        self.records += 1;
        self.file_of(ProductGroup::of(&record.product))?.write(record)
    }

    fn file_of(&mut self, group: ProductGroup) -> io::Result<&mut UsageFile> {
        match self.files.entry(group) {
            Entry::Occupied(there) => Ok(there.into_mut()),
            Entry::Vacant(vacant) => {
                let folder = self.folder.join(format!("product_group={group}"));
                private_folder(&folder)?;
                Ok(vacant.insert(UsageFile::create(folder)?))
            }
        }
    }

    /// Writes what is left. All of it is durable then, but the name of the month's folder.
    pub(super) fn finish(mut self) -> io::Result<WrittenMonth> {
        if self.files.is_empty() {
            // Where no file is, engines find no columns.
            self.file_of(ProductGroup::First)?;
        }
        let Self { month, folder, files, records } = self;
        let mut written = WrittenMonth { month, records, files: files.len(), bytes: 0 };
        for file in files.into_values() {
            written.bytes += file.finish()?;
        }
        sync_folder(&folder)?;
        Ok(written)
    }
}
