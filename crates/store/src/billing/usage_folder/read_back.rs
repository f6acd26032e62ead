//! Reads back what was written of a month.

use super::{file::NAME, folders::name};
use crate::model::Month;
use parquet::{
    column::reader::get_typed_column_reader,
    data_type::Int64Type,
    file::reader::{FileReader, SerializedFileReader},
};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// Instants that are read at a time.
const BATCH: usize = 1 << 16;

/// How many records a folder has of a month, each of whose instants is read; none where the month is not there.
///
/// ```
/// use store_auth_store::billing::{Existing, UsageFolder, records_in_folder};
///
/// let folder = tempfile::tempdir()?;
/// assert_eq!(records_in_folder(folder.path(), "2026-11".parse()?)?, None);
/// let mut usage = UsageFolder::new(folder.path(), Existing::Refuse)?;
/// usage.begin("2026-11".parse()?)?;
/// usage.finish()?;
/// assert_eq!(records_in_folder(folder.path(), "2026-11".parse()?)?, Some(0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the system, and [`io::ErrorKind::InvalidData`] for a file that is not whole or has a record of another month; each
/// names the file
pub fn records_in_folder(folder: &Path, month: Month) -> io::Result<Option<u64>> {
    let path = folder.join(name(month));
    let groups = match fs::read_dir(&path) {
        Ok(groups) => groups,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(of(&path, &error)),
    };
    let mut records = 0;
    for group in groups {
        let file = group.map_err(|error| of(&path, &error))?.path().join(NAME);
        records += records_in(&file, month).map_err(|error| of(&file, &error))?;
    }
    Ok(Some(records))
}

fn of(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn records_in(file: &PathBuf, month: Month) -> io::Result<u64> {
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
    let reader = SerializedFileReader::new(File::open(file)?).map_err(invalid)?;
    let (instants, mut records) = (month.range(), 0);
    for index in 0..reader.num_row_groups() {
        let row_group = reader.get_row_group(index).map_err(invalid)?;
        let column = row_group.get_column_reader(0).map_err(invalid)?;
        let mut column = get_typed_column_reader::<Int64Type>(column);
        let mut read = Vec::with_capacity(BATCH);
        loop {
            read.clear();
            column.read_records(BATCH, None, None, &mut read).map_err(invalid)?;
            if read.is_empty() {
                break;
            }
            if let Some(at) =
                read.iter().find(|at| **at < instants.start.0 || **at >= instants.end.0)
            {
                let error = format!("a record of {at} ms since 1970, expected those of {month}");
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
            records += read.len() as u64;
        }
    }
    Ok(records)
}
