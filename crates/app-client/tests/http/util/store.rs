//! A Store that answers what it is told to.

use super::{DISPLAY, NOT_ACTIVE, PRODUCT, SERVER, Site};
use axum::{
    Router,
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{LOCATION, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use std::{
    mem,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};
use store_auth::{Expiry, ServerKey, Signer};
use store_auth_wire::{Answer, ServerSignature};
use tokio::sync::Semaphore;

/// A Store on a port of its own.
pub(crate) struct Store {
    site: Option<Site>,
    is_tls: bool,
    url: String,
    says: Arc<Says>,
}

struct Says {
    asked: Mutex<Vec<String>>,
    answer: Mutex<(StatusCode, HeaderMap, String)>,
    /// Lets one answer go for each permit.
    goes: Semaphore,
}

impl Store {
    /// A Store that has a text for everybody.
    pub(crate) async fn saying(body: &str) -> Self {
        let says = Arc::new(Says::new(body));
        let site = Site::start(router(Arc::clone(&says))).await;
        let url = format!("http://{}/", site.address);
        Self { site: Some(site), is_tls: false, url, says }
    }

    /// A Store that authorizes for a day, signing with this key.
    pub(crate) async fn signing(key: &str) -> Self {
        Self::signing_for(&[(SERVER, key)]).await
    }

    /// A Store that authorizes for a day, signing for each server with the key beside it.
    pub(crate) async fn signing_for(keys: &[(&str, &str)]) -> Self {
        Self::saying(&authorization(keys)).await
    }

    /// The same with TLS, as `localhost`.
    pub(crate) async fn signing_by_tls(key: &str) -> Self {
        let says = Arc::new(Says::new(&authorization(&[(SERVER, key)])));
        let site = Site::start_tls(router(Arc::clone(&says))).await;
        let url = format!("https://localhost:{}/", site.address.port());
        Self { site: Some(site), is_tls: true, url, says }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// From now on it says this.
    pub(crate) fn says(&self, body: &str) {
        self.answers(StatusCode::OK, body);
    }

    /// From now on it authorizes for a day, signing with this key.
    pub(crate) fn signs(&self, key: &str) {
        self.says(&authorization(&[(SERVER, key)]));
    }

    /// From now on it answers this.
    pub(crate) fn answers(&self, status: StatusCode, body: &str) {
        *self.says.answer.lock().unwrap() = (status, HeaderMap::new(), body.to_owned());
    }

    /// From now on it wants to be left alone for a time, as for too many calls.
    pub(crate) fn wants_rest(&self, retry_after: &'static str) {
        let headers = [(RETRY_AFTER, HeaderValue::from_static(retry_after))].into_iter().collect();
        let body = NOT_ACTIVE.replace("Subscription is not active.", "Too many requests.");
        *self.says.answer.lock().unwrap() = (StatusCode::TOO_MANY_REQUESTS, headers, body);
    }

    /// From now on it sends everybody to this URL.
    pub(crate) fn redirects_to(&self, url: &str) {
        let headers = [(LOCATION, url.parse().unwrap())].into_iter().collect();
        *self.says.answer.lock().unwrap() = (StatusCode::FOUND, headers, String::new());
    }

    /// From now on it answers nobody before it is told to.
    pub(crate) fn holds(&self) {
        self.says.goes.forget_permits(usize::MAX);
    }

    /// Lets one answer go.
    pub(crate) fn lets_one_go(&self) {
        self.says.goes.add_permits(1);
    }

    /// The URLs that it was asked for, without those that were seen before.
    pub(crate) fn asked(&self) -> Vec<String> {
        mem::take(&mut self.says.asked.lock().unwrap())
    }

    /// The Store is away.
    pub(crate) fn goes_away(&mut self) {
        self.site = None;
    }

    /// The Store is there again, where it was.
    pub(crate) async fn comes_back(&mut self) {
        assert!(!self.is_tls);
        let address = self.url.trim_start_matches("http://").trim_end_matches('/');
        let router = router(Arc::clone(&self.says));
        self.site = Some(Site::on(address.parse().unwrap(), router).await);
    }
}

impl Says {
    fn new(body: &str) -> Self {
        let answer = (StatusCode::OK, HeaderMap::new(), body.to_owned());
        let goes = Semaphore::new(Semaphore::MAX_PERMITS);
        Self { asked: Mutex::default(), answer: Mutex::new(answer), goes }
    }

    async fn answer(&self, uri: Uri) -> Response {
        self.asked.lock().unwrap().push(uri.to_string());
        self.goes.acquire().await.unwrap().forget();
        let (status, headers, body) = self.answer.lock().unwrap().clone();
        let mut response = (status, body).into_response();
        response.headers_mut().extend(headers);
        response
    }
}

fn router(says: Arc<Says>) -> Router {
    Router::new().fallback(async move |uri: Uri| says.answer(uri).await)
}

/// What the Store answers who may use the product for a day.
fn authorization(keys: &[(&str, &str)]) -> String {
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let expiry = Expiry::java(tomorrow.into()).unwrap();
    let signed = |(server, key): &(&str, &str)| {
        let signer = Signer::new(ServerKey::new(key).unwrap());
        let signature = signer.sign(DISPLAY, PRODUCT, &expiry).unwrap();
        ServerSignature::new(server.parse().unwrap(), &signature)
    };
    let signatures = Some(keys.iter().map(signed).collect());
    Answer::Authorized { expiry, signatures }.to_json()
}
