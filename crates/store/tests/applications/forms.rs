//! What is taken, as a form and as JSON.

use crate::{
    server::{NOW, Server},
    strangers::{EMAIL, Open, app, data_server, typed_app, typed_server},
};
use serde_json::{Value, json};
use store_auth_store::public::CallLimits;

#[tokio::test]
async fn nobody_can_apply_unless_it_is_configured() {
    let open = Open::of(Server::start().await, None, &CallLimits::lifted()).await;
    for path in ["/apply", "/apply/app", "/apply/server", "/apply/received", "/apply/openapi.json"]
    {
        let answer = open.page(path).await.expect(404);
        assert_eq!(answer.json()["authorized"], false, "{path}");
    }
    open.apply("app", &app()).await.expect(404);
    open.send("server", &typed_server()).await.expect(404);
    assert!(open.all().await.is_empty());
}

/// Without what differs each time.
fn without_number(mut application: Value) -> Value {
    application.as_object_mut().unwrap().remove("number").unwrap();
    application
}

fn expected_app() -> Value {
    let mut sought = app();
    let members = sought.as_object_mut().unwrap();
    for name in ["company", "website", "contactEmail"] {
        members.remove(name);
    }
    let name = members.remove("productName").unwrap();
    members.insert("name".into(), name);
    json!({
        "state": "waiting", "made": "2027-01-15T08:00:00.000Z",
        "vendor": {"name": "Weather Works", "website": "https://weather.example/", "contactEmail": EMAIL},
        "app": sought, "server": null, "decided": null, "product": null, "reason": null,
    })
}

fn expected_server() -> Value {
    json!({
        "state": "waiting", "made": "2027-01-15T08:00:00.000Z",
        "vendor": {"name": "Weather Works", "website": "http://weather.example", "contactEmail": EMAIL},
        "app": null, "server": "Weather1", "decided": null, "product": null, "reason": null,
    })
}

#[tokio::test]
async fn what_is_applied_for_as_json_waits_as_it_came() {
    let open = Open::start().await;
    let answer = open.apply("app", &app()).await.expect(202);
    assert_eq!(answer.json(), json!({"state": "waiting"}));
    open.apply("server", &data_server()).await.expect(202);
    let all: Vec<_> = open.all().await.into_iter().map(without_number).collect();
    assert_eq!(all, [expected_app(), expected_server()]);
}

#[tokio::test]
async fn what_is_typed_into_a_form_waits_as_json_would() {
    let open = Open::start().await;
    for (kind, typed) in [("app", typed_app()), ("server", typed_server())] {
        let answer = open.send(kind, &typed).await.expect(303);
        assert_eq!(answer.header("location"), Some("/apply/received"));
    }
    let all: Vec<_> = open.all().await.into_iter().map(without_number).collect();
    assert_eq!(all, [expected_app(), expected_server()]);
}

