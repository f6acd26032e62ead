//! The database of a Store, as somebody else sees it.

use crate::{
    engine,
    strangers::{Open, rules},
};
use flate2::read::GzDecoder;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions,
};
use std::{io::Read, path::Path};
use store_auth_store::public::CallLimits;

pub(crate) async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// Has the database do something, in the words of whichever it is.
pub(crate) async fn execute(open: &Open, sqlite: &str, postgres: &str) {
    let path = open.folder().join("store.db");
    if engine::is_postgres() {
        let mut connection = engine::connect(&path).await;
        let sql = AssertSqlSafe(postgres.to_owned());
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    } else {
        let mut connection = connect(&path).await;
        let sql = AssertSqlSafe(sqlite.to_owned());
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

/// The same Store, closed and opened again.
pub(crate) async fn open_again(open: Open) -> Open {
    open.store.close().await;
    let place = engine::place(&open.folder().join("store.db")).await;
    let server = open.server.again(place).await;
    Open::of(server, Some(&rules(100)), &CallLimits::lifted()).await
}

/// All that the database says in texts, what changes keep of their edits among it.
pub(crate) async fn texts(open: &Open) -> String {
    let texts = "SELECT coalesce(vendor_name, '') || coalesce(vendor_website, '') || coalesce(vendor_email, '') || sought || coalesce(reason, '') FROM application
        UNION ALL SELECT object || coalesce(before, '') || coalesce(after, '') FROM audit
        UNION ALL SELECT body FROM idempotency";
    let edits = "SELECT edits FROM change ORDER BY version";
    let path = open.folder().join("store.db");
    let (texts, edits): (Vec<String>, Vec<Vec<u8>>) = if engine::is_postgres() {
        let mut connection = engine::connect(&path).await;
        let texts = sqlx::query_scalar(texts).fetch_all(&mut connection).await.unwrap();
        (texts, sqlx::query_scalar(edits).fetch_all(&mut connection).await.unwrap())
    } else {
        let mut connection = connect(&path).await;
        let texts = sqlx::query_scalar(texts).fetch_all(&mut connection).await.unwrap();
        (texts, sqlx::query_scalar(edits).fetch_all(&mut connection).await.unwrap())
    };
    let mut all = texts.join("\n");
    for packed in edits {
        GzDecoder::new(packed.as_slice()).read_to_string(&mut all).unwrap();
    }
    all
}
