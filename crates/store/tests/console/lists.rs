//! Lists: searched, and a page at a time.

use crate::{
    browser::Browser,
    server::{COMPANY, NOW, PRODUCT, Server},
};
use serde_json::{Value, json};
use store_auth_store::model::{Millis, Paid, Plan, Usage};

const MANY: usize = 120;

fn company(number: usize) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

fn code(number: usize) -> String {
    format!("{number:040x}")
}

/// With many of each thing that there is.
async fn crowded() -> Server {
    let server = Server::stocked().await;
    let all = |one: &dyn Fn(usize) -> Value| (1..=MANY).map(one).collect::<Vec<_>>();
    let document = json!({
        "products": all(&|number| json!({"code": code(number), "name": format!("Product {number}"), "free": true, "trialDays": 0, "prices": []})),
        "companies": all(&|number| json!({"id": company(number), "name": format!("Company {number}"), "standing": "active"})),
        "servers": all(&|number| json!({"id": format!("S{number}")})),
        "subscriptions": all(&|number| json!({"company": COMPANY, "product": code(number), "status": "Trial Expired"})),
    });
    server.post("/import", document).await.expect(200);
    server.call("POST", "/months/2026-12/close").send().await.expect(200);
    for number in 1..=MANY {
        server
            .put(&format!("/displays/D{number}"), json!({"company": company(1)}))
            .await
            .expect(201);
        server.token(&format!("t{number}"), &["read"]).await;
        let correction = json!({"corrects": "2026-12", "company": COMPANY, "product": PRODUCT, "amount": number, "currency": "USD", "reason": "broken"});
        server.post("/corrections", correction).await.expect(201);
        let usage = {
            let catalogue = server.store.catalogue();
            let (company, product) = (company(number), catalogue.product(PRODUCT).unwrap().number);
            let company = catalogue.company(&company).unwrap().number;
            let paid = Paid::Subscribed(Plan::Display);
            let at = Millis(NOW - 3_600_000);
            Usage { at, company, display: None, product, paid, until: at }
        };
        server.store.record(usage).await.unwrap();
    }
    server
}

/// How many rows the first table of a page has.
fn rows(html: &str) -> usize {
    let body = html.split("<tbody>").nth(1).unwrap_or_default().split("</tbody>").next();
    body.unwrap_or_default().matches("<tr>").count()
}

#[tokio::test]
async fn every_long_list_comes_a_page_at_a_time() {
    let server = crowded().await;
    let browser = Browser::of_admin(&server).await;
    crate::pages::counted(&browser, "/console/bills/2027-01").await;
    for (path, expected) in [
        ("/console/products".to_owned(), MANY + 1),
        ("/console/products?search=product".to_owned(), MANY),
        ("/console/companies".to_owned(), MANY + 1),
        ("/console/companies?search=company".to_owned(), MANY),
        (format!("/console/companies/{}", company(1)), MANY),
        ("/console/servers".to_owned(), MANY),
        ("/console/subscriptions".to_owned(), MANY),
        (format!("/console/subscriptions?company={COMPANY}"), MANY),
        ("/console/corrections".to_owned(), MANY),
        ("/console/bills/2027-01".to_owned(), 2 * MANY),
        ("/console/tokens".to_owned(), MANY + 1),
    ] {
        let (mut next, mut seen, mut longest) = (Some(path.clone()), 0, 0);
        while let Some(page) = next {
            let html = browser.get(&page).await.expect(200).body;
            let rows = rows(&html);
            (seen, longest) = (seen + rows, longest.max(rows));
            let more = html.split("rel=\"next\" href=\"").nth(1);
            next = more.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
        }
        assert_eq!((seen, longest), (expected, 50), "{path}");
    }
    let audit = browser.get("/console/audit").await.expect(200).body;
    assert_eq!(rows(&audit), 50);
    assert!(audit.contains("rel=\"next\""));
}

#[tokio::test]
async fn products_and_servers_are_found_by_any_part_of_what_they_are_called() {
    let server = crowded().await;
    let vendor = json!({"vendor": {"name": "Umbrella"}});
    server.put("/servers/Weather1", vendor).await.expect(201);
    let browser = Browser::of_admin(&server).await;
    for (search, found) in [
        ("products?search=WEATH", 1),
        ("products?search=1219fb", 1),
        ("products?search=uct%20119", 1),
        ("products?search=zzz", 0),
        ("servers?search=s119", 1),
        ("servers?search=umbre", 1),
        ("servers?search=zzz", 0),
    ] {
        let html = browser.get(&format!("/console/{search}")).await.expect(200).body;
        assert_eq!(rows(&html), found, "{search}: {html}");
        assert_eq!(html.contains(" has this in its "), found == 0, "{search}");
    }
}

#[tokio::test]
async fn companies_are_found_by_any_part_of_an_id_or_name_and_by_their_displays() {
    let server = Server::stocked().await;
    server.post("/companies", json!({"name": "Corner Shop"})).await.expect(201);
    let browser = Browser::of_admin(&server).await;
    for (search, found, not) in [
        ("rner sh", "Corner Shop", "Acme"),
        ("1C3A55", "Acme", "Corner Shop"),
        ("play1", "DISPLAY1", "Corner Shop"),
    ] {
        let search: String = form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let page =
            browser.get(&format!("/console/companies?search={search}")).await.expect(200).body;
        assert!(page.contains(found) && !page.contains(not), "{search}: {page}");
    }
    let none = browser.get("/console/companies?search=zzz").await.expect(200).body;
    assert!(none.contains("No company has this in its name or id."));
}
