//! Whether all is well in a database.

use super::error::MaintenanceError;
use crate::{
    db::{Contents, DatabasePlace, Offline},
    seal::Seal,
};

/// What was found in a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How much is in it; nothing, where it is too damaged to be counted.
    pub contents: Option<Contents>,
    /// What is wrong in it, in words; nothing, where all is well.
    pub problems: Vec<String>,
}

/// Looks at all of a database, whether a Store serves from it or not: that the database finds no damage, every reference
/// leads to something, versions go together, everything can be read, every server key can be opened, and closed months have
/// the records that their bills were made of.
///
/// # Errors
/// A [`MaintenanceError`] where it cannot be opened at all.
pub async fn check(
    database: impl Into<DatabasePlace>,
    seal: &Seal,
) -> Result<Report, MaintenanceError> {
    let mut database = Offline::read(&database.into()).await?;
    let problems = database.problems(Some(seal)).await?.all();
    let contents = database.contents().await.ok();
    database.close().await?;
    Ok(Report { contents, problems })
}

/// The damage in a database, in words. What has come late to a closed month is none.
pub(crate) async fn damage(
    database: &DatabasePlace,
    seal: &Seal,
) -> Result<Vec<String>, MaintenanceError> {
    let mut database = Offline::read(database).await?;
    let problems = database.problems(Some(seal)).await?;
    database.close().await?;
    Ok(problems.damage)
}
