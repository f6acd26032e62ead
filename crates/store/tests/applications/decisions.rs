//! What comes of an application, over the interface of those who run the Store.

use crate::strangers::{EMAIL, Open, app, data_server};
use serde_json::{Value, json};
use store_auth_store::model::Millis;

#[tokio::test]
async fn an_app_that_is_approved_is_a_product_as_was_applied_for() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let approved = open.call("POST", &format!("/applications/{number}/approve")).send().await;
    let approved = approved.expect(200).json();
    let code = approved["product"].as_str().unwrap();
    assert_eq!(
        approved,
        json!({"number": number, "state": "approved", "product": code, "server": null, "reason": null, "key": null})
    );
    let product = open.get(&format!("/products/{code}")).await.expect(200).json();
    let since = "1970-01-01T00:00:00.000Z";
    assert_eq!(
        product,
        json!({
            "code": code, "name": "Weather", "shortDescription": "The weather, on a display",
            "longDescription": "First line\nSecond\tline", "icon": "https://weather.example/icon.png",
            "image": "https://weather.example/image.png",
            "vendor": {"name": "Weather Works", "website": "https://weather.example/", "contactEmail": EMAIL},
            "free": false, "trialDays": 0, "withdrawn": false,
            "prices": [{"plan": "display", "amount": 250, "currency": "USD", "since": since},
                {"plan": "company", "amount": 9000, "currency": "USD", "since": since}],
        })
    );
    let application = open.get(&format!("/applications/{number}")).await.expect(200).json();
    assert_eq!(
        (&application["state"], &application["product"]),
        (&json!("approved"), &json!(code))
    );
    assert_eq!(application["decided"], "2027-01-15T08:00:00.000Z");
}

#[tokio::test]
async fn whoever_approves_may_say_another_price_and_a_trial() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let approval =
        json!({"prices": [{"plan": "company", "amount": 500, "currency": "EUR"}], "trialDays": 14});
    let approved = open.post(&format!("/applications/{number}/approve"), approval).await;
    let code = approved.expect(200).json()["product"].as_str().unwrap().to_owned();
    let product = open.get(&format!("/products/{code}")).await.expect(200).json();
    let prices = product["prices"].as_array().unwrap();
    assert_eq!(
        (prices.len(), &prices[0]["amount"], &prices[0]["plan"]),
        (1, &json!(500), &json!("company"))
    );
    assert_eq!(product["trialDays"], 14);
}

/// An application for a product that is to be free.
async fn free(open: &Open) -> String {
    let mut given = app();
    given["free"] = true.into();
    given.as_object_mut().unwrap().remove("prices");
    format!("/applications/{}/approve", open.number("app", &given).await)
}

fn price() -> Value {
    json!([{"plan": "display", "amount": 250, "currency": "USD"}])
}

#[tokio::test]
async fn what_was_to_be_free_and_is_approved_at_a_price_is_not_free() {
    for (approval, is_free) in [
        (json!({"prices": price()}), false),
        (json!({"prices": price(), "free": false}), false),
        (json!({}), true),
        (json!({"prices": [], "free": true}), true),
    ] {
        let open = Open::start().await;
        let approved = open.post(&free(&open).await, approval.clone()).await.expect(200).json();
        let code = approved["product"].as_str().unwrap();
        let product = open.get(&format!("/products/{code}")).await.expect(200).json();
        assert_eq!(product["free"], is_free, "{approval}");
        assert_eq!(product["prices"].as_array().unwrap().is_empty(), is_free, "{approval}");
    }
}

#[tokio::test]
async fn what_is_free_is_not_approved_at_a_price() {
    let open = Open::start().await;
    let answer = open.post(&free(&open).await, json!({"prices": price(), "free": true})).await;
    answer.refuses("free", "expected false, or no prices: nobody pays for what is free");
    assert!(open.get("/products").await.items("code").is_empty());
}

