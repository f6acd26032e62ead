//! What keeps everything for the Store.

use crate::disk::Syncs;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Database {
    /// A file that the Store writes.
    #[serde(rename = "SQLite")]
    Sqlite,
    /// A server of its own.
    #[serde(rename = "PostgreSQL")]
    Postgres,
}

/// What does less than it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weakness {
    /// The disk.
    Disk(Syncs),
    /// The server of the database, which answers before it has synced.
    Server,
}

impl Database {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// What must lose calls, by the setting that does so.
    pub(crate) fn controls(self) -> [(&'static str, Weakness); 2] {
        let weaker = match self {
            Self::Sqlite => ("synchronous=NORMAL", Weakness::Disk(Syncs::PutOff)),
            Self::Postgres => ("synchronous_commit=off", Weakness::Server),
        };
        [weaker, ("no syncs", Weakness::Disk(Syncs::Ignored))]
    }
}
