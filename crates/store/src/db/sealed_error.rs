//! Why what is sealed cannot be read or written.

use super::error::OpenError;
use crate::seal::SealError;

/// What is sealed cannot be read or written.
pub(super) enum SealedError {
    Seal(SealError),
    Database(sqlx::Error),
}

impl SealedError {
    /// The same of a database, which messages call so, and whose errors are made into others by `failed`.
    pub(super) fn of(
        self,
        database: &str,
        failed: impl FnOnce(sqlx::Error) -> OpenError,
    ) -> OpenError {
        match self {
            Self::Seal(error) => OpenError::Seal { database: database.to_owned(), error },
            Self::Database(error) => failed(error),
        }
    }
}

impl From<SealError> for SealedError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

impl From<sqlx::Error> for SealedError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}
