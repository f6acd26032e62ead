//! No script gets into a page, whatever is in a name, a parameter or a field.

use crate::{
    applied::apply,
    browser::Browser,
    scopes::{pages, server},
    server::{Answer, COMPANY, PRODUCT, Server},
};
use serde_json::json;

pub(crate) const SCRIPT: &str = r#"<img src=x onerror=alert(1)>"'&<script>alert(2)</script>"#;

/// Nothing that was given is an element or ends an attribute; what is no page is a file that no browser shows.
#[track_caller]
pub(crate) fn expect_harmless(page: &str, answer: &Answer) {
    if answer.header("content-type").is_some_and(|of_type| of_type.starts_with("text/csv")) {
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment"), "{page}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{page}");
        return;
    }
    let html = &answer.body;
    for bad in ["<img", "<script", "onerror=alert(1)>\""] {
        assert!(!html.contains(bad), "{page}: {html}");
    }
}

/// With a script in every text that it takes.
async fn scripted() -> Server {
    let server = server().await;
    apply(&server, SCRIPT).await;
    let vendor = json!({"name": SCRIPT, "website": "https://example.com/?a=%3Cimg", "contactEmail": "<img/onerror=a>@example.com"});
    let mut product = crate::server::product();
    for name in ["name", "shortDescription", "longDescription"] {
        product[name] = SCRIPT.into();
    }
    product["vendor"] = vendor.clone();
    server.put(&format!("/products/{PRODUCT}"), product).await.expect(200);
    server.put(&format!("/companies/{COMPANY}"), json!({"name": SCRIPT})).await.expect(200);
    server.put("/servers/A", json!({"vendor": vendor})).await.expect(200);
    let bought = json!({"status": "Subscribed", "plan": "display"});
    server.put(&format!("/subscriptions/{COMPANY}/{PRODUCT}"), bought).await.expect(201);
    server
}

#[tokio::test]
async fn what_the_store_has_is_text_on_every_page() {
    let server = scripted().await;
    let browser = Browser::of_admin(&server).await;
    for page in pages() {
        expect_harmless(&page, &browser.get(&page).await);
    }
    let company = browser.get(&format!("/console/companies/{COMPANY}")).await.expect(200);
    assert!(company.body.contains("&lt;img src=x onerror=alert(1)&gt;"), "{}", company.body);
}

#[tokio::test]
async fn what_stands_in_a_url_is_text() {
    let server = server().await;
    let browser = Browser::of_admin(&server).await;
    let script: String = form_urlencoded::byte_serialize(SCRIPT.as_bytes()).collect();
    for page in [
        format!("/console/companies?search={script}&after={script}"),
        format!("/console/companies?search={script}"),
        format!("/console/companies/{script}"),
        format!("/console/products/{script}"),
        format!("/console/products?after={script}"),
        format!("/console/displays/{script}"),
        format!("/console/servers/{script}"),
        format!("/console/servers/A/keys/{script}/activate"),
        format!("/console/subscriptions?company={script}&product={script}"),
        format!("/console/subscriptions/find?company={script}&product={script}"),
        format!("/console/why?id={script}&pc={script}&srv={script}"),
        format!("/console/audit?before={script}"),
        format!("/console/tokens/{script}"),
        format!("/console/bills/{script}"),
        format!("/console/bills/2027-01?company={script}&from={script}"),
        format!("/console?done={script}"),
        format!("/console/applications/{script}"),
        format!("/console/applications?state={script}&after={script}"),
        format!("/console/{script}"),
        format!("/console/sign-in?to={script}&why={script}"),
    ] {
        expect_harmless(&page, &browser.get(&page).await);
    }
}

#[tokio::test]
async fn browsers_are_told_to_run_no_script_and_load_nothing_from_elsewhere() {
    let server = scripted().await;
    let browser = Browser::of_admin(&server).await;
    for page in
        pages().into_iter().chain(["/console/sign-in".to_owned(), "/console/nothing".to_owned()])
    {
        let answer = browser.get(&page).await;
        assert_eq!(
            answer.header("content-security-policy"),
            Some(
                "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
            ),
            "{page}"
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{page}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{page}");
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{page}");
        assert!(!answer.body.contains("style=") && !answer.body.contains(" onclick"), "{page}");
    }
}

#[tokio::test]
async fn the_page_that_explains_requests_is_kept_apart_from_the_console() {
    let server = Server::start().await;
    let answer = Browser::new(&server).get("/console/explain").await.expect(200);
    let policy = "sandbox allow-scripts allow-forms; frame-ancestors 'none'";
    assert_eq!(answer.header("content-security-policy"), Some(policy));
    assert!(answer.body.contains("default-src 'none'; connect-src 'none'"));
}

#[tokio::test]
async fn the_style_sheet_is_kept_by_its_content() {
    let server = Server::start().await;
    let browser = Browser::new(&server);
    let page = browser.get("/console/sign-in").await.expect(200).body;
    let style = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = browser.get(style).await.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/css"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
}
