//! A Store on a disk whose power is cut again and again.

use crate::{
    acknowledged::Acknowledged,
    backups,
    changes::Changes,
    cut::During,
    disk::{Disk, Pieces, Survival, Syncs},
    load::Load,
    mounted::Mounted,
    report::Row,
    store::{Process, Store},
};
use anyhow::{Context, ensure};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;

/// What does not reach the operation that it is to be cut at does something else for so long.
const WHILE_IT_RUNS: Duration = Duration::from_secs(20);
const WHILE_IT_STARTS: Duration = Duration::from_secs(1);
const NOW: Duration = Duration::ZERO;
/// Changes that are made before the power is cut.
const CHANGES: u64 = 20;

#[derive(Debug)]
pub(crate) struct Trial {
    program: PathBuf,
    /// Where the disk is mounted, and beside that what no power cut touches.
    folder: TempDir,
    disk: Disk,
    acknowledged: Acknowledged,
}

impl Trial {
    /// A Store with something to sell.
    pub(crate) fn new(program: &Path) -> anyhow::Result<Self> {
        let mut trial = Self::without_store(program)?;
        trial.on_disk(|_, store| {
            store.ask(&["init"])?;
            let mut served = store.serve()?;
            store.import()?;
            served.process.terminate()?;
            ensure!(served.process.wait()?.success(), "the Store does not end: {}", store.log());
            Ok(())
        })?;
        Ok(trial)
    }

    fn without_store(program: &Path) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        for name in ["disk", "beside"] {
            fs::create_dir(folder.path().join(name))?;
        }
        let (program, disk) = (program.to_owned(), Disk::new());
        Ok(Self { program, folder, disk, acknowledged: Acknowledged::default() })
    }

    /// Cuts the power of a new Store in its `init`, or right after it.
    pub(crate) fn of_init(
        program: &Path,
        survival: Survival,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<Row> {
        let mut trial = Self::without_store(program)?;
        let operations = During::Init.operations(random);
        let (is_made, is_within) = trial.on_disk(|mounted, store| {
            mounted.cut_after(operations);
            let made = Process::of(store.command(&["init"]))?.wait()?;
            Ok((made.success(), mounted.wait_for_cut(NOW)))
        })?;
        let pieces = trial.cut(survival, random);
        let mut row = Row::new(During::Init, !is_within, survival, pieces);
        // Of what was not acknowledged nothing is promised.
        if is_made {
            (row.problem, row.lost) = trial.found();
        }
        Ok(row)
    }

    /// Has so many authorizations acknowledged, cuts the power, and looks for all that was acknowledged until then.
    pub(crate) fn run(
        &mut self,
        during: During,
        calls: u64,
        syncs: Syncs,
        survival: Survival,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<Row> {
        let earlier = self.acknowledged.count;
        let is_within = self.until_cut(during, calls, syncs, random)?;
        let pieces = self.cut(survival, random);
        let mut row = Row::new(during, !is_within, survival, pieces);
        row.calls = self.acknowledged.count - earlier;
        row.acknowledged = self.acknowledged.count;
        row.changes = self.acknowledged.companies.len() as u64;
        row.backups = self.acknowledged.backups.len() as u64;
        (row.problem, row.lost) = self.found();
        Ok(row)
    }

    /// Says whether the cut came before the end of what it was to come upon.
    fn until_cut(
        &mut self,
        during: During,
        calls: u64,
        syncs: Syncs,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<bool> {
        let (operations, first) = (during.operations(random), random.u32(..));
        let mut acknowledged = std::mem::take(&mut self.acknowledged);
        let is_within = self.on_disk(|mounted, store| {
            let mut served = store.serve()?;
            mounted.set_syncs(syncs);
            let power = mounted.power();
            let load = Load::start(&served.listen, &power);
            load.wait_for(calls).with_context(|| store.log())?;
            let is_within = match during {
                During::Load | During::Init => {
                    mounted.cut_after(operations);
                    mounted.wait_for_cut(WHILE_IT_RUNS)
                }
                During::Changes => {
                    let changes = Changes::start(&served, &power, first);
                    changes.wait_for(CHANGES)?;
                    acknowledged.files.push(store.prepare_key(first)?);
                    mounted.cut_after(operations);
                    let is_within = mounted.wait_for_cut(WHILE_IT_RUNS);
                    acknowledged.companies.extend(changes.finish()?);
                    is_within
                }
                During::Backup => {
                    let earlier = acknowledged.count;
                    let make = |number: u32| {
                        let name = format!("backup-{first}-{number}.db");
                        backups::make(store, &power, &load, earlier, &name)
                    };
                    // One is there for certain.
                    acknowledged.backups.extend(make(0)?);
                    mounted.cut_after(operations);
                    for number in 1.. {
                        let Some(backup) = make(number)? else { break };
                        acknowledged.backups.push(backup);
                    }
                    true
                }
                During::Start => {
                    load.may_end();
                    served.process.kill()?;
                    mounted.cut_after(operations);
                    served.process = store.spawn()?;
                    mounted.wait_for_cut(WHILE_IT_STARTS)
                }
                During::End => {
                    load.may_end();
                    mounted.cut_after(operations);
                    served.process.terminate()?;
                    served.process.wait()?;
                    mounted.wait_for_cut(NOW)
                }
                During::Rekey => {
                    load.may_end();
                    served.process.terminate()?;
                    served.process.wait()?;
                    mounted.cut_after(operations);
                    // They were there after their own cut, and would need the old master key.
                    acknowledged.backups.clear();
                    Process::of(store.command(&["rekey"]))?.wait()?;
                    mounted.wait_for_cut(NOW)
                }
            };
            served.process.kill()?;
            acknowledged.add(load.finish()?);
            Ok(is_within)
        })?;
        self.acknowledged = acknowledged;
        Ok(is_within)
    }

    fn cut(&mut self, survival: Survival, random: &mut fastrand::Rng) -> Pieces {
        let disk = std::mem::replace(&mut self.disk, Disk::new());
        let (left, pieces) = disk.after_cut(survival, random);
        self.disk = left;
        pieces
    }

    /// What is wrong with what the cut has left, if something is, and how many calls are lost.
    fn found(&mut self) -> (Option<String>, u64) {
        let found = self.serving(|store, acknowledged| {
            let problem = match acknowledged.lost_change(store)? {
                None => backups::problem(store, acknowledged)?,
                lost => lost,
            };
            Ok((problem, acknowledged.lost_calls(store)?))
        });
        found.unwrap_or_else(|error| (Some(format!("{error:#}")), 0))
    }

    /// Serves what there is while something is done, and ends.
    fn serving<T>(
        &mut self,
        work: impl FnOnce(&Store, &Acknowledged) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let acknowledged = std::mem::take(&mut self.acknowledged);
        let done = self.on_disk(|_, store| {
            let mut served = store.serve()?;
            store.ask(&["check"])?;
            let done = work(store, &acknowledged)?;
            served.process.terminate()?;
            ensure!(served.process.wait()?.success(), "the Store does not end: {}", store.log());
            Ok(done)
        });
        self.acknowledged = acknowledged;
        done
    }

    /// Mounts the disk while something is done that leaves no process.
    fn on_disk<T>(
        &mut self,
        work: impl FnOnce(&Mounted, &Store) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let path = self.folder.path().join("disk");
        let disk = std::mem::replace(&mut self.disk, Disk::new());
        let mounted = Mounted::new(&path, disk)?;
        let done = Store::new(&self.program, mounted.path(), &self.folder.path().join("beside"))
            .and_then(|store| work(&mounted, &store));
        self.disk = mounted.unmount()?;
        done
    }
}
