//! The folder of a Store, for a database that comes from elsewhere.

use super::{
    error::DataDirError,
    folder::DataDir,
    given_key,
    made::{self, Made},
};
use crate::seal::Seal;
use std::path::Path;

impl DataDir {
    /// Makes the folder, where there is none, with a copy of a master key, if one is given, and has the database made, which
    /// may fail by what `is_made` says of it: what was made before goes again then. Where there is a master key, given or not,
    /// that is what server keys are to be sealed with.
    pub(crate) fn receive<T, E: From<DataDirError>>(
        &self,
        master_key: Option<&Path>,
        warn: impl FnMut(&str),
        receive: impl FnOnce(Option<&Seal>) -> Result<T, E>,
        is_made: impl FnOnce(&T) -> bool,
    ) -> Result<T, E> {
        let mut made = Made::default();
        made.folder(self.path())?;
        let key = given_key::read(self, &mut made, master_key, warn)?;
        // Before there is a database that needs it.
        made::sync(self.path())?;
        let received = receive(key.map(|key| key.seal()).as_ref())?;
        if is_made(&received) {
            made.keep();
        }
        Ok(received)
    }
}
