//! Another master key.

use crate::engine::place;
use crate::made::{DAY, NOW, filled, seal};
use std::{
    fs,
    path::{Path, PathBuf},
};
use store_auth_store::{
    Clock, Seal, Store,
    maintenance::{self, MaintenanceError},
};

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [9; 32];

/// A folder with a Store and its master key, whose bytes are the key.
pub(crate) struct Folder {
    folder: tempfile::TempDir,
    pub(crate) sealed: Vec<u8>,
}

impl Folder {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder.path().join("store.db")).await;
        fs::write(folder.path().join("master.key"), OLD).unwrap();
        let sealed = store.catalogue().server("A1").unwrap().1.current(NOW).unwrap().sealed.clone();
        store.close().await;
        Self { folder, sealed }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn rekey(&self) -> Result<u32, MaintenanceError> {
        let (database, key) = (self.path("store.db"), self.path("master.key"));
        fs::write(self.path("master.key.new"), NEW).unwrap();
        maintenance::rekey(place(&database).await, &key, &seal(), &Seal::new(&NEW)).await
    }

    async fn finish(&self) -> Result<(), MaintenanceError> {
        let (database, key) = (place(&self.path("store.db")).await, self.path("master.key"));
        maintenance::finish_rekey(database, &key, read).await
    }

    /// Opens it with the master key that lies there.
    async fn open(&self) -> Store {
        let seal = read(&self.path("master.key")).unwrap();
        let database = place(&self.path("store.db")).await;
        Store::open(database, seal, Clock::of(|| NOW), DAY).await.unwrap()
    }
}

fn read(path: &Path) -> Result<Seal, MaintenanceError> {
    let failed = |error| MaintenanceError::File { path: path.to_owned(), error };
    Ok(Seal::new(&fs::read(path).map_err(failed)?.try_into().unwrap()))
}

#[tokio::test]
async fn a_new_master_key_opens_what_the_old_one_did() {
    let folder = Folder::new().await;
    assert_eq!(folder.rekey().await.unwrap(), 1);
    assert_eq!(fs::read(folder.path("master.key")).unwrap(), NEW);
    assert!(!folder.path("master.key.new").exists());
    let store = folder.open().await;
    assert!(store.catalogue().server("A1").unwrap().1.current(NOW).is_some());
    let last = store.audit(None, 1).await.unwrap().remove(0);
    assert_eq!(
        (last.action, last.version),
        ("master-key.replace".into(), store.catalogue().version())
    );
    store.close().await;
    let report = maintenance::check(place(&folder.path("store.db")).await, &Seal::new(&NEW)).await;
    assert_eq!(report.unwrap().problems, [""; 0]);
}

#[tokio::test]
async fn a_rekey_with_a_wrong_old_master_key_changes_nothing() {
    let folder = Folder::new().await;
    fs::write(folder.path("master.key.new"), NEW).unwrap();
    let (database, key) = (folder.path("store.db"), folder.path("master.key"));
    let wrong =
        maintenance::rekey(place(&database).await, &key, &Seal::new(&[8; 32]), &Seal::new(&NEW))
            .await;
    wrong.unwrap_err();
    assert_eq!(fs::read(&key).unwrap(), OLD);
    folder.open().await;
}

#[tokio::test]
async fn a_rekey_that_is_cut_off_before_its_transaction_leaves_the_old_master_key() {
    let folder = Folder::new().await;
    // Not all of it was written.
    fs::write(folder.path("master.key.new"), &NEW[..10]).unwrap();
    folder.finish().await.unwrap();
    assert!(!folder.path("master.key.new").exists());
    folder.open().await;
}

#[tokio::test]
async fn a_rekey_that_is_cut_off_after_its_transaction_puts_the_new_master_key_in_place() {
    let folder = Folder::new().await;
    folder.rekey().await.unwrap();
    fs::write(folder.path("master.key.new"), NEW).unwrap();
    fs::write(folder.path("master.key"), OLD).unwrap();
    folder.finish().await.unwrap();
    assert_eq!(fs::read(folder.path("master.key")).unwrap(), NEW);
    assert!(!folder.path("master.key.new").exists());
    folder.open().await;
}

#[tokio::test]
async fn where_neither_master_key_opens_the_server_keys_both_are_left() {
    let folder = Folder::new().await;
    fs::write(folder.path("master.key"), [1; 32]).unwrap();
    fs::write(folder.path("master.key.new"), [2; 32]).unwrap();
    assert!(matches!(folder.finish().await, Err(MaintenanceError::NoMasterKey { .. })));
    assert_eq!(fs::read(folder.path("master.key")).unwrap(), [1; 32]);
    assert_eq!(fs::read(folder.path("master.key.new")).unwrap(), [2; 32]);
}

#[tokio::test]
async fn a_store_that_serves_is_not_rekeyed() {
    let folder = Folder::new().await;
    let _store = folder.open().await;
    assert!(matches!(folder.rekey().await, Err(MaintenanceError::Open(_))));
}

#[tokio::test]
async fn another_master_key_is_told_before_there_is_a_server_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let made = Store::create(place(&path).await, seal(), Clock::of(|| NOW), DAY).await;
    made.unwrap().close().await;
    let expected =
        "sealed by another master key, expected the one that this database was made with";
    let other = || Seal::new(&NEW);

    let error = Store::open(place(&path).await, other(), Clock::of(|| NOW), DAY).await.unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert_eq!(
        maintenance::check(place(&path).await, &other()).await.unwrap().problems,
        [expected]
    );
    let key = folder.path().join("master.key");
    fs::write(&key, OLD).unwrap();
    fs::write(folder.path().join("master.key.new"), NEW).unwrap();
    let error = maintenance::rekey(place(&path).await, &key, &other(), &seal()).await.unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");

    assert_eq!(maintenance::rekey(place(&path).await, &key, &seal(), &other()).await.unwrap(), 0);
    Store::open(place(&path).await, other(), Clock::of(|| NOW), DAY).await.unwrap().close().await;
    assert!(Store::open(place(&path).await, seal(), Clock::of(|| NOW), DAY).await.is_err());
}
