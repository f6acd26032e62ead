//! The catalogue that calls are answered by.

use crate::{catalogue::Catalogue, model::Edit, seal::SealError};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// Edits that are put into the catalogue while nobody reads it.
const AT_ONCE: usize = 1024;

/// The catalogue that calls are answered by, and the one way to bring it to a later version.
#[derive(Debug)]
pub(crate) struct Served(RwLock<Catalogue>);

impl Served {
    pub(crate) fn new(catalogue: Catalogue) -> Self {
        Self(RwLock::new(catalogue))
    }

    /// The catalogue as it is now. Whoever writes waits until this is dropped.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Catalogue> {
        // Whoever panicked while he wrote has put whole things into it.
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the edits into it that make a version, bit by bit: while there is a writer nobody reads. One caller at a time.
    pub(crate) fn bring_to(&self, version: u64, edits: Vec<Edit>) -> Result<(), SealError> {
        let write = || self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut edits = edits.into_iter();
        while edits.len() > 0 {
            let mut catalogue = write();
            for edit in edits.by_ref().take(AT_ONCE) {
                catalogue.apply(edit)?;
            }
        }
        write().version = version;
        Ok(())
    }
}
