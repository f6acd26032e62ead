//! One process has the database.

use super::error;
use crate::db::error::OpenError;
use rustix::fs::{FlockOperation, flock};
use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
};

/// The lock of a database: a file beside it, with the number of the process in it. The system lets go of it when the
/// process ends, however that comes.
#[derive(Debug)]
pub(super) struct Owner(#[expect(dead_code, reason = "it is held")] File);

impl Owner {
    /// Takes the lock of a database.
    pub(super) fn take(database: &Path) -> Result<Self, OpenError> {
        let path = lock_of(database);
        let failed = |error| OpenError::Lock { path: path.clone(), error };
        let open =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = open.map_err(failed)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => {
                let mut pid = String::new();
                let _ = file.read_to_string(&mut pid);
                return Err(OpenError::InUse {
                    database: error::name(database),
                    pid: pid.trim().to_owned(),
                });
            }
            Err(error) => return Err(failed(error.into())),
        }
        let write = |file: &mut File| {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())
        };
        write(&mut file).map_err(failed)?;
        Ok(Self(file))
    }
}

fn lock_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
