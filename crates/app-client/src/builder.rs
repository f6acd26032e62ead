//! How a client is set up.

use crate::{
    app::App,
    cache_file::CacheFile,
    client::AppClient,
    clock::{Clock, SystemClock},
    http::{self, Http},
    id::Id,
    settings::Settings,
    surroundings::{Keep, Memory, Surroundings},
};
use reqwest::{Client, Url};
use std::{error::Error, path::PathBuf, sync::Arc, time::Duration};
use store_auth::{Field, Malformed};
use store_auth_wire::{ServerId, ServerIdError};

/// The Store signs for no more.
const MOST_SERVERS: usize = 20;

const RENEW_BEFORE: Duration = Duration::from_secs(60 * 60);
const TIMEOUT: Duration = Duration::from_secs(30);

/// Sets up an [`AppClient`].
#[derive(Debug)]
#[must_use = "it is built by `build`"]
pub struct Builder {
    store: String,
    id: Id,
    product_code: String,
    servers: Vec<String>,
    renew_before: Duration,
    timeout: Duration,
    starts_trial: bool,
    cache_file: Option<PathBuf>,
    clock: Option<Arc<dyn Clock>>,
    http: Option<Client>,
    surroundings: Option<Surroundings>,
}

/// Why a client cannot be built.
///
/// ```
/// use store_auth_client::{AppClient, Id};
///
/// let builder = AppClient::builder("https://store.example/", Id::display("XU4XHT8XQDWK"), "123");
/// let error = builder.server("Rise Financial").build().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "server `Rise Financial`: expected 1 to 50 ASCII letters and digits"
/// );
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The Store's URL.
    #[error(
        "store: expected a URL with http:// or https:// and neither query nor fragment, found `{0}`"
    )]
    Store(String),
    /// The id or the product code.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The id of a data server.
    #[error("server `{server}`: {error}")]
    Server {
        /// The id.
        server: String,
        /// What is wrong with it.
        error: ServerIdError,
    },
    /// The number of data servers.
    #[error("servers: expected at most 20, found {0}")]
    TooManyServers(usize),
    /// The HTTP client cannot be made, such as where this machine has no certificates to trust.
    #[error("http: expected a client for HTTPS: {0}")]
    Http(Box<dyn Error + Send + Sync>),
}

impl AppClient {
    /// Sets up a client that asks the Store at this URL about an id and a product code, both exactly as the Store has
    /// them.
    pub fn builder(store: impl Into<String>, id: Id, product_code: impl Into<String>) -> Builder {
        Builder {
            store: store.into(),
            id,
            product_code: product_code.into(),
            servers: Vec::new(),
            renew_before: RENEW_BEFORE,
            timeout: TIMEOUT,
            starts_trial: true,
            cache_file: None,
            clock: None,
            http: None,
            surroundings: None,
        }
    }
}

impl Builder {
    /// Asks for a signature for this data server too, by its id at the Store. There are 20 at most.
    pub fn server(mut self, id: impl Into<String>) -> Self {
        self.servers.push(id.into());
        self
    }

    /// Keeps the authorization in this file across restarts. Without one it is kept for as long as the client lives.
    ///
    /// The file is replaced as a whole and readable by its owner alone: whoever has it is let in until the expiry. One
    /// that is damaged, or that another App has written, counts as none. Its folder must exist. Where it cannot be
    /// written, a warning goes to [`tracing`](https://docs.rs/tracing), and the App goes on without.
    ///
    /// Processes of one App may share a file: then they share one answer, within ten minutes.
    pub fn cache_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.cache_file = Some(path.into());
        self
    }

    /// Asks again so long before the expiry, or earlier: an hour unless set. It is half of what is left at the most.
    pub fn renew_before(mut self, time: Duration) -> Self {
        self.renew_before = time;
        self
    }

    /// Waits so long for the id and the Store's answer: 30 seconds unless set. Data requests have no time-out but that of
    /// the [HTTP client](Self::http).
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = time;
        self
    }

    /// Whether the Store may start a trial where there is one to be had: it may unless set.
    pub fn start_trial(mut self, starts: bool) -> Self {
        self.starts_trial = starts;
        self
    }

    /// Tells the time by another clock than the system's, such as one that a test sets.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Asks the Store and data servers by this client, with its proxies, certificates and time-outs.
    ///
    /// Without one, the proxies and the certificate authorities of this machine are used.
    pub fn http(mut self, client: Client) -> Self {
        self.http = Some(client);
        self
    }

    /// In a simulated world.
    #[doc(hidden)]
    pub fn surroundings(mut self, surroundings: Surroundings) -> Self {
        self.surroundings = Some(surroundings);
        self
    }

    /// Builds the client. It does nothing before it is started or asked.
    ///
    /// # Errors
    /// A [`BuildError`] that names what was expected of the Store's URL, the id, the product code or a server's id; or
    /// where this machine has no certificates to trust, which [`http`](Self::http) helps against.
    pub fn build(self) -> Result<AppClient, BuildError> {
        let store = store(&self.store).ok_or(BuildError::Store(self.store))?;
        if let Some(id) = self.id.given() {
            Field::Id.check(id.as_bytes())?;
        }
        Field::ProductCode.check(self.product_code.as_bytes())?;
        let settings = Arc::new(Settings {
            store,
            id: self.id,
            product_code: self.product_code,
            servers: servers(self.servers)?,
            renew_before: self.renew_before,
            timeout: self.timeout,
            starts_trial: self.starts_trial,
        });
        let http = match self.http {
            Some(http) => http,
            None => http::client().map_err(BuildError::Http)?,
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        let surroundings = self.surroundings.unwrap_or_else(|| Surroundings {
            transport: Arc::new(Http(http.clone())),
            keep: keep(self.cache_file, &settings),
            random: Arc::new(fastrand::f64),
            told: Arc::new(|state| tracing::info!(%state, "store authorization")),
        });
        Ok(AppClient::new(App::new(settings, clock, surroundings), http))
    }
}

fn keep(file: Option<PathBuf>, settings: &Arc<Settings>) -> Arc<dyn Keep> {
    match file {
        Some(path) => Arc::new(CacheFile::new(path, Arc::clone(settings))),
        None => Arc::new(Memory::default()),
    }
}

/// A Store's URL without a slash at its end, if it is one.
fn store(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    let is_one = matches!(parsed.scheme(), "http" | "https")
        && parsed.query().is_none()
        && parsed.fragment().is_none();
    is_one.then(|| parsed.as_str().trim_end_matches('/').to_owned())
}

fn servers(ids: Vec<String>) -> Result<Vec<ServerId>, BuildError> {
    if ids.len() > MOST_SERVERS {
        return Err(BuildError::TooManyServers(ids.len()));
    }
    let read =
        |server: String| server.parse().map_err(|error| BuildError::Server { server, error });
    ids.into_iter().map(read).collect()
}
