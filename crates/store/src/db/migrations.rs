//! The tables of a database, made and brought up to date step by step.

use sqlx::{
    SqlSafeStr,
    migrate::{Migration, MigrationType, Migrator},
};

/// A step: its number and what it is about, as its file is called, and what is in that. It must never change.
type Step = (i64, &'static str, &'static str);

/// What takes these steps, where they were not taken.
pub(super) fn migrator(steps: &[Step]) -> Migrator {
    let migration = |&(number, about, sql): &Step| {
        Migration::new(number, about.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(steps.iter().map(migration).collect())
}

/// That the steps are the files of a folder.
#[cfg(test)]
pub(super) async fn assert_are_of(migrations: &Migrator, folder: &str) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let of_folder = Migrator::new(folder).await.unwrap();
    let told = |migrator: &Migrator| {
        let told = |step: &Migration| {
            (step.version, step.description.clone(), step.checksum.clone(), step.no_tx)
        };
        migrator.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(told(migrations), told(&of_folder));
}
