//! Files that were damaged.

use crate::made::{DAY, create, filled, open, seal, sql};
use std::fs;
use store_auth_store::{
    Clock, OpenError, Store,
    maintenance::{self, MaintenanceError},
};

/// Numbers by chance, the same each time: xorshift.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// Some bytes of the file are others: of its first page in half of the rounds.
#[tokio::test]
async fn a_damaged_file_is_served_or_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path).await.close().await;
    let whole = fs::read(&path).unwrap();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let mut refused = 0;
    for round in 0..200 {
        let mut bytes = whole.clone();
        let end = if round % 2 == 0 { 4096 } else { bytes.len() };
        for _ in 0..=chance.below(16) {
            bytes[chance.below(end)] ^= 1 << chance.below(8);
        }
        let damaged = folder.path().join(format!("{round}.db"));
        fs::write(&damaged, bytes).unwrap();
        match open(&damaged).await {
            Ok(store) => store.close().await,
            Err(error) => {
                refused += 1;
                let says = error.to_string();
                assert!(
                    matches!(error, OpenError::Seal { .. } | OpenError::Newer { .. })
                        || says.ends_with("restore a backup"),
                    "round {round}: {says}"
                );
            }
        }
        // It finds as much, or says why it cannot look.
        let _ = maintenance::check(&damaged, &seal()).await;
    }
    assert!(refused > 50, "{refused} were refused");
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path).await.close().await;
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 4096 / 2 * 4096]).unwrap();
    assert!(matches!(open(&path).await, Err(OpenError::Damaged { .. })));
}

/// A Store with nothing in it would deny everything.
#[tokio::test]
async fn a_file_without_the_tables_of_a_store_is_not_taken_for_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let log = folder.path().join("store.db-wal");
    fs::write(&log, "what is left").unwrap();
    for with in ["", "VACUUM", "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY)"] {
        if with.is_empty() {
            fs::write(&path, "").unwrap();
        } else {
            let _ = fs::remove_file(&log);
            sql(&path, with).await;
        }
        let before = fs::read(&path).unwrap();
        assert!(matches!(open(&path).await, Err(OpenError::Damaged { .. })), "{with}");
        let checked = maintenance::check(&path, &seal()).await;
        let is_refused = matches!(checked, Err(MaintenanceError::Open(OpenError::Damaged { .. })));
        assert!(is_refused, "{with}");
        assert_eq!(fs::read(&path).unwrap(), before, "{with}");
        if with.is_empty() {
            assert_eq!(fs::read(&log).unwrap(), b"what is left");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_refused_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    assert!(matches!(open(&path).await, Err(OpenError::Database { .. })));
    assert!(!path.exists());
}

#[tokio::test]
async fn a_database_that_is_there_is_not_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    create(&path).await.close().await;
    let again = Store::create(&path, seal(), Clock::system(), DAY).await;
    assert!(
        matches!(again, Err(OpenError::Exists { database }) if database == path.to_str().unwrap())
    );
}
