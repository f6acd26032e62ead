//! What errors of `PostgreSQL` mean where a database is opened.

use crate::db::error::OpenError;

/// What an error says of a database that is opened.
pub(in crate::db) fn open(database: &str) -> impl FnOnce(sqlx::Error) -> OpenError + use<> {
    let database = database.to_owned();
    move |error| match &error {
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::RowNotFound => {
            OpenError::Damaged { database, error: error.to_string() }
        }
        _ => OpenError::Database { database, error },
    }
}
