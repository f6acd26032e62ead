//! A data server that lets in whom the Store authorized.

use super::Site;
use axum::{
    Router,
    body::Bytes,
    http::{Method, StatusCode, Uri},
};
use std::{
    mem,
    sync::{Arc, Mutex},
};
use store_auth::{Request, ServerKey, Verifier};

/// A data server on a port of its own. It answers `METHOD: body`.
pub(crate) struct DataServer {
    site: Site,
    door: Arc<Door>,
}

struct Door {
    verifier: Mutex<Verifier>,
    asked: Mutex<Vec<(String, StatusCode)>>,
}

impl DataServer {
    pub(crate) async fn with_key(key: &str) -> Self {
        let verifier = Mutex::new(verifier(key));
        let door = Arc::new(Door { verifier, asked: Mutex::default() });
        let answers = Arc::clone(&door);
        let router = Router::new().fallback(async move |method: Method, uri: Uri, body: Bytes| {
            answers.answer(&method, &uri, &body)
        });
        Self { site: Site::start(router).await, door }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.site.address)
    }

    /// From now on it accepts this key alone.
    pub(crate) fn takes(&self, key: &str) {
        *self.door.verifier.lock().unwrap() = verifier(key);
    }

    /// The URLs that it was asked for and what it answered, without those that were seen before.
    pub(crate) fn asked(&self) -> Vec<(String, StatusCode)> {
        mem::take(&mut self.door.asked.lock().unwrap())
    }

    /// What it answered.
    pub(crate) fn answered(&self) -> Vec<StatusCode> {
        self.asked().into_iter().map(|(_, status)| status).collect()
    }
}

impl Door {
    fn answer(&self, method: &Method, uri: &Uri, body: &[u8]) -> (StatusCode, String) {
        let url = uri.to_string();
        let verdict = self.verifier.lock().unwrap().verify(&Request::from_url(&url));
        let status = if verdict.is_ok() { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
        self.asked.lock().unwrap().push((url, status));
        (status, format!("{method}: {}", String::from_utf8_lossy(body)))
    }
}

fn verifier(key: &str) -> Verifier {
    Verifier::new(ServerKey::new(key).unwrap())
}
