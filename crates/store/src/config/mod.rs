//! The configuration of a Store, a TOML file that need not be there.

mod database;
mod limits;
mod sections;

use crate::{
    data_dir::DataDir,
    db::{DatabasePlace, PostgresPlace},
    public::{ApplicationRules, CallLimits, ClientAddress},
};
use database::DatabaseKeys;
use limits::Limits;
use sections::{Authorization, MasterKeyKeys, MasterKeySource};
use serde::Deserialize;
use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};
use store_auth_serve::{
    Error, NoCredentials,
    config::{Address, ConfigFile, Listen, ListenKeys, Log, Settings, Spanned},
    credential_file,
};

/// What a Store is told: where it listens, how long an authorization holds, how many calls are too many.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use store_auth_store::{Addresses, Config};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("store.toml");
/// std::fs::write(&path, "[authorization]\nlifetime = '90m'\n")?;
/// let error = Config::read(Some(&path), Addresses::default()).unwrap_err().to_string();
/// assert!(error.ends_with("store.toml, line 2: expected a duration from \"2h\" to \"24d\""));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    /// Its sockets, limits of connections and logs.
    pub(crate) server: Settings,
    pub(crate) lifetime: Duration,
    pub(crate) calls: CallLimits,
    pub(crate) client_address: ClientAddress,
    /// Whether strangers may apply, and how many.
    pub(crate) applications: Option<ApplicationRules>,
    pub(crate) master_key: Option<MasterKeySource>,
    database: Option<PostgresPlace>,
    /// Where it was read from, to be read again.
    path: Option<PathBuf>,
    given: Addresses,
}

/// Addresses that take the place of those of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses {
    /// In place of `[[listen]]`, unless it is empty.
    pub listen: Vec<SocketAddr>,
    /// In place of `[admin]`.
    pub admin: Option<SocketAddr>,
}

/// The sections as they are written.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Sections {
    listen: Vec<Spanned<ListenKeys>>,
    admin: Option<Address>,
    limits: Limits,
    log: Log,
    workers: Option<NonZeroUsize>,
    authorization: Authorization,
    client_address: ClientAddress,
    applications: Option<ApplicationRules>,
    master_key: Option<MasterKeyKeys>,
    database: Option<DatabaseKeys>,
}

/// Where Apps ask unless it is said otherwise: only what runs on this machine can.
const LISTEN: SocketAddr = at(8070);
/// Where the admin interface is, likewise.
const ADMIN: SocketAddr = at(8071);

const fn at(port: u16) -> SocketAddr {
    SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

impl Config {
    /// Reads a file; without one, all is as the documentation says. Paths in it are relative to the folder that it is in.
    ///
    /// # Errors
    /// An [`Error`] that names the file and the line: of what is not TOML, of a key that is not known, or of a value
    /// that is of no use.
    pub fn read(path: Option<&Path>, given: Addresses) -> Result<Self, Error> {
        let file = path.map(ConfigFile::read).transpose()?;
        Self::of(path, file.as_ref(), given)
    }

    /// Reads it while it is in force.
    pub(crate) fn read_again(&self) -> Result<Self, Error> {
        let path = self.path.as_deref();
        let file = path.map(ConfigFile::read_again).transpose()?;
        Self::of(path, file.as_ref(), self.given.clone())
    }

    fn of(path: Option<&Path>, file: Option<&ConfigFile>, given: Addresses) -> Result<Self, Error> {
        let sections = file.map_or_else(|| Ok(Sections::default()), ConfigFile::sections)?;
        let listen = file.map_or_else(|| Ok(Vec::new()), |file| file.each(sections.listen))?;
        let (connections, calls) = sections.limits.split();
        let mut config = Self {
            server: Settings {
                listen,
                admin: sections.admin,
                limits: connections,
                log: sections.log,
                workers: sections.workers,
            },
            lifetime: sections.authorization.lifetime,
            calls,
            client_address: sections.client_address,
            applications: sections.applications,
            master_key: sections.master_key.map(|keys| keys.0),
            database: sections.database.map(|keys| keys.0),
            path: path.map(Path::to_owned),
            given,
        };
        if let Some(file) = file {
            config.resolve(file.folder());
        }
        config.give_addresses();
        match (config.server.conflict(), file) {
            (Some(problem), Some(file)) => Err(file.conflict(problem)),
            // Of what was given alone, binding says it as well.
            _ => Ok(config),
        }
    }

    fn give_addresses(&mut self) {
        let in_the_clear =
            |address: &SocketAddr| Listen { address: Address::Tcp(*address), tls: None };
        let server = &mut self.server;
        if !self.given.listen.is_empty() {
            server.listen = self.given.listen.iter().map(in_the_clear).collect();
        } else if server.listen.is_empty() {
            server.listen = vec![in_the_clear(&LISTEN)];
        }
        let admin = server.admin.take().unwrap_or(Address::Tcp(ADMIN));
        server.admin = Some(self.given.admin.map_or(admin, Address::Tcp));
    }

    /// The file that holds the master key of a Store.
    ///
    /// # Errors
    /// [`NoCredentials`]
    pub fn master_key_file(&self, data: &DataDir) -> Result<PathBuf, NoCredentials> {
        match &self.master_key {
            None => Ok(data.master_key()),
            Some(MasterKeySource::File(path)) => Ok(path.clone()),
            Some(MasterKeySource::Credential(name)) => credential_file(name),
        }
    }

    /// Where the database of a Store is: in its folder, unless the configuration names a server.
    #[must_use]
    pub fn database(&self, data: &DataDir) -> DatabasePlace {
        match &self.database {
            Some(place) => place.clone().into(),
            None => (&data.database()).into(),
        }
    }

    /// Whether the master key is a credential of systemd's.
    pub(crate) fn has_credential(&self) -> bool {
        matches!(self.master_key, Some(MasterKeySource::Credential(_)))
    }

    /// What an operator should know of it.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = self.server.warnings("signatures");
        if let Some(address) = &self.server.admin
            && address.is_reachable_from_elsewhere()
        {
            warnings.push(format!(
                "[admin] {address}: tokens and server keys pass it in the clear; expected a loopback address or a Unix socket"
            ));
        }
        if let Some(place) = self.database.as_ref().filter(|place| place.is_in_the_clear()) {
            warnings.push(format!(
                "[database] {place}: everything passes in the clear; expected `sslmode=verify-full`"
            ));
        }
        warnings
    }

    /// The sections that `new` gives otherwise and that take a restart.
    pub(crate) fn fixed_sections_that_differ(&self, new: &Self) -> Vec<&'static str> {
        let mut sections = self.server.changed_sections(&new.server);
        if self.lifetime != new.lifetime {
            sections.push("[authorization]");
        }
        if self.master_key != new.master_key {
            sections.push("[master_key]");
        }
        if self.database != new.database {
            sections.push("[database]");
        }
        sections
    }

    fn resolve(&mut self, folder: &Path) {
        self.server.resolve(folder);
        if let Some(MasterKeySource::File(path)) = &mut self.master_key {
            *path = folder.join(&path);
        }
        if let Some(place) = &mut self.database {
            place.resolve(folder);
        }
    }
}
