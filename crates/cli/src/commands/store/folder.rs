//! The options of commands that open the folder of a Store themselves.

use anyhow::Result;
use clap::ValueHint;
use std::path::PathBuf;
use store_auth_store::{Addresses, Config, DataDir};

#[derive(Debug, clap::Args)]
pub(super) struct Folder {
    /// The folder of the Store
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data: PathBuf,

    /// Its configuration, where that says where the master key or the database is
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
}

impl Folder {
    pub(super) fn data(&self) -> DataDir {
        DataDir::new(&self.data)
    }

    pub(super) fn config(&self) -> Result<Config> {
        Ok(Config::read(self.config.as_deref(), Addresses::default())?)
    }
}
