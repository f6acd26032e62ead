//! The queue, on pages of the console.

use crate::{
    browser::{Browser, secret},
    strangers::{EMAIL, Open, app, data_server},
};
use serde_json::json;

const SCRIPT: &str = r#"<img src=x onerror=alert(1)>"'&<script>alert(2)</script>"#;

#[track_caller]
fn expect_harmless(page: &str, html: &str) {
    for bad in ["<img", "<script", "onerror=alert(1)>\""] {
        assert!(!html.contains(bad), "{page}: {html}");
    }
}

/// The value of a field of a page.
fn value<'a>(html: &'a str, name: &str) -> &'a str {
    let input = html.split(&format!("name=\"{name}\"")).nth(1).unwrap().split('>').next().unwrap();
    input.split("value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn the_overview_says_how_many_wait() {
    let open = Open::start().await;
    let browser = Browser::of_admin(&open).await;
    let waiting = |html: &str| {
        let link = html.split("<dd><a href=\"/console/applications\">").nth(1)?;
        link.split('<').next().map(str::to_owned)
    };
    assert_eq!(waiting(&browser.get("/console").await.expect(200).body), None);
    open.apply("app", &app()).await.expect(202);
    let number = open.number("server", &data_server()).await;
    let overview = browser.get("/console").await.expect(200).body;
    assert_eq!(waiting(&overview).as_deref(), Some("2"));
    open.post(&format!("/applications/{number}/reject"), json!({"reason": "No"})).await.expect(200);
    let overview = browser.get("/console").await.expect(200).body;
    assert_eq!(waiting(&overview).as_deref(), Some("1"));
}

#[tokio::test]
async fn an_app_is_approved_at_the_price_that_is_in_the_form() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let browser = Browser::of_admin(&open).await;
    let queue = browser.get("/console/applications").await.expect(200).body;
    let path = format!("/console/applications/{number}");
    assert!(queue.contains(&path) && queue.contains("Weather Works"), "{queue}");
    let page = browser.get(&path).await.expect(200).body;
    for shown in [
        EMAIL,
        "2.50 USD a display and month",
        "90.00 USD a company and month",
        "First line\nSecond\tline",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let approve = format!("{path}/approve");
    let form = browser.get(&approve).await.expect(200).body;
    assert_eq!(
        ["price.display", "price.company", "currency"].map(|name| value(&form, name)),
        ["250", "9000", "USD"]
    );
    let typed =
        [("price.display", "300"), ("price.company", ""), ("currency", "USD"), ("trialDays", "14")];
    let done = browser.fill(&approve, &approve, &typed).await.expect(200).body;
    let product = &open.get("/products").await.expect(200).json()["items"][0];
    assert!(
        done.contains(&format!("id=\"code\">{}<", product["code"].as_str().unwrap())),
        "{done}"
    );
    assert!(done.contains(&format!("Text for an e-mail to {EMAIL}")), "{done}");
    assert_eq!(
        (product["prices"].as_array().unwrap().len(), &product["trialDays"]),
        (1, &json!(14))
    );
    assert_eq!(product["prices"][0]["amount"], 300);
    let after = browser.get(&path).await.expect(200).body;
    assert!(after.contains("approved") && !after.contains(&approve), "{after}");
    let queue = browser.get("/console/applications").await.expect(200).body;
    assert!(!queue.contains("Weather Works"), "{queue}");
    let queue = browser.get("/console/applications?state=approved").await.expect(200).body;
    assert!(queue.contains("Weather Works"), "{queue}");
}

#[tokio::test]
async fn a_wrong_price_is_said_beside_its_field_and_nothing_is_sold() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let browser = Browser::of_admin(&open).await;
    let approve = format!("/console/applications/{number}/approve");
    let typed =
        [("price.display", "2.50"), ("price.company", "7"), ("currency", "USD"), ("trialDays", "")];
    let page = browser.fill(&approve, &approve, &typed).await.expect(400).body;
    assert!(page.contains("id=\"field-price-display-wrong\""), "{page}");
    assert_eq!(value(&page, "price.company"), "7");
    assert!(open.get("/products").await.items("code").is_empty());
}

