//! `/subscriptions`

use super::server::{COMPANY, NOW, PRODUCT, Server, product};
use serde_json::json;

fn path() -> String {
    format!("/subscriptions/{COMPANY}/{PRODUCT}")
}

#[tokio::test]
async fn a_subscription_is_shown_as_it_was_set() {
    let server = Server::stocked().await;
    let made = server.put(&path(), json!({"status": "Subscribed", "plan": "display"})).await;
    let shown = json!({
        "company": COMPANY, "product": PRODUCT, "status": "Subscribed", "plan": "display",
    });
    assert_eq!(made.expect(201).json(), shown);
    assert_eq!(server.get(&path()).await.expect(200).json(), shown);
}

#[tokio::test]
async fn what_is_shown_can_be_set_again_and_changes_nothing() {
    let server = Server::stocked().await;
    server.put(&path(), json!({"status": "On Trial"})).await.expect(201);
    let shown = server.get(&path()).await.json();
    assert_eq!(shown["trialEnds"], "2027-01-29T08:00:00.000Z");
    let version = server.store.catalogue().version();
    server.put(&path(), shown).await.expect(200);
    assert_eq!(server.store.catalogue().version(), version);
}

#[tokio::test]
async fn a_running_trial_that_is_set_to_expired_ends_now() {
    let server = Server::stocked().await;
    server.put(&path(), json!({"status": "On Trial"})).await.expect(201);
    let ended = server.put(&path(), json!({"status": "Trial Expired"})).await.expect(200).json();
    assert_eq!(
        (&ended["status"], &ended["trialEnds"]),
        (&json!("Trial Expired"), &json!("2027-01-15T07:59:59.999Z"))
    );
}

#[tokio::test]
async fn an_end_of_a_trial_that_does_not_fit_its_status_is_refused() {
    let server = Server::stocked().await;
    server.put(&path(), json!({"status": "On Trial"})).await.expect(201);
    let mut trial = server.get(&path()).await.json();
    trial["trialEnds"] = json!("2027-01-01T00:00:00Z");
    let refused = server.put(&path(), trial.clone()).await;
    refused.refuses("trialEnds", "expected an instant that is not over beside `On Trial`");
    trial["status"] = json!("Trial Expired");
    let refused = server.put(&path(), trial.clone()).await;
    refused.refuses("trialEnds", "expected an instant that is not before the trial began");
    trial["trialEnds"] = json!("2027-01-15T08:00:00Z");
    let refused = server.put(&path(), trial).await;
    refused.refuses("trialEnds", "expected an instant that is over beside `Trial Expired`");
}

#[tokio::test]
async fn what_a_document_could_not_say_is_refused() {
    let server = Server::stocked().await;
    for instant in ["1969-12-31T23:59:59Z", "9999-12-31T23:59:59-01:00"] {
        let cancelled = json!({"status": "Cancelled", "plan": "display", "paidUntil": instant});
        server.put(&path(), cancelled).await.expect(400);
    }
}

#[tokio::test]
async fn a_plan_that_the_product_has_no_price_for_is_refused() {
    let server = Server::stocked().await;
    let refused = server.put(&path(), json!({"status": "Subscribed", "plan": "company"})).await;
    let expected = "expected a plan that the product has a price for: it has none by company";
    refused.refuses("plan", expected);
}

/// Adds a price by display, in force from now on or later, to the product.
async fn price(server: &Server, amount: Option<u64>, since: Option<&str>) {
    let price = json!({"plan": "display", "amount": amount, "currency": "USD", "since": since});
    let product = json!({"name": "Weather", "trialDays": 14, "prices": [price]});
    server.put(&format!("/products/{PRODUCT}"), product).await.expect(200);
}

const NOT_NOW: &str =
    "expected a plan that the product has a price for now: it has none by display";

