//! What is done to a database besides serving from it: backups, checks, another master key, another place.

mod apart;
mod backup;
mod check;
mod copies;
mod error;
mod large_file;
mod left;
mod migrate;
mod rekey;
mod restore;

pub use crate::db::{Compared, Contents, Progress, TableSum};
pub use backup::{Backup, backup};
pub(crate) use check::damage;
pub use check::{Report, check};
pub use copies::verify;
pub use error::MaintenanceError;
pub(crate) use left::remove_left;
pub use migrate::{Migrated, migrate};
pub use rekey::{finish_rekey, new_name, rekey};
pub use restore::restore;
