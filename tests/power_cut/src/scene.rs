//! What goes on when the power is cut.

use crate::{
    acknowledged::Acknowledged,
    backups,
    changes::Changes,
    cut::During,
    database::{Database, Weakness},
    load::Load,
    machine::Machine,
    store::{Process, Served},
};
use anyhow::{Context, ensure};
use std::time::Duration;

/// What does not reach the operation that it is to be cut at does something else for so long.
const WHILE_IT_RUNS: Duration = Duration::from_secs(20);
const WHILE_IT_STARTS: Duration = Duration::from_secs(1);
/// A server has more to do before.
const WHILE_A_SERVER_STARTS: Duration = Duration::from_secs(5);
pub(crate) const NOW: Duration = Duration::ZERO;
/// Changes that are made before the power is cut.
const CHANGES: u64 = 20;
/// One of so many syncs fails: any of those of the log, or those of a checkpoint.
const SYNCS: u64 = 300;
/// A process whose sync has failed ends within that, if it does.
const UNTIL_IT_ENDS: Duration = Duration::from_secs(2);
/// Calls that are answered 503 while the disk is full.
const REFUSED: u64 = 200;
/// Calls that are acknowledged once all is well again.
const AFTERWARDS: u64 = 1000;

/// A Store under load, on a machine whose power is to be cut.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    database: Database,
    machine: &'a mut Machine,
    acknowledged: &'a mut Acknowledged,
    served: Served,
    load: Load,
    /// Operations of the disk before the cut.
    operations: u64,
    /// One that no other scene of this Store has.
    number: u32,
}

impl<'a> Scene<'a> {
    /// Has so many authorizations acknowledged.
    pub(crate) fn new(
        (database, during): (Database, During),
        machine: &'a mut Machine,
        acknowledged: &'a mut Acknowledged,
        calls: u64,
        weakness: Option<Weakness>,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<Self> {
        let (operations, number) = (during.operations(database, random), random.u32(..));
        let served = machine.store.serve()?;
        if let Some(weakness) = weakness {
            machine.weaken(weakness)?;
        }
        let load = Load::start(&served.listen, &machine.mounted.power());
        load.wait_for(calls).with_context(|| machine.store.log())?;
        Ok(Self { database, machine, acknowledged, served, load, operations, number })
    }

    /// Has what is to be cut go on until that. Says whether the cut came before its end.
    pub(crate) fn until_cut(
        mut self,
        during: During,
        random: &mut fastrand::Rng,
    ) -> anyhow::Result<bool> {
        let is_within = match during {
            During::Load | During::Init => self.cut(WHILE_IT_RUNS),
            During::Changes => self.changes()?,
            During::Backup => self.backups()?,
            During::Start => self.start()?,
            During::End => self.end()?,
            During::Rekey => self.rekey()?,
            During::FailedSync => self.failed_sync(random.u64(..SYNCS))?,
            During::FullDisk => self.full_disk()?,
        };
        self.served.process.kill()?;
        self.acknowledged.add(self.load.finish()?);
        Ok(is_within)
    }

    fn cut(&self, at_most: Duration) -> bool {
        self.machine.mounted.cut_after(self.operations);
        self.machine.mounted.wait_for_cut(at_most)
    }

    fn changes(&mut self) -> anyhow::Result<bool> {
        let changes = Changes::start(&self.served, &self.machine.mounted.power(), self.number);
        changes.wait_for(CHANGES)?;
        self.acknowledged.files.push(self.machine.store.prepare_key(self.number)?);
        let is_within = self.cut(WHILE_IT_RUNS);
        // One whose server is gone would go on by itself.
        self.served.process.kill()?;
        self.acknowledged.companies.extend(changes.finish()?);
        Ok(is_within)
    }

    fn backups(&mut self) -> anyhow::Result<bool> {
        let Machine { store, mounted, .. } = &*self.machine;
        let (power, earlier) = (mounted.power(), self.acknowledged.count);
        let make = |number: u32| {
            let name = format!("backup-{}-{number}.db", self.number);
            backups::make(store, &power, &self.load, earlier, &name)
        };
        // One is there for certain.
        self.acknowledged.backups.extend(make(0)?);
        mounted.cut_after(self.operations);
        for number in 1.. {
            let Some(backup) = make(number)? else { break };
            self.acknowledged.backups.push(backup);
        }
        Ok(true)
    }

    fn start(&mut self) -> anyhow::Result<bool> {
        let Machine { store, server, mounted } = &mut *self.machine;
        self.load.may_end();
        self.served.process.kill()?;
        server.kill()?;
        mounted.cut_after(self.operations);
        server.spawn()?;
        self.served.process = store.spawn()?;
        Ok(mounted.wait_for_cut(match self.database {
            Database::Sqlite => WHILE_IT_STARTS,
            Database::Postgres => WHILE_A_SERVER_STARTS,
        }))
    }

    fn end(&mut self) -> anyhow::Result<bool> {
        self.load.may_end();
        self.machine.mounted.cut_after(self.operations);
        self.served.process.terminate()?;
        self.served.process.wait()?;
        self.machine.server.end()?;
        Ok(self.machine.mounted.wait_for_cut(NOW))
    }

    fn rekey(&mut self) -> anyhow::Result<bool> {
        self.load.may_end();
        self.served.process.terminate()?;
        self.served.process.wait()?;
        self.machine.mounted.cut_after(self.operations);
        // They were there after their own cut, and would need the old master key.
        self.acknowledged.backups.clear();
        Process::of(self.machine.store.configured(&["rekey"]))?.wait()?;
        Ok(self.machine.mounted.wait_for_cut(NOW))
    }

    /// Whoever ends of it is started again, and nothing was written in vain.
    fn failed_sync(&mut self, syncs: u64) -> anyhow::Result<bool> {
        if self.database == Database::Sqlite {
            self.load.may_end();
        }
        self.machine.mounted.fail_sync_after(syncs);
        ensure!(self.machine.mounted.wait_for_failure(WHILE_IT_RUNS), "no sync has failed");
        if self.database == Database::Sqlite && self.served.process.ends(UNTIL_IT_ENDS)? {
            self.served = self.machine.store.serve()?;
            let load = Load::start(&self.served.listen, &self.machine.mounted.power());
            let earlier = std::mem::replace(&mut self.load, load);
            self.acknowledged.add(earlier.finish()?);
        }
        self.load.wait_for(self.load.acknowledged() + AFTERWARDS)?;
        Ok(self.cut(WHILE_IT_RUNS))
    }

    /// The server may end meanwhile, and the Store waits.
    fn full_disk(&mut self) -> anyhow::Result<bool> {
        self.machine.mounted.set_full(true);
        self.load.wait_for_refused(REFUSED)?;
        self.machine.server.fill_log();
        self.load.wait_for_refused(2 * REFUSED)?;
        self.machine.mounted.set_full(false);
        self.machine.server.is_up_again()?;
        self.load.wait_for(self.load.acknowledged() + AFTERWARDS)?;
        Ok(self.cut(WHILE_IT_RUNS))
    }
}
