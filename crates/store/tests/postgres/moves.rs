//! Databases that are moved, from files and to them.

use crate::{
    cluster::Cluster,
    proxy::Proxy,
    shop::{change, create, open, recorded, stock, try_to_open, usage},
    wait::PATIENCE,
};
use sqlx::{query_scalar, raw_sql};
use std::{path::Path, time::Instant};
use store_auth_store::{
    DatabasePlace, OpenError, Seal, Store,
    maintenance::{Compared, MaintenanceError, Migrated, migrate},
};
use tempfile::TempDir;
use tokio::{runtime::Handle, task::block_in_place};

async fn moved(from: &DatabasePlace, to: &DatabasePlace) -> Result<Migrated, MaintenanceError> {
    migrate(from, to, Some(&Seal::new(&[7; 32])), |_| {}).await
}

fn file(folder: &TempDir) -> DatabasePlace {
    folder.path().join("store.db").as_path().into()
}

/// Some records of two months, two of them equal, and some of long ago.
const AT: [i64; 6] = [
    5,
    1_793_000_000_000,
    1_793_000_000_000,
    1_793_000_000_001,
    1_796_000_000_000,
    1_796_000_000_001,
];

/// What `PostgreSQL` calls that somebody else holds a lock for too long.
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// A Store in a file.
async fn filled(place: DatabasePlace) -> Store {
    let store = create(place).await;
    change(&store, stock()).await;
    for at in AT {
        store.record(usage(at)).await.unwrap();
    }
    store
}

fn equal(migrated: &Migrated) -> bool {
    migrated.is_good() && migrated.tables.iter().all(|table| table.from == table.to)
}

