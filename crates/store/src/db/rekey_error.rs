//! Why server keys cannot be sealed anew.

use crate::seal::SealError;

/// Server keys cannot be sealed anew.
pub(super) enum RekeyError {
    Seal(SealError),
    Database(sqlx::Error),
}

impl From<SealError> for RekeyError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

impl From<sqlx::Error> for RekeyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}
