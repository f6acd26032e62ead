//! HTTP services on loopback, beside the Store.

use anyhow::Context;
use axum::Router;
use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    time::Duration,
};
use tokio::{
    runtime::{self, Runtime},
    sync::watch,
    task::JoinSet,
    time::timeout,
};

/// For answers that are under way at the end. A connection on which nothing was asked yet would last as long as its client.
const ENDING: Duration = Duration::from_secs(1);

/// A port that the system picks.
pub(super) const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// A socket that is bound, before what answers on it is made: that may have to know where all of them are.
#[derive(Debug)]
pub(super) struct Bound {
    listener: TcpListener,
    /// Without a slash at its end.
    pub(super) url: String,
}

impl Bound {
    pub(super) fn at(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(address).with_context(|| address.to_string())?;
        listener.set_nonblocking(true).context("listener")?;
        let url = format!("http://{}", listener.local_addr().context("listener")?);
        Ok(Self { listener, url })
    }
}

#[derive(Debug)]
pub(super) struct Serving {
    runtime: Runtime,
    services: JoinSet<()>,
    /// Its end is theirs.
    goes_on: watch::Sender<()>,
}

impl Serving {
    pub(super) fn start() -> anyhow::Result<Self> {
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let (goes_on, _) = watch::channel(());
        Ok(Self { runtime: runtime.context("runtime")?, services: JoinSet::new(), goes_on })
    }

    pub(super) fn add(&mut self, bound: Bound, router: Router) -> anyhow::Result<()> {
        let _runtime = self.runtime.enter();
        let listener = tokio::net::TcpListener::from_std(bound.listener).context("listener")?;
        let mut goes_on = self.goes_on.subscribe();
        let service = axum::serve(listener, router).with_graceful_shutdown(async move {
            // An error says that it has ended.
            while goes_on.changed().await.is_ok() {}
        });
        self.services.spawn(async move {
            // It has no end but this one, and no error.
            let _ = service.await;
        });
        Ok(())
    }

    pub(super) fn end(self) {
        let Self { runtime, services, goes_on } = self;
        drop(goes_on);
        // What is left then is broken off, with the runtime.
        let _ = runtime.block_on(async { timeout(ENDING, services.join_all()).await });
    }
}
