//! Databases of `PostgreSQL`, at the server that `ci/postgres` names.

use std::{
    env,
    process::Command,
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
};

/// A database that nobody has used.
pub(crate) fn database() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let server = env::var("STOREAUTH_TEST_POSTGRES").expect("ci/postgres names a server");
    let name = format!("cli{}_{}", std::process::id(), NUMBER.fetch_add(1, SeqCst));
    psql(&format!("{server}/postgres"), &format!("CREATE DATABASE {name}"));
    format!("{server}/{name}")
}

/// What a database says to a statement.
#[track_caller]
pub(crate) fn psql(database: &str, sql: &str) -> String {
    let output = Command::new("psql").args(["-qXAtc", sql, database]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A configuration in which nothing is limited.
pub(crate) fn config(database: &str) -> String {
    format!(
        "database = '{database}'
        [limits]
        per_id = {{ burst = 1000000, per_minute = 60000000 }}
        per_address = {{ burst = 1000000, per_minute = 60000000 }}"
    )
}
