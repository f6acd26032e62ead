//! What is said while nothing can be written.

use crate::shop::{COMPANY, DISPLAY, FREE, SOLD, Shop, TRIED, denial};

/// A shop whose database is gone.
async fn closed() -> Shop {
    let shop = Shop::open().await;
    shop.store.close().await;
    shop
}

#[tokio::test]
async fn an_authorization_that_cannot_be_recorded_is_none() {
    let shop = closed().await;
    for query in [format!("id={DISPLAY}&pc={FREE}&srv=A1"), format!("cid={COMPANY}&pc={SOLD}")] {
        let answer = shop.get(&format!("/v1/widget/auth?{query}")).await;
        answer.assert_is(503, &denial("Store is unavailable."));
        assert_eq!(answer.header("retry-after"), Some("10"));
        assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(shop.metric(r#"denials_total{reason="unavailable"}"#).as_deref(), Some("2"));
}

#[tokio::test]
async fn a_trial_that_cannot_be_recorded_is_none() {
    let shop = closed().await;
    for target in [
        format!("/v1/widget/auth?id={DISPLAY}&pc={TRIED}"),
        format!("/v1/product/{TRIED}/company/{COMPANY}/trial/start"),
    ] {
        shop.get(&target).await.assert_is(503, &denial("Store is unavailable."));
    }
}

#[tokio::test]
async fn as_a_script_it_does_not_run_so_that_apps_keep_what_they_have() {
    let shop = closed().await;
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}&callback=f");
    let answer = shop.get(&target).await;
    answer.assert_is(503, &format!("f({});", denial("Store is unavailable.")));
    assert_eq!(answer.header("content-type"), Some("application/javascript"));
}

#[tokio::test]
async fn what_needs_no_record_is_answered_all_the_same() {
    let shop = closed().await;
    let answer = shop.get(&format!("/v1/company/{COMPANY}/product/status?pc={FREE}")).await;
    assert_eq!(answer.status, 200);
    shop.get("/v1/widget/auth").await.assert_denied("Display Id or Company Id is required.");
}