#[tokio::test]
async fn a_server_key_is_shown_once() {
    let open = Open::start().await;
    let number = open.number("server", &data_server()).await;
    let browser = Browser::of_admin(&open).await;
    let approve = format!("/console/applications/{number}/approve");
    let form = browser.filled(&approve, &approve, &[]).await;
    let first = form.clone().send().await.expect(200).body;
    let key = first.split("id=\"key\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(key.len(), 40);
    assert_eq!(first.matches(&key).count(), 2, "as it is, and in the text to copy");
    // The page behind the button, loaded again.
    let again = form.send().await.expect(200).body;
    assert!(again.contains("is not shown again") && !again.contains(&key), "{again}");
    let page = browser.get(&format!("/console/applications/{number}")).await.expect(200).body;
    assert!(!page.contains(&key));
    assert_eq!(
        open.get("/servers/Weather1/keys").await.json()["items"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn what_is_rejected_needs_a_reason_which_stands_in_the_text_to_copy() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let browser = Browser::of_admin(&open).await;
    let reject = format!("/console/applications/{number}/reject");
    let page = browser.fill(&reject, &reject, &[("reason", "")]).await.expect(400).body;
    assert!(page.contains("id=\"field-reason-wrong\""), "{page}");
    let page = browser.fill(&reject, &reject, &[("reason", "Too dear")]).await.expect(200).body;
    assert!(page.contains("Your application is refused:\n\nToo dear"), "{page}");
    let page = browser.fill(&reject, &reject, &[("reason", "Again")]).await.expect(409).body;
    assert!(page.contains("expected one that waits"), "{page}");
}

#[tokio::test]
async fn what_is_decided_is_forgotten_after_a_question() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let browser = Browser::of_admin(&open).await;
    let forget = format!("/console/applications/{number}/forget");
    browser.fill(&forget, &forget, &[]).await.expect(409);
    open.post(&format!("/applications/{number}/reject"), json!({"reason": "No"})).await.expect(200);
    browser.fill(&forget, &forget, &[]).await.expect(303);
    assert!(open.all().await.is_empty());
}

#[tokio::test]
async fn what_was_decided_meanwhile_is_not_decided_by_an_older_page() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let browser = Browser::of_admin(&open).await;
    let approve = format!("/console/applications/{number}/approve");
    let form = browser.filled(&approve, &approve, &[("currency", "USD")]).await;
    open.post(&format!("/applications/{number}/reject"), json!({"reason": "No"})).await.expect(200);
    form.send().await.expect(412);
    assert!(open.get("/products").await.items("code").is_empty());
}

/// All paths that a form can be sent to.
fn forms(number: u64) -> [String; 3] {
    ["approve", "reject", "forget"].map(|what| format!("/console/applications/{number}/{what}"))
}

#[tokio::test]
async fn no_form_does_anything_that_another_site_has_sent_or_without_its_secret() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let browser = Browser::of_admin(&open).await;
    let page = browser.get("/console").await.expect(200);
    let secret = secret(&page.body);
    for form in forms(number) {
        browser.get(&format!("{form}?reason=No&currency=USD")).await;
        browser.post(&form, &[("reason", "No")]).send().await.expect(403);
        let call = browser.post(&form, &[("reason", "No"), ("_secret", &secret)]);
        for origin in ["https://evil.example", "null", ""] {
            call.clone().header("origin", origin).send().await.expect(403);
        }
        call.without("origin").send().await.expect(403);
    }
    assert_eq!(open.all().await[0]["state"], "waiting");
}

#[tokio::test]
async fn a_token_that_reads_sees_who_waits_and_decides_nothing() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let token = open.token("ann", &["read"]).await;
    let browser = Browser::signed_in(&open, &token).await;
    let page = browser.get("/console").await.expect(200);
    let secret = secret(&page.body);
    let shown = browser.get(&format!("/console/applications/{number}")).await.expect(200).body;
    for form in forms(number) {
        assert!(!shown.contains(&form), "{form}");
        browser.get(&form).await.expect(403);
        browser.post(&form, &[("_secret", &secret), ("reason", "No")]).send().await.expect(403);
    }
    let token = open.token("ben", &["billing"]).await;
    let browser = Browser::signed_in(&open, &token).await;
    browser.get("/console/applications").await.expect(403);
    assert_eq!(open.all().await[0]["state"], "waiting");
}

#[tokio::test]
async fn what_strangers_write_is_text_on_every_page_and_nothing_of_it_is_loaded() {
    let open = Open::start().await;
    let mut given = app();
    for name in ["company", "productName", "shortDescription", "longDescription"] {
        given[name] = SCRIPT.into();
    }
    given["contactEmail"] = "<img/onerror=a>@example.com".into();
    given["website"] = "https://example.com/?a=%3Cimg".into();
    let browser = Browser::of_admin(&open).await;
    let number = open.number("app", &given).await;
    let path = format!("/console/applications/{number}");
    let mut pages = vec![
        "/console".to_owned(),
        "/console/applications".into(),
        "/console/audit".into(),
        path.clone(),
    ];
    pages.extend(forms(number));
    for page in &pages {
        let html = browser.get(page).await.expect(200).body;
        expect_harmless(page, &html);
        // A picture is a link, which says nothing of where it is followed from.
        if *page == path {
            assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"), "{html}");
            let link = "<a href=\"https://weather.example/icon.png\" rel=\"noreferrer noopener external nofollow\">";
            assert!(html.contains(link), "{html}");
        }
    }
    let reject = format!("{path}/reject");
    let page = browser.fill(&reject, &reject, &[("reason", &format!("{SCRIPT}\n"))]).await;
    expect_harmless(&reject, &page.body);
    let page = browser.fill(&reject, &reject, &[("reason", SCRIPT)]).await;
    expect_harmless(&reject, &page.body);
    expect_harmless(&path, &browser.get(&path).await.expect(200).body);
    let script: String = form_urlencoded::byte_serialize(SCRIPT.as_bytes()).collect();
    for page in [
        format!("/console/applications/{script}"),
        format!("/console/applications?state={script}&after={script}"),
        format!("/console/applications/{script}/approve"),
    ] {
        expect_harmless(&page, &browser.get(&page).await.body);
    }
}

#[tokio::test]
async fn a_long_queue_is_paged() {
    let open = Open::start().await;
    for number in 0..60 {
        let mut given = data_server();
        given["serverId"] = format!("S{number:02}").into();
        open.apply("server", &given).await.expect(202);
    }
    let browser = Browser::of_admin(&open).await;
    let first = browser.get("/console/applications?state=waiting").await.expect(200).body;
    assert!(first.contains("S49") && !first.contains("S50"));
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let second = browser.get(&next.replace("&amp;", "&")).await.expect(200).body;
    assert!(second.contains("S50") && second.contains("S59") && !second.contains("S49"));
}
