//! What a configuration leads to, before a Store is served.

use super::{AT_START, StartError};
use crate::{
    config::Config,
    data_dir::{DataDir, MasterKey},
    upkeep,
};

impl Config {
    /// Reads the files that it names, tries its addresses, looks whether there is a database, and says what an operator
    /// should know. A database in the folder is not opened: it may be served meanwhile. One at a server is connected to.
    ///
    /// A credential is looked at only in a process that systemd has passed it to.
    ///
    /// # Errors
    /// A [`StartError`] that names the file, address or database, of what
    /// [`StoreServer::bind`](super::StoreServer::bind) would refuse.
    pub fn check(&self, data: &DataDir) -> Result<Vec<String>, StartError> {
        let mut warnings = self.warnings();
        let database = self.database(data);
        data.expect(&database)?;
        match self.master_key_file(data) {
            Ok(path) => {
                MasterKey::read(&path, AT_START, |warning| warnings.push(warning.to_owned()))?;
            }
            Err(error) => warnings.push(format!("{error}; not looked at")),
        }
        upkeep::try_server(data, &database)?;
        warnings.extend(store_auth_serve::check(&self.server)?);
        Ok(warnings)
    }
}
