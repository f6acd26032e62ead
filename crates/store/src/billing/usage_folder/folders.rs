//! Folders, and whose they are.

use crate::model::Month;
use std::{
    fs::{DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::Path,
};

/// A new folder, its owner's alone.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)
}

/// Makes durable which names are in a folder.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// What the folder of a month is called.
pub(super) fn name(month: Month) -> String {
    format!("month={month}")
}
