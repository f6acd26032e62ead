//! Where the databases of tests are: in files, or at a server of `PostgreSQL`.
#![allow(dead_code, reason = "each test program uses a part of it")]

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    env,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};
use store_auth_store::DatabasePlace;

/// Names a server: `postgres://USER@HOST:PORT`. Without it the tests are of `SQLite`.
const SERVER: &str = "STOREAUTH_TEST_POSTGRES";

pub(crate) fn is_postgres() -> bool {
    env::var_os(SERVER).is_some()
}

/// The database that a test calls by the path of a file: that file, or a database of that test's own, empty at first.
pub(crate) async fn place(path: &Path) -> DatabasePlace {
    let Ok(server) = env::var(SERVER) else { return path.into() };
    make(&server, &name(path)).await;
    DatabasePlace::Postgres(format!("{server}/{}", name(path)).parse().unwrap())
}

/// A connection of somebody else's to it, where it is at a server.
pub(crate) async fn connect(path: &Path) -> PgConnection {
    let server = env::var(SERVER).unwrap();
    connect_to(&format!("{server}/{}", name(path))).await
}

pub(crate) async fn connect_to(url: &str) -> PgConnection {
    try_to_connect(url).await.unwrap()
}

pub(crate) async fn try_to_connect(url: &str) -> Result<PgConnection, sqlx::Error> {
    url.parse::<PgConnectOptions>().unwrap().connect().await
}

/// Makes a database, unless it is there.
pub(crate) async fn make(server: &str, name: &str) {
    let mut connection = connect_to(&format!("{server}/postgres")).await;
    let sql = format!("CREATE DATABASE {name}");
    let made = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await;
    if let Err(error) = made {
        let refused = error.as_database_error().unwrap_or_else(|| panic!("{error}"));
        assert_eq!(refused.code().as_deref(), Some("42P04"), "{error}");
    }
    connection.close().await.unwrap();
}

fn name(path: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    format!("t{:016x}", hasher.finish())
}
