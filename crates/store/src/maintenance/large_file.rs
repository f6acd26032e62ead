//! A large file beside the database, on the disk that usage is recorded on: written and removed a bit at a time, for what
//! waits for the disk meanwhile waits for all that was asked of it before.

use std::{
    fs::{self, File},
    io,
    path::Path,
    sync::Arc,
    thread,
    time::Duration,
};
use tempfile::{Builder, NamedTempFile, PersistError};
use tokio::{task::spawn_blocking, time::sleep};

/// From one time that it is brought to the disk to the next.
const WRITTEN_FOR: Duration = Duration::from_millis(2);
/// What is removed at once, in bytes.
const REMOVED: u64 = 8 << 20;
/// From one time that some of it is removed to the next.
const PAUSE: Duration = Duration::from_millis(5);

/// What it is called at first begins so. Nobody else's file does.
const PREFIX: &str = ".storeauth-backup-";

/// A large file that its owner alone can read. It goes when this is dropped.
#[derive(Debug)]
pub(super) struct LargeFile(Option<NamedTempFile>);

impl LargeFile {
    /// An empty one in a folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self(Some(Builder::new().prefix(PREFIX).tempfile_in(folder)?)))
    }

    pub(super) fn path(&self) -> &Path {
        // It is there until this is kept or dropped.
        self.0.as_ref().map_or(Path::new(""), NamedTempFile::path)
    }

    /// Removes from a folder those of processes that were killed.
    pub(super) fn remove_left(folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(PREFIX) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Gives it a name that nothing has.
    pub(super) fn keep(mut self, path: &Path) -> io::Result<()> {
        let Some(file) = self.0.take() else { return Ok(()) };
        file.persist_noclobber(path).map_err(|PersistError { error, file }| {
            self.0 = Some(file);
            error
        })?;
        Ok(())
    }

    /// Brings to the disk what somebody writes to it, until that fails.
    pub(super) async fn bring_to_disk(&self) -> io::Error {
        let file = match File::open(self.path()) {
            Ok(file) => Arc::new(file),
            Err(error) => return error,
        };
        loop {
            sleep(WRITTEN_FOR).await;
            let file = Arc::clone(&file);
            match spawn_blocking(move || file.sync_data()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return error,
                Err(error) => return io::Error::other(error),
            }
        }
    }
}

impl Drop for LargeFile {
    fn drop(&mut self) {
        let Some((file, name)) = self.0.take().map(NamedTempFile::into_parts) else { return };
        // Its name at once. If this process ends before the rest, the system removes that.
        drop(name);
        let remove = move || {
            let mut length = file.metadata().map_or(0, |file| file.len());
            while length > 0 {
                length = length.saturating_sub(REMOVED);
                if file.set_len(length).is_err() {
                    return;
                }
                thread::sleep(PAUSE);
            }
        };
        let _ = thread::Builder::new().name("store-removing".into()).spawn(remove);
    }
}
