//! All of one database, moved into another, whoever keeps the two.

use super::{
    error::OpenError,
    offline::Offline,
    place::DatabasePlace,
    postgres, sqlite,
    table_lines::{Lines, count},
    table_sum::TableSum,
    tables::{TABLES, Table},
};
use futures_util::{TryStreamExt, future::join};

/// A new database, which nobody can serve from yet.
pub(crate) enum Filling {
    Sqlite(sqlite::Filling),
    Postgres(Box<postgres::Filling>),
}

/// A database that was put aside, which nobody can serve from any more.
pub(crate) enum Aside {
    Sqlite(sqlite::Aside),
    Postgres(postgres::Aside),
}

/// A database that is moved, and the one that it is moved to.
pub(crate) struct Moving {
    from: Offline,
    to: Filling,
    places: Places,
}

/// Where the two are.
struct Places {
    from: DatabasePlace,
    to: DatabasePlace,
}

/// How far a move is.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress {
    /// The table that is read.
    pub table: &'static str,
    /// Whether it was copied, and is read in both databases to compare them.
    pub compares: bool,
    /// Rows that were copied, and such that were compared: each is counted twice in the end.
    pub rows: u64,
    /// What [`Self::rows`] is in the end.
    pub of: u64,
}

/// What a table has in both databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The table.
    pub table: &'static str,
    /// Its columns that are compared.
    pub columns: Vec<&'static str>,
    /// What it has in the database that was moved.
    pub from: TableSum,
    /// What it has in the one that it was moved to.
    pub to: TableSum,
}

impl Compared {
    /// Whether it has the same in both.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.from == self.to
    }
}

impl Moving {
    /// Of a database that was taken, into one with nothing in it. Nobody writes to either from here on.
    pub(crate) async fn new(
        mut from: Offline,
        places: (&DatabasePlace, &DatabasePlace),
    ) -> Result<Self, OpenError> {
        match &mut from {
            Offline::Sqlite(sqlite) => sqlite.hold().await?,
            Offline::Postgres(postgres) => postgres.hold().await?,
        }
        let places = Places { from: places.0.clone(), to: places.1.clone() };
        let to = match &places.to {
            DatabasePlace::File(path) => Filling::Sqlite(sqlite::Filling::new(path).await?),
            DatabasePlace::Postgres(place) => {
                Filling::Postgres(Box::new(postgres::Filling::new(place).await?))
            }
        };
        Ok(Self { from, to, places })
    }

    /// Copies everything, and compares it then: what each table has in both. All of it is read in both for that.
    pub(crate) async fn copy(
        &mut self,
        mut tell: impl FnMut(Progress),
    ) -> Result<Vec<Compared>, OpenError> {
        let mut rows = 0;
        for table in &TABLES {
            rows += self.count(table).await?;
        }
        let mut progress = Progress { table: "", compares: false, rows: 0, of: rows * 2 };
        for table in &TABLES {
            progress.table = table.name;
            let mut lines = from_lines(&mut self.from, table);
            let failed = |error| failed(&self.places.from, error);
            while let Some(some) = lines.try_next().await.map_err(failed)? {
                match &mut self.to {
                    Filling::Sqlite(sqlite) => sqlite.fill(table, &some).await?,
                    Filling::Postgres(postgres) => postgres.fill(table, &some).await?,
                }
                progress.rows += count(&some);
                tell(progress);
            }
        }
        if let Filling::Sqlite(sqlite) = &mut self.to {
            sqlite.filled().await?;
        }
        progress.compares = true;
        let mut compared = Vec::new();
        for table in &TABLES {
            progress.table = table.name;
            compared.push(
                self.compare(table, |rows| {
                    progress.rows += rows;
                    tell(progress);
                })
                .await?,
            );
        }
        Ok(compared)
    }

    async fn count(&mut self, table: &Table) -> Result<u64, OpenError> {
        let count = match &mut self.from {
            Offline::Sqlite(sqlite) => sqlite.count(table).await,
            Offline::Postgres(postgres) => postgres.count(table).await,
        };
        let count = count.map_err(|error| failed(&self.places.from, error))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    async fn compare(
        &mut self,
        table: &Table,
        tell: impl FnMut(u64),
    ) -> Result<Compared, OpenError> {
        let to = match &mut self.to {
            Filling::Sqlite(sqlite) => sqlite.lines(table),
            Filling::Postgres(postgres) => postgres.lines(table),
        };
        let from = from_lines(&mut self.from, table);
        let (from, to) = join(TableSum::of(from, tell), TableSum::of(to, |_| {})).await;
        let from = from.map_err(|error| failed(&self.places.from, error))?;
        let to = to.map_err(|error| failed(&self.places.to, error))?;
        let columns = table.columns.iter().map(|(name, _)| *name).collect();
        Ok(Compared { table: table.name, columns, from, to })
    }

    /// Puts the one aside, and then keeps the other, which has a name of its own where it is a file: `name` gives it that.
    /// Where it is not kept, the one is as it was. Gives the name of the one, where that is a file.
    pub(crate) async fn finish<E: From<OpenError>>(
        self,
        name: impl FnOnce() -> Result<(), E>,
    ) -> Result<Option<String>, E> {
        let mut aside = match self.from {
            Offline::Sqlite(sqlite) => Aside::Sqlite(sqlite.put_aside().await?),
            Offline::Postgres(postgres) => Aside::Postgres(postgres.put_aside().await?),
        };
        let kept = match self.to {
            Filling::Sqlite(sqlite) => sqlite.close().await,
            Filling::Postgres(postgres) => postgres.keep().await,
        };
        if let Err(uncertain @ OpenError::Uncertain { .. }) = kept {
            // There must not be two of them.
            return Err(uncertain.into());
        }
        if let Err(error) = kept.map_err(E::from).and_then(|()| name()) {
            aside.undo().await?;
            return Err(error);
        }
        Ok(match aside {
            Aside::Sqlite(sqlite) => Some(sqlite.name()),
            Aside::Postgres(_) => None,
        })
    }
}

impl Aside {
    async fn undo(&mut self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.undo(),
            Self::Postgres(postgres) => postgres.undo().await,
        }
    }
}

/// All rows of a table of the one that is moved.
fn from_lines<'a>(from: &'a mut Offline, table: &Table) -> Lines<'a> {
    match from {
        Offline::Sqlite(sqlite) => sqlite.lines(table),
        Offline::Postgres(postgres) => postgres.lines(table),
    }
}

fn failed(place: &DatabasePlace, error: sqlx::Error) -> OpenError {
    match place {
        DatabasePlace::File(path) => sqlite::failed(path)(error),
        DatabasePlace::Postgres(place) => postgres::failed(&place.to_string())(error),
    }
}
