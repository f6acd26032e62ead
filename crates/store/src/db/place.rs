//! Where a database is.

use super::postgres_place::PostgresPlace;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// Where the database of a Store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabasePlace {
    /// In a file, by `SQLite`.
    File(PathBuf),
    /// At a server, by `PostgreSQL`.
    Postgres(PostgresPlace),
}

impl<P: AsRef<Path> + ?Sized> From<&P> for DatabasePlace {
    fn from(file: &P) -> Self {
        Self::File(file.as_ref().to_owned())
    }
}

impl From<PostgresPlace> for DatabasePlace {
    fn from(place: PostgresPlace) -> Self {
        Self::Postgres(place)
    }
}

impl fmt::Display for DatabasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(place) => place.fmt(f),
        }
    }
}
