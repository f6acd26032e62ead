//! The configuration: one TOML file.

mod mistake;
mod sections;
mod values;

pub(crate) use sections::{
    Address, Explain, Key, Limits, Listen, Log, LogFormat, LogLevel, Policy, Source, Tls,
};

use crate::{Error, keys, tls};
use sections::{KeyKeys, ListenKeys};
use serde::Deserialize;
use std::{
    fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};
use toml::Spanned;

/// What a gateway listens on, whom it believes, which keys it accepts, and its limits: one TOML file, read and checked.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use store_auth_gateway::Config;
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("gateway.toml");
/// std::fs::write(&path, "[[listen]]\ntpc = '127.0.0.1:9180'\n")?;
/// let error = Config::read(&path).unwrap_err().to_string();
/// assert!(error.ends_with("gateway.toml, line 2: unknown key `tpc`: did you mean `tcp`?"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) listen: Vec<Listen>,
    pub(crate) admin: Option<Address>,
    pub(crate) source: Source,
    pub(crate) keys: Vec<Key>,
    pub(crate) policy: Policy,
    pub(crate) limits: Limits,
    pub(crate) log: Log,
    pub(crate) explain: Explain,
    pub(crate) workers: Option<NonZeroUsize>,
    /// Where it was read from, to be read again.
    pub(crate) path: PathBuf,
}

/// The sections as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sections {
    #[serde(default)]
    listen: Vec<Spanned<ListenKeys>>,
    admin: Option<Address>,
    request: Source,
    #[serde(default)]
    key: Vec<Spanned<KeyKeys>>,
    #[serde(default)]
    policy: Policy,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    log: Log,
    #[serde(default)]
    explain: Explain,
    workers: Option<NonZeroUsize>,
}

impl Config {
    /// Reads a file. Paths in it are relative to the folder that it is in.
    ///
    /// # Errors
    /// An [`Error`] that names the file and the line: of what is not TOML, of a key that is not known, or of a value
    /// that is of no use.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path)
            .map_err(|error| Error::Config { path: path.to_owned(), error })?;
        let mistake = |offset, problem| Error::Mistake {
            path: path.to_owned(),
            line: mistake::line(&text, offset),
            problem,
        };
        let sections: Sections = toml::from_str(&text).map_err(|error| {
            mistake(error.span().map_or(0, |span| span.start), mistake::problem(&error))
        })?;
        let mut config = Self {
            listen: each(sections.listen, mistake)?,
            admin: sections.admin,
            source: sections.request,
            keys: each(sections.key, mistake)?,
            policy: sections.policy,
            limits: sections.limits,
            log: sections.log,
            explain: sections.explain,
            workers: sections.workers,
            path: path.to_owned(),
        };
        config.resolve(path.parent().unwrap_or(Path::new("")));
        config.require()?;
        Ok(config)
    }

    /// Reads the files that it names as well, and says what an operator should know of them.
    ///
    /// # Errors
    /// An [`Error`] that names the file: of a key or certificate that cannot be read or is of no use.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        let mut warnings = self.warnings();
        keys::verifier(self, |warning| warnings.push(warning.to_owned()))?;
        for tls in self.listen.iter().filter_map(|listen| listen.tls.as_ref()) {
            tls::server_config(tls)?;
        }
        Ok(warnings)
    }

    /// What can be said without reading any other file.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Some(Address::Tcp(address)) = &self.admin
            && !address.ip().is_loopback()
        {
            warnings.push(format!(
                "[admin] {address}: whoever can reach it sees the metrics; expected a loopback address or a Unix socket"
            ));
        }
        for listen in &self.listen {
            if let (Address::Tcp(address), None) = (&listen.address, &listen.tls)
                && !address.ip().is_loopback()
            {
                warnings.push(format!(
                    "[[listen]] {address}: signatures reach it in the clear; expected TLS, a loopback address or a Unix socket"
                ));
            }
        }
        warnings
    }

    /// What must be there though no one line is at fault.
    fn require(&self) -> Result<(), Error> {
        let missing = if self.listen.is_empty() {
            "no [[listen]]: expected at least one, such as tcp = \"127.0.0.1:9180\""
        } else if self.keys.is_empty() {
            "no [[key]]: expected at least one, such as file = \"server.key\""
        } else if self.explain.per_minute > 0 && self.log.level < LogLevel::Info {
            "[explain] per_minute: expected [log] level \"info\" or \"debug\", at which explanations are logged"
        } else {
            return Ok(());
        };
        Err(Error::Missing { path: self.path.clone(), problem: missing })
    }

    fn resolve(&mut self, folder: &Path) {
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
        for key in &mut self.keys {
            if let Key { file: Some(path), .. } = key {
                resolve(path);
            }
        }
    }
}

/// What sections that may come several times say, each with its own place for what is wrong with it.
fn each<K, T: TryFrom<K, Error = &'static str>>(
    sections: Vec<Spanned<K>>,
    mistake: impl Fn(usize, String) -> Error,
) -> Result<Vec<T>, Error> {
    let read = |section: Spanned<K>| {
        let offset = section.span().start;
        section.into_inner().try_into().map_err(|problem: &str| mistake(offset, problem.to_owned()))
    };
    sections.into_iter().map(read).collect()
}
