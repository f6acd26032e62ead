//! What a power cut comes upon.

use crate::database::Database;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum During {
    /// Calls, at any operation of the disk.
    Load,
    /// Changes of the catalogue, under load.
    Changes,
    /// A backup, under load.
    Backup,
    /// A start after a kill: of what writes to the disk, a server before any other.
    Start,
    /// An end by SIGTERM, or right after it, likewise.
    End,
    /// A new master key, or right after it.
    Rekey,
    /// `init`, or right after it.
    Init,
    /// Calls, after a sync has failed.
    FailedSync,
    /// Calls, after the disk was full.
    FullDisk,
}

impl During {
    /// All but what the longest part is. A server has backups of its own, and a file on a full disk is tried elsewhere.
    pub(crate) fn others(database: Database) -> &'static [Self] {
        match database {
            Database::Sqlite => &[
                Self::Changes,
                Self::Backup,
                Self::Start,
                Self::End,
                Self::Rekey,
                Self::Init,
                Self::FailedSync,
            ],
            Database::Postgres => &[
                Self::Changes,
                Self::Start,
                Self::End,
                Self::Rekey,
                Self::Init,
                Self::FailedSync,
                Self::FullDisk,
            ],
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Changes => "changes",
            Self::Backup => "backup",
            Self::Start => "start",
            Self::End => "end",
            Self::Rekey => "rekey",
            Self::Init => "init",
            Self::FailedSync => "failed sync",
            Self::FullDisk => "full disk",
        }
    }

    /// How many operations of the disk come before the cut: fewer than are done meanwhile. What ends by itself is cut right
    /// after it as often.
    pub(crate) fn operations(self, database: Database, random: &mut fastrand::Rng) -> u64 {
        let is_server = database == Database::Postgres;
        let (most, ends) = match self {
            Self::Load | Self::Changes | Self::FailedSync | Self::FullDisk => (400, false),
            Self::Backup => (8000, false),
            // A server syncs each file of its own first.
            Self::Start => (if is_server { 1500 } else { 60 }, false),
            Self::End => (if is_server { 150 } else { 60 }, true),
            Self::Rekey => (if is_server { 60 } else { 100 }, true),
            Self::Init => (if is_server { 500 } else { 250 }, true),
        };
        if ends && random.bool() { u64::MAX } else { random.u64(..most) }
    }
}
