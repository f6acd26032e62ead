//! What another site's page can have a browser do: nothing.

use crate::{
    browser::{Browser, secret},
    server::{COMPANY, PRODUCT, Server},
};

/// All paths that a form can be sent to.
pub(crate) fn forms() -> Vec<String> {
    vec![
        "/console/products/new".to_owned(),
        format!("/console/products/{PRODUCT}"),
        format!("/console/products/{PRODUCT}/withdraw"),
        "/console/companies/new".to_owned(),
        format!("/console/companies/{COMPANY}"),
        format!("/console/companies/{COMPANY}/displays"),
        format!("/console/companies/{COMPANY}/suspend"),
        format!("/console/companies/{COMPANY}/remove"),
        "/console/displays/DISPLAY1".to_owned(),
        "/console/displays/DISPLAY1/remove".to_owned(),
        format!("/console/subscriptions/{COMPANY}/{PRODUCT}"),
        format!("/console/subscriptions/{COMPANY}/{PRODUCT}/cancel"),
        format!("/console/subscriptions/{COMPANY}/{PRODUCT}/suspend"),
        format!("/console/subscriptions/{COMPANY}/{PRODUCT}/remove"),
        "/console/servers/new".to_owned(),
        "/console/servers/A".to_owned(),
        "/console/servers/A/remove".to_owned(),
        "/console/servers/A/keys".to_owned(),
        "/console/servers/A/keys/1/activate".to_owned(),
        "/console/servers/A/keys/1/discard".to_owned(),
        "/console/applications/1/approve".to_owned(),
        "/console/applications/2/reject".to_owned(),
        "/console/applications/3/forget".to_owned(),
        "/console/bills/2026-11/close".to_owned(),
        "/console/bills/2026-11/prune".to_owned(),
        "/console/corrections".to_owned(),
        "/console/tokens/new".to_owned(),
        "/console/tokens/admin".to_owned(),
        "/console/tokens/admin/revoke".to_owned(),
        "/console/sign-out".to_owned(),
    ]
}

pub(crate) async fn version(server: &Server) -> String {
    server.get("/products").await.header("catalogue-version").unwrap().to_owned()
}

#[tokio::test]
async fn no_form_does_anything_without_the_secret_of_its_session() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let before = version(&server).await;
    for form in forms() {
        browser.post(&form, &[("name", "A")]).send().await.expect(403);
        browser.post(&form, &[("name", "A"), ("_secret", "")]).send().await.expect(403);
        browser.post(&form, &[("name", "A"), ("_secret", "0")]).send().await.expect(403);
    }
    assert_eq!(version(&server).await, before);
    browser.get("/console").await.expect(200);
}

#[tokio::test]
async fn no_form_is_taken_that_another_site_has_sent() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let page = browser.get("/console").await.expect(200);
    let secret = secret(&page.body);
    let before = version(&server).await;
    for form in forms() {
        let call = browser.post(&form, &[("name", "A"), ("_secret", &secret)]);
        for origin in ["https://evil.example", "null", "http://127.0.0.1:1", ""] {
            call.clone().header("origin", origin).send().await.expect(403);
        }
        call.clone().without("origin").send().await.expect(403);
        for site in ["cross-site", "same-site", "none"] {
            call.clone().header("sec-fetch-site", site).send().await.expect(403);
        }
    }
    assert_eq!(version(&server).await, before);
}

#[tokio::test]
async fn nobody_is_signed_in_by_another_site() {
    let server = Server::start().await;
    let browser = Browser::new(&server);
    let call = browser.post("/console/sign-in", &[("token", &server.token)]);
    call.clone().header("origin", "https://evil.example").send().await.expect(403);
    call.without("origin").send().await.expect(403);
}

#[tokio::test]
async fn the_secret_of_another_session_is_of_no_use() {
    let server = Server::stocked().await;
    let (ann, ben) = (Browser::of_admin(&server).await, Browser::of_admin(&server).await);
    let page = ann.get("/console").await.expect(200);
    let secret = secret(&page.body);
    let given = [("name", "A"), ("_secret", secret.as_str())];
    ben.post("/console/products/new", &given).send().await.expect(403);
    ann.post("/console/products/new", &given).send().await.expect(303);
}

#[tokio::test]
async fn looking_at_a_page_changes_nothing() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let before = version(&server).await;
    for form in forms() {
        browser.get(&format!("{form}?name=A&do=buy&plan=display")).await;
    }
    assert_eq!(version(&server).await, before);
}

#[tokio::test]
async fn a_bearer_header_does_not_sign_in() {
    let server = Server::start().await;
    let call = Browser::new(&server).call("GET", "/console/products");
    call.header("authorization", &format!("Bearer {}", server.token)).send().await.expect(303);
}

#[tokio::test]
async fn a_cookie_is_no_token_for_the_interface() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let call = server.call("GET", "/products").without("authorization");
    call.header("cookie", &browser.cookie()).send().await.expect(401);
}
