//! A file that keeps an authorization across restarts.

use crate::{
    cache_contents::{Contents, Unusable},
    record::{Change, Held},
    settings::Settings,
    surroundings::Keep,
};
use futures_util::future::{BoxFuture, FutureExt};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tempfile::NamedTempFile;

/// The file. Several processes of one App may share it.
#[derive(Debug)]
pub(crate) struct CacheFile(Arc<File>);

#[derive(Debug)]
struct File {
    path: PathBuf,
    settings: Arc<Settings>,
    /// What was in it when it was last read or written; none where there was no file.
    seen: Mutex<Option<Vec<u8>>>,
}

impl CacheFile {
    pub(crate) fn new(path: PathBuf, settings: Arc<Settings>) -> Self {
        Self(Arc::new(File { path, settings, seen: Mutex::default() }))
    }
}

impl Keep for CacheFile {
    fn read(&self) -> Option<Held> {
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = self.0.read();
        self.0.understand(seen.as_deref())?.ok()
    }

    fn changed(&self) -> Option<Change> {
        // While it is being written, it is not another's change that would be seen.
        let mut seen = self.0.seen.try_lock().ok()?;
        let found = self.0.read();
        if found == *seen {
            return None;
        }
        *seen = found;
        let read = self.0.understand(seen.as_deref());
        // Another App's is nothing that a process of this one has done.
        (read != Some(Err(Unusable::OfAnother))).then(|| Change::to(read.and_then(Result::ok)))
    }

    fn keep(&self, change: Change) -> BoxFuture<'static, ()> {
        let file = Arc::clone(&self.0);
        let kept = tokio::task::spawn_blocking(move || file.keep(change));
        // It does not panic, and is not cut off where this is.
        kept.map(drop).boxed()
    }
}

impl File {
    fn keep(&self, change: Change) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = match change {
            Change::Kept(held) => {
                let json = Contents::of(held, &self.settings).to_json();
                write(&self.path, &json).map(|()| *seen = Some(json))
            }
            Change::Removed => self.remove().map(|()| *seen = self.read()),
        };
        if let Err(error) = kept {
            tracing::warn!(path = %self.path.display(), %error, "cache file cannot be written");
        }
    }

    /// Forgets the authorization. That of another App is left to it.
    fn remove(&self) -> io::Result<()> {
        let found = self.read();
        if matches!(found, Some(json) if Contents::read(&json, &self.settings) != Err(Unusable::OfAnother))
        {
            fs::remove_file(&self.path)?;
        }
        Ok(())
    }

    fn read(&self) -> Option<Vec<u8>> {
        fs::read(&self.path)
            .inspect_err(|error| {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!(path = %self.path.display(), %error, "cache file cannot be read");
                }
            })
            .ok()
    }

    fn understand(&self, json: Option<&[u8]>) -> Option<Result<Held, Unusable>> {
        let read = Contents::read(json?, &self.settings);
        Some(read.inspect_err(|error| {
            tracing::warn!(path = %self.path.display(), %error, "cache file is not used");
        }))
    }
}

/// Replaces a file, which is the old or the new one whatever happens, and its owner's alone: who reads it is let in.
fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    // Made for its owner alone, in the working folder where the path names none.
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new("")))?;
    file.write_all(contents)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
