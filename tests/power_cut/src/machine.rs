//! What runs on a disk until its power is cut.

use crate::{
    cluster::Cluster,
    database::{Database, Weakness},
    disk::Disk,
    mounted::Mounted,
    store::Store,
};
use std::path::Path;

#[derive(Debug)]
pub(crate) struct Machine {
    pub(crate) store: Store,
    pub(crate) server: Server,
    pub(crate) mounted: Mounted,
}

impl Machine {
    /// Mounts a disk below a folder.
    pub(crate) fn new(
        program: &Path,
        folder: &Path,
        disk: Disk,
        database: Database,
    ) -> anyhow::Result<Self> {
        let beside = folder.join("beside");
        let mounted = Mounted::new(&folder.join("disk"), disk)?;
        let cluster = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(Cluster::of(mounted.path(), &beside)?),
        };
        let url = cluster.as_ref().map(Cluster::url);
        let store = Store::new(program, mounted.path(), &beside, url.as_deref())?;
        Ok(Self { store, server: Server(cluster), mounted })
    }

    /// Has something do less than it says from now on.
    pub(crate) fn weaken(&self, weakness: Weakness) -> anyhow::Result<()> {
        match weakness {
            Weakness::Disk(syncs) => self.mounted.set_syncs(syncs),
            Weakness::Server => {
                if let Some(cluster) = &self.server.0 {
                    cluster.put_off_commits()?;
                }
            }
        }
        Ok(())
    }

    /// The disk, once there is no process any more that uses it.
    pub(crate) fn stop(self) -> anyhow::Result<Disk> {
        let Self { mut server, mounted, .. } = self;
        if mounted.power().is_cut() {
            server.kill()?;
        } else {
            server.end()?;
        }
        mounted.unmount()
    }
}

/// The server of the Store's database. Where that is a file, there is nothing to do.
#[derive(Debug)]
pub(crate) struct Server(Option<Cluster>);

impl Server {
    /// Makes it, with a database in which there is nothing.
    pub(crate) fn make(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), Cluster::make)
    }

    /// Starts it and waits until it answers.
    pub(crate) fn start(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), Cluster::start)
    }

    /// Starts it, and does not wait.
    pub(crate) fn spawn(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), Cluster::spawn)
    }

    pub(crate) fn end(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), Cluster::end)
    }

    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), Cluster::kill)
    }

    /// Writes much to its log.
    pub(crate) fn fill_log(&self) {
        if let Some(cluster) = &self.0 {
            cluster.fill_log();
        }
    }

    /// Starts it where it has ended, and waits until it answers.
    pub(crate) fn is_up_again(&mut self) -> anyhow::Result<()> {
        self.0.as_mut().map_or(Ok(()), Cluster::is_up_again)
    }
}
