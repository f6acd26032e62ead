//! Asking the Store, and what comes of it.

use crate::util::{
    DISPLAY, KEY, MovedClock, NOT_ACTIVE, OTHER_DISPLAY, PRODUCT, ReplacedDisplay, SERVER, Store,
    builder, hears_of_an_ask, told,
};
use axum::http::StatusCode;
use futures_util::future::{BoxFuture, ready};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use store_auth_client::{
    AppClient, Error, Id, Running, State,
    simulated::{Change, Held, Keep, NoReply, Reply, Surroundings, Transport},
};

const COMPANY: &str = "28453864-6de3-3443-0630-02600c1a241f";

fn unreachable(reason: &str) -> State {
    State::Unreachable { reason: reason.to_owned() }
}

#[track_caller]
fn assert_authorized(state: &State) {
    assert!(matches!(state, State::Authorized { .. }), "{state}");
}

#[tokio::test]
async fn the_store_is_asked_about_the_id_the_product_and_the_servers() {
    let store = Store::signing(KEY).await;
    builder(&store).server("Weather1").build().unwrap().authorize().await;
    let expected = format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}&srv={SERVER},Weather1");
    assert_eq!(store.asked(), [expected]);
}

#[tokio::test]
async fn a_company_is_asked_about_without_starting_a_trial_where_that_is_set() {
    let store = Store::signing(KEY).await;
    let client = AppClient::builder(store.url(), Id::company(COMPANY), PRODUCT).start_trial(false);
    client.build().unwrap().authorize().await;
    let expected = format!("/v1/widget/auth?cid={COMPANY}&pc={PRODUCT}&startTrial=false");
    assert_eq!(store.asked(), [expected]);
}

#[tokio::test]
async fn a_store_below_a_path_is_asked_there() {
    let store = Store::signing(KEY).await;
    let url = format!("{}store/", store.url());
    AppClient::builder(url, Id::display(DISPLAY), PRODUCT).build().unwrap().authorize().await;
    assert_eq!(store.asked(), [format!("/store/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}")]);
}

