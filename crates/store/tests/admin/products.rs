//! `/products`

use super::server::{COMPANY, PRODUCT, Server, product};
use serde_json::{Value, json};

fn path() -> String {
    format!("/products/{PRODUCT}")
}

/// A product with a member of another value.
fn product_with(member: &str, value: Value) -> Value {
    let mut product = product();
    product[member] = value;
    product
}

#[tokio::test]
async fn a_product_is_shown_as_it_was_set() {
    let server = Server::start().await;
    let made = server.put(&path(), product()).await.expect(201);
    assert_eq!(made.header("location"), Some(&*format!("/admin/v1{}", path())));
    let shown = json!({
        "code": PRODUCT, "name": "Weather", "shortDescription": "", "longDescription": "",
        "icon": null, "image": null, "vendor": null, "free": false, "trialDays": 14,
        "prices": [{"plan": "display", "amount": 1916, "currency": "USD", "since": "1970-01-01T00:00:00.000Z"}],
        "withdrawn": false,
    });
    assert_eq!(made.json(), shown);
    assert_eq!(server.get(&path()).await.expect(200).json(), shown);
}

#[tokio::test]
async fn what_is_shown_can_be_set_again_and_changes_nothing() {
    let server = Server::start().await;
    server.put(&path(), product()).await.expect(201);
    let version = server.store.catalogue().version();
    let shown = server.get(&path()).await.json();
    let again = server.put(&path(), shown.clone()).await.expect(200);
    assert_eq!(again.json(), shown);
    assert_eq!(server.store.catalogue().version(), version);
}

#[tokio::test]
async fn a_product_that_is_posted_gets_a_code() {
    let server = Server::start().await;
    let made = server.post("/products", product()).await.expect(201).json();
    let code = made["code"].as_str().unwrap();
    assert!(code.len() == 40 && code.bytes().all(|byte| byte.is_ascii_hexdigit()), "{code}");
    server.get(&format!("/products/{code}")).await.expect(200);
}

#[tokio::test]
async fn a_new_price_is_in_force_from_now_on_and_the_old_one_stays() {
    let server = Server::start().await;
    server.put(&path(), product()).await.expect(201);
    let price = json!([{"plan": "display", "amount": 2000, "currency": "USD"}]);
    let changed = server.put(&path(), product_with("prices", price)).await.expect(200).json();
    let prices = changed["prices"].as_array().unwrap();
    let prices = prices.iter().map(|price| (&price["amount"], &price["since"])).collect::<Vec<_>>();
    assert_eq!(
        prices,
        [
            (&json!(1916), &json!("1970-01-01T00:00:00.000Z")),
            (&json!(2000), &json!("2027-01-15T08:00:00.000Z"))
        ]
    );
}

#[tokio::test]
async fn a_price_in_the_past_of_one_that_was_sold_is_refused() {
    let server = Server::start().await;
    server.put(&path(), product()).await.expect(201);
    let price = json!([{
        "plan": "display", "amount": 2, "currency": "USD", "since": "2027-01-01T00:00:00Z",
    }]);
    let refused = server.put(&path(), product_with("prices", price)).await;
    refused.refuses("prices[0].since", "expected now or later: prices that were in force stay");
}

#[tokio::test]
async fn what_a_company_bought_while_it_was_free_needs_a_price_when_it_is_free_no_more() {
    let server = Server::stocked().await;
    server.put(&path(), product_with("free", json!(true))).await.expect(200);
    let subscription = format!("/subscriptions/{COMPANY}/{PRODUCT}");
    let bought = json!({"status": "Subscribed", "plan": "company"});
    server.put(&subscription, bought).await.expect(201);
    let refused = server.put(&path(), product()).await;
    refused
        .refuses("free", "expected true, or a price for each plan that the product is bought on");
    server.delete(&format!("/companies/{COMPANY}")).await.expect(204);
    server.put(&path(), product()).await.expect(200);
}

#[tokio::test]
async fn a_product_that_is_withdrawn_is_kept_and_can_be_sold_again() {
    let server = Server::start().await;
    server.put(&path(), product()).await.expect(201);
    server.delete(&path()).await.expect(204);
    assert_eq!(server.get(&path()).await.expect(200).json()["withdrawn"], true);
    server.put(&path(), product()).await.expect(200);
    assert_eq!(server.get(&path()).await.json()["withdrawn"], false);
}

#[tokio::test]
async fn an_unknown_product_is_not_found() {
    let server = Server::start().await;
    let problem = server.get(&path()).await.expect(404);
    assert_eq!(problem.json()["code"], "not-found");
    server.delete(&path()).await.expect(404);
}

#[tokio::test]
async fn texts_and_numbers_that_the_catalogue_does_not_have_are_refused_by_name() {
    let server = Server::start().await;
    let name = "expected 1 to 200 characters, not spaces alone, without control characters";
    let url = "expected an http or https URL of up to 2048 bytes";
    let line = "expected up to 500 characters on one line, without control characters";
    for (member, value, field, detail) in [
        ("name", json!(""), "name", name),
        ("name", json!(" "), "name", name),
        ("name", json!("a\u{7}b"), "name", name),
        ("name", json!("a".repeat(201)), "name", name),
        ("shortDescription", json!("a\nb"), "shortDescription", line),
        ("icon", json!("javascript:alert(1)"), "icon", url),
        ("image", json!("/image.png"), "image", url),
        ("image", json!("https://a.example/a b"), "image", url),
        ("vendor", json!({"name": "V", "website": "ftp://v.example"}), "vendor.website", url),
        (
            "vendor",
            json!({"name": "V", "contactEmail": "v.example"}),
            "vendor.contactEmail",
            "expected an e-mail address, such as someone@example.com",
        ),
        ("trialDays", json!(3651), "trialDays", "expected a whole number from 0 to 3650"),
        (
            "prices",
            json!([{"plan": "display", "amount": 9_007_199_254_740_992_u64, "currency": "USD"}]),
            "prices[0].amount",
            "expected a whole number from 0 to 9007199254740991",
        ),
        (
            "prices",
            json!([{"plan": "display", "amount": 1, "currency": "usd"}]),
            "prices[0].currency",
            "expected a currency of three capital letters, such as USD",
        ),
    ] {
        server.put(&path(), product_with(member, value)).await.refuses(field, detail);
    }
    server.get(&path()).await.expect(404);
}

#[tokio::test]
async fn texts_at_their_limits_are_taken() {
    let server = Server::start().await;
    for (member, value) in [
        ("name", json!("ä".repeat(200))),
        ("shortDescription", json!("a".repeat(500))),
        ("longDescription", json!("a\n\tb".repeat(5000))),
        ("icon", json!("HTTP://a.example:8080/%20?b#c")),
        (
            "vendor",
            json!({"name": "V", "website": "https://v.example", "contactEmail": "v@v.example"}),
        ),
        ("trialDays", json!(3650)),
        (
            "prices",
            json!([{"plan": "company", "amount": 9_007_199_254_740_991_u64, "currency": "USD"}]),
        ),
    ] {
        let answer = server.put(&path(), product_with(member, value)).await;
        assert!(answer.status < 300, "{member}: {}", answer.body);
    }
}
