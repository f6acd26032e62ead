//! What those sections say together.

use super::sections::{Address, Limits, Listen, Log};
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    thread,
};

/// What a server is told of its sockets, limits and logs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `[[listen]]`: where it serves.
    pub listen: Vec<Listen>,
    /// `[admin]`: where it tells of itself, if it does.
    pub admin: Option<Address>,
    /// `[limits]`
    pub limits: Limits,
    /// `[log]`
    pub log: Log,
    /// Threads that accept and answer; as many as there are cores unless it is given.
    pub workers: Option<NonZeroUsize>,
}

impl Settings {
    /// Takes relative paths as those of `folder`.
    pub fn resolve(&mut self, folder: &Path) {
        let resolve = |path: &mut PathBuf| *path = folder.join(&path);
        for listen in &mut self.listen {
            if let Address::Unix { path, .. } = &mut listen.address {
                resolve(path);
            }
            if let Some(tls) = &mut listen.tls {
                resolve(&mut tls.certificate);
                resolve(&mut tls.private_key);
            }
        }
        if let Some(Address::Unix { path, .. }) = &mut self.admin {
            resolve(path);
        }
    }

    /// What an operator should know of them. `secret` is what clients send that others must not read.
    ///
    /// ```
    /// use store_auth_serve::config::{Address, Listen, Settings};
    ///
    /// let listen = Listen { address: Address::Tcp(([0, 0, 0, 0], 80).into()), tls: None };
    /// let settings = Settings { listen: vec![listen], ..Settings::default() };
    /// assert_eq!(
    ///     settings.warnings("passwords"),
    ///     ["[[listen]] 0.0.0.0:80: passwords reach it in the clear; expected TLS, a loopback address or a Unix socket"],
    /// );
    /// ```
    #[must_use]
    pub fn warnings(&self, secret: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Some(address) = &self.admin
            && address.is_reachable_from_elsewhere()
        {
            warnings.push(format!(
                "[admin] {address}: whoever can reach it sees the metrics; expected a loopback address or a Unix socket"
            ));
        }
        for Listen { address, .. } in self.listen.iter().filter(|listen| listen.is_in_the_clear()) {
            warnings.push(format!(
                "[[listen]] {address}: {secret} reach it in the clear; expected TLS, a loopback address or a Unix socket"
            ));
        }
        warnings
    }

    /// The certificates and their keys, to be [watched](crate::Watch).
    pub fn tls_files(&self) -> impl Iterator<Item = PathBuf> + '_ {
        let tls = self.listen.iter().filter_map(|listen| listen.tls.as_ref());
        tls.flat_map(|tls| [tls.certificate.clone(), tls.private_key.clone()])
    }

    /// The sections that `new` gives otherwise, by their names. A server keeps those that it has started with.
    #[must_use]
    pub fn changed_sections(&self, new: &Self) -> Vec<&'static str> {
        let sections = [
            ("[[listen]]", self.listen == new.listen),
            ("[admin]", self.admin == new.admin),
            ("[limits]", self.limits == new.limits),
            ("[log]", self.log == new.log),
            ("workers", self.workers == new.workers),
        ];
        sections.into_iter().filter(|(_, same)| !same).map(|(section, _)| section).collect()
    }

    pub(crate) fn worker_count(&self) -> usize {
        self.workers.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
    }
}