#[tokio::test(flavor = "multi_thread")]
async fn there_and_back_everything_is_the_same() {
    let (cluster, folder, other) =
        (Cluster::start().await, tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    filled(file(&folder)).await.close().await;
    let database = cluster.database().await;
    let there = moved(&file(&folder), &database).await.unwrap();
    assert!(equal(&there), "{there:?}");
    let back = moved(&database, &file(&other)).await.unwrap();
    assert!(equal(&back), "{back:?}");
    assert_eq!(there.tables, back.tables);
    let store = open(file(&other)).await;
    assert_eq!(recorded(&store).await, AT);
    assert_eq!(store.catalogue().version(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_month_that_occurs_has_its_partition() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    filled(file(&folder)).await.close().await;
    let database = cluster.database().await;
    moved(&file(&folder), &database).await.unwrap();
    let mut other = cluster.connect().await;
    let sql = "SELECT tableoid::regclass::text FROM usage GROUP BY 1 ORDER BY 1";
    let tables: Vec<String> = query_scalar(sql).fetch_all(&mut other).await.unwrap();
    assert_eq!(tables, ["usage_1970_01", "usage_2026_10", "usage_2026_11"]);
    let store = open(database).await;
    assert_eq!(recorded(&store).await, AT);
    change(&store, stock()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_and_column_is_moved() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    create(file(&folder)).await.close().await;
    let database = cluster.database().await;
    let migrated = moved(&file(&folder), &database).await.unwrap();
    let mut other = cluster.connect().await;
    // Those of partitions are those of their table.
    let sql = "SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'
            AND NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = table_name::regclass)
        ORDER BY 1";
    let mut there: Vec<String> = query_scalar(sql).fetch_all(&mut other).await.unwrap();
    there.sort();
    let of = |compared: &Compared| {
        let name = |column: &&str| format!("{}.{column}", compared.table);
        compared.columns.iter().map(name).collect::<Vec<_>>()
    };
    let mut columns: Vec<_> = migrated.tables.iter().flat_map(of).collect();
    columns.sort();
    assert_eq!(columns, there);
}

/// What somebody of the database has done does not let its rows be as they are.
async fn with_trigger(cluster: &Cluster, table: &str, body: &str) -> DatabasePlace {
    let trigger = format!("CREATE TRIGGER meddle BEFORE INSERT ON {table}");
    meddled(cluster, table, &trigger, body).await
}

/// The same, at the commit.
async fn with_constraint(cluster: &Cluster, body: &str) -> DatabasePlace {
    let trigger = "CREATE CONSTRAINT TRIGGER meddle AFTER INSERT ON audit INITIALLY DEFERRED";
    meddled(cluster, "audit", trigger, body).await
}

async fn meddled(cluster: &Cluster, table: &str, trigger: &str, body: &str) -> DatabasePlace {
    let database = cluster.database().await;
    let mut other = cluster.connect().await;
    let sql = format!(
        "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
        CREATE FUNCTION add() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
            IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands()
                WHERE object_identity = 'public.{table}' AND object_type = 'table')
            THEN
                {trigger} FOR EACH ROW EXECUTE FUNCTION meddle();
            END IF;
        END $$;
        CREATE EVENT TRIGGER add ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
            EXECUTE FUNCTION add()"
    );
    raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut other).await.unwrap();
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_has_come_as_another_or_not_at_all_is_told_and_nothing_moved() {
    for (table, body, rows) in [
        ("company", "NEW.name := 'Two'; RETURN NEW;", 1),
        ("display", "RETURN NULL;", 0),
        (
            "usage",
            "IF NEW.at = 1793000000001 THEN NEW.until := NEW.until + 1; END IF; RETURN NEW;",
            6,
        ),
    ] {
        let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
        filled(file(&folder)).await.close().await;
        let database = with_trigger(&cluster, table, body).await;
        let migrated = moved(&file(&folder), &database).await.unwrap();
        assert!(!migrated.is_good());
        let differing: Vec<_> = migrated.tables.iter().filter(|table| !table.is_equal()).collect();
        let [compared] = differing[..] else { panic!("{differing:?}") };
        assert_eq!((compared.table, compared.to.rows), (table, rows));
        let refused = try_to_open(database).await.unwrap_err();
        assert!(matches!(refused, OpenError::NotMade { .. }), "{refused}");
        assert_eq!(recorded(&open(file(&folder)).await).await, AT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_with_anything_in_it_is_not_moved_to() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    filled(file(&folder)).await.close().await;
    let database = cluster.database().await;
    let mut other = cluster.connect().await;
    raw_sql("CREATE TABLE mine (name text)").execute(&mut other).await.unwrap();
    let refused = moved(&file(&folder), &database).await.unwrap_err();
    assert!(matches!(refused, MaintenanceError::Open(OpenError::Exists { .. })), "{refused}");
    raw_sql("DROP TABLE mine").execute(&mut other).await.unwrap();
    assert!(moved(&file(&folder), &database).await.unwrap().is_good());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_a_store_serves_from_is_not_moved() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    let store = filled(cluster.database().await).await;
    let refused = moved(&cluster.place(), &file(&folder)).await.unwrap_err();
    assert!(matches!(refused, MaintenanceError::Open(OpenError::Served { .. })), "{refused}");
    assert!(!Path::exists(&folder.path().join("store.db")));
    store.record(usage(7)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_store_starts_on_a_database_that_was_moved_before_it_is_put_back() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    filled(cluster.database().await).await.close().await;
    moved(&cluster.place(), &file(&folder)).await.unwrap();
    let refused = try_to_open(cluster.place()).await.unwrap_err();
    assert!(matches!(refused, OpenError::Moved { .. }), "{refused}");
    let mut other = cluster.connect().await;
    let sql = "ALTER TABLE usage_moved RENAME TO usage;
        ALTER TABLE catalogue_version_moved RENAME TO catalogue_version";
    raw_sql(sql).execute(&mut other).await.unwrap();
    assert_eq!(recorded(&open(cluster.place()).await).await, AT);
}

/// One whose connections were lost for so long that nobody took it for there any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_comes_back_in_a_move_has_nothing_acknowledged_that_is_not_moved() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    let store = filled(cluster.database().await).await;
    let mut other = cluster.connect().await;
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'";
    let end = Instant::now() + PATIENCE;
    let migrated = loop {
        assert!(Instant::now() < end, "expected to be faster than the Store once");
        let _: i64 = query_scalar(sql).fetch_one(&mut other).await.unwrap();
        match moved(&cluster.place(), &file(&folder)).await {
            Ok(migrated) => break migrated,
            // It was faster.
            Err(MaintenanceError::Open(OpenError::Served { .. })) => {}
            Err(error) => panic!("{error}"),
        }
    };
    assert!(migrated.is_good());
    store.record(usage(9)).await.unwrap_err();
    store.close().await;
    assert_eq!(recorded(&open(file(&folder)).await).await, AT);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_records_in_what_is_being_moved() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    filled(cluster.database().await).await.close().await;
    let mut other = cluster.connect().await;
    raw_sql("SET lock_timeout = '50ms'").execute(&mut other).await.unwrap();
    let mut codes = Vec::new();
    let tell = |_| {
        let sql = "INSERT INTO usage (at, until, company, product, paid) VALUES (9, 10, 1, 1, 0)";
        let recording = raw_sql(sql).execute(&mut other);
        let recorded = block_in_place(|| Handle::current().block_on(recording));
        codes.push(recorded.unwrap_err().as_database_error().unwrap().code().unwrap().into_owned());
    };
    let migrated =
        migrate(&cluster.place(), &file(&folder), Some(&Seal::new(&[7; 32])), tell).await.unwrap();
    assert!(migrated.is_good());
    assert!(!codes.is_empty() && codes.iter().all(|code| code == LOCK_NOT_AVAILABLE), "{codes:?}");
    assert_eq!(recorded(&open(file(&folder)).await).await, AT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_committed_is_moved_though_nobody_hears_of_the_commit() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    filled(file(&folder)).await.close().await;
    cluster.database().await;
    let proxy = Proxy::before(cluster.port).await;
    proxy.cut_after("COMMIT");
    assert!(moved(&file(&folder), &proxy.place()).await.unwrap().is_good());
    assert_eq!(proxy.cuts(), 1);
    assert!(folder.path().join("store.db.moved").exists());
    assert_eq!(recorded(&open(cluster.place()).await).await, AT);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_commit_fails_the_old_database_is_as_it_was() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    filled(file(&folder)).await.close().await;
    let body = "RAISE 'no'; RETURN NULL;";
    let database = with_constraint(&cluster, body).await;
    let refused = moved(&file(&folder), &database).await.unwrap_err().to_string();
    assert!(refused.contains("/store: error returned from database: no"), "{refused}");
    assert!(!folder.path().join("store.db.moved").exists());
    assert_eq!(recorded(&open(file(&folder)).await).await, AT);
}
