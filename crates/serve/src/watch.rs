//! Notices when a file changes.
//!
//! The folders are watched, not the files: a file that is renamed over another, and the links that Kubernetes swaps,
//! are seen in their folder alone.

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{sync::Notify, time::timeout};

/// Whoever changes several files, or writes one piece by piece, has this long between two steps.
const SETTLED: Duration = Duration::from_millis(250);

/// Files that are watched, with what they were when they were last looked at.
///
/// Watch them before they are read, so that what changes meanwhile is noticed.
#[derive(Debug)]
pub struct Watch {
    files: Vec<PathBuf>,
    seen: Vec<Option<Stamp>>,
    changed: Arc<Notify>,
    /// Watches until it is dropped.
    _watcher: Option<RecommendedWatcher>,
}

/// What tells one state of a file from another without reading it.
type Stamp = (u64, u64, u64, i64, i64);

impl Watch {
    /// Watches files. Where the system refuses that, it says so and notices nothing.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        let changed = Arc::new(Notify::new());
        let watcher = watcher(&files, &changed)
            .inspect_err(|error| {
                tracing::warn!("files are not watched, send SIGHUP when they change: {error}");
            })
            .ok();
        let seen = files.iter().map(|file| stamp(file)).collect();
        Self { files, seen, changed, _watcher: watcher }
    }

    /// Waits until a file has changed and no folder for a while.
    pub(crate) async fn changed(&mut self) {
        loop {
            self.changed.notified().await;
            while timeout(SETTLED, self.changed.notified()).await.is_ok() {}
            let now: Vec<_> = self.files.iter().map(|file| stamp(file)).collect();
            if now != self.seen {
                self.seen = now;
                return;
            }
        }
    }
}

fn watcher(files: &[PathBuf], changed: &Arc<Notify>) -> notify::Result<RecommendedWatcher> {
    let changed = Arc::clone(changed);
    let mut watcher =
        notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(Event { kind: EventKind::Access(_), .. }) => {}
            // An error may mean that events were lost: look.
            _ => changed.notify_one(),
        })?;
    for folder in folders(files) {
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Those of the files and, where one is a link, of what it leads to.
fn folders(files: &[PathBuf]) -> BTreeSet<PathBuf> {
    let named = files.iter().map(PathBuf::clone);
    let real = files.iter().filter_map(|file| file.canonicalize().ok());
    named.chain(real).filter_map(|file| file.parent().map(folder)).collect()
}

fn folder(path: &Path) -> PathBuf {
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path.to_owned() }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(file).ok()?;
    let (dev, ino, size) = (metadata.dev(), metadata.ino(), metadata.size());
    Some((dev, ino, size, metadata.ctime(), metadata.ctime_nsec()))
}
