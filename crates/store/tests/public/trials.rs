//! What starts a trial, and what does not.

use crate::shop::{
    COMPANY, DISPLAY, FREE, NOW, SOLD, SUSPENDED, Shop, TRIED, UNKNOWN, UNSOLD, ask,
};
use store_auth_store::model::{CompanyNumber, Millis, ProductNumber, Trial};
use tokio::{io::AsyncWriteExt, net::TcpStream, task::JoinSet};

fn trial(shop: &Shop) -> Option<Trial> {
    let catalogue = shop.store.catalogue();
    catalogue.subscription(CompanyNumber(1), ProductNumber(3))?.trial
}

const FOURTEEN_DAYS: Trial = Trial { from: NOW, to: Millis(NOW.0 + 14 * 86_400_000) };

#[tokio::test]
async fn a_call_starts_the_trial_that_is_to_be_had_and_gets_a_yes() {
    for who in [format!("id={DISPLAY}"), format!("cid={COMPANY}")] {
        for start_trial in ["", "&startTrial=true", "&startTrial=FALSE", "&startTrial=0"] {
            let shop = Shop::open().await;
            let target = format!("/v1/widget/auth?{who}&pc={TRIED}{start_trial}");
            assert!(shop.get(&target).await.is_authorized(), "{target}");
            assert_eq!(trial(&shop), Some(FOURTEEN_DAYS), "{target}");
        }
    }
}

#[tokio::test]
async fn a_call_that_says_so_starts_none() {
    let shop = Shop::open().await;
    for value in ["false", "%66alse"] {
        let target = format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}&startTrial={value}");
        shop.get(&target).await.assert_denied("Subscription is not active.");
    }
    assert_eq!(trial(&shop), None);
}

#[tokio::test]
async fn status_and_denied_calls_start_none() {
    let shop = Shop::open().await;
    for target in [
        format!("/v1/company/{COMPANY}/product/status?pc={TRIED}"),
        format!("/v1/product/{TRIED}/status?displayIds={DISPLAY}"),
        format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}&callback=-"),
        format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}&pc={TRIED}"),
    ] {
        shop.get(&target).await;
        assert_eq!(trial(&shop), None, "{target}");
    }
}

#[tokio::test]
async fn a_trial_is_had_once() {
    let shop = Shop::open().await;
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}");
    assert!(shop.get(&target).await.is_authorized());
    shop.set_clock(FOURTEEN_DAYS.to);
    assert!(shop.get(&target).await.is_authorized());
    shop.set_clock(Millis(FOURTEEN_DAYS.to.0 + 1));
    shop.get(&target).await.assert_denied("Subscription is not active.");
    assert_eq!(trial(&shop), Some(FOURTEEN_DAYS));
}

#[tokio::test]
async fn of_a_hundred_first_calls_at_once_all_are_authorized_and_one_starts_the_trial() {
    let shop = Shop::open().await;
    let version = shop.store.catalogue().version();
    let mut calls = JoinSet::new();
    for _ in 0..100 {
        let address = shop.address;
        calls.spawn(async move {
            ask(address, "GET", &format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}"), &[]).await
        });
    }
    assert!(calls.join_all().await.iter().all(crate::shop::Answer::is_authorized));
    assert_eq!(shop.store.catalogue().version(), version + 1);
    assert_eq!(shop.usage().await.len(), 100);
}

#[tokio::test]
async fn a_trial_is_started_once_by_its_own_endpoint() {
    let shop = Shop::open().await;
    let target = format!("/v1/product/{TRIED}/company/{COMPANY}/trial/start");
    shop.get(&target).await.assert_is(200, r#"{"error":""}"#);
    assert_eq!(trial(&shop), Some(FOURTEEN_DAYS));
    shop.get(&target).await.assert_is(200, r#"{"error":"Trial is not available."}"#);
    assert_eq!(shop.usage().await, []);
    for (outcome, count) in [("started", "1"), ("not-started", "1")] {
        let metric = format!("calls_total{{endpoint=\"trial/start\",outcome=\"{outcome}\"}}");
        assert_eq!(shop.metric(&metric).as_deref(), Some(count), "{outcome}");
    }
}

#[tokio::test]
async fn a_trial_that_is_not_to_be_had_is_refused_and_nothing_changed() {
    let shop = Shop::open().await;
    let version = shop.store.catalogue().version();
    for (product, company, error) in [
        (UNKNOWN, COMPANY, "Product not found."),
        (UNKNOWN, "undefined", "Product not found."),
        (TRIED, "undefined", "Company not found."),
        (TRIED, DISPLAY, "Company not found."),
        (TRIED, SUSPENDED, "Trial is not available."),
        (UNSOLD, COMPANY, "Trial is not available."),
        (FREE, COMPANY, "Trial is not available."),
        (SOLD, COMPANY, "Trial is not available."),
    ] {
        let answer =
            shop.get(&format!("/v1/product/{product}/company/{company}/trial/start")).await;
        answer.assert_is(200, &format!(r#"{{"error":"{error}"}}"#));
    }
    let calls = r#"calls_total{endpoint="trial/start",outcome="not-started"}"#;
    assert_eq!(shop.metric(calls).as_deref(), Some("8"));
    assert_eq!(shop.store.catalogue().version(), version);
}

#[tokio::test]
async fn who_starts_a_trial_and_leaves_leaves_the_store_as_it_should_be() {
    let shop = Shop::open().await;
    let head = format!(
        "GET /v1/widget/auth?id={DISPLAY}&pc={TRIED} HTTP/1.1\r\nhost: store.example\r\n\r\n"
    );
    for _ in 0..10 {
        let mut stream = TcpStream::connect(shop.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        drop(stream);
    }
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}");
    assert!(shop.get(&target).await.is_authorized());
    shop.change(vec![]).await;
    assert_eq!(trial(&shop), Some(FOURTEEN_DAYS));
    assert_eq!(shop.store.catalogue().version(), 2);
}
