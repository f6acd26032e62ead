//! Requests to a data server that verifies them.

use crate::util::{
    DISPLAY, DataServer, KEY, MovedClock, NOT_ACTIVE, OTHER_KEY, OTHER_SERVER, SERVER, Store,
    builder,
};
use axum::http::StatusCode;
use store_auth_client::{
    Error, State,
    reqwest::{Method, Request},
};

const IN: StatusCode = StatusCode::OK;
const OUT: StatusCode = StatusCode::UNAUTHORIZED;

#[tokio::test]
async fn a_signed_request_is_let_in() {
    let store = Store::signing(KEY).await;
    let data = DataServer::with_key(KEY).await;
    let client = builder(&store).build().unwrap();
    let answer = client.get(SERVER, data.url("/feed?symbol=IBM")).await.unwrap();
    assert_eq!(answer.status(), IN);
    let (url, _) = data.asked().remove(0);
    assert!(url.starts_with(&format!("/feed?symbol=IBM&id={DISPLAY}&pc=")), "{url}");
    assert!(url.contains("%2B0000&signature="), "{url}");
}

#[tokio::test]
async fn each_server_gets_its_own_signature() {
    let store = Store::signing_for(&[(SERVER, KEY), (OTHER_SERVER, OTHER_KEY)]).await;
    let (first, second) = (DataServer::with_key(KEY).await, DataServer::with_key(OTHER_KEY).await);
    let client = builder(&store).server(OTHER_SERVER).build().unwrap();
    client.authorize().await;
    for (server, data) in [(SERVER, &first), (OTHER_SERVER, &second)] {
        let query = client.signed_query(server).unwrap();
        assert_eq!(client.get(server, data.url("/feed")).await.unwrap().status(), IN);
        assert_eq!(data.asked(), [(format!("/feed?{query}"), IN)]);
    }
}

#[tokio::test]
async fn the_query_goes_before_a_fragment_and_behind_what_is_there() {
    let store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    let query = client.signed_query(SERVER).unwrap();
    for (url, expected) in [
        ("https://data.example/feed", format!("https://data.example/feed?{query}")),
        ("https://data.example/feed?#top", format!("https://data.example/feed?{query}#top")),
        ("https://data.example?a=b%2Bc#top", format!("https://data.example/?a=b%2Bc&{query}#top")),
    ] {
        assert_eq!(client.signed_url(SERVER, url).await.unwrap().as_str(), expected);
    }
}

#[tokio::test]
async fn after_a_key_was_replaced_at_once_the_store_is_asked_once_more() {
    let store = Store::signing(KEY).await;
    let data = DataServer::with_key(KEY).await;
    let client = builder(&store).build().unwrap();
    client.get(SERVER, data.url("/feed")).await.unwrap();

    store.signs(OTHER_KEY);
    data.takes(OTHER_KEY);
    assert_eq!(client.get(SERVER, data.url("/feed")).await.unwrap().status(), IN);
    assert_eq!(data.answered(), [IN, OUT, IN]);
    assert_eq!(store.asked().len(), 2);
}

