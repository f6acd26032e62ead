//! A Store on a disk whose power is cut again and again.

use crate::{
    acknowledged::Acknowledged,
    backups,
    cut::During,
    database::{Database, Weakness},
    disk::{Disk, Pieces, Survival},
    machine::Machine,
    report::Row,
    scene::{NOW, Scene},
    store::{Process, Store},
};
use anyhow::ensure;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

#[derive(Debug)]
pub(crate) struct Trial {
    program: PathBuf,
    database: Database,
    /// Where the disk is mounted, and beside that what no power cut touches.
    folder: TempDir,
    disk: Disk,
    acknowledged: Acknowledged,
}

impl Trial {
    /// A Store with something to sell.
    pub(crate) fn new(program: &Path, database: Database) -> anyhow::Result<Self> {
        let mut trial = Self::without_store(program, database)?;
        trial.on_disk(|Machine { store, .. }| {
            store.init()?;
            let mut served = store.serve()?;
            store.import()?;
            served.process.terminate()?;
            ensure!(served.process.wait()?.success(), "the Store does not end: {}", store.log());
            Ok(())
        })?;
        Ok(trial)
    }

    fn without_store(program: &Path, database: Database) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        // A server is another user's.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        for name in ["disk", "beside"] {
            fs::create_dir(folder.path().join(name))?;
        }
        let program = program.to_owned();
        let disk = match database {
            Database::Sqlite => Disk::new(),
            Database::Postgres => Disk::with_journal(),
        };
        let acknowledged = Acknowledged::default();
        let mut trial = Self { program, database, folder, disk, acknowledged };
        let mut machine = trial.machine()?;
        machine.server.make()?;
        trial.disk = machine.stop()?;
        Ok(trial)
    }

    /// Cuts the power of a new Store in its `init`, or right after it.
    pub(crate) fn of_init(
        program: &Path,
        database: Database,
        survival: Survival,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<Row> {
        let mut trial = Self::without_store(program, database)?;
        let operations = During::Init.operations(database, random);
        let (is_made, is_within) = trial.on_disk(|Machine { mounted, store, .. }| {
            mounted.cut_after(operations);
            let made = Process::of(store.configured(&["init"]))?.wait()?;
            Ok((made.success(), mounted.wait_for_cut(NOW)))
        })?;
        let pieces = trial.cut(survival, random);
        let mut row = Row::new(database, During::Init, !is_within, survival, pieces);
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
        weakness: Option<Weakness>,
        survival: Survival,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<Row> {
        let earlier = self.acknowledged.count;
        let (what, mut acknowledged) =
            ((self.database, during), std::mem::take(&mut self.acknowledged));
        let is_within = self.on_disk(|machine| {
            Scene::new(what, machine, &mut acknowledged, calls, weakness, random)?
                .until_cut(during, random)
        })?;
        self.acknowledged = acknowledged;
        let pieces = self.cut(survival, random);
        let mut row = Row::new(self.database, during, !is_within, survival, pieces);
        row.calls = self.acknowledged.count - earlier;
        row.acknowledged = self.acknowledged.count;
        row.changes = self.acknowledged.companies.len() as u64;
        row.backups = self.acknowledged.backups.len() as u64;
        (row.problem, row.lost) = self.found();
        Ok(row)
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
            let (lost, bill) = acknowledged.lost_calls(store)?;
            Ok((problem.or(bill), lost))
        });
        found.unwrap_or_else(|error| (Some(format!("{error:#}")), 0))
    }

    /// Serves what there is while something is done, and ends.
    fn serving<T>(
        &mut self,
        work: impl FnOnce(&Store, &Acknowledged) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let acknowledged = std::mem::take(&mut self.acknowledged);
        let done = self.on_disk(|Machine { store, .. }| {
            let mut served = store.serve()?;
            store.check()?;
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
        work: impl FnOnce(&mut Machine) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let mut machine = self.machine()?;
        let done = machine.server.start().and_then(|()| work(&mut machine));
        self.disk = machine.stop()?;
        done
    }

    fn machine(&mut self) -> anyhow::Result<Machine> {
        let disk = std::mem::replace(&mut self.disk, Disk::new());
        Machine::new(&self.program, self.folder.path(), disk, self.database)
    }
}
