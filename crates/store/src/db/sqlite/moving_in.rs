//! All of another database, into a new file.

use super::{error, open, settings};
use crate::db::{
    error::OpenError,
    table_lines::{Lines, Value, each, together, values},
    tables::{OfFiles, Table},
};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection, query, raw_sql};
use std::{
    fs::File,
    path::{Path, PathBuf},
};

/// Values that are bound at once: a statement has places for 32766.
const AT_ONCE: usize = 4096;

/// A new file, as long as it is not whole: what a kill leaves of it is of no use.
pub(crate) struct Filling {
    path: PathBuf,
    connection: SqliteConnection,
    /// The number of the last row that was given one.
    number: i64,
}

impl Filling {
    /// Makes the file, which may be there and empty.
    pub(crate) async fn new(path: &Path) -> Result<Self, OpenError> {
        let failed = |error| error::open(path)(error);
        let mut connection = settings::filling(path).connect().await.map_err(failed)?;
        open::migrate(&mut connection, path).await?;
        let sql = "BEGIN; DELETE FROM catalogue_version";
        raw_sql(sql).execute(&mut connection).await.map_err(failed)?;
        Ok(Self { path: path.to_owned(), connection, number: 0 })
    }

    /// Adds rows to a table.
    pub(crate) async fn fill(&mut self, table: &Table, lines: &[u8]) -> Result<(), OpenError> {
        self.add(table, lines).await.map_err(error::open(&self.path))
    }

    async fn add(&mut self, table: &Table, lines: &[u8]) -> Result<(), sqlx::Error> {
        let columns = table.columns.len() + usize::from(table.of_files.is_some());
        let rows: Vec<&[u8]> = each(lines).collect();
        for some in rows.chunks(AT_ONCE / columns) {
            let mut insert = query(AssertSqlSafe(insert(table, columns, some.len())));
            for line in some {
                for value in values(table, line)?.into_iter().chain(self.of_file(table)) {
                    insert = match value {
                        Value::Null => insert.bind(None::<i64>),
                        Value::Integer(number) => insert.bind(number),
                        Value::Text(text) => insert.bind(text),
                        Value::Bytes(bytes) => insert.bind(bytes),
                    };
                }
            }
            insert.execute(&mut self.connection).await?;
        }
        Ok(())
    }

    fn of_file(&mut self, table: &Table) -> Option<Value> {
        Some(match table.of_files? {
            OfFiles::Zero(_) => Value::Integer(0),
            OfFiles::Number(_) => {
                self.number += 1;
                Value::Integer(self.number)
            }
        })
    }

    /// There is no more to be added. All of it is on the disk when this returns.
    pub(crate) async fn filled(&mut self) -> Result<(), OpenError> {
        let failed = |error| error::open(&self.path)(error);
        raw_sql("COMMIT").execute(&mut self.connection).await.map_err(failed)?;
        // As a Store opens it, so that the file is one with a log beside it from now on.
        self.connection = settings::writing(&self.path).connect().await.map_err(failed)?;
        settings::read_back(&mut self.connection, &self.path).await?;
        let synced = File::open(&self.path).and_then(|file| file.sync_all());
        synced.map_err(|error| error::open(&self.path)(sqlx::Error::Io(error)))
    }

    /// All rows of a table.
    pub(crate) fn lines(&mut self, table: &Table) -> Lines<'_> {
        let rows = query(AssertSqlSafe(super::moving_out::select(table)));
        let rows = rows.fetch(&mut self.connection);
        together(rows.and_then(async |row| row.try_get::<String, _>(0)))
    }

    /// Lets go of it.
    pub(crate) async fn close(self) -> Result<(), OpenError> {
        self.connection.close().await.map_err(error::open(&self.path))
    }
}

fn insert(table: &Table, columns: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(","));
    let of_file = match table.of_files {
        Some(OfFiles::Zero(name) | OfFiles::Number(name)) => format!(", \"{name}\""),
        None => String::new(),
    };
    let (name, names, rows) = (table.name, table.names(), vec![row; rows].join(","));
    format!("INSERT INTO \"{name}\" ({names}{of_file}) VALUES {rows}")
}
