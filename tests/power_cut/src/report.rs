//! What came of each power cut, for people and for programs.

use crate::{
    cut::During,
    database::Database,
    disk::{Pieces, Survival},
};
use serde::Serialize;

/// A power cut.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    database: Database,
    pub(crate) during: During,
    /// Whether that had ended by then.
    is_after: bool,
    /// What may survive of what was not synced.
    survival: &'static str,
    /// Calls that were acknowledged since the cut before.
    pub(crate) calls: u64,
    /// All that were acknowledged so far, and changes and backups.
    pub(crate) acknowledged: u64,
    pub(crate) changes: u64,
    pub(crate) backups: u64,
    /// Pieces of files that were not synced, and how many of them survived.
    unsynced: usize,
    survived: usize,
    /// Calls that were acknowledged and are not there.
    pub(crate) lost: u64,
    /// What else is wrong, or why nothing can be said of calls.
    pub(crate) problem: Option<String>,
}

impl Row {
    pub(crate) fn new(
        database: Database,
        during: During,
        is_after: bool,
        survival: Survival,
        pieces: Pieces,
    ) -> Self {
        let Pieces { unsynced, survived } = pieces;
        Self {
            database,
            during,
            is_after,
            survival: survival.name(),
            calls: 0,
            acknowledged: 0,
            changes: 0,
            backups: 0,
            unsynced,
            survived,
            lost: 0,
            problem: None,
        }
    }

    pub(crate) fn is_good(&self) -> bool {
        self.lost == 0 && self.problem.is_none()
    }

    fn verdict(&self) -> String {
        match &self.problem {
            Some(problem) => problem.replace('\n', " "),
            None if self.lost > 0 => format!("lost {}", self.lost),
            None => "all there".to_owned(),
        }
    }
}

/// All cuts, and those of the controls, by what their disks do.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) cuts: Vec<Row>,
    pub(crate) controls: Vec<(&'static str, Row)>,
}

pub(crate) const HEAD: &str = "\
| cut | database | during | acknowledged | in all | changes | backups | not synced | of it survived | found | verdict |
|---|---|---|---|---|---|---|---|---|---|---|";

/// A line of the table.
pub(crate) fn line(name: &str, row: &Row) -> String {
    let Row { calls, acknowledged, changes, backups, unsynced, survived, .. } = row;
    let found =
        if row.problem.is_some() { "?".into() } else { (acknowledged - row.lost).to_string() };
    let when = if row.is_after { "after " } else { "" };
    format!(
        "| {name} | {} | {when}{} | {calls} | {acknowledged} | {changes} | {backups} | {unsynced} | {survived} {} | {found} | {} |",
        row.database.name(),
        row.during.name(),
        row.survival,
        row.verdict(),
    )
}
