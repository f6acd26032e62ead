//! What a disk does when it is asked to sync something: the controls weaken it.

use std::{ffi::OsStr, os::unix::ffi::OsStrExt};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syncs {
    Done,
    /// Those of `SQLite`'s log are done when its database is written to. A program that has `synchronous=NORMAL` asks for no
    /// others: it syncs the header of the log when that begins anew, and all of it before a checkpoint.
    PutOff,
    /// None is done.
    Ignored,
}

/// The bytes of the header of `SQLite`'s log.
pub(super) const LOG_HEADER: u64 = 32;

pub(super) fn is_log(name: &OsStr) -> bool {
    name.as_bytes().ends_with(b"-wal")
}

pub(super) fn is_database(name: &OsStr) -> bool {
    name == "store.db"
}
