//! Databases in files that are moved to others.

use crate::made::{all_usage, change, connect, filled, open, seal, sql};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use store_auth_store::{
    OpenError, Seal,
    maintenance::{Compared, MaintenanceError, Migrated, migrate},
    model::{ClosedMonth, Edit, Millis, Month},
};
use tempfile::TempDir;

async fn moved(from: &Path, to: &Path) -> Result<Migrated, MaintenanceError> {
    migrate(&from.into(), &to.into(), Some(&seal()), |_| {}).await
}

/// A database with something of everything, and where it is moved to.
async fn shop() -> (TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a/store.db"), folder.path().join("b/store.db"));
    for path in [&from, &to] {
        fs::create_dir(path.parent().unwrap()).unwrap();
    }
    filled(&from).await.close().await;
    (folder, from, to)
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn all_that_a_file_has_is_in_the_other_and_the_one_is_put_aside() {
    let (_folder, from, to) = shop().await;
    let usage = all_usage(&open(&from).await.unwrap()).await;
    let migrated = moved(&from, &to).await.unwrap();
    assert!(migrated.is_good());
    assert!(migrated.aside.unwrap().ends_with("/a/store.db.moved"));
    assert_eq!(names(from.parent().unwrap()), ["store.db.lock", "store.db.moved"]);
    assert_eq!(names(to.parent().unwrap()), ["store.db"]);
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
    let store = open(&to).await.unwrap();
    assert_eq!(all_usage(&store).await, usage);
    assert_eq!(store.catalogue().version(), 1);
}

#[tokio::test]
async fn a_change_that_is_not_yet_in_the_tables_is_moved_with_them() {
    let (_folder, from, to) = shop().await;
    sql(&from, "UPDATE change SET pending = 1; DELETE FROM display WHERE number > 500").await;
    let migrated = moved(&from, &to).await.unwrap();
    let displays = migrated.tables.iter().find(|table| table.table == "display").unwrap();
    assert_eq!((displays.from.rows, displays.to.rows), (1000, 1000));
}

#[tokio::test]
async fn every_table_and_column_is_moved_but_for_what_belongs_to_files() {
    let (_folder, from, to) = shop().await;
    let mut connection = connect(&from).await;
    let sql =
        "SELECT t.name || '.' || c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> '_sqlx_migrations'
            AND t.name || '.' || c.name NOT IN ('usage.number', 'change.pending')
        ORDER BY 1";
    let there: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap();
    drop(connection);
    assert_eq!(columns(&moved(&from, &to).await.unwrap()), there);
}

fn columns(migrated: &Migrated) -> Vec<String> {
    let of = |compared: &Compared| {
        let name = |column: &&str| format!("{}.{column}", compared.table);
        compared.columns.iter().map(name).collect::<Vec<_>>()
    };
    let mut columns: Vec<_> = migrated.tables.iter().flat_map(of).collect();
    columns.sort();
    columns
}

#[tokio::test]
async fn a_database_that_is_served_is_not_moved() {
    let (_folder, from, to) = shop().await;
    let store = open(&from).await.unwrap();
    let refused = moved(&from, &to).await.unwrap_err();
    assert!(matches!(refused, MaintenanceError::Open(OpenError::InUse { .. })), "{refused}");
    assert!(names(to.parent().unwrap()).is_empty());
    drop(store);
}

#[tokio::test]
async fn where_there_is_a_database_or_what_is_left_of_one_nothing_is_moved() {
    let (_folder, from, to) = shop().await;
    for name in ["store.db", "store.db-wal"] {
        let there = to.with_file_name(name);
        fs::write(&there, "").unwrap();
        let refused = moved(&from, &to).await.unwrap_err();
        let MaintenanceError::Exists { path } = refused else { panic!("{refused}") };
        assert_eq!(path, there);
        fs::remove_file(there).unwrap();
    }
    open(&from).await.unwrap();
}

#[tokio::test]
async fn a_file_that_was_put_aside_before_is_not_written_over() {
    let (_folder, from, to) = shop().await;
    let aside = from.with_file_name("store.db.moved");
    fs::write(&aside, "mine").unwrap();
    let refused = moved(&from, &to).await.unwrap_err().to_string();
    assert!(refused.contains("store.db.moved: there already"), "{refused}");
    assert_eq!(fs::read_to_string(aside).unwrap(), "mine");
    assert!(names(to.parent().unwrap()).is_empty());
    open(&from).await.unwrap();
}

#[tokio::test]
async fn a_damaged_database_is_not_moved() {
    let (_folder, from, to) = shop().await;
    let damage = "INSERT INTO usage VALUES (7, 1, 99, NULL, 1, 2, 8)";
    sql(&from, damage).await;
    let refused = moved(&from, &to).await.unwrap_err().to_string();
    assert!(refused.contains("usage of a company that there is not: 99"), "{refused}");
    assert!(refused.ends_with("; expected it to be mended before it is moved"), "{refused}");
    assert!(names(to.parent().unwrap()).is_empty());
    assert!(from.exists());
}

#[tokio::test]
async fn a_record_that_has_come_to_a_closed_month_is_moved_and_told_of() {
    let (_folder, from, to) = shop().await;
    let store = open(&from).await.unwrap();
    let (month, closed) = (Month::of(Millis(5)), Millis(9));
    // One fewer than there are.
    let month = ClosedMonth { month, closed, records: 2, lines: 0, pruned: None };
    change(&store, vec![Edit::Month(month)]).await;
    store.close().await;
    let migrated = moved(&from, &to).await.unwrap();
    assert!(migrated.is_good());
    let said = "month 1970-01: 3 records of usage, expected the 2 that its bill was made of and that were not pruned";
    assert_eq!(migrated.late, [said]);
    assert_eq!(all_usage(&open(&to).await.unwrap()).await.len(), 3);
}

#[tokio::test]
async fn a_file_whose_pages_are_damaged_is_not_moved() {
    let (_folder, from, to) = shop().await;
    let mut bytes = fs::read(&from).unwrap();
    let end = bytes.len();
    bytes[end / 2..].fill(0x5a);
    fs::write(&from, bytes).unwrap();
    let refused = moved(&from, &to).await.unwrap_err().to_string();
    assert!(
        refused.contains("damaged") || refused.contains("expected it to be mended"),
        "{refused}"
    );
    assert!(names(to.parent().unwrap()).is_empty());
    assert!(from.exists());
}

#[tokio::test]
async fn a_database_of_another_master_key_is_not_moved() {
    let (_folder, from, to) = shop().await;
    let other = Seal::new(&[8; 32]);
    let refused = migrate(&from.as_path().into(), &to.as_path().into(), Some(&other), |_| {}).await;
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("sealed by another master key"), "{refused}");
    assert!(names(to.parent().unwrap()).is_empty());
    open(&from).await.unwrap();
}

#[tokio::test]
async fn a_file_that_is_put_back_is_served_as_before() {
    let (_folder, from, to) = shop().await;
    let aside = moved(&from, &to).await.unwrap().aside.unwrap();
    fs::rename(aside, &from).unwrap();
    open(&from).await.unwrap();
}
