//! What a configuration leads to, before anything is served.

use crate::{config::Config, error::Error, keys};
use store_auth_serve as serve;

impl Config {
    /// Reads the files that it names as well, tries its addresses, and says what an operator should know of them.
    ///
    /// A credential is looked at only in a process that systemd has passed it to.
    ///
    /// # Errors
    /// An [`Error`] that names the file: of a key or certificate that cannot be read or is of no use; or the address
    /// that cannot be listened on.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let mut warnings = self.warnings();
        keys::check(self, |warning| warnings.push(warning.to_owned()))?;
        warnings.extend(serve::check(&self.server)?);
        Ok(warnings)
    }
}
