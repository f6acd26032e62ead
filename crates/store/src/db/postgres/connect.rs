//! How connections to the database are set up, and that they are.

use super::error;
use crate::db::{error::OpenError, postgres_place::PostgresPlace};
use sqlx::{
    AssertSqlSafe, ConnectOptions, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
    query_as, raw_sql,
};
use std::{io, time::Duration};
use tokio::time::timeout;

/// For how long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// The oldest version that has all that is used of it.
const OLDEST: i32 = 140_000;

/// Where connections lead to, and what they are like.
#[derive(Clone, Debug)]
pub(super) struct Server {
    pub(super) name: String,
    place: PostgresPlace,
    /// As they were at the start.
    options: PgConnectOptions,
}

impl Server {
    /// One whose password can be read.
    pub(super) fn of(place: &PostgresPlace) -> Result<Self, OpenError> {
        let name = place.to_string();
        let options = Self::options(place).map_err(error::open(&name))?;
        Ok(Self { name, place: place.clone(), options })
    }

    /// With the password as it is now.
    fn options(place: &PostgresPlace) -> Result<PgConnectOptions, sqlx::Error> {
        let options = place.options()?;
        Ok(options
            .application_name("storeauth")
            .options([
                // Whatever the server's configuration, or that of the user, says.
                ("synchronous_commit", "on"),
                // Others wait for a change: of a machine that is gone not for ever.
                ("idle_in_transaction_session_timeout", "30s"),
                ("lock_timeout", "10s"),
                // Not that there is already what is made where it is missing.
                ("client_min_messages", "warning"),
            ])
            .disable_statement_logging())
    }

    /// Has further connections of a pool made with the password as it is now. Where it cannot be read, it is the one before.
    pub(super) fn take_password(&self, pool: &PgPool) {
        if let Ok(options) = Self::options(&self.place) {
            pool.set_connect_options(options);
        }
    }

    /// A connection to a server that keeps what it has said to have written.
    pub(super) async fn connect(&self) -> Result<PgConnection, OpenError> {
        let options = Self::options(&self.place).map_err(error::open(&self.name))?;
        let connected = timeout(PATIENCE, options.connect()).await;
        let connected = connected.unwrap_or_else(|_| {
            let error = io::Error::new(io::ErrorKind::TimedOut, "no answer within three seconds");
            Err(sqlx::Error::Io(error))
        });
        let mut connection = connected.map_err(error::open(&self.name))?;
        read_back(&mut connection, &self.name).await?;
        Ok(connection)
    }

    /// Connections as they are needed, each to a server that keeps what it has said to have written.
    pub(super) fn pool(&self, most: u32) -> PgPool {
        self.pool_that(most, None)
    }

    /// The same, to read by. Whatever is known of the tables, such as nothing after many rows came at once, indices give the
    /// few thousand rows that follow: of a plan that sorts all of a month, each of them would take as long.
    pub(super) fn reading_pool(&self, most: u32) -> PgPool {
        self.pool_that(most, Some(BY_INDEX.to_owned()))
    }

    /// Connections each of which says that a Store is served from the database.
    pub(super) fn serving_pool(&self, most: u32) -> PgPool {
        self.pool_that(most, Some(format!("SELECT pg_advisory_lock_shared({SERVED})")))
    }

    /// Connections each of which is told something first. The server may be set up otherwise than when another was made.
    fn pool_that(&self, most: u32, told: Option<String>) -> PgPool {
        let name = self.name.clone();
        let options = PgPoolOptions::new().max_connections(most).acquire_timeout(PATIENCE);
        let options = options.after_connect(move |connection, _| {
            let (name, told) = (name.clone(), told.clone());
            Box::pin(async move {
                let read = read_back(connection, &name).await;
                read.map_err(|error| sqlx::Error::Configuration(error.into()))?;
                if let Some(sql) = told {
                    raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
                }
                Ok(())
            })
        });
        options.connect_lazy_with(self.options.clone())
    }
}

const BY_INDEX: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;
    SET max_parallel_workers_per_gather = 0; SET jit = off; SET plan_cache_mode = force_generic_plan";

/// Whoever serves from a database holds this lock of it together with others, and whoever must be alone holds it alone.
pub(super) const SERVED: i64 = 0x0073_746f_7265;

/// Reads back what durability depends on.
async fn read_back(connection: &mut PgConnection, name: &str) -> Result<(), OpenError> {
    let sql =
        "SELECT current_setting('server_version_num')::integer, current_setting('server_version'),
        current_setting('fsync'), current_setting('full_page_writes'),
        current_setting('synchronous_commit')";
    let found = query_as(sql).fetch_one(connection).await.map_err(error::open(name))?;
    expect_enough(found, name)
}

/// The version as a number and as a text, and what is on: `fsync`, `full_page_writes`, `synchronous_commit`.
type Found = (i32, String, String, String, String);

fn expect_enough(found: Found, name: &str) -> Result<(), OpenError> {
    let (number, version, fsync, full_page_writes, commit) = found;
    let database = name.to_owned();
    if number < OLDEST {
        return Err(OpenError::TooOld { database, found: version });
    }
    for (setting, found) in
        [("fsync", fsync), ("full_page_writes", full_page_writes), ("synchronous_commit", commit)]
    {
        if found != "on" {
            let remedy = "set it in the server's postgresql.conf, and have that read again";
            return Err(OpenError::Weaker { database, setting, found, expected: "on", remedy });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::expect_enough;

    #[test]
    fn version_14_is_the_oldest_that_is_taken() {
        let on = || "on".to_owned();
        let of = |number, version: &str| {
            let found = (number, version.to_owned(), on(), on(), on());
            expect_enough(found, "db").map_err(|error| error.to_string())
        };
        assert_eq!(of(140_000, "14.0"), Ok(()));
        assert_eq!(of(180_001, "18.1"), Ok(()));
        let refused = "db: PostgreSQL 13.22, expected version 14 or a newer one".to_owned();
        assert_eq!(of(130_022, "13.22"), Err(refused));
    }
}
