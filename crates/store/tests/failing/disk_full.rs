//! A disk that is full for some time, while the process serves.

use crate::database::{Acknowledged, more_displays, open, record, trials};
use std::{convert::Infallible, fs, io::Write, path::Path, process::Command, time::Duration};
use store_auth_store::{
    ChangeError, Store, Unavailable,
    model::{CompanyNumber, DisplayNumber, Millis, ProductNumber},
};
use tokio::{runtime::Runtime, time::timeout};

/// Their trials are more than the log has room for.
const COMPANIES: u32 = 1000;

/// A file system of 64 MiB, as long as this is there.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"])
            .arg(folder.path())
            .status();
        assert!(mounted.unwrap().success(), "only root can mount a file system");
        Self(folder)
    }

    /// Writes a file until there is no room.
    fn fill(&self) {
        let mut ballast = fs::File::create(self.ballast()).unwrap();
        while ballast.write_all(&[1; 512]).is_ok() {}
    }

    fn ballast(&self) -> std::path::PathBuf {
        self.0.path().join("ballast")
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

pub(crate) fn of_records() {
    Runtime::new().unwrap().block_on(records());
}

pub(crate) fn of_changes() {
    Runtime::new().unwrap().block_on(changes());
}

async fn records() {
    let disk = Disk::mount();
    let store = open(disk.path()).await;
    let mut acknowledged = Acknowledged::default();
    let mut next = 0..;
    for at in next.by_ref().take(1000) {
        store.record(record(at)).await.unwrap();
        acknowledged.records.insert(at);
    }
    assert!(store.is_writable());
    disk.fill();
    // There is some room in the log still.
    let mut refused = 0;
    while refused < 100 {
        let at = next.next().unwrap();
        match store.record(record(at)).await {
            Ok(()) => assert!(acknowledged.records.insert(at)),
            Err(Unavailable::Full) => refused += 1,
            Err(other) => panic!("expected that there is no room, found: {other}"),
        }
    }
    assert!(!store.is_writable());
    are_readable(&store, &acknowledged).await;
    fs::remove_file(disk.ballast()).unwrap();
    becomes_writable(&store).await;
    for at in next.by_ref().take(1000) {
        store.record(record(at)).await.unwrap();
        acknowledged.records.insert(at);
    }
    are_readable(&store, &acknowledged).await;
    store.close().await;
    acknowledged.is_in(disk.path()).await;
}

/// By itself, with nobody who tries.
async fn becomes_writable(store: &Store) {
    let recovers = async {
        while !store.is_writable() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_mins(1), recovers).await.expect("it tries again");
}

/// Changes of either kind fail at their commit, and the first after there is room is made.
async fn changes() {
    let disk = Disk::mount();
    let store = open(disk.path()).await;
    store.change(|_| Ok::<_, Infallible>(trials(COMPANIES))).await.unwrap();
    store.settle().await.unwrap();
    disk.fill();
    // There is some room in the log still.
    let mut company = CompanyNumber(0);
    let full = loop {
        company.0 += 1;
        match start_trial(&store, company).await {
            Ok(has_started) => assert!(has_started, "there are enough companies"),
            Err(full) => break full,
        }
    };
    assert!(matches!(full, Unavailable::Full), "{full}");
    for first in [1, 1] {
        let draft = more_displays(DisplayNumber(first));
        let refused = store.change(|_| Ok::<_, Infallible>(draft)).await.unwrap_err();
        assert!(matches!(refused, ChangeError::Unavailable(Unavailable::Full)), "{refused}");
    }
    assert!(matches!(start_trial(&store, company).await, Err(Unavailable::Full)));
    let version = store.catalogue().version();
    fs::remove_file(disk.ballast()).unwrap();
    assert!(start_trial(&store, company).await.unwrap());
    let draft = more_displays(DisplayNumber(1));
    let made = store.change(|_| Ok::<_, Infallible>(draft)).await.unwrap();
    assert_eq!(made, Some(version + 2));
    store.settle().await.unwrap();
    store.record(record(1)).await.unwrap();
    assert!(store.is_writable());
    store.close().await;
    let again = open(disk.path()).await;
    assert_eq!(again.catalogue().version(), version + 2);
    assert!(!start_trial(&again, company).await.unwrap(), "it was started before");
}

async fn start_trial(store: &Store, company: CompanyNumber) -> Result<bool, Unavailable> {
    store.start_trial(company, ProductNumber(1), "test", "").await
}

/// Who reads is not kept from it.
async fn are_readable(store: &Store, acknowledged: &Acknowledged) {
    let mut found = std::collections::BTreeSet::new();
    let all = Millis(i64::MAX);
    store.usage(Millis::default(), all, |usage| assert!(found.insert(usage.at.0))).await.unwrap();
    assert_eq!(found, acknowledged.records);
}
