//! What a database has that is a file.

use crate::{
    made::{change, create, filled, open, product, seal, sql, usage},
    rekeying::Folder,
};
use std::{fs, time::Duration};
use store_auth_store::{OpenError, Unavailable, maintenance, model::Edit};
use tokio::time::{sleep, timeout};

/// So many groups of records make a Store one that is in use.
const IN_USE: i64 = 256;
/// As much room is made at a time.
const STEP: u64 = 128 << 10;
/// A log that is longer must begin anew.
const LARGE: u64 = 64 << 20;

#[tokio::test]
async fn a_second_process_is_refused_with_the_first_ones_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let _store = create(&path).await;
    let error = open(&path).await.unwrap_err().to_string();
    let pid = std::process::id();
    assert!(
        error.ends_with(&format!(
            "store.db: process {pid} serves from it, expected that it has ended"
        ))
    );
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    fs::write(&path, [b'x'; 10_000]).unwrap();
    assert!(matches!(open(&path).await, Err(OpenError::Damaged { .. })));
}

#[tokio::test]
async fn nothing_that_the_old_master_key_opens_is_left_on_the_disk() {
    let folder = Folder::new().await;
    let is_there = |needle: &[u8]| {
        let bytes = fs::read(folder.path("store.db")).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle)
    };
    assert!(is_there(&folder.sealed));
    folder.rekey().await.unwrap();
    assert!(!is_there(&folder.sealed));
    // What changes had kept was compressed.
    assert!(!is_there(&[0x1f, 0x8b, 0x08]));
    assert!(!folder.path("store.db-wal").exists());
}

#[tokio::test]
async fn a_check_names_what_no_store_would_have_written() {
    for (broken, problem) in [
        (
            "INSERT INTO usage VALUES (1, 1, 99, NULL, 1, 0, 2)",
            "usage of a company that there is not: 99",
        ),
        (
            "INSERT INTO usage VALUES (1, 1, 1, 5000, 1, 0, 2)",
            "usage on a display that there is not: 5000",
        ),
        (
            "INSERT INTO usage VALUES (1, 1, 1, 1, 7, 0, 2)",
            "usage of a product that there is not: 7",
        ),
        (
            "INSERT INTO usage VALUES (1, 1, 1, 1, 1, 4, 2)",
            "usage that was paid for in no known way: 4",
        ),
        (
            "UPDATE display SET company = 99 WHERE number = 1",
            "a row of display names one of company that there is not",
        ),
        ("UPDATE company SET version = 9", "a thing of a later version than the catalogue's: 9"),
        ("DELETE FROM change", "a version of the catalogue without its change: 1"),
        ("DELETE FROM audit", "a change without its row in the audit log: 1"),
        (
            "UPDATE server_key SET sealed = zeroblob(80)",
            "server A1, key 1: sealed by another master key, expected the one that this database was made with",
        ),
        (
            "UPDATE product SET code = 'x'",
            "the catalogue cannot be read: error occurred while decoding column 1: column 1 has a value that no Store writes",
        ),
        (
            "UPDATE change SET pending = 1, edits = x'00'",
            "a change that is not written to the tables cannot be read: error occurred while decoding: unexpected end of file",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path).await.close().await;
        sql(&path, broken).await;
        let report = maintenance::check(&path, &seal()).await.unwrap();
        assert_eq!(report.problems, [problem], "{broken}");
    }
}

#[tokio::test]
async fn a_sealed_key_is_opened_as_its_own_servers_and_under_its_own_number_alone() {
    for (moved, name) in [
        ("UPDATE server_key SET number = 2", "server A1, key 2"),
        ("UPDATE server_key SET server = 'A2'; UPDATE server SET id = 'A2'", "server A2, key 1"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        filled(&path).await.close().await;
        sql(&path, moved).await;
        let expected = format!(
            "{name}: sealed by another master key, expected the one that this database was made with"
        );
        assert!(open(&path).await.unwrap_err().to_string().contains(&expected), "{name}");
        assert_eq!(maintenance::check(&path, &seal()).await.unwrap().problems, [expected]);
    }
}

#[tokio::test]
async fn a_store_says_that_it_cannot_write_until_it_can_again_though_nobody_asks() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    store.settle().await.unwrap();
    let mut writing = store.writing();
    let on = ["INSERT ON usage", "UPDATE ON catalogue_version"];
    for (number, what) in on.iter().enumerate() {
        let refuse = "BEGIN SELECT RAISE(FAIL, 'refused'); END";
        sql(&path, &format!("CREATE TRIGGER refuse{number} BEFORE {what} {refuse}")).await;
    }
    for _ in 0..2 {
        let refused = store.record(usage(9)).await;
        assert!(matches!(refused, Err(Unavailable::Database(_))), "{refused:?}");
        assert!(!store.is_writable());
    }
    writing.changed().await.unwrap();
    assert!(!*writing.borrow_and_update());
    let refused = store.record(usage(9)).await;
    assert!(refused.is_err() && !writing.has_changed().unwrap());
    sql(&path, "DROP TRIGGER refuse0; DROP TRIGGER refuse1").await;
    timeout(Duration::from_mins(1), writing.changed()).await.expect("it tries again").unwrap();
    assert!(store.is_writable());
}

#[tokio::test]
async fn room_is_made_in_the_log_once_a_store_is_in_use_and_not_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let length = || fs::metadata(folder.path().join("store.db-wal")).unwrap().len();
    for at in 1..IN_USE {
        store.record(usage(at)).await.unwrap();
    }
    let before = length();
    assert!(before < 64 * STEP, "{before} bytes");
    let is_settled = async || {
        // What is done while nothing is to be written is done by then.
        for _ in 0..10 {
            store.settle().await.unwrap();
        }
    };
    is_settled().await;
    assert_eq!(length(), before);
    store.record(usage(IN_USE)).await.unwrap();
    is_settled().await;
    let grown = length() - before;
    assert!(grown < STEP, "{grown} bytes");
    store.record(usage(IN_USE + 1)).await.unwrap();
    let room = async {
        while length() < before + 4 * STEP {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(Duration::from_mins(1), room).await.expect("there is room");
    store.close().await;
}

#[tokio::test]
async fn the_log_is_emptied_for_no_change_that_forgets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let length = || fs::metadata(folder.path().join("store.db-wal")).unwrap().len();
    // It is once after a start: something may have been forgotten before.
    let is_kept = async {
        loop {
            change(&store, vec![Edit::Product(product())]).await;
            // What is to be emptied is by then.
            sleep(Duration::from_millis(500)).await;
            if length() > 0 {
                break;
            }
        }
    };
    timeout(Duration::from_secs(20), is_kept).await.expect("a change is in the log");
    // Nor where it is so long that it must begin anew: it has the room again.
    sql(&path, &format!("CREATE TABLE filler AS SELECT zeroblob({})", LARGE + (1 << 20))).await;
    sleep(Duration::from_secs(1)).await;
    assert!(length() > LARGE, "{} bytes", length());
    store.close().await;
}
