//! Writes records of usage as a folder of Parquet files, for engines of analysis.

mod column;
mod file;
mod folders;
mod layout;
mod month_files;
mod product_group;
mod read_back;
mod row_group;

pub use month_files::WrittenMonth;
pub use read_back::records_in_folder;

use super::usage_record::UsageRecord;
use crate::model::Month;
use folders::{name, sync_folder};
use month_files::MonthFiles;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Writes records of usage as Parquet files in folders that say what is in them, as Hive has them:
/// `month=2026-11/product_group=0-3/usage.parquet`. Columns are those of [`UsageRecord`].
///
/// A group of products are those whose codes begin with digits from one to another, so that a folder has four at most. A
/// month without records has one file, which has none.
///
/// Months are written in a hidden folder, and have their names once all of them are durable. Memory is bounded: for each
/// group of products, what is encoded of a million records at most.
///
/// ```
/// use store_auth_store::billing::{Existing, UsageFolder};
///
/// let folder = tempfile::tempdir()?;
/// let mut usage = UsageFolder::new(folder.path(), Existing::Refuse)?;
/// usage.begin("2026-11".parse()?)?;
/// let written = usage.finish()?;
/// assert_eq!((written[0].month.to_string(), written[0].records), ("2026-11".to_owned(), 0));
/// assert!(folder.path().join("month=2026-11/product_group=0-3/usage.parquet").exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct UsageFolder {
    folder: PathBuf,
    existing: Existing,
    /// Removed when it is dropped.
    unfinished: TempDir,
    current: Option<MonthFiles>,
    written: Vec<WrittenMonth>,
}

/// What happens to months that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// They are refused, and stay as they are.
    Refuse,
    /// They are replaced.
    Replace,
}

/// A folder of usage that cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UsageFolderError {
    /// It is a file.
    #[error("{}: expected a folder, found a file", .0.display())]
    NoFolder(PathBuf),
    /// It has the month.
    #[error("{}: expected no such folder yet", .0.display())]
    Exists(PathBuf),
    /// A record of a month came after those of a later one.
    #[error("a record of {found} after those of {before}: expected the order of time")]
    Order {
        /// Its month.
        found: Month,
        /// The month before it.
        before: Month,
    },
    /// The system refuses.
    #[error("{}: {error}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl UsageFolder {
    /// In a folder that may be there already.
    ///
    /// # Errors
    /// [`UsageFolderError::NoFolder`] or [`UsageFolderError::Io`]
    pub fn new(folder: &Path, existing: Existing) -> Result<Self, UsageFolderError> {
        let failed = |error| UsageFolderError::Io { path: folder.to_owned(), error };
        fs::create_dir_all(folder).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => UsageFolderError::NoFolder(folder.to_owned()),
            _ => failed(error),
        })?;
        let unfinished = tempfile::Builder::new().prefix(".unfinished-").tempdir_in(folder);
        Ok(Self {
            folder: folder.to_owned(),
            existing,
            unfinished: unfinished.map_err(failed)?,
            current: None,
            written: Vec::new(),
        })
    }

    /// Begins a month, which is written even where no record of it comes. Other months begin with their first record.
    ///
    /// # Errors
    /// A [`UsageFolderError`]
    pub fn begin(&mut self, month: Month) -> Result<(), UsageFolderError> {
        let last = self.current.as_ref().map(MonthFiles::month);
        if let Some(before) = last.filter(|last| *last >= month) {
            return Err(UsageFolderError::Order { found: month, before });
        }
        self.end_month()?;
        let path = self.path(month);
        if self.existing == Existing::Refuse && fs::symlink_metadata(&path).is_ok() {
            return Err(UsageFolderError::Exists(path));
        }
        let files = MonthFiles::create(month, self.unfinished.path().join(name(month)));
        self.current = Some(files.map_err(|error| self.failed(error))?);
        Ok(())
    }

    /// Writes a record. Records come in the order of time.
    ///
    /// # Errors
    /// A [`UsageFolderError`]
    pub fn write(&mut self, record: &UsageRecord) -> Result<(), UsageFolderError> {
        let month = Month::of(record.at);
        if self.current.as_ref().is_none_or(|current| current.month() != month) {
            self.begin(month)?;
        }
        let written = self.current.as_mut().map_or(Ok(()), |current| current.write(record));
        written.map_err(|error| self.failed(error))
    }

    /// Writes what is left, and gives every month its name. Without it nothing is written.
    ///
    /// # Errors
    /// A [`UsageFolderError`]; each month is then as it was, or whole
    pub fn finish(mut self) -> Result<Vec<WrittenMonth>, UsageFolderError> {
        self.end_month()?;
        for written in &self.written {
            self.publish(written.month)?;
        }
        sync_folder(&self.folder).map_err(|error| self.failed(error))?;
        Ok(self.written)
    }

    fn end_month(&mut self) -> Result<(), UsageFolderError> {
        if let Some(month) = self.current.take() {
            let written = month.finish().map_err(|error| self.failed(error))?;
            self.written.push(written);
        }
        Ok(())
    }

    /// Gives a month its name. A folder with something in it is never renamed over.
    fn publish(&self, month: Month) -> Result<(), UsageFolderError> {
        let (new, path) = (self.unfinished.path().join(name(month)), self.path(month));
        let replaced = self.unfinished.path().join(format!("replaced-{month}"));
        let is_replaced =
            self.existing == Existing::Replace && fs::rename(&path, &replaced).is_ok();
        fs::rename(&new, &path).map_err(|error| {
            if is_replaced {
                // Why it is not replaced is the error to report.
                let _ = fs::rename(&replaced, &path);
            }
            match error.kind() {
                io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::AlreadyExists => {
                    UsageFolderError::Exists(path)
                }
                _ => UsageFolderError::Io { path, error },
            }
        })
    }

    fn path(&self, month: Month) -> PathBuf {
        self.folder.join(name(month))
    }

    fn failed(&self, error: io::Error) -> UsageFolderError {
        UsageFolderError::Io { path: self.folder.clone(), error }
    }
}

impl std::fmt::Debug for UsageFolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UsageFolder").field("folder", &self.folder).finish_non_exhaustive()
    }
}
