//! What a layer was told to do, and its services do.

use crate::{fields::Fields, stripped::Stripped};
#[cfg(feature = "axum")]
use axum::extract::OriginalUri;
#[cfg(feature = "axum")]
use http::HeaderMap;
use http::request::Parts;
use std::{fmt, sync::Arc};
use store_auth::chrono::{DateTime, Utc};
use store_auth::{Authorization, Denied, SharedVerifier};

type OnVerdict = dyn Fn(Result<&Authorization, &Denied>, &Parts) + Send + Sync;
type Clock = dyn Fn() -> DateTime<Utc> + Send + Sync;

#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) verifier: SharedVerifier,
    pub(crate) fields: Arc<Fields>,
    pub(crate) strips: bool,
    pub(crate) passes_preflight: bool,
    pub(crate) on_verdict: Option<Arc<OnVerdict>>,
    pub(crate) clock: Option<Arc<Clock>>,
}

impl Config {
    pub(crate) fn verify(&self, head: &Parts) -> Result<Authorization, Denied> {
        let verifier = self.verifier.load();
        match &self.clock {
            None => self.fields.verify(&verifier, head.uri.query(), &head.headers),
            Some(clock) => {
                self.fields.verify_at(&verifier, head.uri.query(), &head.headers, clock())
            }
        }
    }

    /// Takes the fields out of a head, where that is asked for.
    pub(crate) fn strip(&self, head: &mut Parts) {
        if !self.strips {
            return;
        }
        let found = self.fields.strip(&mut head.uri, &mut head.headers);
        // What axum keeps of the URI for handlers of nested routers.
        #[cfg(feature = "axum")]
        if let Some(OriginalUri(original)) = head.extensions.get_mut() {
            self.fields.strip(original, &mut HeaderMap::new());
        }
        if found {
            head.extensions.insert(Stripped(Arc::clone(&self.fields)));
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("verifier", &self.verifier)
            .field("fields", &self.fields)
            .field("strips", &self.strips)
            .field("passes_preflight", &self.passes_preflight)
            .finish_non_exhaustive()
    }
}
