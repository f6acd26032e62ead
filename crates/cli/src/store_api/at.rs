//! Which Store a command is about, and the token for it.

use super::client::Client;
use crate::output::console::warn;
use anyhow::{Context, bail};
use clap::ValueHint;
use std::{
    env,
    fs::File,
    path::{Path, PathBuf},
};
use store_auth_store::{DataDir, read_token};

/// Which Store a command is about.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "The Store")]
pub(crate) struct At {
    /// The URL of its admin interface, such as `http://127.0.0.1:8071`
    ///
    /// Without this option and --data, the environment variable `STOREAUTH_STORE` has it.
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) store: Option<String>,

    /// Its folder, which says where it is served, and has a token for it
    ///
    /// Without this option and --store, the environment variable `STOREAUTH_DATA` names it.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) data: Option<PathBuf>,

    /// File that holds a token; without it, admin.token of the folder
    ///
    /// Without this option and --data, the environment variable `STOREAUTH_TOKEN_FILE` names it.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) token_file: Option<PathBuf>,
}

impl At {
    /// A client of it. What was given as an option counts before any environment variable.
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        let url = self.url()?;
        let token = read_token(&self.token()?, |path| File::open(path), |warning| warn(warning))?;
        Client::new(&url, &token)
    }

    fn url(&self) -> anyhow::Result<String> {
        let of_environment = || env::var("STOREAUTH_STORE").ok().filter(|url| !url.is_empty());
        let url = match (&self.store, &self.data) {
            (Some(url), _) => Some(url.clone()),
            (None, Some(_)) => None,
            (None, None) => of_environment(),
        };
        if let Some(url) = url {
            return Ok(url);
        }
        let folder = self.folder().context(
            "no Store: expected --store URL or --data DIR, or STOREAUTH_STORE or STOREAUTH_DATA with one",
        )?;
        let listening = DataDir::new(&folder).listening()?;
        match listening.admin {
            Some(url) if url.starts_with("http://") => Ok(url),
            Some(socket) => bail!(
                "the admin interface of this Store is on the Unix socket {socket}: expected --store URL, of a proxy before it"
            ),
            None => bail!("{}: no admin interface is served", folder.display()),
        }
    }

    fn token(&self) -> anyhow::Result<PathBuf> {
        if let Some(file) = &self.token_file {
            return Ok(file.clone());
        }
        let of_environment = env::var_os("STOREAUTH_TOKEN_FILE").filter(|name| !name.is_empty());
        let in_folder = |folder: &Path| DataDir::new(folder).admin_token();
        let found = match (&self.data, of_environment) {
            (Some(folder), _) => Some(in_folder(folder)),
            (None, Some(file)) => Some(file.into()),
            (None, None) => self.folder().map(|folder| in_folder(&folder)),
        };
        found.context(
            "no token: expected --token-file FILE or --data DIR, or STOREAUTH_TOKEN_FILE or STOREAUTH_DATA with one",
        )
    }

    fn folder(&self) -> Option<PathBuf> {
        let of_environment = || env::var_os("STOREAUTH_DATA").filter(|name| !name.is_empty());
        self.data.clone().or_else(|| of_environment().map(PathBuf::from))
    }
}