#[tokio::test]
async fn what_is_free_has_no_price_and_what_may_be_left_out_is_none() {
    let open = Open::start().await;
    let mut typed = typed_app();
    typed.retain(|(name, _)| !["icon", "image", "price.display", "price.company"].contains(name));
    typed.push(("free", "true"));
    open.send("app", &typed).await.expect(303);
    let app = open.all().await.remove(0)["app"].clone();
    assert_eq!((&app["free"], &app["prices"]), (&json!(true), &json!([])));
    assert_eq!((&app["icon"], &app["image"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn the_same_sent_again_while_it_waits_is_one_application() {
    let open = Open::start().await;
    for _ in 0..3 {
        open.apply("app", &app()).await.expect(202);
        open.send("app", &typed_app()).await.expect(303);
    }
    let all = open.all().await;
    assert_eq!(all.len(), 1);
    let path = format!("/applications/{}/reject", all[0]["number"]);
    open.post(&path, json!({"reason": "Too dear"})).await.expect(200);
    open.apply("app", &app()).await.expect(202);
    assert_eq!(open.all().await.len(), 2);
}

#[tokio::test]
async fn json_that_is_wrong_is_refused_with_its_field_and_nothing_is_kept() {
    let open = Open::start().await;
    let url = "expected an https URL of up to 2048 bytes";
    for (kind, field, value, detail) in [
        (
            "app",
            "company",
            json!(" "),
            "expected 1 to 200 characters, not spaces alone, without control characters",
        ),
        (
            "app",
            "website",
            json!("weather.example"),
            "expected an http or https URL of up to 2048 bytes",
        ),
        (
            "app",
            "website",
            json!("javascript:alert(1)"),
            "expected an http or https URL of up to 2048 bytes",
        ),
        (
            "app",
            "contactEmail",
            json!("ann"),
            "expected an e-mail address of up to 254 bytes, such as someone@example.com",
        ),
        (
            "app",
            "contactEmail",
            json!("ann @weather.example"),
            "expected an e-mail address of up to 254 bytes, such as someone@example.com",
        ),
        (
            "app",
            "productName",
            json!(""),
            "expected 1 to 200 characters, not spaces alone, without control characters",
        ),
        (
            "app",
            "shortDescription",
            json!(""),
            "expected 1 to 500 characters on one line, not spaces alone, without control characters",
        ),
        (
            "app",
            "longDescription",
            json!("\n"),
            "expected 1 to 4000 characters, not spaces alone, without control characters but line ends and tabs",
        ),
        ("app", "icon", json!("http://weather.example/icon.png"), url),
        ("app", "image", json!("data:image/png;base64,AAAA"), url),
        ("app", "image", json!("javascript:alert(1)"), url),
        ("app", "prices", json!([]), "expected a price, or that it is free"),
        (
            "app",
            "prices",
            json!([{"plan": "display", "amount": 0, "currency": "USD"}]),
            "expected amounts from 1 to 9007199254740991",
        ),
        (
            "app",
            "prices",
            json!([{"plan": "display", "amount": 9_007_199_254_740_992_u64, "currency": "USD"}]),
            "expected amounts from 1 to 9007199254740991",
        ),
        (
            "app",
            "prices",
            json!([{"plan": "display", "amount": 1, "currency": "USD"}, {"plan": "display", "amount": 2, "currency": "USD"}]),
            "expected one price for each plan",
        ),
        (
            "app",
            "prices",
            json!([{"plan": "display", "amount": 1, "currency": "USD"}, {"plan": "company", "amount": 2, "currency": "EUR"}]),
            "expected prices in one currency",
        ),
        ("server", "serverId", json!("Weather-1"), "expected 1 to 50 ASCII letters and digits"),
        ("server", "serverId", json!(""), "expected 1 to 50 ASCII letters and digits"),
    ] {
        let mut given = if kind == "app" { app() } else { data_server() };
        given[field] = value;
        let answer = open.apply(kind, &given).await;
        answer.refuses(field, detail);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    let mut given = app();
    given["free"] = true.into();
    open.apply("app", &given).await.refuses("prices", "expected no price of what is free");
    assert!(open.all().await.is_empty());
}

#[tokio::test]
async fn a_member_that_is_unknown_missing_or_of_another_kind_is_named() {
    let open = Open::start().await;
    let mut unknown = data_server();
    unknown["servreId"] = "A".into();
    let answer = open.apply("server", &unknown).await.expect(400);
    assert_eq!(answer.json()["field"], "servreId");
    for name in ["company", "website", "contactEmail", "serverId"] {
        let mut missing = data_server();
        missing.as_object_mut().unwrap().remove(name);
        let answer = open.apply("server", &missing).await.expect(400);
        assert_eq!(answer.json()["field"], name, "{}", answer.body);
        let mut number = data_server();
        number[name] = 7.into();
        let answer = open.apply("server", &number).await.expect(400);
        assert_eq!(answer.json()["field"], name, "{}", answer.body);
    }
    for body in ["", "{", "[]", "null", "\u{feff}{}"] {
        open.ask("POST", "/apply/server").body("application/json", body).send().await.expect(400);
    }
    let no_text = b"\xff".as_slice();
    open.ask("POST", "/apply/app").body("application/json", no_text).send().await.expect(400);
}

#[tokio::test]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed_and_what_is_wrong_beside_the_field() {
    let open = Open::start().await;
    for (kind, name, value, wrong) in [
        (
            "app",
            "contactEmail",
            "ann",
            "Expected an e-mail address of up to 254 bytes, such as someone@example.com.",
        ),
        (
            "app",
            "icon",
            "http://weather.example/icon.png",
            "Expected an https URL of up to 2048 bytes.",
        ),
        (
            "app",
            "price.display",
            "2.50",
            "Expected a whole number in minor units: 250 is 2.50 USD.",
        ),
        ("app", "price.company", "-1", "Expected a whole number in minor units: 250 is 2.50 USD."),
        ("app", "currency", "usd", "Expected a currency of three capital letters, such as USD."),
        ("server", "serverId", "Weather 1", "Expected 1 to 50 ASCII letters and digits."),
    ] {
        let mut typed = if kind == "app" { typed_app() } else { typed_server() };
        typed.retain(|(there, _)| *there != name);
        typed.push((name, value));
        let page = open.send(kind, &typed).await.expect(400).body;
        let id = format!("field-{}", name.replace('.', "-"));
        let beside = format!("<p class=\"wrong\" id=\"{id}-wrong\">{wrong}</p>");
        assert!(page.contains(&beside), "{name}: {page}");
        assert!(page.contains(&format!("<a href=\"#{id}\">{wrong}</a>")), "{name}: {page}");
        assert!(page.contains(&format!("aria-describedby=\"{id}-wrong {id}-hint\"")), "{page}");
        for (_, value) in typed {
            let value = value.replace("\r\n", "\n");
            assert!(page.contains(&value), "{name}: {value} is not kept: {page}");
        }
    }
    let mut typed = typed_app();
    typed.retain(|(name, _)| !name.starts_with("price."));
    let page = open.send("app", &typed).await.expect(400).body;
    assert!(
        page.contains("id=\"field-price-display-wrong\">Expected a price, or that it is free.")
    );
    assert!(open.all().await.is_empty());
}

#[tokio::test]
async fn a_server_id_that_is_taken_is_refused() {
    let open = Open::start().await;
    open.put("/servers/Weather1", json!({})).await.expect(201);
    let taken = "this id is taken, expected another one";
    open.apply("server", &data_server()).await.refuses("serverId", taken);
    let page = open.send("server", &typed_server()).await.expect(400).body;
    assert!(page.contains("This id is taken, expected another one."), "{page}");
}

#[tokio::test]
async fn what_is_neither_a_form_nor_json_is_refused_and_so_is_what_is_too_long() {
    let open = Open::start().await;
    let post = || open.ask("POST", "/apply/app");
    let problem = post().body("text/plain", app().to_string()).send().await.expect(415).json();
    assert_eq!(problem["code"], "media-type");
    post().send().await.expect(415);
    let long = "a".repeat((1 << 17) + 1);
    let problem = post().body("application/json", long.clone()).send().await.expect(413).json();
    assert_eq!(problem["code"], "too-long");
    post().body("application/x-www-form-urlencoded", long).send().await.expect(413);
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = open.ask(method, "/apply/app").send().await.expect(405);
        assert_eq!(answer.header("allow"), Some("GET,HEAD,POST"), "{method}");
    }
    open.ask("POST", "/apply").send().await.expect(405);
    assert!(open.all().await.is_empty());
}

#[tokio::test]
async fn whoever_applies_is_told_no_number() {
    let open = Open::start().await;
    open.set_clock(NOW + 1);
    let answer = open.apply("app", &app()).await.expect(202);
    assert_eq!(answer.header("catalogue-version"), None);
    assert_eq!(answer.header("location"), None);
}
