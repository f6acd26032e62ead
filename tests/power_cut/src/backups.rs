//! Backups one after the other, and whether they are of use.

use crate::{
    acknowledged::{Acknowledged, Backup},
    load::Load,
    mounted::Power,
    store::Store,
};
use anyhow::{Context, bail};
use std::{fs, process::Output};

/// Makes a backup on the disk under load, unless the power is cut meanwhile. `earlier` is how many authorizations were
/// acknowledged before this load; `name` one that no other backup has.
pub(crate) fn make(
    store: &Store,
    power: &Power,
    load: &Load,
    earlier: u64,
    name: &str,
) -> anyhow::Result<Option<Backup>> {
    let path = store.on_disk(name);
    let records = earlier + load.acknowledged();
    let mut command = store.command(&["backup"]);
    let Output { status, stderr, .. } = command.arg("--output").arg(&path).output()?;
    if status.success() {
        return Ok(Some(Backup { path, records }));
    }
    if power.is_cut() {
        return Ok(None);
    }
    bail!("a backup while the power was on: {}", String::from_utf8_lossy(&stderr));
}

/// What is wrong with the backups on the disk, if something is. One that was not acknowledged may be there, but nobody gets a
/// Store out of half of it.
pub(crate) fn problem(
    store: &Store,
    acknowledged: &Acknowledged,
) -> anyhow::Result<Option<String>> {
    for Backup { path, records } in &acknowledged.backups {
        let name = path.display();
        if !path.exists() {
            return Ok(Some(format!("{name} was acknowledged and is not there")));
        }
        let Some(said) = store.restore(path)? else {
            return Ok(Some(format!("{name} was acknowledged and is of no use")));
        };
        let found = records_in(&said).with_context(|| format!("`restore` says: {said}"))?;
        if found < *records {
            return Ok(Some(format!("{name} has {found} records, {records} were before it")));
        }
    }
    let on_disk = fs::read_dir(store.on_disk("").parent().context("the disk")?)?;
    for entry in on_disk {
        let path = entry?.path();
        let is_known = acknowledged.backups.iter().any(|backup| backup.path == path);
        if !is_known && path.extension().is_some_and(|end| end == "db") {
            // Refused, or a Store that `check` finds good.
            store.restore(&path)?;
        }
    }
    Ok(None)
}

/// The number before `records of usage`.
fn records_in(said: &str) -> Option<u64> {
    let (before, _) = said.split_once(" records of usage")?;
    before.rsplit(' ').next()?.parse().ok()
}
