//! Databases of every version so far, and of none.

use crate::made::{
    COMPANY, NOW, PRODUCT, all_usage, company, filled, open, product, seal, sql, usage,
};
use std::{collections::BTreeSet, fs, path::PathBuf};
use store_auth_store::{
    OpenError,
    maintenance::{self, MaintenanceError},
    model::CompanyNumber,
};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The numbers that the names of files begin with.
fn numbers(name: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder(name)).unwrap();
    files.map(|file| file.unwrap().file_name().into_string().unwrap()[..4].to_owned()).collect()
}

/// `versions/NNNN.sql` is what `sqlite3 store.db .dump` says of the database that [`filled`] makes, settled and closed, by the
/// program with the migrations up to that one.
#[tokio::test]
async fn a_database_of_each_version_is_brought_up_to_date_whole() {
    let versions = numbers("tests/database/versions");
    assert_eq!(versions, numbers("migrations/sqlite"), "each migration has its dump");
    for version in versions {
        let dump = folder("tests/database/versions").join(format!("{version}.sql"));
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("store.db");
        sql(&path, &fs::read_to_string(dump).unwrap()).await;
        let store = open(&path).await.unwrap();
        assert_eq!(all_usage(&store).await, [usage(5), usage(5), usage(7)]);
        {
            let catalogue = store.catalogue();
            assert_eq!(catalogue.version(), 1);
            assert_eq!(**catalogue.product(PRODUCT).unwrap(), product());
            assert_eq!(**catalogue.company(COMPANY).unwrap(), company());
            assert_eq!(catalogue.displays_of(CompanyNumber(1), None).count(), 1000);
            assert!(catalogue.server("A1").unwrap().1.current(NOW).is_some());
        }
        store.close().await;
        let report = maintenance::check(&path, &seal()).await.unwrap();
        assert!(report.problems.is_empty(), "{report:?}");
    }
}

#[tokio::test]
async fn a_database_of_each_version_is_checked_as_it_is() {
    for version in numbers("tests/database/versions") {
        let dump = folder("tests/database/versions").join(format!("{version}.sql"));
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("store.db");
        sql(&path, &fs::read_to_string(dump).unwrap()).await;
        let report = maintenance::check(&path, &seal()).await.unwrap();
        assert!(report.problems.is_empty(), "{version}: {report:?}");
        assert_eq!(report.contents.unwrap().records, 3);
    }
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_whatever_is_done_to_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    filled(&path).await.close().await;
    sql(
        &path,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .await;
    let error = open(&path).await.unwrap_err();
    assert!(matches!(error, OpenError::Newer { .. }));
    assert!(error.to_string().ends_with("expected that version or a newer one to serve it"));
    let is_newer = |error| matches!(error, MaintenanceError::Open(OpenError::Newer { .. }));
    assert!(is_newer(maintenance::check(&path, &seal()).await.unwrap_err()));
    let restored = directory.path().join("restored.db");
    assert!(is_newer(maintenance::restore(&path, &restored, |_| {}).await.unwrap_err()));
}

#[tokio::test]
async fn a_database_of_another_program_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store.db");
    sql(&path, "CREATE TABLE product (name TEXT)").await;
    assert!(matches!(open(&path).await, Err(OpenError::Damaged { .. })));
    let checked = maintenance::check(&path, &seal()).await;
    assert!(matches!(checked, Err(MaintenanceError::Open(OpenError::Damaged { .. }))));
}
