//! Servers on ports of their own, and a client that asks them.

mod clock;
mod data_server;
mod site;
mod store;

pub(crate) use clock::MovedClock;
pub(crate) use data_server::DataServer;
pub(crate) use site::{Site, certificate};
pub(crate) use store::Store;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use store_auth_client::{AppClient, Builder, Id, State};
use tokio::{sync::watch, time::timeout};

pub(crate) const DISPLAY: &str = "XU4XHT8XQDWK";
pub(crate) const OTHER_DISPLAY: &str = "ABCD1234";
pub(crate) const PRODUCT: &str = "b5d78da0853d97e2ec28feb5e31b9953d9c72420";
/// The id of the data server at the Store.
pub(crate) const SERVER: &str = "RiseFinancial";
pub(crate) const OTHER_SERVER: &str = "Weather1";
pub(crate) const KEY: &str = "e4232e0620f9290025cb3783768c9c8c4686078c";
pub(crate) const OTHER_KEY: &str = "85bb85314f73fa720b1e25a9479e41ac1c5dc5af";

pub(crate) const NOT_ACTIVE: &str = r#"{"authorized":false,"expiry":null,"expiry_time":null,"signatures":null,"error":{"message":"Subscription is not active."}}"#;

/// Who waits for longer waits in vain.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until a state of this name is told.
pub(crate) async fn told(states: &mut watch::Receiver<State>, name: &str) -> State {
    let told = timeout(PATIENCE, states.wait_for(|state| state.name() == name)).await;
    told.expect("expected to be told of it").unwrap().clone()
}

/// Waits until a Store is asked.
pub(crate) async fn hears_of_an_ask(store: &Store) {
    let asked = async {
        while store.asked().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asked).await.expect("expected that the Store is asked");
}

/// A display that is another one from a time on.
#[derive(Clone, Default)]
pub(crate) struct ReplacedDisplay(Arc<AtomicBool>);

impl ReplacedDisplay {
    pub(crate) fn id(&self) -> Id {
        let is_replaced = Arc::clone(&self.0);
        Id::display_from(move || {
            let id = if is_replaced.load(Ordering::Relaxed) { OTHER_DISPLAY } else { DISPLAY };
            async move { Ok::<_, String>(id.to_owned()) }
        })
    }

    /// From now on it is the other.
    pub(crate) fn is_replaced(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A client of this Store for one display and one server.
pub(crate) fn builder(store: &Store) -> Builder {
    AppClient::builder(store.url(), Id::display(DISPLAY), PRODUCT).server(SERVER)
}
