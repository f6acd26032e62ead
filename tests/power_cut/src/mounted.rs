//! A disk that is mounted, and whose power is cut.

use crate::{
    disk::{Disk, Syncs},
    file_system::{FileSystem, Shared},
};
use anyhow::Context;
use fuser::{BackgroundSession, Config, MountOption, SessionACL};
use parking_lot::{Condvar, Mutex};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// It is unmounted when this is dropped.
#[derive(Debug)]
pub(crate) struct Mounted {
    path: PathBuf,
    power: Power,
    session: BackgroundSession,
}

/// Tells whether the power was cut.
#[derive(Clone, Debug)]
pub(crate) struct Power(Arc<Shared>);

impl Power {
    pub(crate) fn is_cut(&self) -> bool {
        self.0.disk.lock().is_cut()
    }
}

impl Mounted {
    /// Only root can.
    pub(crate) fn new(path: &Path, disk: Disk) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared { disk: Mutex::new(disk), cut: Condvar::new() });
        let mut config = Config::default();
        let name = MountOption::FSName("power_cut".into());
        config.mount_options = vec![name, MountOption::DefaultPermissions];
        // A server is another user's.
        config.acl = SessionACL::All;
        let session = fuser::spawn_mount(FileSystem(Arc::clone(&shared)), path, &config);
        let session = session.with_context(|| format!("mounting a disk at {}", path.display()))?;
        Ok(Self { path: path.to_owned(), power: Power(shared), session })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn power(&self) -> Power {
        self.power.clone()
    }

    pub(crate) fn set_syncs(&self, syncs: Syncs) {
        self.power.0.disk.lock().set_syncs(syncs);
    }

    /// Has one sync fail once so many more are done.
    pub(crate) fn fail_sync_after(&self, syncs: u64) {
        self.power.0.disk.lock().troubles().fail_sync_after(syncs);
    }

    /// Waits until that has come, and says whether it has.
    pub(crate) fn wait_for_failure(&self, at_most: Duration) -> bool {
        let end = Instant::now() + at_most;
        while self.power.0.disk.lock().troubles().will_fail() {
            if Instant::now() > end {
                return false;
            }
            thread::sleep(Duration::from_millis(1));
        }
        true
    }

    /// From now on, whether there is no room for a file to grow.
    pub(crate) fn set_full(&self, is_full: bool) {
        self.power.0.disk.lock().troubles().is_full = is_full;
    }

    /// Cuts the power once so many more operations are done that change or sync something.
    pub(crate) fn cut_after(&self, operations: u64) {
        self.power.0.disk.lock().cut_after(operations);
    }

    /// Waits until the power was cut, and where that takes longer cuts it. Says whether it was cut by itself.
    pub(crate) fn wait_for_cut(&self, at_most: Duration) -> bool {
        let end = Instant::now() + at_most;
        let mut disk = self.power.0.disk.lock();
        while !disk.is_cut() {
            if self.power.0.cut.wait_until(&mut disk, end).timed_out() {
                disk.cut_after(0);
                return false;
            }
        }
        true
    }

    /// Nobody may use it any more.
    pub(crate) fn unmount(self) -> anyhow::Result<Disk> {
        let Self { path, power, session } = self;
        let unmounted = session.umount_and_join();
        unmounted.with_context(|| format!("unmounting the disk at {}", path.display()))?;
        let disk = std::mem::replace(&mut *power.0.disk.lock(), Disk::new());
        Ok(disk)
    }
}
