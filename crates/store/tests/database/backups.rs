//! Backups, which are files.

use crate::{
    made::{NOW, all_usage, change, filled, open, usage},
    record_all::record_all,
};
use std::{fs, os::unix::fs::PermissionsExt};
use store_auth_store::{
    OpenError, Seal,
    maintenance::{self, MaintenanceError},
    model::{ClosedMonth, Edit, Millis, Month},
};

fn closed(records: u64, lines: u64, pruned: Option<Millis>) -> Edit {
    let month = Month::of(Millis(5));
    Edit::Month(ClosedMonth { month, closed: Millis(9), records, lines, pruned })
}

#[tokio::test]
async fn a_backup_that_is_made_while_the_store_serves_is_restored_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let recording = tokio::spawn({
        let store = store.clone();
        async move {
            for at in 0..200 {
                store.record(usage(1000 + at)).await.unwrap();
            }
        }
    });
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    recording.await.unwrap();
    let other = tempfile::tempdir().unwrap();
    let restored = other.path().join("store.db");
    let contents = maintenance::restore(backup.path(), &restored, |_| {}).await.unwrap();
    assert_eq!(contents, backup.contents());
    let again = open(&restored).await.unwrap();
    let records = all_usage(&again).await;
    assert_eq!(u64::try_from(records.len()).unwrap(), contents.records);
    assert_eq!(records, all_usage(&store).await[..records.len()]);
    let (before, after) = (store.catalogue(), again.catalogue());
    assert_eq!(before.version(), after.version());
    assert!(before.displays_after(None).eq(after.displays_after(None)));
    assert!(before.products_after(None).eq(after.products_after(None)));
    assert_eq!(
        before.server("A1").unwrap().1.current(NOW),
        after.server("A1").unwrap().1.current(NOW)
    );
}

#[tokio::test]
async fn a_backup_is_its_owners_alone_and_goes_unless_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    let path = backup.path().to_owned();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    drop(backup);
    assert!(!path.exists());
}

#[tokio::test]
async fn a_backup_takes_no_name_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    let taken = folder.path().join("backup.db");
    fs::write(&taken, "mine").unwrap();
    assert!(matches!(backup.keep(&taken), Err(MaintenanceError::Exists { path }) if path == taken));
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
}

#[tokio::test]
async fn nothing_is_restored_over_a_database_or_the_log_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    for name in ["store.db", "other.db-wal"] {
        let there = folder.path().join(name);
        if !there.exists() {
            fs::write(&there, "").unwrap();
        }
        let database = folder.path().join(name.trim_end_matches("-wal"));
        let refused = maintenance::restore(backup.path(), &database, |_| {}).await;
        assert!(matches!(refused, Err(MaintenanceError::Exists { path }) if path == there));
    }
}

#[tokio::test]
async fn a_backup_with_a_byte_changed_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    let mut bytes = fs::read(backup.path()).unwrap();
    // The header of a page in the middle.
    let at = bytes.len() / 4096 / 2 * 4096;
    bytes[at] ^= 0xff;
    let damaged = folder.path().join("damaged.db");
    fs::write(&damaged, bytes).unwrap();
    let restored = folder.path().join("restored.db");
    maintenance::restore(&damaged, &restored, |_| {}).await.unwrap_err();
    assert!(!restored.exists());
}

#[tokio::test]
async fn a_restored_store_refuses_another_master_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    let restored = folder.path().join("restored.db");
    maintenance::restore(backup.path(), &restored, |_| {}).await.unwrap();
    let other = store_auth_store::Store::open(
        &restored,
        Seal::new(&[8; 32]),
        store_auth_store::Clock::system(),
        crate::made::DAY,
    );
    assert!(matches!(other.await, Err(OpenError::Seal { .. })));
}

#[tokio::test]
async fn a_backup_is_made_while_a_month_is_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    record_all(&store, (0..3000).map(usage)).await;
    change(&store, vec![closed(3003, 0, None)]).await;
    change(&store, vec![closed(3003, 0, Some(Millis(10)))]).await;
    let (pruned, backup) = tokio::join!(
        store.finish_pruning(Month::of(Millis(5))),
        maintenance::backup(&store, folder.path())
    );
    pruned.unwrap();
    let contents = backup.unwrap().contents();
    assert_eq!(contents.records + contents.pruned, 3003);
}

#[tokio::test]
async fn a_record_that_has_come_to_a_closed_month_is_in_a_backup_and_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder.path().join("store.db")).await;
    change(&store, vec![closed(3, 0, None)]).await;
    store.record(usage(8)).await.unwrap();
    let backup = maintenance::backup(&store, folder.path()).await.unwrap();
    let said = "month 1970-01: 4 records of usage, expected the 3 that its bill was made of and that were not pruned";
    let mut warnings = Vec::new();
    let warn = |warning: &str| warnings.push(warning.to_owned());
    let restored = folder.path().join("restored.db");
    let contents = maintenance::restore(backup.path(), &restored, warn).await.unwrap();
    assert_eq!((contents.records, warnings), (4, vec![said.to_owned()]));
}

#[tokio::test]
async fn where_a_closed_month_lacks_records_or_lines_there_is_no_backup() {
    for (records, lines) in [(4, 0), (3, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder.path().join("store.db")).await;
        change(&store, vec![closed(records, lines, None)]).await;
        let refused = maintenance::backup(&store, folder.path()).await.unwrap_err();
        let MaintenanceError::Problems { problems, .. } = refused else { panic!("{refused}") };
        assert!(problems[0].starts_with("month 1970-01: "), "{problems:?}");
    }
}
