//! What a configuration leads to, before anything is served.

use crate::{config::Config, error::Error, keys};
use store_auth_serve::Certificates;

impl Config {
    /// Reads the files that it names as well, and says what an operator should know of them.
    ///
    /// # Errors
    /// An [`Error`] that names the file: of a key or certificate that cannot be read or is of no use.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let mut warnings = self.warnings();
        keys::verifier(self, |warning| warnings.push(warning.to_owned()))?;
        Certificates::read(&self.server.listen)?;
        Ok(warnings)
    }
}
