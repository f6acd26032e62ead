//! All that is in a file, for another database.

use super::{error, offline::Offline, owner::Owner, settings};
use crate::db::{
    error::OpenError,
    table_lines::{ESCAPES, Lines, together},
    tables::{Kind, Table},
};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row, query, query_scalar};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Rows that are read ahead: some may be as large as an import.
const READ_AHEAD: usize = 32;

/// A file that was put aside, as long as nobody else may have the database.
pub(crate) struct Aside {
    path: PathBuf,
    name: PathBuf,
    _owner: Option<Owner>,
}

impl Offline {
    /// Gets ready for all of it to be read. It has to be this process's alone.
    pub(crate) async fn hold(&mut self) -> Result<(), OpenError> {
        let name = aside(&self.path);
        if name.symlink_metadata().is_ok() {
            return Err(OpenError::Exists { database: error::name(&name) });
        }
        let options = settings::writing(&self.path).row_buffer_size(READ_AHEAD);
        self.connection = options.connect().await.map_err(error::open(&self.path))?;
        Ok(())
    }

    pub(crate) async fn count(&mut self, table: &Table) -> Result<i64, sqlx::Error> {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name);
        query_scalar(AssertSqlSafe(sql)).fetch_one(&mut self.connection).await
    }

    /// All rows of a table, in its order.
    pub(crate) fn lines(&mut self, table: &Table) -> Lines<'_> {
        let rows = query(AssertSqlSafe(select(table))).fetch(&mut self.connection);
        together(rows.and_then(async |row| row.try_get::<String, _>(0)))
    }

    /// Gives the file another name, so that nobody serves from it any more.
    pub(crate) async fn put_aside(self) -> Result<Aside, OpenError> {
        let Self { path, connection, owner } = self;
        // All of it is in the file then, with no log beside it.
        connection.close().await.map_err(error::open(&path))?;
        let aside = Aside { name: aside(&path), path, _owner: owner };
        rename(&aside.path, &aside.name)?;
        Ok(aside)
    }
}

impl Aside {
    /// What it is called now.
    pub(crate) fn name(&self) -> String {
        error::name(&self.name)
    }

    /// Gives it the name that it had.
    pub(crate) fn undo(&self) -> Result<(), OpenError> {
        rename(&self.name, &self.path)
    }
}

/// What a file is called that nobody serves from any more.
pub(crate) fn aside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".moved");
    name.into()
}

fn rename(from: &Path, to: &Path) -> Result<(), OpenError> {
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.unwrap_or(Path::new("."));
    let renamed = fs::rename(from, to).and_then(|()| File::open(folder)?.sync_all());
    renamed.map_err(|error| error::open(from)(sqlx::Error::Io(error)))
}

/// Each row as a line.
pub(super) fn select(table: &Table) -> String {
    let values: Vec<String> = table.columns.iter().map(|(name, kind)| value(name, *kind)).collect();
    format!("SELECT {} || char(10) FROM \"{}\"", values.join(" || char(9) || "), table.name)
}

fn value(name: &str, kind: Kind) -> String {
    let value = match kind {
        Kind::Integer | Kind::Boolean => format!("\"{name}\""),
        Kind::Text => ESCAPES.iter().fold(format!("\"{name}\""), |value, (byte, written)| {
            format!("replace({value}, char({byte}), '\\{}')", char::from(*written))
        }),
        // The backslash is itself behind one. Of nothing `hex` makes an empty text.
        Kind::Bytes => {
            format!(r#"iif("{name}" IS NULL, NULL, '\\x' || lower(hex("{name}")))"#)
        }
    };
    format!("ifnull({value}, '\\N')")
}
