//! A database that nothing is served from here: to be looked at, verified, or given another master key.

use super::{
    contents::Contents, error::OpenError, place::DatabasePlace, postgres, problems::Problems,
    sqlite,
};
use crate::seal::Seal;

/// A database that nothing is served from here.
pub(crate) enum Offline {
    Sqlite(sqlite::Offline),
    Postgres(postgres::Offline),
}

impl Offline {
    /// Opens one to read, whoever serves from it meanwhile, and comes first.
    pub(crate) async fn read(place: &DatabasePlace) -> Result<Self, OpenError> {
        match place {
            DatabasePlace::File(path) => sqlite::Offline::read(path).await.map(Self::Sqlite),
            DatabasePlace::Postgres(place) => {
                postgres::Offline::read(place).await.map(Self::Postgres)
            }
        }
    }

    /// Opens one for this process alone, up to date, with nothing pending.
    pub(crate) async fn take(place: &DatabasePlace) -> Result<Self, OpenError> {
        match place {
            DatabasePlace::File(path) => sqlite::Offline::take(path).await.map(Self::Sqlite),
            DatabasePlace::Postgres(place) => {
                postgres::Offline::take(place).await.map(Self::Postgres)
            }
        }
    }

    /// How much is in it.
    pub(crate) async fn contents(&mut self) -> Result<Contents, OpenError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.contents().await,
            Self::Postgres(postgres) => postgres.contents().await,
        }
    }

    /// What is wrong in it.
    pub(crate) async fn problems(&mut self, seal: Option<&Seal>) -> Result<Problems, OpenError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.problems(seal).await,
            Self::Postgres(postgres) => postgres.problems(seal).await,
        }
    }

    /// Whether all of its server keys can be opened.
    pub(crate) async fn is_sealed_by(&mut self, seal: &Seal) -> Result<bool, OpenError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.is_sealed_by(seal).await,
            Self::Postgres(postgres) => postgres.is_sealed_by(seal).await,
        }
    }

    /// Seals all server keys anew, in one transaction, and says how many.
    pub(crate) async fn rekey(&mut self, old: &Seal, new: &Seal) -> Result<u32, OpenError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.rekey(old, new).await,
            Self::Postgres(postgres) => postgres.rekey(old, new).await,
        }
    }

    /// Lets go of it. What was written is there then, a file with no log beside it.
    pub(crate) async fn close(self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite(sqlite) => sqlite.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}
