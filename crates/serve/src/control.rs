//! What can be replaced while a server serves.

use crate::{
    certificates::{Certificates, CurrentCertificate},
    config::Listen,
    error::Error,
    listener::Bound,
    parts::Parts,
    watch::Watch,
};
use std::sync::Arc;

/// Why an application is asked to read again what it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// SIGHUP: its configuration may be another.
    Hangup,
    /// One of the files that are watched has changed.
    FilesChanged,
}

/// What can be replaced while a server serves, besides the application's own.
///
/// To put all of a new configuration into force or nothing: read everything first, [the certificates](Self::read_certificates)
/// among it, and replace when nothing can fail any more.
#[derive(Debug)]
pub struct Control {
    listen: Vec<Listen>,
    /// Those of the listeners, in their order.
    shown: Vec<Option<Arc<CurrentCertificate>>>,
    watch: Watch,
    parts: Parts,
}

impl Control {
    pub(crate) fn new(listen: &[Listen], bound: &[Bound], watch: Watch, parts: Parts) -> Self {
        let shown = bound.iter().map(|bound| bound.tls.clone()).collect();
        Self { listen: listen.to_vec(), shown, watch, parts }
    }

    /// Reads the certificates again that the listeners were bound with.
    ///
    /// # Errors
    /// [`Error::Tls`], which names the file that cannot be read, is no regular file, or is of no use.
    pub fn read_certificates(&self) -> Result<Certificates, Error> {
        Certificates::read_again(&self.listen)
    }

    /// Shows these to new connections.
    pub fn show(&mut self, certificates: Certificates) {
        for (shown, config) in self.shown.iter().zip(certificates.of_listeners) {
            if let (Some(shown), Some(config)) = (shown, config) {
                shown.replace(config);
            }
        }
    }

    /// Watches other files from now on.
    pub fn watch(&mut self, watch: Watch) {
        self.watch = watch;
    }

    /// For threads and tasks that the application starts: none of them may die alone.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(crate) async fn changed(&mut self) {
        self.watch.changed().await;
    }
}
