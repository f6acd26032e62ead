//! Where everything is kept: a database. No other module knows which, or speaks SQL.
//!
//! [`sqlite`] keeps it in a file of this process alone, [`postgres`] at a server, for one Store or several. What both of them
//! share lies beside them.

mod books;
mod contents;
mod error;
mod from_rows;
mod kept_rows;
mod laws;
mod migrations;
mod moving;
mod offline;
mod packed_edits;
mod paid;
mod place;
mod postgres;
mod postgres_place;
mod problems;
mod records;
mod sealed_error;
mod sealed_keys;
mod sqlite;
mod table_lines;
mod table_sum;
mod tables;
mod thread;
mod to_rows;
mod usage_place;

use crate::{
    catalogue::Catalogue,
    change::{AuditEntry, Change, Idempotency},
    model::{FrozenLine, Millis, Month, Usage},
    seal::Seal,
    served::Served,
};
pub use contents::Contents;
pub use error::{OpenError, Unavailable};
pub(crate) use moving::Moving;
pub use moving::{Compared, Progress};
pub(crate) use offline::Offline;
pub use place::DatabasePlace;
use postgres::Postgres;
pub use postgres_place::{PlaceError, PostgresPlace};
pub(crate) use problems::Problems;
use records::Records;
use sqlite::Sqlite;
pub(crate) use sqlite::aside;
use std::sync::Arc;
pub use table_sum::TableSum;
use tokio::sync::watch;
pub use usage_place::UsagePlace;

/// The turn to make a change. It is over when this is dropped, unless the change is made before.
#[derive(Debug)]
pub(crate) struct Turn(Option<postgres::Turn>);

/// A database that is served from.
#[derive(Debug)]
pub(crate) struct Database {
    name: String,
    engine: Engine,
    served: Arc<Served>,
}

