//! Whoever reads a signature is let in: it is in no message.

use crate::util::{KEY, OTHER_KEY, SERVER, Site, Store, builder};
use axum::{
    Router,
    http::{HeaderMap, header::REFERER},
    response::Redirect,
    routing::get,
};
use std::{
    error::Error as _,
    io,
    sync::{Arc, Mutex},
};
use tracing::Level;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// All that is logged in this thread, where the tests run.
fn log() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone());
    (log, tracing::subscriber::set_default(subscriber.finish()))
}

#[tokio::test]
async fn the_error_of_a_data_server_that_is_not_there_shows_no_signature() {
    let store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    let error = client.get(SERVER, "http://127.0.0.1:1/feed").await.unwrap_err();
    let cause = error.source().unwrap();
    let shown = format!("{error} {error:?} {cause} {cause:?}");
    assert!(!shown.contains("signature"), "{shown}");
}

#[tokio::test]
async fn who_is_redirected_to_does_not_learn_from_where() {
    let referers = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&referers);
    let router = Router::new().route("/moved", get(async || Redirect::to("/feed"))).route(
        "/feed",
        get(async move |headers: HeaderMap| {
            seen.lock().unwrap().push(headers.contains_key(REFERER));
        }),
    );
    let data = Site::start(router).await;
    let store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    let url = format!("http://{}/moved", data.address);
    let answer = client.get(SERVER, url).await.unwrap();
    assert_eq!(answer.url().path(), "/feed");
    assert_eq!(*referers.lock().unwrap(), [false]);
}

#[tokio::test]
async fn neither_what_is_shown_of_a_client_nor_its_log_has_a_signature() {
    let (log, _guard) = log();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorization.json");
    let store = Store::signing(KEY).await;
    let client = builder(&store).cache_file(&file).build().unwrap();
    client.authorize().await;
    let query = client.signed_query(SERVER).unwrap();
    store.signs(OTHER_KEY);
    client.rejected(SERVER, &query).await.unwrap();
    let mut damaged = std::fs::read_to_string(&file).unwrap();
    damaged.pop();
    std::fs::write(&file, damaged).unwrap();
    let again = builder(&store).cache_file(&file).build().unwrap();
    again.authorize().await;

    let shown = format!("{client:?} {again:?} {}", log.text());
    assert!(shown.contains("App { settings: Settings { store: "), "{shown}");
    assert!(shown.contains(r#"id: Id("display", Some("XU4XHT8XQDWK"))"#), "{shown}");
    assert!(shown.contains("store authorization state=authorized until "), "{shown}");
    assert!(shown.contains("cache file is not used"), "{shown}");
    let signature = |query: &str| query.rsplit_once("signature=").unwrap().1.to_owned();
    for query in [query, client.signed_query(SERVER).unwrap()] {
        assert!(!shown.contains(&signature(&query)[..20]), "{shown}");
    }
}

#[tokio::test]
async fn a_cache_file_of_another_app_is_warned_of_once() {
    let (log, _guard) = log();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("authorization.json");
    std::fs::write(&file, "{}").unwrap();
    let mut store = Store::signing(KEY).await;
    store.goes_away();
    let client = builder(&store).cache_file(&file).build().unwrap();
    let _running = client.start();
    client.wake();
    client.wake();
    let text = log.text();
    assert_eq!(text.matches("WARN").count(), 1, "{text}");
    assert!(text.contains("cache file is not used"), "{text}");
    assert!(text.contains("authorization.json"), "{text}");
}

#[tokio::test]
async fn a_cache_file_that_cannot_be_read_is_warned_of_and_one_that_is_not_there_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::signing(KEY).await;
    store.goes_away();
    for (path, is_warned) in [(folder.path().join("none"), false), (folder.path().to_owned(), true)]
    {
        let (log, _guard) = log();
        let client = builder(&store).cache_file(path).build().unwrap();
        let _running = client.start();
        let text = log.text();
        assert_eq!(text.contains("cache file cannot be read"), is_warned, "{text}");
    }
}
