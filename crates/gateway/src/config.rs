//! The configuration: one TOML file.

mod sections;

pub(crate) use sections::{Explain, Key, Policy, Source};

use crate::error::Error;
use chrono::{DateTime, Utc};
use sections::KeyKeys;
use serde::Deserialize;
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::SystemTime,
};
use store_auth::Iso8601;
use store_auth_serve::config::{
    Address, ConfigFile, Limits, ListenKeys, Log, LogLevel, Settings, Spanned,
};

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
    /// Its sockets, limits and logs.
    pub(crate) server: Settings,
    pub(crate) source: Source,
    pub(crate) keys: Vec<Key>,
    pub(crate) policy: Policy,
    pub(crate) explain: Explain,
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
        Self::of(path, &ConfigFile::read(path)?)
    }

    /// Reads it while it is in force.
    pub(crate) fn read_again(path: &Path) -> Result<Self, Error> {
        Self::of(path, &ConfigFile::read_again(path)?)
    }

    fn of(path: &Path, file: &ConfigFile) -> Result<Self, Error> {
        let sections: Sections = file.sections()?;
        let mut config = Self {
            server: Settings {
                listen: file.each(sections.listen)?,
                admin: sections.admin,
                limits: sections.limits,
                log: sections.log,
                workers: sections.workers,
            },
            source: sections.request,
            keys: file.each(sections.key)?,
            policy: sections.policy,
            explain: sections.explain,
            path: path.to_owned(),
        };
        config.resolve(file.folder());
        if let Some(problem) = config.missing() {
            return Err(file.missing(problem).into());
        }
        match config.conflict(SystemTime::now().into()) {
            Some(problem) => Err(file.conflict(problem).into()),
            None => Ok(config),
        }
    }

    /// What can be said without reading any other file.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = self.server.warnings("signatures");
        if let Some(end) = self.end() {
            warnings.push(format!(
                "[[key]]: every key has an `accept_until`: nobody is let in after {}",
                Iso8601(end)
            ));
        }
        warnings.extend(self.policy.warnings().map(str::to_owned));
        warnings
    }

    /// Until when anybody is let in, where that has an end.
    fn end(&self) -> Option<DateTime<Utc>> {
        let ends = self.keys.iter().map(|key| key.accept_until);
        ends.collect::<Option<Vec<_>>>().and_then(|ends| ends.into_iter().max())
    }

    /// What does not go together, as of `now`.
    fn conflict(&self, now: DateTime<Utc>) -> Option<String> {
        if let Some(end) = self.end().filter(|end| *end < now) {
            return Some(format!(
                "[[key]]: no key is accepted any more, the last was until {}: expected one without \
                 `accept_until`, or with a later one",
                Iso8601(end)
            ));
        }
        self.repeated_key().or_else(|| self.server.conflict())
    }

    /// A file or credential that two keys are read from.
    fn repeated_key(&self) -> Option<String> {
        let is_same =
            |one: &Key, other: &Key| one.file == other.file && one.credential == other.credential;
        self.keys.iter().enumerate().find_map(|(at, key)| {
            let before = self.keys.iter().position(|other| is_same(other, key))?;
            // Its name may be the key itself, by mistake.
            (before < at).then(|| {
                format!(
                    "[[key]] {}: it is read from where [[key]] {} is, expected another place for each key",
                    at + 1,
                    before + 1
                )
            })
        })
    }

    /// What must be there though no one line is at fault.
    fn missing(&self) -> Option<&'static str> {
        if self.server.listen.is_empty() {
            Some("no [[listen]]: expected at least one, such as tcp = \"127.0.0.1:9180\"")
        } else if self.keys.is_empty() {
            Some("no [[key]]: expected at least one, such as file = \"server.key\"")
        } else if self.explain.per_minute > 0 && self.server.log.level < LogLevel::Info {
            Some(
                "[explain] per_minute: expected [log] level \"info\" or \"debug\", at which explanations are logged",
            )
        } else {
            None
        }
    }

    fn resolve(&mut self, folder: &Path) {
        self.server.resolve(folder);
        for path in self.keys.iter_mut().filter_map(|key| key.file.as_mut()) {
            *path = folder.join(&path);
        }
    }
}
