//! A database, moved to another place.

use super::{apart::Apart, error::MaintenanceError};
use crate::{
    db::{Compared, DatabasePlace, Moving, Offline, OpenError, Problems, Progress},
    seal::{Seal, SealError},
};

/// What came of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// What each table has in both databases. Where one differs nothing was moved.
    pub tables: Vec<Compared>,
    /// What the file is called now that was moved; nothing, where it was none, or was not moved.
    pub aside: Option<String>,
    /// Closed months that have more records than their bills were made of, in words: all of them are moved.
    pub late: Vec<String>,
}

impl Migrated {
    /// Whether everything is in the other database now.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.tables.iter().all(Compared::is_equal)
    }
}

/// Copies all of a database that no Store serves from into another that has nothing in it, reads both of them and compares
/// them, and then puts the one aside, so that nobody serves from it any more, before the other can be served from.
///
/// Nobody can serve from the other before all of that is done: what was copied goes again where it fails, where it differs
/// or where this process is killed. With `seal`, all server keys have to be sealed by it.
///
/// # Errors
/// A [`MaintenanceError`], such as that a Store serves from the one, that it is damaged, or that there is something in the
/// other.
pub async fn migrate(
    from: &DatabasePlace,
    to: &DatabasePlace,
    seal: Option<&Seal>,
    tell: impl FnMut(Progress),
) -> Result<Migrated, MaintenanceError> {
    let mut source = Offline::take(from).await?;
    // Before it is held: what looks at it has a transaction of its own, with which the hold would end.
    let late = expect_sound(from, &mut source, seal).await?;
    let apart = match to {
        DatabasePlace::File(path) => Some(Apart::new(path)?),
        DatabasePlace::Postgres(_) => None,
    };
    let made = apart.as_ref().map(|apart| DatabasePlace::File(apart.path()));
    let mut moving = Moving::new(source, (from, made.as_ref().unwrap_or(to))).await?;
    let tables = moving.copy(tell).await?;
    let mut migrated = Migrated { tables, aside: None, late };
    if migrated.is_good() {
        let name = || apart.map_or(Ok(()), Apart::name);
        migrated.aside = moving.finish::<MaintenanceError>(name).await?;
    }
    Ok(migrated)
}

/// That there is no damage in a database: copied, it would look as if there were none. Gives what came late to closed months.
async fn expect_sound(
    place: &DatabasePlace,
    database: &mut Offline,
    seal: Option<&Seal>,
) -> Result<Vec<String>, MaintenanceError> {
    let Problems { damage: problems, late } = database.problems(None).await?;
    if !problems.is_empty() {
        return Err(MaintenanceError::Unsound { database: place.to_string(), problems });
    }
    if let Some(seal) = seal
        && !database.is_sealed_by(seal).await?
    {
        let error = SealError::OtherWord;
        return Err(OpenError::Seal { database: place.to_string(), error }.into());
    }
    Ok(late)
}
