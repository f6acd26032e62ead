//! What a form does: once, what was typed, and not over what somebody else has done.

use crate::{
    browser::Browser,
    form::Form,
    scopes::server,
    server::{COMPANY, PRODUCT, Server},
};
use serde_json::{Value, json};

async fn thing(server: &Server, path: &str) -> Value {
    server.get(path).await.expect(200).json()
}

#[tokio::test]
async fn a_form_that_is_sent_twice_acts_once() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let page = "/console/companies/new";
    let form = browser.filled(page, page, &[("name", "Acme"), ("standing", "active")]).await;
    let first = form.clone().send().await.expect(303);
    let second = form.send().await.expect(303);
    assert_eq!(first.header("location"), second.header("location"));
    assert_eq!(server.get("/companies").await.items("name"), ["Acme"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let page = "/console/products/new";
    let typed = [
        ("name", "Weather"),
        ("vendor.name", "Acme"),
        ("vendor.website", "ftp://acme"),
        ("trialDays", "14"),
    ];
    let answer = browser.fill(page, page, &typed).await.expect(400);
    let expected = "Expected an http or https URL of up to 2048 bytes.";
    assert!(
        answer.body.contains(&format!(r##"<a href="#field-vendor-website">{expected}</a>"##)),
        "{}",
        answer.body
    );
    assert!(answer.body.contains(&format!(r#"id="field-vendor-website-wrong">{expected}"#)));
    for kept in [
        r#"name="name" value="Weather""#,
        r#"value="ftp://acme""#,
        r#"name="trialDays" value="14""#,
    ] {
        assert!(answer.body.contains(kept), "{kept}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_number_that_is_none_is_refused_beside_its_field() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let page = "/console/products/new";
    for (name, value) in [
        ("trialDays", "two"),
        ("trialDays", "4000"),
        ("price.display", "2.50"),
        ("price.company", "-1"),
    ] {
        let typed = [("name", "Weather"), ("currency", "USD"), (name, value)];
        let answer = browser.fill(page, page, &typed).await.expect(400);
        let id = name.replace('.', "-");
        assert!(
            answer.body.contains(&format!(r#"id="field-{id}-wrong""#)),
            "{name} {value}: {}",
            answer.body
        );
    }
}

#[tokio::test]
async fn a_product_has_the_prices_that_are_typed_and_keeps_them() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let new = "/console/products/new";
    let typed =
        [("name", "Weather"), ("price.display", "250"), ("currency", "EUR"), ("trialDays", "14")];
    let answer = browser.fill(new, new, &typed).await.expect(303);
    let page = answer.header("location").unwrap().trim_end_matches("?done=added").to_owned();
    let path = page.strip_prefix("/console").unwrap();
    let prices = &thing(&server, path).await["prices"];
    assert_eq!(
        (&prices[0]["plan"], &prices[0]["amount"], &prices[0]["currency"]),
        (&json!("display"), &json!(250), &json!("EUR"))
    );
    let typed =
        [("name", "Rain"), ("price.display", "250"), ("price.company", "900"), ("currency", "EUR")];
    browser.fill(&page, &page, &typed).await.expect(303);
    let product = thing(&server, path).await;
    assert_eq!(
        (&product["name"], product["prices"].as_array().unwrap().len()),
        (&json!("Rain"), 2)
    );
    browser.fill(&page, &page, &[("name", "Rain"), ("price.display", "")]).await.expect(303);
    let prices = &thing(&server, path).await["prices"];
    assert_eq!((&prices[2]["plan"], &prices[2]["amount"]), (&json!("display"), &Value::Null));
}

#[tokio::test]
async fn prices_of_two_currencies_stay_until_another_currency_or_amount_is_typed() {
    let server = Server::start().await;
    let prices = json!([
        {"plan": "display", "amount": 250, "currency": "USD"},
        {"plan": "company", "amount": 900, "currency": "EUR"},
    ]);
    let path = format!("/products/{PRODUCT}");
    server.put(&path, json!({"name": "Weather", "prices": prices})).await.expect(201);
    let browser = Browser::of_admin(&server).await;
    let page = format!("/console{path}");
    let before = thing(&server, &path).await["prices"].clone();
    browser.fill(&page, &page, &[("shortDescription", "Sunny")]).await.expect(303);
    let is = thing(&server, &path).await;
    assert_eq!((&is["shortDescription"], &is["prices"]), (&json!("Sunny"), &before));
    browser.fill(&page, &page, &[("price.company", "950")]).await.expect(303);
    let of = |prices: &Value, index: usize| {
        let price = &prices[index];
        (price["plan"].clone(), price["amount"].clone(), price["currency"].clone())
    };
    let is = thing(&server, &path).await["prices"].clone();
    assert_eq!(is.as_array().unwrap().len(), 3);
    assert_eq!(of(&is, 2), (json!("company"), json!(950), json!("EUR")));
    server.set_clock(crate::server::NOW + 1000);
    browser.fill(&page, &page, &[("currency", "CHF")]).await.expect(303);
    let is = thing(&server, &path).await["prices"].clone();
    assert_eq!(is.as_array().unwrap().len(), 5);
    assert_eq!(of(&is, 3), (json!("display"), json!(250), json!("CHF")));
    assert_eq!(of(&is, 4), (json!("company"), json!(950), json!("CHF")));
}

#[tokio::test]
async fn what_somebody_else_has_changed_is_not_overwritten_but_shown() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let page = format!("/console/companies/{COMPANY}");
    let form = browser.filled(&page, &page, &[("name", "Mine"), ("standing", "active")]).await;
    server.put(&format!("/companies/{COMPANY}"), json!({"name": "Theirs"})).await.expect(200);
    let answer = form.send().await.expect(412);
    assert!(answer.body.contains("It was changed by somebody else meanwhile."), "{}", answer.body);
    assert!(answer.body.contains(r#"name="name" value="Mine""#), "{}", answer.body);
    assert!(answer.body.contains("Somebody has set it to: <b>Theirs</b>"), "{}", answer.body);
    assert_eq!(thing(&server, &format!("/companies/{COMPANY}")).await["name"], "Theirs");
    // What was typed is in it still.
    let again = crate::browser::form(&answer.body, &page, &page);
    browser.send(&again, &[]).send().await.expect(303);
    assert_eq!(thing(&server, &format!("/companies/{COMPANY}")).await["name"], "Mine");
}

#[tokio::test]
async fn a_display_is_added_and_moved_but_never_moved_by_adding_it() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let new = "/console/companies/new";
    let made =
        browser.fill(new, new, &[("name", "Other"), ("standing", "active")]).await.expect(303);
    let other = made.header("location").unwrap().trim_end_matches("?done=added").to_owned();
    let to = format!("{other}/displays");
    let answer = browser.fill(&other, &to, &[("id", "DISPLAY1")]).await.expect(412);
    assert!(answer.body.contains("This display is there already"), "{}", answer.body);
    assert_eq!(thing(&server, "/displays/DISPLAY1").await["company"], COMPANY);
    browser.fill(&other, &to, &[("id", "DISPLAY2")]).await.expect(303);
    browser.fill(&other, &to, &[("id", "")]).await.expect(303);
    let id = other.rsplit('/').next().unwrap();
    assert_eq!(server.get(&format!("/companies/{id}/displays")).await.items("id").len(), 2);
    let page = "/console/displays/DISPLAY1";
    browser.fill(page, page, &[("company", id)]).await.expect(303);
    assert_eq!(thing(&server, "/displays/DISPLAY1").await["company"], id);
}

#[tokio::test]
async fn a_subscription_is_bought_suspended_resumed_and_cancelled() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let page = format!("/console/subscriptions/{COMPANY}/{PRODUCT}");
    let path = format!("/subscriptions/{COMPANY}/{PRODUCT}");
    let (suspend, cancel) = (format!("{page}/suspend"), format!("{page}/cancel"));
    let buy = &[("do", "buy"), ("plan", "display")][..];
    for (to, typed, status) in [
        (&page, buy, "Subscribed"),
        (&suspend, &[], "Suspended"),
        (&page, buy, "Suspended"),
        (&page, &[("do", "resume")], "Subscribed"),
        (&cancel, &[("paidUntil", "2027-02-01T00:00")], "Cancelled"),
    ] {
        browser.fill(to, to, typed).await.expect(303);
        assert_eq!(thing(&server, &path).await["status"], status, "{typed:?}");
    }
    assert_eq!(thing(&server, &path).await["paidUntil"], "2027-02-01T00:00:00.000Z");
}

#[tokio::test]
async fn a_company_is_suspended_after_a_question_and_keeps_its_name() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let page = format!("/console/companies/{COMPANY}");
    let suspend = format!("{page}/suspend");
    browser.fill(&suspend, &suspend, &[]).await.expect(303);
    let is = thing(&server, &format!("/companies/{COMPANY}")).await;
    assert_eq!((&is["name"], &is["standing"]), (&json!("Acme"), &json!("suspended")));
    let rename = Form::all(&browser.get(&page).await.expect(200).body, &page);
    let rename = rename.iter().find(|form| form.typed().any(|field| field.name == "name"));
    browser.send(rename.unwrap(), &[("name", "Other")]).send().await.expect(303);
    let is = thing(&server, &format!("/companies/{COMPANY}")).await;
    assert_eq!((&is["name"], &is["standing"]), (&json!("Other"), &json!("suspended")));
    browser.fill(&page, &page, &[]).await.expect(303);
    let is = thing(&server, &format!("/companies/{COMPANY}")).await;
    assert_eq!((&is["name"], &is["standing"]), (&json!("Other"), &json!("active")));
}

#[tokio::test]
async fn a_company_that_was_removed_is_not_brought_back_by_suspending_it() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let (path, suspend) =
        (format!("/companies/{COMPANY}"), format!("/console/companies/{COMPANY}/suspend"));
    let form = browser.filled(&suspend, &suspend, &[]).await;
    let untagged = browser.filled(&suspend, &suspend, &[("_tag", "")]).await;
    server.delete(&path).await.expect(204);
    let page = browser.get(&suspend).await.expect(409).body;
    assert!(page.contains("The company was removed, expected one that was not"), "{page}");
    form.send().await.expect(409);
    untagged.send().await.expect(409);
    assert_eq!(thing(&server, &path).await["removed"], true);
}

#[tokio::test]
async fn a_question_about_what_was_changed_meanwhile_says_no_more_than_that() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let suspend = format!("/console/companies/{COMPANY}/suspend");
    let form = browser.filled(&suspend, &suspend, &[]).await;
    server.put(&format!("/companies/{COMPANY}"), json!({"name": "Theirs"})).await.expect(200);
    let page = form.send().await.expect(412).body;
    let said = "It was changed meanwhile: look at what it is now, and send it once more.";
    assert!(page.contains(said) && page.contains("Theirs"), "{page}");
    assert!(!page.contains("What you have typed"), "{page}");
    let again = crate::browser::form(&page, &suspend, &suspend);
    browser.send(&again, &[]).send().await.expect(303);
    let is = thing(&server, &format!("/companies/{COMPANY}")).await;
    assert_eq!((&is["name"], &is["standing"]), (&json!("Theirs"), &json!("suspended")));
}

#[tokio::test]
async fn a_trial_is_set() {
    let server = Server::stocked().await;
    let browser = Browser::of_admin(&server).await;
    let page = format!("/console/subscriptions/{COMPANY}/{PRODUCT}");
    browser.fill(&page, &page, &[("do", "trial"), ("trialEnds", "")]).await.expect(303);
    let made = thing(&server, &format!("/subscriptions/{COMPANY}/{PRODUCT}")).await;
    assert_eq!(
        (&made["status"], &made["trialEnds"]),
        (&json!("On Trial"), &json!("2027-01-29T08:00:00.000Z"))
    );
}

#[tokio::test]
async fn a_key_is_shown_once() {
    let server = server().await;
    let browser = Browser::of_admin(&server).await;
    let page = "/console/servers/A";
    let form = browser.filled(page, "/console/servers/A/keys", &[]).await;
    let answer = form.clone().send().await.expect(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let key =
        answer.body.split(r#"id="key">"#).nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(key.len() == 40 && key.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
    let again = form.send().await.expect(200);
    assert!(!again.body.contains(&key) && again.body.contains("is not shown again"));
    for page in ["/console/servers/A", "/console/audit", "/console/servers/A/keys/2/activate"] {
        assert!(!browser.get(page).await.expect(200).body.contains(&key), "{page}");
    }
    assert_eq!(server.get("/servers/A/keys").await.json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_key_is_made_to_sign_and_the_page_says_when_the_old_one_is_safe_to_drop() {
    let server = server().await;
    let browser = Browser::of_admin(&server).await;
    for number in [1, 2] {
        if number == 2 {
            server.set_clock(crate::server::NOW + 60_000);
            server.call("POST", "/servers/A/keys").send().await.expect(201);
        }
        let page = format!("/console/servers/A/keys/{number}/activate");
        browser.fill(&page, &page, &[("at", "")]).await.expect(303);
    }
    let page = browser.get("/console/servers/A").await.expect(200).body;
    assert!(page.contains("retired") && page.contains("2027-01-16 08:02"), "{page}");
    let overview = browser.get("/console").await.expect(200).body;
    assert!(overview.contains("safe to drop from then"), "{overview}");
    server.call("POST", "/servers/A/keys").send().await.expect(201);
    let page = "/console/servers/A/keys/3/discard";
    browser.fill(page, page, &[]).await.expect(303);
    assert_eq!(server.get("/servers/A/keys").await.json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_token_is_shown_once_and_revoked() {
    let server = Server::start().await;
    let browser = Browser::of_admin(&server).await;
    let new = "/console/tokens/new";
    let typed = [("name", "ann"), ("scopes", "read"), ("scopes", "billing")];
    let answer = browser.fill(new, new, &typed).await.expect(201);
    let token = answer.body.split(r#"id="token">"#).nth(1).unwrap().split('<').next().unwrap();
    assert_eq!(server.call("GET", "/products").token(token).send().await.status, 200);
    assert_eq!(thing(&server, "/tokens/ann").await["scopes"], json!(["read", "billing"]));
    assert!(!browser.get("/console/tokens/ann").await.expect(200).body.contains(token));
    let page = "/console/tokens/ann/revoke";
    browser.fill(page, page, &[]).await.expect(303);
    assert_eq!(server.call("GET", "/products").token(token).send().await.status, 401);
}

#[tokio::test]
async fn what_is_done_here_is_in_the_audit_log_under_the_name_of_the_token() {
    let server = Server::start().await;
    let token = server.token("ann", &["read", "catalogue"]).await;
    let browser = Browser::signed_in(&server, &token).await;
    let new = "/console/companies/new";
    browser.fill(new, new, &[("name", "Acme"), ("standing", "active")]).await.expect(303);
    let entry = server.get("/audit?limit=1").await.json()["items"][0].clone();
    assert_eq!((&entry["actor"], &entry["action"]), (&json!("ann"), &json!("company.set")));
    assert!(browser.get("/console/audit").await.expect(200).body.contains("company.set"));
}

#[tokio::test]
async fn things_are_removed_after_a_question() {
    let server = server().await;
    let browser = Browser::of_admin(&server).await;
    let company = format!("/console/companies/{COMPANY}/remove");
    let product = format!("/console/products/{PRODUCT}/withdraw");
    for page in
        ["/console/displays/DISPLAY1/remove", "/console/servers/A/remove", &company, &product]
    {
        let question = browser.get(page).await.expect(200).body;
        assert!(
            question.contains("<h1>Remove the") || question.contains("<h1>Withdraw the"),
            "{question}"
        );
        browser.fill(page, page, &[]).await.expect(303);
    }
    server.get("/displays/DISPLAY1").await.expect(404);
    for path in ["/servers/A".to_owned(), format!("/companies/{COMPANY}")] {
        assert_eq!(thing(&server, &path).await["removed"], true, "{path}");
    }
    assert_eq!(thing(&server, &format!("/products/{PRODUCT}")).await["withdrawn"], true);
}
