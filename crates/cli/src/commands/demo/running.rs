//! A Store for the time of a demonstration: from nothing, in a temporary folder, on ports that the system picks.

use super::catalogue::catalogue;
use crate::store_api::{At, Client};
use anyhow::{Context, anyhow};
use rustix::process::{Signal, getpid, kill_process};
use serde_json::Value;
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    thread::{self, JoinHandle},
};
use store_auth_store::{Addresses, Config, DataDir, StartError, StoreServer};
use tempfile::TempDir;

pub(crate) struct Running {
    /// Where Apps ask.
    pub(crate) listen: String,
    pub(crate) admin: Client,
    thread: JoinHandle<Result<(), StartError>>,
    folder: TempDir,
}

/// The folder of the Store in the temporary one.
const DATA: &str = "store";

/// What a demonstration prints is enough: its Store logs what goes wrong alone. Whoever ends it does not want to wait.
const CONFIG: &str = "\
workers = 1
[limits]
drain_time = \"1s\"
[log]
level = \"error\"
";

impl Running {
    /// One that sells [`catalogue`], and has answered: from now on SIGTERM and SIGINT are its own.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("storeauth-demo-").tempdir();
        let folder = folder.context("temporary folder")?;
        let data = DataDir::new(&folder.path().join(DATA));
        let config = folder.path().join("store.toml");
        fs::write(&config, CONFIG).context("temporary folder")?;
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let given = Addresses { listen: vec![any], admin: Some(any) };
        let config = Config::read(Some(&config), given)?;
        data.init(&config.database(&data))?;
        let server = StoreServer::bind(config, &data)?;
        let listen = data.listening()?.listen;
        let listen = listen.into_iter().next().context("the Store listens nowhere")?;
        let at = At { data: Some(data.path().to_owned()), ..At::default() };
        let admin = at.client()?;
        let thread = thread::Builder::new().name("serve".into()).spawn(|| server.run())?;
        let mut document = &*catalogue().to_string().into_bytes();
        admin.upload("/import", &[], "application/json", &mut document)?;
        Ok(Self { listen, admin, thread, folder })
    }

    /// The temporary folder. Whatever is in it is removed at the end.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder of the Store, in it.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder().join(DATA)
    }

    /// What an App is answered.
    pub(crate) fn call(&self, target: &str) -> anyhow::Result<Value> {
        let asked = ureq::get(format!("{}{target}", self.listen)).call();
        let text = asked.and_then(|mut answer| answer.body_mut().read_to_string());
        let text = text.with_context(|| self.listen.clone())?;
        serde_json::from_str(&text).context("the Store's answer: expected JSON")
    }

    /// Ends it as an operator does.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        ask_to_end()?;
        self.wait()
    }

    /// Waits until somebody has ended it.
    pub(crate) fn wait(self) -> anyhow::Result<()> {
        let ended = self.thread.join().map_err(|_| anyhow!("the Store panicked"))?;
        ended.context("the Store")?;
        self.folder.close().context("temporary folder")
    }
}

/// Asks the Store of this process to end.
pub(crate) fn ask_to_end() -> anyhow::Result<()> {
    kill_process(getpid(), Signal::TERM).context("signal")
}
