//! `/openapi.json`

use super::server::Server;
use serde_json::Value;

const PARTS: [(&str, &str); 7] = [
    ("{code}", "1219fb87cdbe1089e7efcf69e4232e0620f92900"),
    ("{product}", "1219fb87cdbe1089e7efcf69e4232e0620f92900"),
    ("{company}", "1c3a55a7-d1a3-fa58-2bd8-636655473bb6"),
    ("{number}", "1"),
    ("{month}", "2026-11"),
    ("{name}", "admin"),
    ("{id}", "1c3a55a7-d1a3-fa58-2bd8-636655473bb6"),
];

/// Each method and path that is described, with what is said of it.
async fn operations(server: &Server) -> Vec<(String, String, Value)> {
    let call = server.call("GET", "/openapi.json").without("authorization");
    let document = call.send().await.expect(200).json();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let id = if path.starts_with("/servers") { "A" } else { "{id}" };
        let mut filled = path.replace("{id}", id);
        for (part, value) in PARTS {
            filled = filled.replace(part, value);
        }
        for (method, operation) in item.as_object().unwrap() {
            operations.push((method.to_uppercase(), filled.clone(), operation.clone()));
        }
    }
    operations
}

#[tokio::test]
async fn the_description_is_of_openapi_3_1_and_is_for_everybody() {
    let server = Server::start().await;
    let call = server.call("GET", "/openapi.json").without("authorization");
    let answer = call.send().await.expect(200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert!(answer.json()["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[tokio::test]
async fn every_path_of_the_interface_is_described() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").await.json();
    let mut described = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            described.push(format!("{} {path}", method.to_uppercase()));
        }
    }
    described.sort_unstable();
    assert_eq!(described, EXPECTED);
}

const EXPECTED: &[&str] = &[
    "DELETE /applications/{number}",
    "DELETE /companies/{id}",
    "DELETE /displays/{id}",
    "DELETE /products/{code}",
    "DELETE /servers/{id}",
    "DELETE /servers/{id}/keys/{number}",
    "DELETE /subscriptions/{company}/{product}",
    "DELETE /tokens/{name}",
    "GET /applications",
    "GET /applications/{number}",
    "GET /audit",
    "GET /backup",
    "GET /bill",
    "GET /companies",
    "GET /companies/{id}",
    "GET /companies/{id}/displays",
    "GET /corrections",
    "GET /displays",
    "GET /displays/{id}",
    "GET /export",
    "GET /months",
    "GET /products",
    "GET /products/{code}",
    "GET /servers",
    "GET /servers/{id}",
    "GET /servers/{id}/keys",
    "GET /subscriptions",
    "GET /subscriptions/{company}/{product}",
    "GET /tokens",
    "GET /tokens/{name}",
    "GET /usage",
    "GET /usage/export",
    "GET /why",
    "POST /applications/{number}/approve",
    "POST /applications/{number}/reject",
    "POST /companies",
    "POST /corrections",
    "POST /displays",
    "POST /import",
    "POST /months/{month}/close",
    "POST /months/{month}/prune",
    "POST /products",
    "POST /servers/{id}/keys",
    "POST /servers/{id}/keys/{number}/activate",
    "POST /tokens",
    "PUT /companies/{id}",
    "PUT /displays/{id}",
    "PUT /products/{code}",
    "PUT /servers/{id}",
    "PUT /subscriptions/{company}/{product}",
    "PUT /tokens/{name}",
];

#[tokio::test]
async fn every_operation_needs_the_scope_that_its_description_says() {
    let server = Server::start().await;
    let scopes = ["read", "catalogue", "keys", "billing"];
    for (method, path, operation) in operations(&server).await {
        let needed = operation["security"][0]["token"][0].as_str().unwrap();
        let others = scopes.iter().filter(|scope| **scope != needed).copied().collect::<Vec<_>>();
        let name = format!("{method}{}", path.replace('/', "."));
        let name = &name[..name.len().min(60)];
        let token = server.token(name, &others).await;
        let refused = server.call(&method, &path).token(&token).send().await;
        let detail = format!("expected a token with scope {needed}");
        assert_eq!(refused.expect(403).json()["detail"], detail, "{method} {path}");
    }
}

#[tokio::test]
async fn what_heeds_if_match_says_so() {
    let server = Server::start().await;
    for (method, path, operation) in operations(&server).await {
        let heeds = matches!(&*method, "PUT" | "DELETE")
            || ["approve", "reject"].iter().any(|end| path.ends_with(end));
        let parameters = operation["parameters"].as_array();
        let says = parameters.into_iter().flatten().any(|given| given["name"] == "If-Match");
        assert_eq!(says, heeds, "{method} {path}");
    }
}

#[tokio::test]
async fn every_reference_of_the_description_leads_somewhere() {
    let server = Server::start().await;
    let document = server.get("/openapi.json").await.json();
    let text = document.to_string();
    let references = text.split("\"$ref\":\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    let references = references.collect::<Vec<_>>();
    assert!(references.len() > 20);
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}
