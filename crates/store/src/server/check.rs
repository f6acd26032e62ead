//! What a configuration leads to, before a Store is served.

use super::{AT_START, StartError};
use crate::{
    config::Config,
    data_dir::{DataDir, MasterKey},
};

impl Config {
    /// Reads the files that it names, tries its addresses, looks whether the folder has a database, and says what an operator
    /// should know. The database is not opened: it may be served meanwhile.
    ///
    /// A credential is looked at only in a process that systemd has passed it to.
    ///
    /// # Errors
    /// A [`StartError`] that names the file or address, of what [`StoreServer::bind`](super::StoreServer::bind) would refuse.
    pub fn check(&self, data: &DataDir) -> Result<Vec<String>, StartError> {
        let mut warnings = self.warnings();
        data.expect_database()?;
        match self.master_key_file(data) {
            Ok(path) => {
                MasterKey::read(&path, AT_START, |warning| warnings.push(warning.to_owned()))?;
            }
            Err(error) => warnings.push(format!("{error}; not looked at")),
        }
        warnings.extend(store_auth_serve::check(&self.server)?);
        Ok(warnings)
    }
}
