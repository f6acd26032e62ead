//! Databases that no Store is served from.

use crate::{
    cluster::Cluster,
    shop::{change, create, stock, try_to_open, usage},
    wait::until,
};
use sqlx::{Connection, query_scalar, raw_sql};
use store_auth_store::{Clock, OpenError, Seal, Store};

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_keep_what_it_says_is_refused_with_what_to_do() {
    for setting in ["fsync", "full_page_writes"] {
        let cluster = Cluster::with(&[&format!("{setting}=off")]).await;
        let error = try_to_open(cluster.database().await).await.unwrap_err().to_string();
        let expected = format!(
            "/store: {setting} is off, expected on: set it in the server's postgresql.conf, and have that read again"
        );
        assert!(error.ends_with(&expected), "{error}");
    }
}

/// Has the server read its configuration again, with a setting in it, and cuts all connections of Stores.
async fn set(cluster: &Cluster, setting: &str, to: &str) {
    let mut other = cluster.connect().await;
    let alter = format!("ALTER SYSTEM SET {setting} = {to}");
    raw_sql(sqlx::AssertSqlSafe(alter)).execute(&mut other).await.unwrap();
    raw_sql("SELECT pg_reload_conf()").execute(&mut other).await.unwrap();
    until(setting, async || {
        let sql = "SELECT current_setting($1)";
        let found: String =
            query_scalar(sql).bind(setting).fetch_one(&mut cluster.connect().await).await.unwrap();
        found == to
    })
    .await;
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'storeauth'";
    raw_sql(sql).execute(&mut other).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_or_recorded_while_a_server_that_is_there_again_keeps_less() {
    let cluster = Cluster::start().await;
    let store = create(cluster.database().await).await;
    let changed = async || {
        let edits = stock();
        store.change(|_| Ok::<_, std::convert::Infallible>(crate::shop::draft(edits))).await
    };
    changed().await.unwrap();
    for setting in ["fsync", "full_page_writes"] {
        set(&cluster, setting, "off").await;
        changed().await.unwrap_err();
        store.record(usage(1)).await.unwrap_err();
        set(&cluster, setting, "on").await;
        until(setting, async || changed().await.is_ok() && store.record(usage(2)).await.is_ok())
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_on_the_disk_though_the_database_would_have_others_wait() {
    // Nobody brings to the disk what no commit has.
    let late = ["synchronous_commit=off", "wal_writer_delay=10s", "wal_writer_flush_after=0"];
    let cluster = Cluster::with(&late).await;
    let store = create(cluster.database().await).await;
    change(&store, stock()).await;
    let mut other = cluster.connect().await;
    for at in 1..100 {
        let before: String = query_scalar("SELECT pg_current_wal_insert_lsn()::text")
            .fetch_one(&mut other)
            .await
            .unwrap();
        store.record(usage(at)).await.unwrap();
        let sql = "SELECT pg_current_wal_flush_lsn() > $1::pg_lsn";
        let is_flushed: bool = query_scalar(sql).bind(before).fetch_one(&mut other).await.unwrap();
        assert!(is_flushed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_the_tables_of_a_store_is_not_taken_for_an_empty_one() {
    let cluster = Cluster::start().await;
    let error = try_to_open(cluster.database().await).await.unwrap_err();
    assert!(matches!(error, OpenError::NotMade { .. }), "{error}");
    let mut other = cluster.connect().await;
    raw_sql("CREATE TABLE product (name text)").execute(&mut other).await.unwrap();
    let error = try_to_open(cluster.place()).await.unwrap_err();
    assert!(matches!(error, OpenError::NotMade { .. }), "{error}");
    let made = Store::create(
        cluster.place(),
        Seal::new(&[7; 32]),
        Clock::system(),
        std::time::Duration::from_hours(24),
    );
    assert!(matches!(made.await, Err(OpenError::Exists { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_newer_version_is_refused() {
    let cluster = Cluster::start().await;
    create(cluster.database().await).await.close().await;
    let mut other = cluster.connect().await;
    let sql =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
        VALUES (9999, 'later', TRUE, '', 0)";
    raw_sql(sql).execute(&mut other).await.unwrap();
    let error = try_to_open(cluster.place()).await.unwrap_err();
    assert!(matches!(error, OpenError::Newer { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_not_there_is_said_so() {
    let place = "postgres://store@127.0.0.1:1/store".parse::<store_auth_store::PostgresPlace>();
    let error = try_to_open(place.unwrap().into()).await.unwrap_err().to_string();
    assert!(error.starts_with("postgres://store@127.0.0.1:1/store: "), "{error}");
    assert!(error.contains("Connection refused"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_whose_database_went_back_in_time_changes_nothing() {
    let cluster = Cluster::start().await;
    let store = create(cluster.database().await).await;
    change(&store, stock()).await;
    let mut other = cluster.connect().await;
    let sql = "UPDATE catalogue_version SET version = 0; DELETE FROM change; DELETE FROM audit";
    raw_sql(sql).execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let edits = stock();
    let made = store.change(|_| Ok::<_, std::convert::Infallible>(crate::shop::draft(edits))).await;
    assert!(made.unwrap_err().to_string().ends_with("expected a restart: version 1 is served"));
}
