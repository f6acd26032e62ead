//! A Store for the time of a demonstration: from nothing, in a temporary folder, on ports that the system picks.

use crate::store_api::{At, Client};
use anyhow::{Context, anyhow};
use rustix::process::{Signal, getpid, kill_process};
use serde_json::Value;
use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    thread::{self, JoinHandle},
};
use store_auth_store::{Addresses, Config, DataDir, StartError, StoreServer};
use tempfile::TempDir;

pub(super) struct Running {
    /// Where Apps ask.
    pub(super) listen: String,
    pub(super) admin: Client,
    thread: JoinHandle<Result<(), StartError>>,
    _folder: TempDir,
}

/// What a demonstration prints is enough: its Store logs what goes wrong alone.
const CONFIG: &str = "workers = 1\n[log]\nlevel = \"error\"\n";

impl Running {
    pub(super) fn start() -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("temporary folder")?;
        let data = DataDir::new(&folder.path().join("store"));
        data.init()?;
        let config = folder.path().join("store.toml");
        fs::write(&config, CONFIG).context("temporary folder")?;
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let given = Addresses { listen: vec![any], admin: Some(any) };
        let server = StoreServer::bind(Config::read(Some(&config), given)?, &data)?;
        let listen = data.listening()?.listen;
        let listen = listen.into_iter().next().context("the Store listens nowhere")?;
        let at = At { data: Some(data.path().to_owned()), ..At::default() };
        let admin = at.client()?;
        let thread = thread::Builder::new().name("serve".into()).spawn(|| server.run())?;
        Ok(Self { listen, admin, thread, _folder: folder })
    }

    /// What an App is answered.
    pub(super) fn call(&self, target: &str) -> anyhow::Result<Value> {
        let asked = ureq::get(format!("{}{target}", self.listen)).call();
        let text = asked.and_then(|mut answer| answer.body_mut().read_to_string());
        let text = text.with_context(|| self.listen.clone())?;
        serde_json::from_str(&text).context("the Store's answer: expected JSON")
    }

    /// Ends it as an operator does. It must have answered: from then on the signal is its own.
    pub(super) fn end(self) -> anyhow::Result<()> {
        kill_process(getpid(), Signal::TERM).context("signal")?;
        let ended = self.thread.join().map_err(|_| anyhow!("the Store panicked"))?;
        ended.context("the Store")
    }
}
