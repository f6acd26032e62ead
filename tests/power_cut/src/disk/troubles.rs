//! What goes wrong with a disk that has power.

#[derive(Debug, Default)]
pub(crate) struct Troubles {
    /// Syncs until one fails, where one is to.
    syncs_left: Option<u64>,
    /// Whether there is no room for a file to grow.
    pub(crate) is_full: bool,
}

impl Troubles {
    /// Has one sync fail once so many more are done. What it was to bring to the disk is given up, as by Linux.
    pub(crate) fn fail_sync_after(&mut self, syncs: u64) {
        self.syncs_left = Some(syncs);
    }

    /// Whether a sync is still to fail.
    pub(crate) fn will_fail(&self) -> bool {
        self.syncs_left.is_some()
    }

    /// Whether the next sync fails.
    pub(super) fn fail_sync(&mut self) -> bool {
        let fails = self.syncs_left == Some(0);
        self.syncs_left = self.syncs_left.and_then(|left| left.checked_sub(1));
        fails
    }
}
