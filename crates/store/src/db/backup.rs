//! A copy of the database as it is at one instant.

use super::contents::{self, Contents};
use sqlx::{SqliteConnection, query};
use std::{path::Path, thread, time::Duration};

/// After so many steps of the database's machine, some for each record, a copy pauses: a million records take a second or two.
const STEPS: i32 = 10_000;
const PAUSE: Duration = Duration::from_millis(2);

/// Copies the database into a file that is empty or not there, beside whoever writes, and says how much was in the database
/// before and after: the copy is of an instant between.
pub(super) async fn copy(
    connection: &mut SqliteConnection,
    file: &Path,
) -> Result<(Contents, Contents), sqlx::Error> {
    let before = contents::count(&mut *connection).await?;
    let name = file.to_str().ok_or_else(|| {
        sqlx::Error::Configuration(format!("{}: expected a name in UTF-8", file.display()).into())
    })?;
    // One disk and few cores: whoever is asked meanwhile comes first.
    connection.lock_handle().await?.set_progress_handler(STEPS, || {
        thread::sleep(PAUSE);
        true
    });
    let copied = query("VACUUM INTO ?").bind(name).execute(&mut *connection).await;
    connection.lock_handle().await?.remove_progress_handler();
    copied?;
    Ok((before, contents::count(connection).await?))
}
