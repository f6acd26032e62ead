//! What all requests have: tokens, ids, bodies, and problems.

use super::server::{COMPANY, Server, product};
use serde_json::json;

#[tokio::test]
async fn nobody_is_let_in_without_a_token() {
    let server = Server::start().await;
    let call = server.call("GET", "/products");
    let refused = call.clone().without("authorization").send().await.expect(401);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer"));
    assert_eq!(refused.header("content-type"), Some("application/problem+json"));
    call.clone().header("authorization", "Basic YTpi").send().await.expect(401);
    let other = format!("sat_{}", "0".repeat(64));
    let refused = call.token(&other).send().await.expect(401);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
}

#[tokio::test]
async fn a_token_for_other_things_is_told_the_scope_that_is_needed() {
    let server = Server::start().await;
    let token = server.token("reader", &["read"]).await;
    let call = server.call("POST", "/products").json(&product()).token(&token);
    let refused = call.send().await.expect(403);
    assert_eq!(refused.json()["detail"], "expected a token with scope catalogue");
    let challenge = "Bearer error=\"insufficient_scope\", scope=\"catalogue\"";
    assert_eq!(refused.header("www-authenticate"), Some(challenge));
}

#[tokio::test]
async fn a_problem_says_all_that_there_is_to_say() {
    let server = Server::start().await;
    let problem = server.put(&format!("/companies/{COMPANY}"), json!({"name": ""})).await;
    assert_eq!(
        problem.json(),
        json!({
            "type": "about:blank", "title": "Bad Request", "status": 400, "code": "invalid",
            "detail": "expected 1 to 200 characters, not spaces alone, without control characters",
            "field": "name",
        })
    );
}

#[tokio::test]
async fn bodies_with_mistakes_are_refused_by_the_member() {
    let server = Server::start().await;
    let path = format!("/companies/{COMPANY}");
    for (body, field, detail) in [
        (r#"{"nmae": "A"}"#, "nmae", "unknown member `nmae`: did you mean `name`?"),
        (r#"{"name": 1}"#, "name", "expected a text in quotes"),
        (
            r#"{"name": "A", "standing": "actve"}"#,
            "standing",
            "unknown value `actve`: did you mean `active`?",
        ),
        ("{}", "name", "expected the member `name`"),
        (r#"{"name": "A", "name": "B"}"#, "name", "`name` is there already: expected it once"),
    ] {
        let call = server.call("PUT", &path).body("application/json", body);
        let problem = call.send().await.expect(400).json();
        assert_eq!(problem["detail"], detail);
        assert_eq!(problem["field"], field);
    }
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let server = Server::start().await;
    let call = server.call("POST", "/companies").body("application/json", "{");
    let problem = call.send().await.expect(400).json();
    assert!(problem["detail"].as_str().unwrap().starts_with("expected JSON"), "{problem}");
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let server = Server::start().await;
    let call = server.call("POST", "/companies").body("text/plain", r#"{"name": "A"}"#);
    call.send().await.expect(415);
}

#[tokio::test]
async fn a_body_where_none_is_expected_is_refused() {
    let server = Server::stocked().await;
    let call = server.call("DELETE", "/displays/DISPLAY1").json(&json!({}));
    assert_eq!(call.send().await.expect(400).json()["detail"], "expected no body");
}

#[tokio::test]
async fn a_long_body_is_refused() {
    let server = Server::start().await;
    let body = format!(r#"{{"name": "A"}}{}"#, " ".repeat(1 << 20));
    let problem = server.call("POST", "/companies").body("application/json", body).send().await;
    assert_eq!(problem.expect(413).json()["detail"], "expected a body of up to 1048576 bytes");
}

#[tokio::test]
async fn other_paths_and_methods_are_problems_too() {
    let server = Server::start().await;
    let problem = server.get("/prodcuts").await.expect(404);
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    let mut outside = server.call("GET", "/products");
    outside.path = "/".to_owned();
    outside.send().await.expect(404);
    let problem = server.call("PATCH", "/products").send().await.expect(405);
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    assert_eq!(problem.header("allow"), Some("GET,HEAD,POST"));
}

#[tokio::test]
async fn a_request_gets_an_id_where_it_has_none_that_can_be_kept() {
    let server = Server::start().await;
    let call = server.call("GET", "/products");
    let kept = call.clone().header("x-request-id", "a.B_9-").send().await;
    assert_eq!(kept.header("x-request-id"), Some("a.B_9-"));
    for id in ["a b", "", &"a".repeat(65)] {
        let answer = call.clone().header("x-request-id", id).send().await;
        let made = answer.header("x-request-id").unwrap();
        assert!(made.len() == 16 && made.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
    }
}
