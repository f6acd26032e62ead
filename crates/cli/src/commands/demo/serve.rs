//! `storeauth demo --serve`

mod data_server;
mod pages;
mod serving;
mod to_try;

use super::running::{Running, ask_to_end};
use crate::output::report::print;
use anyhow::Context;
use data_server::DataServer;
use pages::Places;
use serving::{ANY, Bound, Serving};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};
use std::{net::SocketAddr, thread};
use to_try::ToTry;

#[derive(Debug, clap::Args)]
pub(super) struct ServeArgs {
    /// Serve a Store, a data server, and a widget in a Viewer on this machine, until Ctrl-C
    ///
    /// What it prints are the pages to open, and commands to try.
    #[arg(long)]
    pub(super) serve: bool,

    /// Where the Viewer is, an address of this machine alone [default: on a port that the system picks, as the others are]
    #[arg(long, value_name = "ADDRESS", requires = "serve", value_parser = loopback)]
    listen: Option<SocketAddr>,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback());
    address
        .ok_or_else(|| "expected an address of this machine alone, such as 127.0.0.1:8072".into())
}

pub(super) fn run(args: &ServeArgs) -> anyhow::Result<()> {
    // From here on none of these ends the process, and leaves the temporary folder behind.
    let signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).context("signals")?;
    let viewer = Bound::at(args.listen.unwrap_or(ANY))?;
    let [widget, data_server] = [Bound::at(ANY)?, Bound::at(ANY)?];
    let store = Running::start()?;

    let keys = store.folder().join("data-server");
    let places =
        Places { widget: &widget.url, store: &store.listen, data_server: &data_server.url };
    let pages = pages::router(&places);
    let to_try = ToTry { store: &store, viewer: &viewer.url, keys: &keys, places }.to_string();
    let mut serving = Serving::start()?;
    serving.add(data_server, DataServer::new(&keys)?.router())?;
    serving.add(widget, pages.clone())?;
    serving.add(viewer, pages)?;

    let printed = print(&to_try);
    if printed.is_err() {
        // Nobody knows where it is.
        ask_to_end()?;
    }
    end_with_a_signal(signals)?;
    let ended = store.wait();
    serving.end();
    printed.and(ended)
}

/// Has the Store end on each of them, also on one that came before it could: SIGHUP, with which a terminal goes, would have
/// it read its configuration again.
fn end_with_a_signal(mut signals: Signals) -> anyhow::Result<()> {
    let wait = move || {
        signals.forever().next();
        ask_to_end()
    };
    thread::Builder::new().name("signals".into()).spawn(wait).context("threads")?;
    Ok(())
}
