//! Lists, a page at a time.

use super::server::Server;
use serde_json::json;

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let server = Server::start().await;
    let ids = (10..17).map(|number| format!("A{number}")).collect::<Vec<_>>();
    for id in &ids {
        server.put(&format!("/servers/{id}"), json!({})).await.expect(201);
    }
    for limit in [1, 3, 6, 7, 8] {
        let mut all = Vec::new();
        let mut path = format!("/servers?limit={limit}");
        loop {
            let page = server.get(&path).await.expect(200);
            let items = page.items("id");
            assert!(!items.is_empty() && items.len() <= limit);
            all.extend(items);
            let Some(next) = page.json()["next"].as_str().map(str::to_owned) else { break };
            path = format!("/servers?limit={limit}&after={next}");
        }
        assert_eq!(all, ids, "{limit}");
    }
}

#[tokio::test]
async fn limits_and_cursors_that_make_no_sense_are_refused() {
    let server = Server::start().await;
    for limit in ["0", "1001", "-1", "x", ""] {
        let refused = server.get(&format!("/products?limit={limit}")).await;
        refused.refuses("limit", "expected a whole number from 1 to 1000");
    }
    server.get("/products?after=x").await.refuses("after", "expected what `next` of a page was");
}

#[tokio::test]
async fn unknown_parameters_are_refused_with_the_one_that_was_meant() {
    let server = Server::start().await;
    let refused = server.get("/products?limt=1").await;
    refused.refuses("limt", "unknown parameter `limt`: did you mean `limit`?");
}

#[tokio::test]
async fn a_parameter_that_is_there_twice_is_refused() {
    let server = Server::start().await;
    let refused = server.get("/products?limit=1&limit=2").await;
    refused.refuses("limit", "`limit` is there already: expected it once");
}