#[derive(Debug)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Database {
    /// Makes a database where there is none.
    pub(crate) async fn create(
        place: &DatabasePlace,
        seal: Arc<Seal>,
    ) -> Result<(Self, Arc<Served>), OpenError> {
        let (engine, served) = match place {
            DatabasePlace::File(path) => of_sqlite(Sqlite::create(path, seal).await?),
            DatabasePlace::Postgres(place) => of_postgres(Postgres::create(place, seal).await?),
        };
        Ok(Self::of(place, engine, served))
    }

    /// Opens a database, brings it up to date, and reads all that a catalogue is made of.
    pub(crate) async fn open(
        place: &DatabasePlace,
        seal: Arc<Seal>,
    ) -> Result<(Self, Arc<Served>), OpenError> {
        let (engine, served) = match place {
            DatabasePlace::File(path) => of_sqlite(Sqlite::open(path, seal).await?),
            DatabasePlace::Postgres(place) => of_postgres(Postgres::open(place, seal).await?),
        };
        Ok(Self::of(place, engine, served))
    }

    fn of(place: &DatabasePlace, engine: Engine, served: Arc<Served>) -> (Self, Arc<Served>) {
        (Self { name: place.to_string(), engine, served: Arc::clone(&served) }, served)
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    fn records(&self) -> &Records {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.records(),
            Engine::Postgres(postgres) => postgres.records(),
        }
    }

    /// Records an authorization. It is durable when this returns.
    pub(crate) async fn record(&self, usage: Usage) -> Result<(), Unavailable> {
        self.records().record(usage).await
    }

    /// Waits for the turn to make a change. Until it is over nobody makes another, wherever he is, and what is served is what
    /// the change will be made of. One caller at a time.
    pub(crate) async fn turn(&self) -> Result<Turn, Unavailable> {
        Ok(Turn(match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => Some(postgres.turn().await?),
        }))
    }

    /// Makes a change, and serves by it. It is durable when this returns, and the version is the one it says. Gives the
    /// answer of the change that was made with its key before, if one was: then nothing is changed.
    pub(crate) async fn commit(
        &self,
        Turn(turn): Turn,
        change: Change,
    ) -> Result<Option<Idempotency>, Unavailable> {
        match (&self.engine, turn) {
            (Engine::Sqlite(sqlite), _) => {
                let (edits, version) = (change.draft.edits.clone(), change.version);
                let repeated = sqlite.commit(change).await?;
                if repeated.is_none() {
                    let brought = self.served.bring_to(version, edits);
                    brought.map_err(|error| Unavailable::Database(error.to_string()))?;
                }
                Ok(repeated)
            }
            (Engine::Postgres(postgres), Some(turn)) => postgres.commit(turn, change).await,
            // It is another database's.
            (Engine::Postgres(_), None) => Err(Unavailable::Ended),
        }
    }

    /// Waits until the tables say what the changes do.
    pub(crate) async fn settle(&self) -> Result<(), Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.settle().await,
            // A change writes all of it.
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Whether the last that was to be written could be.
    pub(crate) fn is_writable(&self) -> bool {
        self.records().is_writable()
    }

    /// The same, as it changes; there are no more changes once nothing writes any more.
    pub(crate) fn writing(&self) -> watch::Receiver<bool> {
        self.records().writing()
    }

    /// Whether the changes of other Stores are seen, as that changes, where there may be others.
    pub(crate) fn following(&self) -> Option<watch::Receiver<bool>> {
        match &self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => Some(postgres.following()),
        }
    }

    /// How many groups of records were committed.
    pub(crate) fn commits(&self) -> u64 {
        self.records().commits()
    }

    /// The records of usage that follow a place, a few thousand or those of some seconds; none after the last.
    pub(crate) async fn usage_after(
        &self,
        place: &mut UsagePlace,
    ) -> Result<Vec<Usage>, Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.usage_after(place).await,
            Engine::Postgres(postgres) => postgres.usage_after(place).await,
        }
    }

    /// The lines of the bill of a closed month.
    pub(crate) async fn bill_lines(&self, month: Month) -> Result<Vec<FrozenLine>, Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.bill_lines(month).await,
            Engine::Postgres(postgres) => postgres.bill_lines(month).await,
        }
    }

    /// How many records of usage a month has.
    pub(crate) async fn usage_count(&self, month: Month) -> Result<u64, Unavailable> {
        let count = match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.usage_count(month).await?,
            Engine::Postgres(postgres) => postgres.usage_count(month).await?,
        };
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// An instant of the first month that has usage at or after an instant.
    pub(crate) async fn first_usage(&self, from: Millis) -> Result<Option<Millis>, Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.first_usage(from).await,
            Engine::Postgres(postgres) => postgres.first_usage(from).await,
        }
    }

    /// Waits until no record is there any more of a month that a change says is pruned.
    pub(crate) async fn finish_pruning(&self, month: Month) -> Result<(), Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.finish_pruning(month).await,
            // The change has done so.
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// The answer that was given to who asked with a key before, if there is one.
    pub(crate) async fn idempotency(
        &self,
        token: &str,
        key: &str,
    ) -> Result<Option<Idempotency>, Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.idempotency(token, key).await,
            Engine::Postgres(postgres) => postgres.idempotency(token, key).await,
        }
    }

    /// Entries of the audit log before a version, the latest first.
    pub(crate) async fn audit(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, Unavailable> {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.audit(before, limit).await,
            Engine::Postgres(postgres) => postgres.audit(before, limit).await,
        }
    }

    /// The database, where it is a file.
    pub(crate) fn file(&self) -> Option<&Sqlite> {
        match &self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite),
            Engine::Postgres(_) => None,
        }
    }

    /// Writes everything that was asked for and lets go of the database. Who reads is waited for.
    pub(crate) async fn close(&self) {
        match &self.engine {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close().await,
        }
    }
}

fn of_sqlite((sqlite, catalogue): (Sqlite, Catalogue)) -> (Engine, Arc<Served>) {
    (Engine::Sqlite(sqlite), Arc::new(Served::new(catalogue)))
}

fn of_postgres((postgres, served): (Postgres, Arc<Served>)) -> (Engine, Arc<Served>) {
    (Engine::Postgres(postgres), served)
}
