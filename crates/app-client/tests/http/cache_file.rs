//! The file that keeps an authorization across restarts.

use crate::util::{
    DISPLAY, KEY, MovedClock, NOT_ACTIVE, OTHER_DISPLAY, OTHER_KEY, PRODUCT, ReplacedDisplay,
    SERVER, Store, builder, told,
};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use store_auth_client::{AppClient, Builder, Id, State};
use tempfile::TempDir;
use tokio::sync::Semaphore;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self) -> std::path::PathBuf {
        self.0.path().join("authorization.json")
    }

    fn client(&self, store: &Store) -> AppClient {
        self.keeping(builder(store))
    }

    fn keeping(&self, builder: Builder) -> AppClient {
        builder.cache_file(self.file()).build().unwrap()
    }

    /// With an authorization in it.
    async fn with_an_authorization(store: &Store) -> Self {
        let folder = Self::new();
        folder.client(store).authorize().await;
        assert_eq!(store.asked().len(), 1);
        folder
    }

    /// Nothing else is left beside the file.
    #[track_caller]
    fn assert_has_one_file(&self) {
        assert_eq!(fs::read_dir(self.0.path()).unwrap().count(), 1);
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn it_has_the_authorization_as_it_was_received_under_what_it_was_asked_for_with() {
    let body = r#"{"authorized":true,"expiry":"2016-04-26T08:17:59.059+0000","signatures":[{"serverId":"RiseFinancial","value":"16be1703017fd1001fe63465e50523982f10b0ca"}],"error":null}"#;
    let store = Store::saying(body).await;
    let folder = Folder::new();
    let at_that_time = builder(&store).clock(MovedClock::at("2016-04-25T08:17:59.279Z"));
    folder.keeping(at_that_time).authorize().await;
    let expected = serde_json::json!({
        "store": store.url().trim_end_matches('/'),
        "id": DISPLAY,
        "pc": PRODUCT,
        "servers": [SERVER],
        "expiry": "2016-04-26T08:17:59.059+0000",
        "signatures": {"RiseFinancial": "16be1703017fd1001fe63465e50523982f10b0ca"},
        "received": 1_461_572_279_279_i64,
    });
    assert_eq!(json(&folder.file()), expected);
    folder.assert_has_one_file();
}

#[cfg(unix)]
#[tokio::test]
async fn it_is_its_owners_alone_even_where_it_was_not() {
    use std::os::unix::fs::PermissionsExt;

    let store = Store::signing(KEY).await;
    let folder = Folder::new();
    fs::write(folder.file(), "").unwrap();
    fs::set_permissions(folder.file(), fs::Permissions::from_mode(0o644)).unwrap();
    folder.client(&store).authorize().await;
    assert_eq!(fs::metadata(folder.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn it_serves_a_restart_in_an_outage() {
    let mut store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    store.goes_away();
    let client = folder.client(&store);
    let _running = client.start();
    assert_eq!(client.state().name(), "authorized");
    assert!(client.signed_query(SERVER).is_ok());
}

#[tokio::test]
async fn what_was_received_within_five_minutes_is_not_asked_for_again() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let state = folder.client(&store).authorize().await;
    assert_eq!(state.name(), "authorized");
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn what_was_received_longer_ago_serves_and_is_asked_for_again_at_the_start() {
    let body = r#"{"authorized":true,"expiry":"2016-04-26T08:17:59.059+0000","signatures":null}"#;
    let store = Store::saying(body).await;
    let folder = Folder::new();
    let clock = MovedClock::at("2016-04-25T08:17:59Z");
    folder.keeping(builder(&store).clock(clock.clone())).authorize().await;
    clock.moves(300);
    let client = folder.keeping(builder(&store).clock(clock));
    store.holds();
    let _running = client.start();
    assert_eq!(client.state().name(), "authorized");
    store.lets_one_go();
    client.authorize().await;
    assert_eq!(store.asked().len(), 2);
}

#[tokio::test]
async fn that_of_a_company_serves_the_company_and_no_display() {
    let store = Store::signing(KEY).await;
    let folder = Folder::new();
    let client = |id| folder.keeping(AppClient::builder(store.url(), id, PRODUCT));
    client(Id::company(DISPLAY)).authorize().await;
    assert_eq!(json(&folder.file())["cid"], DISPLAY);
    for (id, expected) in [(Id::company(DISPLAY), "authorized"), (Id::display(DISPLAY), "starting")]
    {
        let client = client(id);
        let _running = client.start();
        assert_eq!(client.state().name(), expected);
    }
}

#[tokio::test]
async fn a_denial_removes_it() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let client = folder.client(&store);
    client.authorize().await;
    store.says(NOT_ACTIVE);
    let query = client.signed_query(SERVER).unwrap();
    assert_eq!(client.rejected(SERVER, &query).await, None);
    assert!(!folder.file().exists());
}

#[tokio::test]
async fn what_is_damaged_counts_as_none_and_is_replaced() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let whole = fs::read(folder.file()).unwrap();
    for damaged in [&whole[..whole.len() - 1], b"", b"\xff", b"null"] {
        fs::write(folder.file(), damaged).unwrap();
        assert_eq!(folder.client(&store).authorize().await.name(), "authorized");
        assert_eq!(store.asked().len(), 1);
        assert_eq!(json(&folder.file())["id"], DISPLAY);
    }
}

#[tokio::test]
async fn what_is_damaged_is_removed_by_a_denial() {
    let store = Store::saying(NOT_ACTIVE).await;
    let folder = Folder::new();
    fs::write(folder.file(), "{").unwrap();
    folder.client(&store).authorize().await;
    assert!(!folder.file().exists());
}

/// Clients that differ from that of `builder` in one thing each.
fn others(store: &Store, other_store: &Store) -> Vec<(&'static str, Builder)> {
    let display = || Id::display(DISPLAY);
    let builder = AppClient::builder;
    vec![
        ("store", builder(other_store.url(), display(), PRODUCT).server(SERVER)),
        ("id", builder(store.url(), Id::display("ABCD1234"), PRODUCT).server(SERVER)),
        ("cid", builder(store.url(), Id::company(DISPLAY), PRODUCT).server(SERVER)),
        ("product", builder(store.url(), display(), "123").server(SERVER)),
        ("servers", builder(store.url(), display(), PRODUCT).server(SERVER).server("Weather1")),
    ]
}

#[tokio::test]
async fn that_of_another_app_counts_as_none() {
    let store = Store::signing(KEY).await;
    let other_store = Store::signing(KEY).await;
    for (differs, other) in others(&store, &other_store) {
        let folder = Folder::with_an_authorization(&store).await;
        let client = folder.keeping(other.renew_before(Duration::ZERO));
        let running = client.start();
        assert_eq!(client.state(), State::Starting, "{differs}");
        drop(running);
    }
}

#[tokio::test]
async fn a_denial_leaves_that_of_another_app_where_it_is() {
    let store = Store::signing(KEY).await;
    let other_store = Store::saying(NOT_ACTIVE).await;
    let folder = Folder::with_an_authorization(&store).await;
    let before = json(&folder.file());
    let denied = AppClient::builder(other_store.url(), Id::display(DISPLAY), PRODUCT);
    assert_eq!(folder.keeping(denied).authorize().await.name(), "denied");
    assert_eq!(json(&folder.file()), before);
}

#[tokio::test]
async fn in_which_order_servers_are_named_is_no_matter() {
    let store = Store::signing(KEY).await;
    let folder = Folder::new();
    folder.keeping(builder(&store).server("Weather1")).authorize().await;
    let other_order = AppClient::builder(store.url(), Id::display(DISPLAY), PRODUCT);
    folder.keeping(other_order.server("Weather1").server(SERVER)).authorize().await;
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn where_the_id_cannot_be_found_what_is_kept_serves() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let lost = Id::display_from(async || Err("the viewer does not answer"));
    let client = folder.keeping(AppClient::builder(store.url(), lost, PRODUCT).server(SERVER));
    assert_eq!(client.authorize().await.name(), "authorized");
    assert!(client.signed_query(SERVER).unwrap().starts_with(&format!("id={DISPLAY}&")));
}

#[tokio::test]
async fn where_it_cannot_be_written_the_app_goes_on() {
    let store = Store::signing(KEY).await;
    let folder = Folder::new();
    let nowhere = folder.0.path().join("none/authorization.json");
    let client = builder(&store).cache_file(nowhere).build().unwrap();
    assert_eq!(client.authorize().await.name(), "authorized");
    assert!(client.signed_query(SERVER).is_ok());
}

#[tokio::test]
async fn processes_of_one_app_share_an_answer() {
    let store = Store::saying(NOT_ACTIVE).await;
    let folder = Folder::new();
    let first = folder.client(&store);
    let mut states = first.states();
    let _running = first.start();
    told(&mut states, "denied").await;

    store.signs(KEY);
    folder.client(&store).authorize().await;
    store.asked();
    first.wake();
    assert_eq!(first.state().name(), "authorized");
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn what_another_process_removed_is_asked_for_once() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let client = folder.client(&store);
    let mut states = client.states();
    let _running = client.start();
    assert!(store.asked().is_empty());
    store.says(NOT_ACTIVE);
    fs::remove_file(folder.file()).unwrap();
    client.wake();
    told(&mut states, "denied").await;
    client.wake();
    client.authorize().await;
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn what_another_app_wrote_over_it_is_not_asked_for() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let client = folder.client(&store);
    let _running = client.start();
    folder.keeping(AppClient::builder(store.url(), Id::display(DISPLAY), "123")).authorize().await;
    store.asked();
    client.wake();
    assert_eq!(client.authorize().await.name(), "authorized");
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn an_id_that_a_function_finds_is_found_at_each_start_and_no_more_where_it_is_the_same() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let display = ReplacedDisplay::default();
    let builder = || AppClient::builder(store.url(), display.id(), PRODUCT).server(SERVER);
    let client = folder.keeping(builder());
    let mut states = client.states();
    let _running = client.start();
    assert_eq!(client.authorize().await.name(), "authorized");
    assert!(store.asked().is_empty(), "it was received within five minutes");

    display.is_replaced();
    let _running = client.start();
    assert_eq!(client.state().name(), "authorized", "it is taken for the last one until it is had");
    told(&mut states, "starting").await;
    assert_eq!(client.authorize().await.name(), "authorized");
    assert!(client.signed_query(SERVER).unwrap().starts_with(&format!("id={OTHER_DISPLAY}&")));
    assert_eq!(store.asked().len(), 1);
    assert_eq!(json(&folder.file())["id"], OTHER_DISPLAY);
}

/// A client that starts with what was received within five minutes, and whose id is found when that is let go.
fn that_finds_its_id(folder: &Folder, store: &Store) -> (AppClient, Arc<Semaphore>) {
    let goes = Arc::new(Semaphore::new(0));
    let found = Arc::clone(&goes);
    let id = Id::display_from(move || {
        let goes = Arc::clone(&found);
        async move {
            goes.acquire().await.unwrap().forget();
            Ok::<_, String>(DISPLAY.to_owned())
        }
    });
    (folder.keeping(AppClient::builder(store.url(), id, PRODUCT).server(SERVER)), goes)
}

#[tokio::test]
async fn a_401_while_the_id_is_found_has_the_store_asked_then() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let (client, goes) = that_finds_its_id(&folder, &store);
    let _running = client.start();
    let query = client.signed_query(SERVER).unwrap();
    store.signs(OTHER_KEY);
    let (again, ()) = tokio::join!(client.rejected(SERVER, &query), async {
        tokio::task::yield_now().await;
        goes.add_permits(1);
    });
    assert_ne!(again.unwrap(), query);
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn what_is_removed_while_the_id_is_found_is_asked_for_then() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let (client, goes) = that_finds_its_id(&folder, &store);
    let mut states = client.states();
    let _running = client.start();
    store.says(NOT_ACTIVE);
    fs::remove_file(folder.file()).unwrap();
    client.wake();
    goes.add_permits(1);
    told(&mut states, "denied").await;
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn an_id_that_is_not_found_in_time_is_no_failure_where_nothing_is_due() {
    let store = Store::signing(KEY).await;
    let folder = Folder::with_an_authorization(&store).await;
    let finds = Arc::new(AtomicUsize::new(0));
    let found = Arc::clone(&finds);
    let never = Id::display_from(move || {
        found.fetch_add(1, Ordering::Relaxed);
        std::future::pending::<Result<String, String>>()
    });
    let builder = AppClient::builder(store.url(), never, PRODUCT).server(SERVER);
    let client = folder.keeping(builder.timeout(Duration::from_millis(50)));
    let _running = client.start();
    assert_eq!(client.authorize().await.name(), "authorized");
    // Where the last ask failed, that would be a hint.
    client.online();
    client.authorize().await;
    assert_eq!(finds.load(Ordering::Relaxed), 1);
}
