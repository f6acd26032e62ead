//! A file that is written.

use super::super::usage_record::UsageRecord;
use super::{
    folders::sync_folder,
    layout::{self, ROW_GROUP},
    row_group::RowGroup,
};
use parquet::file::writer::SerializedFileWriter;
use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
};

/// A file that is written: the usage of a month and a group of products.
pub(super) struct UsageFile {
    folder: PathBuf,
    file: SerializedFileWriter<File>,
    row_group: RowGroup,
}

/// Some engines look into hidden folders, and take what is called so for whole.
pub(super) const NAME: &str = "usage.parquet";
const UNFINISHED: &str = "usage.unfinished";

impl UsageFile {
    /// A new file in a folder, its owner's alone.
    pub(super) fn create(folder: PathBuf) -> io::Result<Self> {
        let path = folder.join(UNFINISHED);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        let file = SerializedFileWriter::new(file, layout::schema()?, layout::properties()?)?;
        let row_group = RowGroup::of(&file);
        Ok(Self { folder, file, row_group })
    }

    pub(super) fn write(&mut self, record: &UsageRecord) -> io::Result<()> {
        self.row_group.push(record)?;
        if self.row_group.records() == ROW_GROUP {
            self.end_row_group()?;
            // A Store on the same disk would have to wait for all of it at once otherwise.
            self.file.flush()?;
            self.file.inner().sync_data()?;
        }
        Ok(())
    }

    fn end_row_group(&mut self) -> io::Result<()> {
        let next = RowGroup::of(&self.file);
        std::mem::replace(&mut self.row_group, next).append_to(&mut self.file)?;
        Ok(())
    }

    /// Writes what is left, and gives how many bytes it is. It is durable then, its name with it.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        if self.row_group.records() > 0 {
            self.end_row_group()?;
        }
        let file = self.file.into_inner()?;
        file.sync_all()?;
        fs::rename(self.folder.join(UNFINISHED), self.folder.join(NAME))?;
        sync_folder(&self.folder)?;
        Ok(file.metadata()?.len())
    }
}