#[tokio::test]
async fn whoever_asks_meanwhile_gets_the_same_answer() {
    let store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    let (first, second) = tokio::join!(client.authorize(), client.authorize());
    assert_authorized(&first);
    assert_eq!(first, second);
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn nobody_is_asked_again_before_it_is_time() {
    let store = Store::saying(NOT_ACTIVE).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    store.signs(KEY);
    assert_eq!(client.authorize().await.name(), "denied");
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn an_ask_that_its_asker_gave_up_is_gone_on_with_by_the_next() {
    let store = Store::signing(KEY).await;
    store.holds();
    let client = builder(&store).build().unwrap();
    let first = tokio::time::timeout(Duration::from_millis(200), client.authorize());
    assert!(first.await.is_err());
    store.lets_one_go();
    assert_authorized(&client.authorize().await);
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn each_state_is_told_from_the_start_on() {
    let store = Store::signing(KEY).await;
    store.holds();
    let client = builder(&store).build().unwrap();
    let mut states = client.states();
    let running = client.start();
    assert_eq!(*states.borrow_and_update(), State::Starting);
    store.lets_one_go();
    states.changed().await.unwrap();
    assert_authorized(&states.borrow_and_update());
    drop(running);
    assert_authorized(&client.state());
}

#[tokio::test]
async fn what_is_dropped_while_it_asks_ignores_the_answer() {
    let store = Store::signing(KEY).await;
    store.holds();
    let client = builder(&store).build().unwrap();
    let running = client.start();
    let waiting = client.clone();
    let waiting = tokio::spawn(async move { waiting.authorize().await });
    // The Store hears of the ask before it comes to nothing.
    hears_of_an_ask(&store).await;
    drop(running);
    store.lets_one_go();
    assert_eq!(waiting.await.unwrap(), State::Starting);
}

#[tokio::test]
async fn a_client_that_was_stopped_while_it_asked_can_be_asked_again() {
    let store = Store::signing(KEY).await;
    store.holds();
    let client = builder(&store).build().unwrap();
    drop(client.start());
    store.lets_one_go();
    assert_authorized(&client.authorize().await);
}

#[tokio::test]
async fn a_client_that_was_stopped_knows_what_it_was_told() {
    let store = Store::saying(NOT_ACTIVE).await;
    let client = builder(&store).build().unwrap();
    let mut states = client.states();
    let running = client.start();
    told(&mut states, "denied").await;
    drop(running);
    store.signs(KEY);
    assert_eq!(client.authorize().await.name(), "denied");
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn a_client_that_is_not_started_does_not_ask_because_the_network_is_back() {
    let mut store = Store::signing(KEY).await;
    store.goes_away();
    let client = builder(&store).build().unwrap();
    assert_eq!(client.authorize().await, unreachable("network"));
    store.comes_back().await;
    client.online();
    client.wake();
    assert_eq!(client.authorize().await, unreachable("network"));
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn starting_again_ends_the_start_before() {
    let mut store = Store::signing(KEY).await;
    store.goes_away();
    let client = builder(&store).build().unwrap();
    let mut states = client.states();
    let _first = client.start();
    told(&mut states, "unreachable").await;
    let _second = client.start();
    told(&mut states, "unreachable").await;
    store.comes_back().await;
    client.online();
    told(&mut states, "authorized").await;
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn a_store_without_its_database_denies_nobody() {
    let store = Store::saying("").await;
    let body = NOT_ACTIVE.replace("Subscription is not active.", "Store is unavailable.");
    store.answers(StatusCode::SERVICE_UNAVAILABLE, &body);
    let client = builder(&store).build().unwrap();
    assert_eq!(client.authorize().await, unreachable("Store is unavailable."));
}

#[tokio::test]
async fn a_store_that_wants_rest_gets_it() {
    let store = Store::saying("").await;
    store.wants_rest("7200");
    let clock = MovedClock::at("2016-04-25T08:17:59Z");
    let client = builder(&store).clock(clock.clone()).build().unwrap();
    assert_eq!(client.authorize().await, unreachable("Too many requests."));
    assert_eq!(store.asked().len(), 1);
    clock.moves(7199);
    client.authorize().await;
    assert_eq!(store.asked().len(), 0);
    clock.moves(1);
    client.authorize().await;
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn an_outage_keeps_what_is_held() {
    let mut store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    let query = client.signed_query(SERVER).unwrap();
    store.goes_away();
    assert_eq!(client.rejected(SERVER, &query).await, None);
    assert_authorized(&client.state());
    assert_eq!(client.signed_query(SERVER).unwrap(), query);
}

#[tokio::test]
async fn a_store_that_is_not_there_is_unreachable_until_the_network_is_back() {
    let mut store = Store::signing(KEY).await;
    store.goes_away();
    let client = builder(&store).build().unwrap();
    let mut states = client.states();
    let _running = client.start();
    assert_eq!(told(&mut states, "unreachable").await, unreachable("network"));
    store.comes_back().await;
    client.online();
    told(&mut states, "authorized").await;
}

#[tokio::test]
async fn a_store_that_does_not_answer_in_time_is_unreachable() {
    let store = Store::signing(KEY).await;
    store.holds();
    let client = builder(&store).timeout(Duration::from_millis(50)).build().unwrap();
    assert_eq!(client.authorize().await, unreachable("timeout"));
}

#[tokio::test]
async fn what_is_no_answer_is_told_as_what_it_is() {
    let longest = format!("{}{NOT_ACTIVE}", " ".repeat(1 << 20));
    for (status, body, reason) in
        [(200, "[]", "answer"), (200, longest.as_str(), "answer"), (502, "", "status 502")]
    {
        let store = Store::saying("").await;
        store.answers(StatusCode::from_u16(status).unwrap(), body);
        let state = builder(&store).build().unwrap().authorize().await;
        assert_eq!(state, unreachable(reason));
    }
}

#[tokio::test]
async fn an_id_that_a_function_finds_is_asked_about() {
    let store = Store::signing(KEY).await;
    let id = Id::display_from(async || Ok::<_, String>(DISPLAY.to_owned()));
    let client = AppClient::builder(store.url(), id, PRODUCT).build().unwrap();
    assert_authorized(&client.authorize().await);
    assert_eq!(store.asked(), [format!("/v1/widget/auth?id={DISPLAY}&pc={PRODUCT}")]);
}

#[tokio::test]
async fn where_no_id_is_found_the_store_is_not_asked() {
    let store = Store::signing(KEY).await;
    let id = Id::display_from(async || Err("the viewer does not answer"));
    let client = AppClient::builder(store.url(), id, PRODUCT).build().unwrap();
    assert_eq!(client.authorize().await, unreachable("the viewer does not answer"));
    let id = Id::display_from(async || Err(""));
    let client = AppClient::builder(store.url(), id, PRODUCT).build().unwrap();
    assert_eq!(client.authorize().await, unreachable("no id"));
    let id = Id::display_from(async || Ok::<_, String>("a#b".to_owned()));
    let client = AppClient::builder(store.url(), id, PRODUCT).build().unwrap();
    let malformed = "malformed id: expected visible ASCII other than '#', found '#' at offset 1";
    assert_eq!(client.authorize().await, unreachable(malformed));
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn what_was_given_to_another_id_is_not_held_any_more() {
    let store = Store::signing(KEY).await;
    let display = ReplacedDisplay::default();
    let client =
        AppClient::builder(store.url(), display.id(), PRODUCT).server(SERVER).build().unwrap();
    client.authorize().await;
    let query = client.signed_query(SERVER).unwrap();
    display.is_replaced();
    store.answers(StatusCode::SERVICE_UNAVAILABLE, "");
    assert_eq!(client.rejected(SERVER, &query).await, None);
    assert_eq!(client.state(), unreachable("status 503"));
}

#[tokio::test]
async fn what_another_id_was_denied_is_not_known_any_more() {
    let store = Store::saying(NOT_ACTIVE).await;
    let display = ReplacedDisplay::default();
    let clock = MovedClock::at("2016-04-25T08:17:59Z");
    let builder = AppClient::builder(store.url(), display.id(), PRODUCT);
    let client = builder.clock(clock.clone()).build().unwrap();
    let mut states = client.states();
    assert_eq!(client.authorize().await.name(), "denied");
    display.is_replaced();
    clock.moves(60 * 60);
    store.answers(StatusCode::SERVICE_UNAVAILABLE, "");
    store.holds();
    store.asked();
    let asking = client.clone();
    let asking = tokio::spawn(async move { asking.authorize().await });
    told(&mut states, "starting").await;
    store.lets_one_go();
    assert_eq!(asking.await.unwrap(), unreachable("status 503"));
    assert_eq!(store.asked(), [format!("/v1/widget/auth?id={OTHER_DISPLAY}&pc={PRODUCT}")]);
}

/// A Store that holds the ask of a client that has been started once its display is another one.
async fn asked_about_another_id() -> (Store, AppClient, Running) {
    let store = Store::signing(KEY).await;
    let display = ReplacedDisplay::default();
    let client = AppClient::builder(store.url(), display.id(), PRODUCT).build().unwrap();
    assert_authorized(&client.authorize().await);
    display.is_replaced();
    store.asked();
    store.holds();
    let running = client.start();
    hears_of_an_ask(&store).await;
    (store, client, running)
}

#[tokio::test]
async fn a_client_that_was_stopped_while_it_asked_about_another_id_can_be_asked_again() {
    let (store, client, running) = asked_about_another_id().await;
    drop(running);
    store.lets_one_go();
    store.lets_one_go();
    assert_authorized(&client.authorize().await);
    assert_eq!(store.asked(), [format!("/v1/widget/auth?id={OTHER_DISPLAY}&pc={PRODUCT}")]);
}

#[tokio::test]
async fn whoever_asks_while_another_id_is_asked_about_shares_its_answer() {
    let (store, client, _running) = asked_about_another_id().await;
    let (answer, ()) = tokio::join!(client.authorize(), async {
        store.lets_one_go();
        store.lets_one_go();
    });
    assert_authorized(&answer);
    assert!(store.asked().is_empty(), "expected no ask but the one under way");
}

#[tokio::test]
async fn how_long_before_the_expiry_it_asks_is_the_same_for_another_id() {
    let body = r#"{"authorized":true,"expiry":"2016-04-26T08:17:59.000+0000","signatures":null}"#;
    let store = Store::saying(body).await;
    let display = ReplacedDisplay::default();
    let clock = MovedClock::at("2016-04-25T08:17:59Z");
    let hour = 60 * 60;
    let builder = AppClient::builder(store.url(), display.id(), PRODUCT);
    let builder = builder.renew_before(Duration::from_secs(20 * hour));
    let client = builder.clock(clock.clone()).build().unwrap();
    client.authorize().await;
    display.is_replaced();
    // Half of what is left, at the latest: of 24 hours, and then of 12.
    for left in [24, 12] {
        clock.moves(left / 2 * hour);
        client.authorize().await;
    }
    assert_eq!(store.asked().len(), 3);
}

#[tokio::test]
async fn a_start_during_an_ask_cuts_it_off_and_its_asker_gets_the_new_answer() {
    let store = Store::signing(KEY).await;
    store.holds();
    let client = builder(&store).build().unwrap();
    let waiting = client.clone();
    let waiting = tokio::spawn(async move { waiting.get(SERVER, "http://127.0.0.1:1/").await });
    hears_of_an_ask(&store).await;
    let _running = client.start();
    hears_of_an_ask(&store).await;
    store.lets_one_go();
    store.lets_one_go();
    // There is no data server; but there is an authorization to send.
    assert!(matches!(waiting.await.unwrap(), Err(Error::Http(_))));
    assert_authorized(&client.state());
}

#[tokio::test]
async fn a_redirect_is_no_answer() {
    let store = Store::saying("").await;
    let elsewhere = Store::signing(KEY).await;
    store.redirects_to(elsewhere.url());
    assert_eq!(builder(&store).build().unwrap().authorize().await, unreachable("network"));
    elsewhere.says(NOT_ACTIVE);
    assert_eq!(builder(&store).build().unwrap().authorize().await, unreachable("network"));
}

/// Answers for the Store, and stops the client while its answer is kept.
struct Stopping(Mutex<Option<Running>>);

impl Transport for Stopping {
    fn get(&self, _: &str) -> BoxFuture<'static, Result<Reply, NoReply>> {
        let body = br#"{"authorized":true,"expiry":"2100-01-01T00:00:00.000+0000"}"#.to_vec();
        Box::pin(ready(Ok(Reply { status: 200, body, ..Reply::default() })))
    }
}

impl Keep for Stopping {
    fn read(&self) -> Option<Held> {
        None
    }

    fn changed(&self) -> Option<Change> {
        None
    }

    fn keep(&self, _: Change) -> BoxFuture<'static, ()> {
        drop(self.0.lock().unwrap().take());
        Box::pin(ready(()))
    }
}

#[tokio::test]
async fn nothing_comes_of_an_answer_where_the_client_is_stopped_while_it_is_kept() {
    for stops in [false, true] {
        let world = Arc::new(Stopping(Mutex::default()));
        let surroundings = Surroundings {
            transport: Arc::<Stopping>::clone(&world),
            keep: Arc::<Stopping>::clone(&world),
            random: Arc::new(|| 0.0),
            told: Arc::new(|_| {}),
        };
        let builder = AppClient::builder("http://127.0.0.1:1/", Id::display(DISPLAY), PRODUCT);
        let client = builder.surroundings(surroundings).build().unwrap();
        let running = client.start();
        let _running = if stops { world.0.lock().unwrap().replace(running) } else { Some(running) };
        let state = client.authorize().await;
        assert_eq!(state.name(), if stops { "starting" } else { "authorized" });
    }
}
