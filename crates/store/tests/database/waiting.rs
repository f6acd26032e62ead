//! Records that wait too long, or behind too many.

use crate::{
    engine::{self, is_postgres},
    made::{all_usage, connect, create, filled, open, usage},
};
use sqlx::{Connection, PgConnection, SqliteConnection};
use std::{future::poll_fn, path::Path, pin::Pin, task::Poll, time::Duration};
use store_auth_store::{Store, Unavailable};

/// As many as may wait.
const QUEUE: usize = 8192;
/// As many as are written by one commit.
const GROUP: usize = 2048;

/// Somebody else who keeps usage from being written, as long as this is there.
enum Lock {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

async fn lock(database: &Path) -> Lock {
    if is_postgres() {
        let mut other = engine::connect(database).await;
        let sql = "BEGIN; LOCK TABLE usage IN SHARE MODE";
        sqlx::raw_sql(sql).execute(&mut other).await.unwrap();
        return Lock::Postgres(other);
    }
    let mut other = connect(database).await;
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    Lock::Sqlite(other)
}

async fn release(lock: Lock) {
    match lock {
        Lock::Sqlite(mut other) => {
            sqlx::raw_sql("ROLLBACK").execute(&mut other).await.unwrap();
            other.close().await.unwrap();
        }
        Lock::Postgres(other) => other.close().await.unwrap(),
    }
}

/// A record that is asked for, and its outcome if there is one by now.
type Asked<'a> = Pin<Box<dyn Future<Output = Result<(), Unavailable>> + 'a>>;

async fn ask(store: &Store, at: i64) -> Result<Asked<'_>, Unavailable> {
    let mut record: Asked = Box::pin(store.record(usage(at)));
    match poll_fn(|context| Poll::Ready(record.as_mut().poll(context))).await {
        Poll::Pending => Ok(record),
        Poll::Ready(refused) => Err(refused.unwrap_err()),
    }
}

/// How many of some were written.
async fn written(asked: Vec<Asked<'_>>) -> usize {
    let mut written = 0;
    for asked in asked {
        match asked.await {
            Ok(()) => written += 1,
            Err(error) => assert!(matches!(error, Unavailable::Busy), "{error}"),
        }
    }
    written
}

#[tokio::test]
async fn a_record_that_has_waited_for_a_quarter_of_a_second_is_refused_and_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    store.settle().await.unwrap();
    let other = lock(&path).await;
    let mut before = Vec::new();
    for _ in 0..GROUP {
        before.push(ask(&store, 100).await.unwrap());
    }
    let late = ask(&store, 200).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    release(other).await;
    assert!(matches!(late.await, Err(Unavailable::Busy)));
    let written = written(before).await;
    assert!(store.is_writable());
    let records = all_usage(&store).await;
    assert_eq!(records.iter().filter(|record| **record == usage(100)).count(), written);
    assert!(!records.contains(&usage(200)));
}

#[tokio::test]
async fn a_record_behind_as_many_as_may_wait_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    store.settle().await.unwrap();
    let other = lock(&path).await;
    let (mut waiting, mut refused) = (Vec::new(), 0);
    for _ in 0..QUEUE + GROUP + 10 {
        match ask(&store, 300).await {
            Ok(asked) => waiting.push(asked),
            Err(Unavailable::Busy) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    // One group is being written.
    assert!((10..=GROUP + 10).contains(&refused), "{refused} were refused");
    release(other).await;
    let written = written(waiting).await;
    let records = all_usage(&store).await;
    assert_eq!(records.iter().filter(|record| **record == usage(300)).count(), written);
}

#[tokio::test]
async fn what_waits_when_the_store_is_closed_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    let mut waiting = Vec::new();
    for _ in 0..1000 {
        waiting.push(ask(&store, 300).await.unwrap());
    }
    store.close().await;
    let written = written(waiting).await;
    assert!(matches!(store.record(usage(400)).await, Err(Unavailable::Ended)));
    let again = open(&path).await.unwrap();
    let records = all_usage(&again).await;
    assert_eq!(records.iter().filter(|record| **record == usage(300)).count(), written);
}

#[test]
fn a_store_that_is_dropped_with_its_runtime_has_let_go_of_its_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    for records in [3, 6] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let store = runtime.block_on(filled_again(&path));
        assert_eq!(runtime.block_on(all_usage(&store)).len(), records);
        drop(runtime);
        drop(store);
    }
}

async fn filled_again(path: &Path) -> Store {
    let store = match open(path).await {
        Ok(store) => store,
        Err(_) => create(path).await,
    };
    for at in [5, 5, 7] {
        store.record(usage(at)).await.unwrap();
    }
    store
}

#[tokio::test]
async fn a_record_that_waits_beside_none_is_a_commit_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("store.db")).await;
    for commits in 0..3 {
        assert_eq!(store.commits(), commits);
        store.record(usage(5)).await.unwrap();
    }
}