#[tokio::test]
async fn an_approval_that_is_wrong_changes_nothing_and_names_what_is() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}/approve");
    for (body, field) in [
        (json!({"trialDays": 3651}), "trialDays"),
        (
            json!({"prices": [{"plan": "display", "amount": 9_007_199_254_740_992_u64, "currency": "USD"}]}),
            "prices[0].amount",
        ),
        (json!({"price": 1}), "price"),
    ] {
        let answer = open.post(&path, body).await.expect(400);
        assert_eq!(answer.json()["field"], field);
    }
    assert!(open.get("/products").await.items("code").is_empty());
    let server = open.number("server", &data_server()).await;
    let answer = open.post(&format!("/applications/{server}/approve"), json!({"free": true})).await;
    answer.refuses("free", "expected none: a server key is applied for");
    assert!(open.get("/servers").await.items("id").is_empty());
}

#[tokio::test]
async fn a_server_that_is_approved_has_a_key_that_signs_and_is_shown_once() {
    let open = Open::start().await;
    let number = open.number("server", &data_server()).await;
    let path = format!("/applications/{number}/approve");
    let call = || open.call("POST", &path).header("idempotency-key", "once");
    let approved = call().send().await.expect(200).json();
    let key = approved["key"].as_str().unwrap();
    assert!(key.len() == 40 && key.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let again = call().send().await.expect(200).json();
    assert_eq!((&again["key"], &again["server"]), (&Value::Null, &json!("Weather1")));
    let keys = open.get("/servers/Weather1/keys").await.expect(200).json();
    assert_eq!(keys["items"].as_array().unwrap().len(), 1);
    assert_eq!(keys["items"][0]["state"], "current");
    let server = open.get("/servers/Weather1").await.expect(200).json();
    assert_eq!(server["vendor"]["contactEmail"], EMAIL);

    open.put(&format!("/products/{}", "1".repeat(40)), json!({"name": "A", "free": true}))
        .await
        .expect(201);
    let company = "1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
    open.put(&format!("/companies/{company}"), json!({"name": "Acme"})).await.expect(201);
    let asked = format!("/v1/widget/auth?cid={company}&pc={}&srv=Weather1", "1".repeat(40));
    let given = open.page(&asked).await.expect(200).json();
    let expiry = given["expiry"].as_str().unwrap();
    let message = format!("{company}#{}#{key}#{expiry}", "1".repeat(40));
    assert_eq!(given["signatures"][0]["value"], sha1(&message));
}

fn sha1(message: &str) -> String {
    use std::{io::Write, process};
    let mut program = process::Command::new("sha1sum")
        .stdin(process::Stdio::piped())
        .stdout(process::Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(message.as_bytes()).unwrap();
    let said = program.wait_with_output().unwrap().stdout;
    String::from_utf8(said).unwrap()[..40].to_owned()
}

#[tokio::test]
async fn a_server_key_takes_scope_keys_too() {
    let open = Open::start().await;
    let number = open.number("server", &data_server()).await;
    let path = format!("/applications/{number}/approve");
    let token = open.token("ann", &["read", "catalogue"]).await;
    let refused = open.call("POST", &path).token(&token).send().await.expect(403);
    assert_eq!(refused.json()["detail"], "expected a token with scope keys");
    let token = open.token("ben", &["catalogue", "keys"]).await;
    open.call("POST", &path).token(&token).send().await.expect(200);
}

#[tokio::test]
async fn a_server_that_came_to_be_meanwhile_is_not_touched() {
    let open = Open::start().await;
    let number = open.number("server", &data_server()).await;
    open.put("/servers/Weather1", json!({})).await.expect(201);
    let path = format!("/applications/{number}/approve");
    let answer = open.call("POST", &path).send().await.expect(409);
    assert_eq!(
        answer.json()["detail"],
        "server Weather1 is there already, expected that it is not"
    );
    let waits = open.get(&format!("/applications/{number}")).await.json();
    assert_eq!(waits["state"], "waiting");
}

#[tokio::test]
async fn what_is_rejected_is_kept_with_why() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}/reject");
    open.post(&path, json!({})).await.expect(400);
    open.post(&path, json!({"reason": " "})).await.expect(400);
    let told = open.post(&path, json!({"reason": "Too dear"})).await.expect(200).json();
    assert_eq!(
        told,
        json!({"number": number, "state": "rejected", "product": null, "server": null, "reason": "Too dear"})
    );
    assert!(open.get("/products").await.items("code").is_empty());
}

