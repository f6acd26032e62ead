//! A database of `PostgreSQL`, which several Stores may serve from.
//!
//! One task records usage ([`writer`]), another follows what other Stores change ([`follower`]); all of it has threads of its
//! own, which no call is answered on.

mod applications;
mod aside;
mod books;
mod changes;
mod check;
mod connect;
mod edits;
mod error;
mod follower;
mod load;
mod master_key;
mod months;
mod moving_in;
mod moving_out;
mod offline;
mod prune;
mod recording;
mod rekey;
mod schema;
mod threads;
mod turn;
mod usage;
mod writer;

use super::{
    error::{OpenError, Unavailable},
    kept_rows::{AUDIT, audit_entry, integer},
    postgres_place::PostgresPlace,
    records::{self, Records},
    sealed_error::SealedError,
    thread::Thread,
    usage_place::UsagePlace,
};
use crate::{
    catalogue::Catalogue,
    change::{AuditEntry, Change, Idempotency},
    model::{FrozenLine, Millis, Month, Usage},
    seal::Seal,
    served::Served,
};
use connect::Server;
pub(super) use error::open as failed;
use follower::Follower;
pub(super) use moving_in::Filling;
pub(super) use moving_out::Aside;
pub(super) use offline::Offline;
use sqlx::{PgConnection, PgPool, postgres::PgListener, query_as};
use std::{sync::Arc, time::Duration};
use threads::Threads;
use tokio::{runtime::Handle, sync::watch, time::sleep};
pub(crate) use turn::Turn;
use writer::Writer;

/// Connections for reading: exports, and pages of lists.
const READERS: u32 = 4;
/// How often the password is read that further connections are made with.
const PASSWORDS: Duration = Duration::from_secs(1);
/// How often it is seen whether the next months have a partition of usage.
const MONTHS: Duration = Duration::from_hours(1);

/// A database that this process, and others, serve from.
#[derive(Debug)]
pub(crate) struct Postgres {
    /// Where connections are at home.
    handle: Handle,
    records: Records,
    pools: Pools,
    follower: Arc<Follower>,
    thread: Thread,
}

#[derive(Clone, Debug)]
struct Pools {
    readers: PgPool,
    changes: PgPool,
    following: PgPool,
}

impl Postgres {
    /// Makes the tables where there are none.
    pub(super) async fn create(
        place: &PostgresPlace,
        seal: Arc<Seal>,
    ) -> Result<(Self, Arc<Served>), OpenError> {
        let server = Server::of(place)?;
        let threads = Threads::start(&server.name)?;
        let made = async move { opened(schema::create(&server).await?, server, seal).await };
        Self::start(threads.run(made).await?, threads)
    }

    /// Opens a database, brings it up to date, and reads all that a catalogue is made of.
    pub(super) async fn open(
        place: &PostgresPlace,
        seal: Arc<Seal>,
    ) -> Result<(Self, Arc<Served>), OpenError> {
        let server = Server::of(place)?;
        let threads = Threads::start(&server.name)?;
        let found = async move { opened(schema::up_to_date(&server).await?, server, seal).await };
        Self::start(threads.run(found).await?, threads)
    }

    fn start(opened: Opened, threads: Threads) -> Result<(Self, Arc<Served>), OpenError> {
        let Opened { server, connection, served, pools, listener } = opened;
        let follower = Arc::new(Follower::new(Arc::clone(&served)));
        let (records, waiters) = records::queue();
        let database = server.name.clone();
        let writer = Writer::new(server.clone(), connection, waiters, Arc::clone(&follower));
        let handle = threads.handle().clone();
        handle.spawn(Arc::clone(&follower).take_hints(listener));
        handle.spawn(Arc::clone(&follower).ask(pools.following.clone()));
        handle.spawn(make_months(pools.following.clone()));
        handle.spawn(take_passwords(server.clone(), pools.clone()));
        let thread =
            Thread::start("store-writer", move |end| threads.handle().block_on(writer.run(end)));
        let thread = thread.map_err(|error| OpenError::Start { database, error })?;
        Ok((Self { handle, records, pools, follower, thread }, served))
    }

    pub(super) fn records(&self) -> &Records {
        &self.records
    }

    /// Whether the changes of other Stores are seen, as that changes.
    pub(super) fn following(&self) -> watch::Receiver<bool> {
        self.follower.following()
    }

    /// The turn to make a change of what is served then.
    pub(super) async fn turn(&self) -> Result<Turn, Unavailable> {
        let (pool, follower) = (self.pools.changes.clone(), Arc::clone(&self.follower));
        self.at_home(Turn::take(pool, follower)).await
    }

    /// Makes a change, and serves by it.
    pub(super) async fn commit(
        &self,
        turn: Turn,
        change: Change,
    ) -> Result<Option<Idempotency>, Unavailable> {
        self.at_home(turn.commit(change)).await
    }