#[tokio::test]
async fn a_plan_that_is_sold_no_more_is_not_bought_anew() {
    let server = Server::stocked().await;
    let (bought, ended) =
        (json!({"status": "Subscribed", "plan": "display"}), "2027-01-15T08:00:01Z");
    server.put(&path(), bought.clone()).await.expect(201);
    let other = server.post("/companies", json!({"name": "Other"})).await.json();
    let others = format!("/subscriptions/{}/{PRODUCT}", other["id"].as_str().unwrap());
    price(&server, None, Some(ended)).await;
    server.set_clock(NOW + 1000);
    server.put(&others, bought.clone()).await.refuses("plan", NOT_NOW);
    let paid =
        json!({"status": "Cancelled", "plan": "display", "paidUntil": "2027-02-01T00:00:00Z"});
    server.put(&others, paid.clone()).await.refuses("plan", NOT_NOW);
    server.put(&others, json!({"status": "On Trial", "plan": "display"})).await.expect(201);
    // Who has it keeps it, until it is cancelled.
    let suspended = json!({"status": "Subscribed", "plan": "display", "suspended": true});
    for kept in [bought.clone(), suspended, bought.clone(), paid] {
        server.put(&path(), kept).await.expect(200);
    }
    server.put(&path(), bought.clone()).await.refuses("plan", NOT_NOW);
    price(&server, Some(300), None).await;
    server.put(&path(), bought).await.expect(200);
}

#[tokio::test]
async fn a_plan_that_is_not_sold_yet_is_not_bought() {
    let server = Server::start().await;
    server.put(&format!("/companies/{COMPANY}"), json!({"name": "Acme"})).await.expect(201);
    server.put(&format!("/products/{PRODUCT}"), json!({"name": "Weather"})).await.expect(201);
    price(&server, Some(250), Some("2027-01-15T08:00:01Z")).await;
    let bought = json!({"status": "Subscribed", "plan": "display"});
    server.put(&path(), bought.clone()).await.refuses("plan", NOT_NOW);
    server.set_clock(NOW + 1000);
    server.put(&path(), bought).await.expect(201);
}

#[tokio::test]
async fn a_free_product_needs_no_price() {
    let server = Server::stocked().await;
    let free = json!({"name": "Weather", "free": true});
    server.put(&format!("/products/{PRODUCT}"), free).await.expect(200);
    let answer = server.put(&path(), json!({"status": "Subscribed", "plan": "company"})).await;
    answer.expect(201);
}

#[tokio::test]
async fn of_an_unknown_company_or_product_there_is_none() {
    let server = Server::stocked().await;
    let other = PRODUCT.replace('1', "2");
    let path = format!("/subscriptions/{COMPANY}/{other}");
    let problem = server.put(&path, json!({"status": "Subscribed", "plan": "display"})).await;
    assert_eq!(problem.expect(404).json()["detail"], format!("no product {other}"));
}

#[tokio::test]
async fn a_subscription_that_is_deleted_is_as_if_it_had_never_been() {
    let server = Server::stocked().await;
    server.put(&path(), json!({"status": "Trial Expired"})).await.expect(201);
    server.delete(&path()).await.expect(204);
    server.get(&path()).await.expect(404);
}

#[tokio::test]
async fn subscriptions_are_listed_by_company_and_by_product() {
    let server = Server::stocked().await;
    let (mut products, mut companies) = (vec![PRODUCT.to_owned()], vec![COMPANY.to_owned()]);
    for _ in 0..2 {
        let made = server.post("/products", product()).await.json();
        products.push(made["code"].as_str().unwrap().to_owned());
        let made = server.post("/companies", json!({"name": "Other"})).await.json();
        companies.push(made["id"].as_str().unwrap().to_owned());
    }
    for company in &companies {
        for product in &products {
            let path = format!("/subscriptions/{company}/{product}");
            let bought = json!({"status": "Subscribed", "plan": "display"});
            server.put(&path, bought).await.expect(201);
        }
    }
    let of_company = server.get(&format!("/subscriptions?company={}", companies[1])).await;
    assert_eq!(of_company.items("product"), products);
    let of_product = server.get(&format!("/subscriptions?product={}", products[1])).await;
    assert_eq!(of_product.items("company"), companies);
    let both = format!("/subscriptions?company={}&product={}", companies[2], products[2]);
    assert_eq!(server.get(&both).await.items("product"), products[2..]);
    let mut all = Vec::new();
    let mut path = "/subscriptions?limit=2".to_owned();
    loop {
        let page = server.get(&path).await.expect(200);
        all.extend(page.items("company"));
        let Some(next) = page.json()["next"].as_str().map(str::to_owned) else { break };
        path = format!("/subscriptions?limit=2&after={next}");
    }
    assert_eq!(all, companies.iter().flat_map(|id| vec![id.clone(); 3]).collect::<Vec<_>>());
}
