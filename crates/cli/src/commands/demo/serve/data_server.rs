//! A data server: it has a feed for whoever the Store authorized, and its keys in a folder.

use crate::commands::demo::catalogue::KEY;
use anyhow::Context;
use axum::{
    Json, Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::get,
};
use chrono::Utc;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use store_auth::{Iso8601, KeyRing, ServerKey, SharedVerifier, Verifier};
use store_auth_key_file::read_key_file;
use store_auth_tower::{Authorized, StoreAuthLayer};
use tower_http::cors::{Any, CorsLayer};

/// An hour more than authorizations hold: the two clocks are one here.
const MAX_LIFETIME: Duration = Duration::from_secs(25 * 60 * 60);

#[derive(Debug)]
pub(super) struct DataServer {
    /// Each file in it holds a key.
    keys: PathBuf,
    verifier: SharedVerifier,
}

impl DataServer {
    /// With the key that the Store signs with at the start.
    pub(super) fn new(keys: &Path) -> anyhow::Result<Self> {
        let first = keys.join("first.key");
        fs::create_dir(keys)
            .and_then(|()| fs::write(&first, KEY))
            .with_context(|| first.display().to_string())?;
        let verifier = SharedVerifier::new(verifier(ServerKey::new(KEY)?.into()));
        Ok(Self { keys: keys.to_owned(), verifier })
    }

    /// `GET /feed`. Pages of every origin may ask: what lets them in is in the URL.
    pub(super) fn router(self) -> Router {
        let layer = StoreAuthLayer::new(self.verifier.clone()).strip();
        Router::new()
            .route("/feed", get(feed))
            .layer(layer)
            .layer(from_fn_with_state(Arc::new(self), with_its_keys))
            .layer(CorsLayer::new().allow_origin(Any))
    }

    /// Takes the keys that are in the folder now. Without any, those before stay in force.
    fn read_keys(&self) {
        let paths =
            fs::read_dir(&self.keys).into_iter().flatten().flatten().map(|file| file.path());
        // One that is being written holds no key yet.
        let keys = paths.filter_map(|path| read_key_file(&path, |_| {}).ok()).collect::<Vec<_>>();
        if let Ok(keys) = KeyRing::try_from(keys) {
            self.verifier.replace(verifier(keys));
        }
    }
}

fn verifier(keys: KeyRing) -> Verifier {
    Verifier::new(keys).max_lifetime(MAX_LIFETIME)
}

/// Reads the keys for each request: what somebody did to them a moment ago counts. Others read theirs when they are told to.
async fn with_its_keys(
    State(server): State<Arc<DataServer>>,
    request: Request,
    next: Next,
) -> Response {
    server.read_keys();
    next.run(request).await
}

async fn feed(Authorized(authorization): Authorized) -> Json<Value> {
    let weather = [("Toronto", 7, "rain"), ("Kraków", 4, "fog"), ("Nairobi", 24, "sun")];
    let weather =
        weather.map(|(city, celsius, sky)| json!({ "city": city, "celsius": celsius, "sky": sky }));
    Json(json!({
        "time": Iso8601(Utc::now()).to_string(),
        "display": authorization.id(),
        "weather": weather,
    }))
}