#[tokio::test]
async fn what_is_decided_is_not_decided_again() {
    let open = Open::start().await;
    for (first, state) in [("approve", "approved"), ("reject", "rejected")] {
        let mut given = app();
        given["productName"] = first.into();
        let number = open.number("app", &given).await;
        let body = if first == "approve" { json!({}) } else { json!({"reason": "No"}) };
        open.post(&format!("/applications/{number}/{first}"), body).await.expect(200);
        let products = open.get("/products").await.items("code");
        for (again, body) in [("approve", json!({})), ("reject", json!({"reason": "No"}))] {
            let answer = open.post(&format!("/applications/{number}/{again}"), body).await;
            let detail = format!("application {number} is {state}, expected one that waits");
            assert_eq!(answer.expect(409).json()["detail"], detail);
        }
        assert_eq!(open.get("/products").await.items("code"), products);
    }
}

#[tokio::test]
async fn of_many_who_decide_at_once_one_does() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let calls = (0..10).map(|turn| {
        let (what, body) = if turn % 2 == 0 {
            ("approve", json!({}))
        } else {
            ("reject", json!({"reason": "No"}))
        };
        let call = open.call("POST", &format!("/applications/{number}/{what}")).json(&body);
        tokio::spawn(call.send())
    });
    let mut statuses = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        statuses.push(call.await.unwrap().status);
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409, 409, 409, 409, 409]);
    let state = open.get(&format!("/applications/{number}")).await.json()["state"].clone();
    let products = open.get("/products").await.items("code").len();
    assert_eq!(products, usize::from(state == "approved"));
}

#[tokio::test]
async fn whoever_has_seen_another_state_decides_nothing() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let at = format!("/applications/{number}");
    let seen = open.get(&at).await.header("etag").unwrap().to_owned();
    let approve = || open.call("POST", &format!("{at}/approve"));
    approve().header("if-match", "\"0\"").send().await.expect(412);
    approve().header("if-match", &seen).send().await.expect(200);
    open.call("DELETE", &at).header("if-match", &seen).send().await.expect(412);
    open.delete(&at).await.expect(204);
}

#[tokio::test]
async fn a_list_has_those_of_a_state_a_page_at_a_time() {
    let open = Open::start().await;
    let mut numbers = Vec::new();
    for number in 0..7 {
        let mut given = data_server();
        given["serverId"] = format!("S{number}").into();
        open.set_clock(1_800_000_000_000 + number);
        numbers.push(open.number("server", &given).await);
    }
    for number in [numbers[1], numbers[4]] {
        open.post(&format!("/applications/{number}/reject"), json!({"reason": "No"}))
            .await
            .expect(200);
    }
    let listed = |path: String| {
        let open = &open;
        async move {
            let page = open.get(&path).await.expect(200).json();
            let items = page["items"].as_array().unwrap().iter();
            let listed: Vec<_> = items.map(|item| item["number"].as_u64().unwrap()).collect();
            (listed, page["next"].as_str().map(str::to_owned))
        }
    };
    let (rejected, next) = listed("/applications?state=rejected".into()).await;
    assert_eq!((rejected, next), (vec![numbers[1], numbers[4]], None));
    let (first, next) = listed("/applications?state=waiting&limit=2".into()).await;
    assert_eq!(first, [numbers[0], numbers[2]]);
    let after = format!("/applications?state=waiting&limit=2&after={}", next.unwrap());
    let (second, next) = listed(after).await;
    assert_eq!(second, [numbers[3], numbers[5]]);
    let after = format!("/applications?state=waiting&limit=2&after={}", next.unwrap());
    assert_eq!(listed(after).await, (vec![numbers[6]], None));
    let refused = open.get("/applications?state=none").await;
    refused.refuses("state", "expected waiting, approved or rejected");
    assert_eq!(open.store.catalogue().applications().waiting(), 5);
    assert_eq!(open.store.clock().now(), Millis(1_800_000_000_006));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let open = Open::start().await;
    open.get("/applications/7").await.expect(404);
    open.delete("/applications/7").await.expect(404);
    open.post("/applications/7/approve", json!({})).await.expect(404);
    open.post("/applications/7/reject", json!({"reason": "No"})).await.expect(404);
    open.get("/applications/x").await.expect(400);
}
