//! Follows the changes that other Stores of the same database make.
//!
//! Each of them is in the table `change`, which is asked each second, at once after somebody has told of a change, and before
//! each change of this Store's own. That somebody is told of one is a hint, and may be lost.

use super::changes::CHANNEL;
use crate::{
    db::{error::Unavailable, kept_rows::integer, packed_edits},
    model::Edit,
    served::Served,
};
use sqlx::{PgConnection, PgPool, postgres::PgListener, query_as};
use std::{sync::Arc, time::Duration};
use tokio::{
    select,
    sync::{Mutex, Notify, watch},
    task::spawn_blocking,
    time::{Instant, sleep, timeout},
};

/// How often it is asked.
const INTERVAL: Duration = Duration::from_secs(1);
/// For how long an answer is waited for before the connection counts as lost.
const PATIENCE: Duration = Duration::from_secs(5);
/// For how long changes may not be seen before that is told: a server that is started again takes as long.
const BEHIND: Duration = Duration::from_secs(5);
/// Changes that are read at once.
const AT_ONCE: i64 = 16;

/// What Stores of one database serve by, brought to the same version.
#[derive(Debug)]
pub(super) struct Follower {
    served: Arc<Served>,
    /// One at a time brings it to a later version.
    bringing: Arc<Mutex<()>>,
    hint: Notify,
    /// Told where the database does not answer.
    pub(super) lost: Notify,
    is_following: watch::Sender<bool>,
}

/// Who hears of changes from here on.
pub(super) async fn listener(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

impl Follower {
    pub(super) fn new(served: Arc<Served>) -> Self {
        let (hint, lost) = (Notify::new(), Notify::new());
        let is_following = watch::Sender::new(true);
        Self { served, bringing: Arc::default(), hint, lost, is_following }
    }

    /// Whether the changes of other Stores are seen, as that changes.
    pub(super) fn following(&self) -> watch::Receiver<bool> {
        self.is_following.subscribe()
    }

    /// The version that is served.
    pub(super) fn version(&self) -> u64 {
        self.served.read().version()
    }

    /// Serves by all changes that a connection sees.
    pub(super) async fn catch_up(&self, connection: &mut PgConnection) -> Result<(), Unavailable> {
        let mut bringing = Arc::clone(&self.bringing).lock_owned().await;
        loop {
            let version = self.version();
            let sql =
                "SELECT version, edits FROM change WHERE version > $1 ORDER BY version LIMIT $2";
            let rows = query_as(sql).bind(integer(version)).bind(AT_ONCE);
            let no_answer = |_| Unavailable::Database("no answer".to_owned());
            let rows = timeout(PATIENCE, rows.fetch_all(&mut *connection)).await;
            let rows: Vec<(i64, Vec<u8>)> = rows.map_err(no_answer)??;
            if rows.is_empty() {
                return Ok(());
            }
            let served = Arc::clone(&self.served);
            // It takes its time: not where records are written. Until it is done nobody else begins, even if this is dropped.
            let brought = spawn_blocking(move || {
                let mut rows = rows.into_iter();
                let brought =
                    rows.try_for_each(|(version, packed)| follow(&served, version, &packed));
                (bringing, brought)
            });
            let brought = brought.await.map_err(|_| Unavailable::Ended)?;
            bringing = brought.0;
            brought.1?;
        }
    }

    /// Serves by a change of this Store's own, unless it does already.
    pub(super) async fn serve_by(&self, version: u64, edits: Vec<Edit>) -> Result<(), Unavailable> {
        let bringing = Arc::clone(&self.bringing).lock_owned().await;
        let served = Arc::clone(&self.served);
        let brought = spawn_blocking(move || {
            let _bringing = bringing;
            if served.read().version() >= version {
                return Ok(());
            }
            served.bring_to(version, edits).map_err(|error| failed(&error))
        });
        brought.await.map_err(|_| Unavailable::Ended)?
    }

    /// Takes hints until the pool of the listener is closed.
    pub(super) async fn take_hints(self: Arc<Self>, mut listener: PgListener) {
        loop {
            match listener.try_recv().await {
                // That its connection was lost is a hint as well.
                Ok(_) => self.hint.notify_one(),
                Err(sqlx::Error::PoolClosed) => return,
                Err(error) => {
                    tracing::debug!("nobody tells of changes: {error}");
                    sleep(INTERVAL).await;
                }
            }
        }
    }

    /// Asks until the pool is closed.
    pub(super) async fn ask(self: Arc<Self>, pool: PgPool) {
        let mut failing: Option<Instant> = None;
        while !pool.is_closed() {
            select! {
                () = self.hint.notified() => {}
                () = sleep(INTERVAL) => {}
            }
            match self.ask_once(&pool).await {
                Ok(()) => {
                    failing = None;
                    self.is_following.send_replace(true);
                }
                Err(Unavailable::Ended) => return,
                Err(error) => {
                    if failing.is_none() {
                        tracing::warn!("changes of other Stores are not seen: {error}");
                    }
                    let since = *failing.get_or_insert_with(Instant::now);
                    self.is_following.send_replace(since.elapsed() < BEHIND);
                    self.lost.notify_one();
                }
            }
        }
    }

    async fn ask_once(&self, pool: &PgPool) -> Result<(), Unavailable> {
        self.catch_up(&mut *pool.acquire().await?).await
    }
}

fn follow(served: &Served, version: i64, packed: &[u8]) -> Result<(), Unavailable> {
    let next = served.read().version().saturating_add(1);
    if integer(next) != version {
        let problem =
            format!("change {version} cannot be followed, expected {next}: expected a restart");
        return Err(Unavailable::Database(problem));
    }
    if packed.is_empty() {
        let problem = "a change cannot be followed, for the master key was replaced since: expected a restart";
        return Err(Unavailable::Database(problem.to_owned()));
    }
    served.bring_to(next, packed_edits::unpack(packed)?).map_err(|error| failed(&error))
}

fn failed(error: &impl ToString) -> Unavailable {
    Unavailable::Database(error.to_string())
}
