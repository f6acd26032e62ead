//! `/why`

use super::server::{COMPANY, PRODUCT, Server};
use serde_json::json;

#[tokio::test]
async fn it_says_what_would_be_answered_and_starts_no_trial() {
    let server = Server::stocked().await;
    let why = server.get(&format!("/why?id=DISPLAY1&pc={PRODUCT}")).await.expect(200).json();
    assert_eq!((&why["authorized"], &why["startsTrial"]), (&json!(true), &json!(true)));
    server.get(&format!("/subscriptions/{COMPANY}/{PRODUCT}")).await.expect(404);
}

#[tokio::test]
async fn it_says_why_not_and_what_to_do() {
    let server = Server::stocked().await;
    let why = server.get("/why?id=DISPLAY1").await.expect(200).json();
    assert_eq!(
        (&why["authorized"], &why["message"]),
        (&json!(false), &json!("Product Code is required."))
    );
    assert!(why["remedy"].is_string());
}

#[tokio::test]
async fn parameters_that_an_app_has_no_use_for_are_refused() {
    let server = Server::stocked().await;
    let refused = server.get("/why?cdi=1").await;
    refused.refuses("cdi", "unknown parameter `cdi`: did you mean `cid`?");
}