#[tokio::test]
async fn requests_that_are_turned_away_together_ask_the_store_once() {
    let store = Store::signing(KEY).await;
    let data = DataServer::with_key(KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    store.signs(OTHER_KEY);
    data.takes(OTHER_KEY);
    let url = data.url("/feed");
    let get = || client.get(SERVER, url.as_str());
    let (first, second, third) = tokio::join!(get(), get(), get());
    for answer in [first, second, third] {
        assert_eq!(answer.unwrap().status(), IN);
    }
    assert_eq!(store.asked().len(), 2);
}

#[tokio::test]
async fn a_second_401_is_the_outcome_and_asks_nobody() {
    let store = Store::signing(KEY).await;
    let data = DataServer::with_key(OTHER_KEY).await;
    let client = builder(&store).build().unwrap();
    assert_eq!(client.get(SERVER, data.url("/feed")).await.unwrap().status(), OUT);
    assert_eq!(data.answered(), [OUT, OUT]);
    assert_eq!(store.asked().len(), 2);

    assert_eq!(client.get(SERVER, data.url("/feed")).await.unwrap().status(), OUT);
    assert_eq!(data.answered(), [OUT], "within five minutes it is not asked for anew");
    assert_eq!(store.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_held_by_now_is_tried_before_anybody_is_asked() {
    let store = Store::signing(OTHER_KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    let old = client.signed_query(SERVER).unwrap();
    store.signs(KEY);
    let new = client.rejected(SERVER, &old).await.unwrap();
    assert_ne!(new, old);
    store.asked();
    assert_eq!(client.rejected(SERVER, &old).await, Some(new));
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn a_denial_behind_a_401_leaves_the_401() {
    let store = Store::signing(OTHER_KEY).await;
    let data = DataServer::with_key(KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    store.says(NOT_ACTIVE);
    assert_eq!(client.get(SERVER, data.url("/feed")).await.unwrap().status(), OUT);
    assert_eq!(data.answered(), [OUT]);
    assert_eq!(client.state().name(), "denied");
}

#[tokio::test]
async fn a_request_with_a_body_is_sent_again_with_it() {
    let store = Store::signing(KEY).await;
    let data = DataServer::with_key(OTHER_KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    store.signs(OTHER_KEY);
    let mut request = Request::new(Method::PUT, data.url("/note").parse().unwrap());
    *request.body_mut() = Some("the body".into());
    let answer = client.send(SERVER, request).await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "PUT: the body");
    assert_eq!(data.answered(), [OUT, IN]);
}

#[tokio::test]
async fn a_request_waits_for_the_first_answer() {
    let store = Store::signing(KEY).await;
    store.holds();
    let data = DataServer::with_key(KEY).await;
    let client = builder(&store).build().unwrap();
    let _running = client.start();
    assert_eq!(client.state(), State::Starting);
    let url = data.url("/feed");
    let (answer, ()) = tokio::join!(client.get(SERVER, url), async { store.lets_one_go() });
    assert_eq!(answer.unwrap().status(), IN);
    assert_eq!(store.asked().len(), 1);
}

#[tokio::test]
async fn without_an_authorization_nothing_is_sent() {
    let store = Store::saying(NOT_ACTIVE).await;
    let data = DataServer::with_key(KEY).await;
    let client = builder(&store).build().unwrap();
    let error = client.get(SERVER, data.url("/feed")).await.unwrap_err();
    assert!(matches!(&error, Error::NotAuthorized { state: State::Denied { .. } }));
    assert_eq!(
        error.to_string(),
        "expected an authorization in force, found denied: Subscription is not active."
    );
    assert!(data.asked().is_empty());
}

#[tokio::test]
async fn a_server_that_the_store_did_not_sign_for_is_named() {
    let store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    client.authorize().await;
    let error = client.signed_query("risefinancial").unwrap_err();
    assert_eq!(
        error.to_string(),
        "server risefinancial: expected one that the Store signed for, found RiseFinancial"
    );
}

#[tokio::test]
async fn what_is_no_url_is_an_error() {
    let store = Store::signing(KEY).await;
    let client = builder(&store).build().unwrap();
    assert!(matches!(client.get(SERVER, "/feed").await, Err(Error::Url(_))));
    assert!(store.asked().is_empty());
}

#[tokio::test]
async fn a_client_that_is_not_started_asks_when_it_is_time_to() {
    let store = Store::saying(NOT_ACTIVE).await;
    let data = DataServer::with_key(KEY).await;
    let clock = MovedClock::at("2016-04-25T08:17:59Z");
    let client = builder(&store).clock(clock.clone()).build().unwrap();
    let url = data.url("/feed");
    assert!(matches!(client.get(SERVER, &url).await, Err(Error::NotAuthorized { .. })));
    store.signs(KEY);
    assert!(matches!(client.get(SERVER, &url).await, Err(Error::NotAuthorized { .. })));
    assert_eq!(store.asked().len(), 1);
    clock.moves(60 * 60);
    assert_eq!(client.get(SERVER, &url).await.unwrap().status(), IN);
    assert_eq!(store.asked().len(), 1);
}
