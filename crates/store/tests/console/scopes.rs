//! What a token is for, here as everywhere.

use crate::{
    applied::apply,
    browser::{Browser, secret},
    forgery::forms,
    server::{COMPANY, PRODUCT, Server},
};

/// All that can be looked at.
pub(crate) fn pages() -> Vec<String> {
    let mut pages = [
        "",
        "/products",
        "/companies",
        "/companies?search=a",
        "/subscriptions",
        "/servers",
        "/servers/A",
        "/applications",
        "/applications/1",
        "/bills",
        "/bills/2027-01",
        "/bills/2027-01/csv",
        "/bills/2027-01/records",
        "/why?id=DISPLAY1&pc=1",
        "/audit",
        "/tokens",
    ]
    .map(|page| format!("/console{page}"))
    .to_vec();
    pages.push(format!("/console/bills/2027-01/companies/{COMPANY}"));
    pages.extend(
        forms()
            .into_iter()
            .filter(|form| !["/console/sign-out", "/console/servers/A/keys"].contains(&&**form)),
    );
    pages
}

/// With a server that has a key, and applications.
pub(crate) async fn server() -> Server {
    let server = Server::stocked().await;
    apply(&server, "Acme").await;
    server.put("/servers/A", serde_json::json!({})).await.expect(201);
    server.call("POST", "/servers/A/keys").send().await.expect(201);
    server
}

#[tokio::test]
async fn a_token_that_reads_changes_nothing_by_any_form() {
    let server = server().await;
    let token = server.token("ann", &["read"]).await;
    let browser = Browser::signed_in(&server, &token).await;
    let secret = secret(&browser.get("/console").await.body);
    let before = server.get("/products").await.header("catalogue-version").unwrap().to_owned();
    let given = [
        ("_secret", secret.as_str()),
        ("name", "A"),
        ("company", COMPANY),
        ("product", PRODUCT),
        ("do", "buy"),
        ("plan", "display"),
        ("standing", "active"),
        ("id", "B"),
        ("scopes", "admin"),
    ];
    for form in forms().into_iter().filter(|form| form != "/console/sign-out") {
        let answer = browser.post(&form, &given).send().await;
        assert_eq!(answer.status, 403, "{form}: {}", answer.body);
    }
    let after = server.get("/products").await;
    assert_eq!(after.header("catalogue-version"), Some(&*before));
}

#[tokio::test]
async fn a_token_that_reads_sees_no_bill_no_key_and_no_token() {
    let server = server().await;
    let token = server.token("ann", &["read"]).await;
    let browser = Browser::signed_in(&server, &token).await;
    let is_refused = |page: &str| {
        let kinds = ["bills", "corrections", "tokens"];
        let ends = [
            "/new",
            "/remove",
            "/withdraw",
            "/suspend",
            "/cancel",
            "/activate",
            "/discard",
            "/approve",
            "/reject",
            "/forget",
        ];
        kinds.iter().any(|kind| page.starts_with(&format!("/console/{kind}")))
            || ends.iter().any(|end| page.ends_with(end))
    };
    for page in pages() {
        let answer = browser.get(&page).await;
        let expected = if is_refused(&page) { 403 } else { 200 };
        assert_eq!(answer.status, expected, "{page}: {}", answer.body);
    }
    let overview = browser.get("/console").await.expect(200).body;
    assert!(!overview.contains("Revenue") && !overview.contains("/console/bills"));
}

#[tokio::test]
async fn whoever_may_do_everything_sees_every_page() {
    let server = server().await;
    let browser = Browser::of_admin(&server).await;
    for page in pages() {
        let answer = browser.get(&page).await;
        assert_eq!(answer.status, 200, "{page}: {}", answer.body);
    }
    browser.get("/console/nothing").await.expect(404);
    browser.get("/console/products/1").await.expect(400);
}
