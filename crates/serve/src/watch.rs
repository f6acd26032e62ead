//! Notices when a file changes.
//!
//! What a path leads to decides, and it is looked at every second: a folder in it may be a link that is swapped, or be
//! removed and made again, and file systems of networks notify nobody. What the system does notify of is a hint to look
//! at once.

use crate::open::open_regular;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::{
    collections::{BTreeSet, hash_map::RandomState},
    fs,
    hash::BuildHasher,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};
use zeroize::Zeroizing;

/// How long a hint is waited for before files are looked at without one: with what follows, a second.
const UNTIL_HINT: Duration = Duration::from_millis(750);
/// Whoever changes several files, or writes one piece by piece, has this long between two steps.
const SETTLED: Duration = Duration::from_millis(250);
/// Files that change again and again are taken as they are after so many looks.
const LOOKS: u32 = 20;
/// No key and no chain of certificates is longer.
const LARGEST: u64 = 1 << 20;

/// Files that are watched, with what they were when they were last looked at.
///
/// Watch them before they are read, so that what changes meanwhile is noticed.
#[derive(Debug)]
pub struct Watch {
    files: Vec<PathBuf>,
    /// Keeps what a file holds as a number that says nothing of it.
    hasher: RandomState,
    seen: Vec<Option<Sight>>,
    hint: Arc<Notify>,
    watcher: Option<RecommendedWatcher>,
}

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
struct Sight {
    path: PathBuf,
    /// The device, the file, its length, and the second and nanosecond of its last change.
    metadata: (u64, u64, u64, i64, i64),
    /// Clocks of file systems tick slowly: two changes may have the same time.
    contents: Option<u64>,
}

impl Watch {
    /// Watches files.
    #[must_use]
    pub fn new(files: Vec<PathBuf>) -> Self {
        let hint = Arc::new(Notify::new());
        let watcher = watcher(&files, &hint);
        let mut watch = Self { files, hasher: RandomState::new(), seen: Vec::new(), hint, watcher };
        watch.seen = watch.look();
        watch
    }

    /// Waits until a file has changed, and then for a while until it changes no more.
    pub(crate) async fn changed(&mut self) {
        loop {
            // A folder in which much happens gives a hint again and again.
            let _ = timeout(UNTIL_HINT, self.hint.notified()).await;
            sleep(SETTLED).await;
            let mut now = self.look();
            if now == self.seen {
                continue;
            }
            for _ in 0..LOOKS {
                sleep(SETTLED).await;
                let before = std::mem::replace(&mut now, self.look());
                if now == before {
                    break;
                }
            }
            self.seen = now;
            // The folders may be others.
            self.watcher = watcher(&self.files, &self.hint);
            return;
        }
    }

    fn look(&self) -> Vec<Option<Sight>> {
        self.files.iter().map(|file| sight(file, &self.hasher)).collect()
    }
}

fn sight(file: &Path, hasher: &RandomState) -> Option<Sight> {
    let path = file.canonicalize().ok()?;
    let metadata = fs::metadata(&path).ok()?;
    // Reading from a pipe would take from whoever is meant to read it.
    let is_read = metadata.is_file() && metadata.len() <= LARGEST;
    let contents = is_read.then(|| read(&path).ok()).flatten();
    let (dev, ino, size) = (metadata.dev(), metadata.ino(), metadata.size());
    // A pipe changes with each byte that somebody writes to it, a device perhaps as well.
    let (second, nanosecond) =
        if metadata.is_file() { (metadata.ctime(), metadata.ctime_nsec()) } else { (0, 0) };
    Some(Sight {
        path,
        metadata: (dev, ino, size, second, nanosecond),
        contents: contents.map(|contents| hasher.hash_one(&*contents)),
    })
}

/// What is in a file, which may be another by now.
fn read(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let file = open_regular(path)?;
    // Of full size from the start: a buffer that grows leaves copies of the key behind.
    let length = file.metadata()?.len().min(LARGEST);
    let mut contents = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0)));
    file.take(length).read_to_end(&mut contents)?;
    Ok(contents)
}

/// Gives hints, or none where the system refuses.
fn watcher(files: &[PathBuf], hint: &Arc<Notify>) -> Option<RecommendedWatcher> {
    let hint = Arc::clone(hint);
    let told = move |event: notify::Result<Event>| match event {
        Ok(Event { kind: EventKind::Access(_), .. }) => {}
        // An error may mean that events were lost: look.
        _ => hint.notify_one(),
    };
    let refused = |error: &notify::Error| {
        tracing::debug!("changes of files are noticed within a second or two only: {error}");
    };
    let mut watcher = notify::recommended_watcher(told).inspect_err(refused).ok()?;
    for folder in folders(files) {
        // The others may be watched all the same.
        let _ = watcher.watch(&folder, RecursiveMode::NonRecursive).inspect_err(refused);
    }
    Some(watcher)
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
