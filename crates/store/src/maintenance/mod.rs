//! What is done to a database besides serving from it: backups, checks, another master key.

mod backup;
mod check;
mod copies;
mod error;
mod large_file;
mod rekey;
mod restore;

pub use crate::db::Contents;
pub(crate) use backup::remove_left;
pub use backup::{Backup, backup};
pub use check::{Report, check};
pub use copies::verify;
pub use error::MaintenanceError;
pub use rekey::{finish_rekey, new_name, rekey};
pub use restore::restore;
