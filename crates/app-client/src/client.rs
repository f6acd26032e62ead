//! The App's side, as an App sees it.

use crate::{
    app::{App, Heard},
    error::Error,
    running::{Running, Start},
    state::State,
};
use std::sync::Arc;
use tokio::sync::watch;

/// Asks the Store whether the App is authorized, keeps the answer, and signs data requests.
///
/// [`start`](Self::start) has it ask at the right times; [`authorize`](Self::authorize) asks once, for who wants no
/// timers. Clones are the same client.
///
/// ```
/// use store_auth_client::{AppClient, Id, State};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // Nobody listens there.
/// let client = AppClient::builder("http://127.0.0.1:1/", Id::display("XU4XHT8XQDWK"), "123").build()?;
/// assert_eq!(client.state(), State::Starting);
/// assert_eq!(client.authorize().await, State::Unreachable { reason: "network".to_owned() });
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AppClient {
    pub(crate) app: Arc<App>,
    pub(crate) http: reqwest::Client,
}

impl AppClient {
    pub(crate) fn new(app: App, http: reqwest::Client) -> Self {
        Self { app: Arc::new(app), http }
    }

    /// Asks at the right times until what is returned is dropped, in a task of its own.
    ///
    /// What is kept in the [cache file](crate::Builder::cache_file) is known when this returns. Starting again begins anew, and
    /// ends the start before.
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub fn start(&self) -> Running {
        Running::spawn(Start::of(Arc::clone(&self.app)))
    }

    /// The same as a future, which asks for as long as it is polled, and ends when it is dropped.
    pub fn run(&self) -> impl Future<Output = ()> + Send + use<> {
        Start::of(Arc::clone(&self.app)).drive()
    }

    /// The state now.
    #[must_use]
    pub fn state(&self) -> State {
        self.app.state()
    }

    /// The state, as it changes. [`state`](Self::state) is the truth: a receiver learns up to ten minutes later that a
    /// clock jumped over the expiry.
    #[must_use]
    pub fn states(&self) -> watch::Receiver<State> {
        self.app.states()
    }

    /// Asks the Store if it is time to, and gives what is known then.
    ///
    /// It is time at first, unless what is kept was received less than five minutes ago; then in good time before the
    /// expiry, or an hour after a denial or a failure. An ask that is under way is waited for.
    pub async fn authorize(&self) -> State {
        self.app.know();
        self.app.hear(Heard::Woke);
        // Another start may have taken its place meanwhile.
        while let Some(ask) = self.app.ask() {
            ask.await;
        }
        self.app.state()
    }

    /// Says that the machine woke, or its clock was set: a client that is started looks at once whether it is time to
    /// ask. It would notice within ten minutes.
    pub fn wake(&self) {
        if self.app.is_running() {
            self.app.hear(Heard::Woke);
        }
    }

    /// Says that the network is back. A client that is started asks at once where the last ask failed, but no oftener
    /// than once in five minutes.
    pub fn online(&self) {
        if self.app.is_running() {
            self.app.hear(Heard::Online);
        }
    }

    /// What a request to this data server carries, to be put into the query of its URL: the id, the product code, the
    /// expiry and the signature. It is good until the expiry.
    ///
    /// # Errors
    /// [`Error::NotAuthorized`] where nothing in force is held, [`Error::NoSignature`] where the Store did not sign for
    /// this server.
    pub fn signed_query(&self, server: &str) -> Result<String, Error> {
        let held =
            self.app.in_force().ok_or_else(|| Error::NotAuthorized { state: self.state() })?;
        self.app.settings.signed_query(&held, server).ok_or_else(|| Error::NoSignature {
            server: server.to_owned(),
            signed: held.record.signatures.into_keys().collect(),
        })
    }

    /// Says that this data server answered 401 to a request with such a [signed query](Self::signed_query), and gives
    /// the query to try once more with, if there is another.
    ///
    /// That is what is held by now, if it is something else; otherwise what the Store answers: it is asked at once, but
    /// for this no oftener than once in five minutes.
    pub async fn rejected(&self, server: &str, query: &str) -> Option<String> {
        let held = self.app.held()?;
        if self.app.settings.signed_query(&held, server).as_deref() == Some(query) {
            self.rejected_as_held();
            let mut is_authorized = false;
            while let Some(ask) = self.app.ask() {
                is_authorized = ask.await;
            }
            if !is_authorized {
                return None;
            }
        }
        self.signed_query(server).ok()
    }

    /// A data server answered 401 to what is held: for simulations, which have no data servers.
    #[doc(hidden)]
    pub fn rejected_as_held(&self) {
        self.app.hear(Heard::Rejected);
    }
}
