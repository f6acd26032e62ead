//! Room in the log of the database, made before it is needed.
//!
//! What grows a file is durable only once the file system's journal is, and that waits for whatever else is written, such as
//! a backup. Where the log has room it is written over, and its data alone has to reach the disk.

use super::log;
use rustix::fs::fstatvfs;
use std::{
    fs::{File, OpenOptions},
    io, mem,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

/// The log begins anew at 64 MiB; somebody who reads, such as a backup, may delay that.
const ENOUGH: u64 = 128 << 20;
/// As much is made at a time: some milliseconds, in which no record is written.
const STEP: usize = 128 << 10;
static NOTHING: [u8; STEP] = [0; STEP];
/// A disk with less room than that keeps it for what must be written.
const LEAST_FREE: u64 = 2 << 30;

/// The log of a database, as long as more room is to be made in it.
#[derive(Debug)]
pub(super) struct Room {
    log: PathBuf,
    file: Option<File>,
}

impl Room {
    /// In the log of a database that is open.
    pub(super) fn in_log_of(database: &Path) -> Self {
        Self::in_log(log::of(database))
    }

    fn in_log(log: PathBuf) -> Self {
        // It need not be there: then records are written a little later where others write much.
        let file = OpenOptions::new().write(true).open(&log).ok();
        Self { log, file }
    }

    /// In the same log, which was cut.
    pub(super) fn anew(&mut self) {
        *self = Self::in_log(mem::take(&mut self.log));
    }

    /// Whether there is more to be made.
    pub(super) fn is_wanted(&self) -> bool {
        self.file.is_some()
    }

    /// Makes some, while nobody else writes to the log. What cannot be made is done without.
    pub(super) fn make_some(&mut self) {
        let made = self.file.as_ref().map(make);
        if !matches!(made, Some(Ok(true))) {
            self.file = None;
        }
    }
}

/// Whether there is more to be made.
fn make(log: &File) -> io::Result<bool> {
    let disk = fstatvfs(log)?;
    let length = log.metadata()?.len();
    if length >= ENOUGH || disk.f_bavail.saturating_mul(disk.f_frsize) < LEAST_FREE {
        return Ok(false);
    }
    // Behind what was committed nothing is read that has no right checksum.
    log.write_all_at(&NOTHING, length)?;
    log.sync_data()?;
    Ok(true)
}
