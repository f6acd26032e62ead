//! Where secrets are not: neither in the log, nor in what the database keeps, nor in an answer that is given again.

use super::{
    log,
    server::{PRODUCT, Server, product},
};
use serde_json::json;

/// Makes a token and a key, each asked for twice, and gives both.
async fn make(server: &Server) -> [String; 2] {
    server.put("/servers/A", json!({})).await.expect(201);
    let given = json!({"name": "ci", "scopes": ["read"]});
    let call = server.call("POST", "/tokens").json(&given).header("idempotency-key", "a");
    let token = call.clone().send().await.expect(201).json()["token"].as_str().unwrap().to_owned();
    call.send().await.expect(201);
    let call = server.call("POST", "/servers/A/keys").header("idempotency-key", "b");
    let key = call.clone().send().await.expect(201).json()["key"].as_str().unwrap().to_owned();
    call.send().await.expect(201);
    server.post("/servers/A/keys/1/activate", json!({})).await.expect(200);
    [token, key]
}

#[tokio::test]
async fn neither_tokens_nor_keys_are_in_the_log() {
    let server = Server::start().await;
    let secrets = make(&server).await;
    let text = log::taken();
    assert!(text.contains("key.activate"), "{text}");
    for secret in secrets.iter().chain([&server.token]) {
        assert!(!text.contains(secret.strip_prefix("sat_").unwrap_or(secret)));
    }
}

#[tokio::test]
async fn neither_tokens_nor_keys_are_in_the_files_of_the_database() {
    let server = Server::start().await;
    let secrets = make(&server).await;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(server.folder()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        looked_at += bytes.len();
        for secret in secrets.iter().chain([&server.token]) {
            let secret = secret.as_bytes();
            assert!(!bytes.windows(secret.len()).any(|part| part == secret));
        }
    }
    assert!(looked_at > 10_000);
}

#[tokio::test]
async fn a_change_is_one_line_in_the_log() {
    let server = Server::start().await;
    let call = server.call("PUT", &format!("/products/{PRODUCT}")).json(&product());
    call.header("x-request-id", "request-1").send().await.expect(201);
    let text = log::taken();
    let lines = text.lines().filter(|line| line.contains("changed")).collect::<Vec<_>>();
    let [line] = lines[..] else { panic!("{text}") };
    let object = format!("object=\"{PRODUCT}\"");
    for part in [
        "INFO",
        "actor=\"admin\"",
        "action=\"product.set\"",
        &object,
        "version=2",
        "request_id=\"request-1\"",
    ] {
        assert!(line.contains(part), "{line}");
    }
}
