//! A database that nothing is served from here: to be looked at, verified, or given another master key.

use super::{check, contents, error, open, owner::Owner, pauses, rekey};
use crate::{
    db::{contents::Contents, error::OpenError, problems::Problems},
    seal::Seal,
};
use sqlx::{Connection, SqliteConnection};
use std::path::{Path, PathBuf};

/// A database that nothing is served from here.
pub(crate) struct Offline {
    pub(super) path: PathBuf,
    pub(super) connection: SqliteConnection,
    /// Of what may be changed.
    pub(super) owner: Option<Owner>,
}

impl Offline {
    /// Opens one to read, whoever serves from it meanwhile, and comes first.
    pub(crate) async fn read(path: &Path) -> Result<Self, OpenError> {
        let mut connection = open::to_read(path).await?;
        pauses::begin(&mut connection).await.map_err(error::open(path))?;
        Ok(Self { path: path.to_owned(), connection, owner: None })
    }

    /// Opens one for this process alone, up to date, with nothing pending. A log beside it becomes part of it.
    pub(crate) async fn take(path: &Path) -> Result<Self, OpenError> {
        let owner = Owner::take(path)?;
        let connection = open::up_to_date(path).await?;
        Ok(Self { path: path.to_owned(), connection, owner: Some(owner) })
    }

    /// How much is in it.
    pub(crate) async fn contents(&mut self) -> Result<Contents, OpenError> {
        contents::count(&mut self.connection).await.map_err(error::open(&self.path))
    }

    /// What is wrong in it.
    pub(crate) async fn problems(&mut self, seal: Option<&Seal>) -> Result<Problems, OpenError> {
        check::problems(&mut self.connection, seal).await.map_err(error::open(&self.path))
    }

    /// Whether all of its server keys can be opened.
    pub(crate) async fn is_sealed_by(&mut self, seal: &Seal) -> Result<bool, OpenError> {
        rekey::is_sealed_by(&mut self.connection, seal).await.map_err(error::open(&self.path))
    }

    /// Seals all server keys anew, in one transaction, and says how many.
    pub(crate) async fn rekey(&mut self, old: &Seal, new: &Seal) -> Result<u32, OpenError> {
        rekey::rekey(&mut self.connection, old, new)
            .await
            .map_err(|error| error.of(&error::name(&self.path), error::open(&self.path)))
    }

    /// Lets go of it. What was written is in its file then, with no log beside it.
    pub(crate) async fn close(self) -> Result<(), OpenError> {
        self.connection.close().await.map_err(error::open(&self.path))
    }
}