    pub(super) async fn usage_after(
        &self,
        place: &mut UsagePlace,
    ) -> Result<Vec<Usage>, Unavailable> {
        let (pool, mut at) = (self.pools.readers.clone(), place.clone());
        let follower = Arc::clone(&self.follower);
        let read = async move {
            let mut connection = pool.acquire().await?;
            let read = usage::read(&mut connection, &mut at).await?;
            if read.is_empty() {
                // Another Store may have pruned what was not found: this one is to know.
                follower.catch_up(&mut connection).await?;
            }
            Ok((read, at))
        };
        let (read, at) = self.at_home(read).await?;
        *place = at;
        Ok(read)
    }

    pub(super) async fn bill_lines(&self, month: Month) -> Result<Vec<FrozenLine>, Unavailable> {
        let pool = self.pools.readers.clone();
        self.at_home(async move { Ok(books::lines(&mut *pool.acquire().await?, month).await?) })
            .await
    }

    pub(super) async fn usage_count(&self, month: Month) -> Result<i64, Unavailable> {
        let pool = self.pools.readers.clone();
        let count =
            async move { Ok(books::count(&mut *pool.acquire().await?, month.range()).await?) };
        self.at_home(count).await
    }

    pub(super) async fn first_usage(&self, from: Millis) -> Result<Option<Millis>, Unavailable> {
        let pool = self.pools.readers.clone();
        self.at_home(async move { Ok(books::first(&mut *pool.acquire().await?, from).await?) })
            .await
    }

    pub(super) async fn idempotency(
        &self,
        token: &str,
        key: &str,
    ) -> Result<Option<Idempotency>, Unavailable> {
        let (pool, token, key) = (self.pools.readers.clone(), token.to_owned(), key.to_owned());
        let find =
            async move { Ok(changes::find(&mut *pool.acquire().await?, &token, &key).await?) };
        self.at_home(find).await
    }

    pub(super) async fn audit(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, Unavailable> {
        let pool = self.pools.readers.clone();
        let before = before.map_or(i64::MAX, integer);
        let read = async move {
            let rows = query_as(AUDIT).bind(before).bind(i64::from(limit)).fetch_all(&pool).await?;
            Ok(rows.into_iter().map(audit_entry).collect::<Result<_, _>>()?)
        };
        self.at_home(read).await
    }

    /// Connections are of the threads that they were made on, which those who answer calls may be gone before.
    async fn at_home<T: Send + 'static>(
        &self,
        asked: impl Future<Output = Result<T, Unavailable>> + Send + 'static,
    ) -> Result<T, Unavailable> {
        self.handle.spawn(asked).await.map_err(|_| Unavailable::Ended)?
    }

    pub(super) async fn close(&self) {
        let Pools { readers, changes, following } = self.pools.clone();
        let close = async move {
            readers.close().await;
            changes.close().await;
            following.close().await;
            Ok(())
        };
        let _ = self.at_home(close).await;
        self.thread.end().await;
    }
}

/// What there is before anything is served.
struct Opened {
    server: Server,
    connection: PgConnection,
    served: Arc<Served>,
    pools: Pools,
    listener: PgListener,
}

async fn opened(
    mut connection: PgConnection,
    server: Server,
    seal: Arc<Seal>,
) -> Result<Opened, OpenError> {
    months::make(&mut connection).await;
    let failed = |error| error::open(&server.name)(error);
    let pools = Pools {
        readers: server.reading_pool(READERS),
        changes: server.pool(1),
        following: server.serving_pool(2),
    };
    // Before the catalogue is read: whatever is changed later is heard of, and nobody takes the database for one that
    // nothing is served from.
    let listener = follower::listener(&pools.following).await.map_err(failed)?;
    let loaded = load(&mut connection, seal).await;
    let catalogue = loaded.map_err(|error| error.of(&server.name, failed))?;
    let catalogue = Arc::new(Served::new(catalogue));
    Ok(Opened { server, connection, served: catalogue, pools, listener })
}

async fn load(connection: &mut PgConnection, seal: Arc<Seal>) -> Result<Catalogue, SealedError> {
    let mut catalogue = Catalogue::new(Arc::clone(&seal));
    let loaded = load::load(connection, |edit| Ok::<_, SealedError>(catalogue.apply(edit)?));
    catalogue.version = loaded.await?;
    master_key::claim::<SealedError>(connection, &seal).await?;
    Ok(catalogue)
}

async fn make_months(pool: PgPool) {
    while !pool.is_closed() {
        sleep(MONTHS).await;
        match pool.acquire().await {
            Ok(mut connection) => months::make(&mut connection).await,
            Err(error) => tracing::debug!("partitions of usage are not made: {error}"),
        }
    }
}

/// A pool makes connections by itself, with the password that it was told last.
async fn take_passwords(server: Server, pools: Pools) {
    let Pools { readers, changes, following } = &pools;
    while !following.is_closed() {
        sleep(PASSWORDS).await;
        for pool in [readers, changes, following] {
            server.take_password(pool);
        }
    }
}
