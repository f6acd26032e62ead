//! The text of a denial is the first that fits.

use crate::shop::{
    COMPANY, DISPLAY, DISPLAY_OF_SUSPENDED, FREE, SOLD, SUSPENDED, Shop, UNKNOWN, UNSOLD, WITHDRAWN,
};

async fn assert_denied(shop: &Shop, query: &str, message: &str) {
    let answer = shop.get(&format!("/v1/widget/auth?{query}")).await;
    assert_eq!((answer.status, answer.body()), (200, &*crate::shop::denial(message)), "{query}");
}

#[tokio::test]
async fn a_parameter_of_ours_comes_once() {
    let shop = Shop::open().await;
    for (query, name) in [
        (format!("id={DISPLAY}&pc={FREE}&id={DISPLAY}"), "id"),
        (format!("cid={COMPANY}&cid={COMPANY}&id={DISPLAY}"), "cid"),
        ("pc=&pc=".to_owned(), "pc"),
        (format!("srv=&srv=A1&pc={UNKNOWN}"), "srv"),
        (format!("id={DISPLAY}&pc={FREE}&startTrial=false&start%54rial=false"), "startTrial"),
        ("startTrial&srv&pc&cid&id&startTrial&srv&pc&cid&id".to_owned(), "id"),
    ] {
        assert_denied(&shop, &query, &format!("Parameter is given twice: {name}.")).await;
    }
}

#[tokio::test]
async fn an_authorization_is_for_a_display_or_a_company() {
    let shop = Shop::open().await;
    let both = "Display Id and Company Id cannot both be given.";
    assert_denied(&shop, &format!("id={DISPLAY}&cid={COMPANY}"), both).await;
    assert_denied(&shop, "id=undefined&cid=x&pc=y", both).await;
    let neither = "Display Id or Company Id is required.";
    for query in ["", "id=", "id&cid", "cid=", "ID=x", &format!("pc={UNKNOWN}")] {
        assert_denied(&shop, query, neither).await;
    }
}

#[tokio::test]
async fn a_product_code_is_required() {
    let shop = Shop::open().await;
    for query in ["id=undefined", "cid=x&pc=", "id=x&pc", "id=x&PC=y"] {
        assert_denied(&shop, query, "Product Code is required.").await;
    }
}

#[tokio::test]
async fn the_product_is_looked_for_before_who_asks() {
    let shop = Shop::open().await;
    let upper = "ABCDEF".repeat(7);
    for code in [UNKNOWN, WITHDRAWN, "undefined", "%ff", "%C3%A9", &upper, &format!("{FREE}%20")] {
        for who in ["id=undefined", &format!("id={DISPLAY}"), "cid=undefined"] {
            assert_denied(&shop, &format!("{who}&pc={code}"), "Product not found.").await;
        }
    }
}

#[tokio::test]
async fn whoever_is_unknown_or_no_id_at_all_is_not_found() {
    let shop = Shop::open().await;
    let long = "x".repeat(65);
    let ids = [
        "undefined",
        "preview",
        "displayId",
        "display_id",
        "A%23B",
        "%C3%A9",
        "%ff",
        "%00",
        "a+b",
        "qewbb8467xpd",
        "%20QEWBB8467XPD",
        &long,
    ];
    for id in ids {
        assert_denied(&shop, &format!("id={id}&pc={FREE}"), "Display not found.").await;
        assert_denied(&shop, &format!("cid={id}&pc={FREE}"), "Company not found.").await;
    }
    assert_denied(&shop, &format!("id={COMPANY}&pc={FREE}"), "Display not found.").await;
    assert_denied(&shop, &format!("cid={DISPLAY}&pc={FREE}"), "Company not found.").await;
}

#[tokio::test]
async fn what_is_not_active_is_denied_and_leaves_no_record() {
    let shop = Shop::open().await;
    let not_active = "Subscription is not active.";
    for query in [
        format!("id={DISPLAY}&pc={UNSOLD}"),
        format!("cid={COMPANY}&pc={UNSOLD}"),
        format!("id={DISPLAY_OF_SUSPENDED}&pc={FREE}"),
        format!("cid={SUSPENDED}&pc={SOLD}&srv=A1"),
    ] {
        assert_denied(&shop, &query, not_active).await;
    }
    assert_eq!(shop.usage().await, []);
    assert_eq!(shop.metric(r#"denials_total{reason="not-active"}"#).as_deref(), Some("4"));
    let calls = r#"calls_total{endpoint="widget/auth",outcome="denied"}"#;
    assert_eq!(shop.metric(calls).as_deref(), Some("4"));
}
