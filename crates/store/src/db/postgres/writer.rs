//! What writes usage: one task with a connection of its own, which it makes anew where it is lost.

use super::{connect::Server, follower::Follower, recording};
use crate::db::{
    error::{OpenError, Unavailable},
    records::{GROUP, Waiters, Waiting, refuse_late},
};
use sqlx::{Connection, PgConnection, raw_sql};
use std::{future::pending, io, sync::Arc, time::Duration};
use tokio::{
    select,
    sync::oneshot,
    task::{JoinError, JoinHandle},
    time::{sleep, timeout},
};

/// How often it is tried to connect again.
const RETRY: Duration = Duration::from_millis(500);
/// For how long a commit is waited for. What became of it is not known then.
const PATIENCE: Duration = Duration::from_secs(5);

enum Link {
    Up(Box<PgConnection>),
    /// What connects again.
    Down(JoinHandle<PgConnection>),
}

pub(super) struct Writer {
    server: Server,
    link: Link,
    records: Waiters,
    follower: Arc<Follower>,
}

impl Writer {
    pub(super) fn new(
        server: Server,
        connection: PgConnection,
        records: Waiters,
        follower: Arc<Follower>,
    ) -> Self {
        Self { server, link: Link::Up(Box::new(connection)), records, follower }
    }

    /// Writes until `end`, and then what was asked for before.
    pub(super) async fn run(mut self, mut end: oneshot::Receiver<()>) {
        let mut group = Vec::with_capacity(GROUP);
        loop {
            select! {
                biased;
                _ = &mut end => break,
                has_come = self.records.group(&mut group) => {
                    if !has_come {
                        break;
                    }
                    self.record(&mut group).await;
                }
                connected = self.link.connected() => self.take(connected),
                () = self.follower.lost.notified() => self.test().await,
            }
        }
        self.records.close();
        while self.records.group(&mut group).await {
            self.record(&mut group).await;
        }
        match self.link {
            Link::Up(connection) => {
                let closed = connection.close().await;
                let _ = closed.inspect_err(|error| tracing::warn!("closing the database: {error}"));
            }
            Link::Down(connecting) => connecting.abort(),
        }
    }

    async fn record(&mut self, group: &mut Vec<Waiting>) {
        refuse_late(group);
        if group.is_empty() {
            return;
        }
        let outcome = match &mut self.link {
            Link::Up(connection) => {
                let records = group.iter().map(|waiting| &waiting.usage);
                let written = in_time(recording::write(connection, records)).await;
                self.outcome(written)
            }
            Link::Down(_) => Err(Unavailable::Database("no connection".to_owned())),
        };
        self.records.answer(group, &outcome);
    }

    /// Whether the connection is one still: nobody else tells where there is nothing to record.
    async fn test(&mut self) {
        if let Link::Up(connection) = &mut self.link {
            let tested = in_time(connection.ping()).await;
            let _ = self.outcome(tested);
        }
    }

    /// Takes note of whether the database can be written. Where it cannot, the connection is dropped: of what was asked over
    /// it, no answer may come later.
    fn outcome(&mut self, written: Result<(), sqlx::Error>) -> Result<(), Unavailable> {
        self.records.tell(written.as_ref().copied());
        written.map_err(|error| {
            // Whoever has refused would refuse again.
            let pause = if error.as_database_error().is_some() { RETRY } else { Duration::ZERO };
            self.link = Link::Down(tokio::spawn(connect_again(self.server.clone(), pause)));
            error.into()
        })
    }

    fn take(&mut self, connected: Result<PgConnection, JoinError>) {
        match connected {
            Ok(connection) => {
                self.link = Link::Up(Box::new(connection));
                self.records.tell(Ok(()));
            }
            // It has panicked, which was logged.
            Err(_) => {
                self.link = Link::Down(tokio::spawn(connect_again(self.server.clone(), RETRY)));
            }
        }
    }
}

impl Link {
    /// Once there is a connection again.
    async fn connected(&mut self) -> Result<PgConnection, JoinError> {
        match self {
            Self::Up(_) => pending().await,
            Self::Down(connecting) => connecting.await,
        }
    }
}

async fn in_time(asked: impl Future<Output = Result<(), sqlx::Error>>) -> Result<(), sqlx::Error> {
    let late = || io::Error::new(io::ErrorKind::TimedOut, "no answer within five seconds");
    timeout(PATIENCE, asked).await.unwrap_or_else(|_| Err(sqlx::Error::Io(late())))
}

/// Connects, however long that takes.
async fn connect_again(server: Server, mut pause: Duration) -> PgConnection {
    let mut said = String::new();
    loop {
        sleep(pause).await;
        pause = RETRY;
        match connect(&server).await {
            Ok(connection) => return connection,
            Err(error) => {
                let says = error.to_string();
                if says != said {
                    tracing::warn!("{says}");
                    said = says;
                }
            }
        }
    }
}

/// A connection by which something could be written, which on a full disk or at a standby none can.
async fn connect(server: &Server) -> Result<PgConnection, OpenError> {
    let mut connection = server.connect().await?;
    let sql = "BEGIN; INSERT INTO usage VALUES (0, 0, 0, 0, NULL, 0); ROLLBACK";
    let tried = raw_sql(sql).execute(&mut connection).await;
    let failed = |error| OpenError::Database { database: server.name.clone(), error };
    tried.map(|_| connection).map_err(failed)
}
