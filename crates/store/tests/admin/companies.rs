//! `/companies`

use super::server::{COMPANY, Server};
use serde_json::json;

fn path() -> String {
    format!("/companies/{COMPANY}")
}

#[tokio::test]
async fn a_company_is_shown_as_it_was_set() {
    let server = Server::start().await;
    let made = server.put(&path(), json!({"name": "Acme", "standing": "suspended"})).await;
    let shown = json!({"id": COMPANY, "name": "Acme", "standing": "suspended", "removed": false});
    assert_eq!(made.expect(201).json(), shown);
    assert_eq!(server.get(&path()).await.expect(200).json(), shown);
}

#[tokio::test]
async fn a_company_that_is_posted_gets_a_uuid() {
    let server = Server::start().await;
    let made = server.post("/companies", json!({"name": "Acme"})).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    assert!(id.len() == 36 && &id[14..15] == "4" && "89ab".contains(&id[19..20]), "{id}");
    server.get(&format!("/companies/{id}")).await.expect(200);
}

#[tokio::test]
async fn a_company_is_removed_with_its_displays() {
    let server = Server::stocked().await;
    server.delete(&path()).await.expect(204);
    assert_eq!(server.get(&path()).await.expect(200).json()["removed"], true);
    server.get("/displays/DISPLAY1").await.expect(404);
    assert_eq!(server.get(&format!("{}/displays", path())).await.items("id").len(), 0);
}

#[tokio::test]
async fn a_company_that_was_removed_can_come_back() {
    let server = Server::stocked().await;
    server.delete(&path()).await.expect(204);
    let back = server.put(&path(), json!({"name": "Acme"})).await.expect(200);
    assert_eq!(back.json()["removed"], false);
}

#[tokio::test]
async fn the_displays_of_a_company_are_listed() {
    let server = Server::stocked().await;
    let displays = server.get(&format!("{}/displays", path())).await.expect(200);
    assert_eq!(displays.items("id"), ["DISPLAY1"]);
}

#[tokio::test]
async fn what_is_no_uuid_in_lower_case_is_refused() {
    let server = Server::start().await;
    let path = format!("/companies/{}", COMPANY.to_uppercase());
    let refused = server.put(&path, json!({"name": "Acme"})).await;
    let expected = "expected a UUID in lower case, such as 1c3a55a7-d1a3-fa58-2bd8-636655473bb6";
    refused.refuses("id", expected);
}

#[tokio::test]
async fn a_name_of_spaces_is_refused() {
    let server = Server::start().await;
    let expected = "expected 1 to 200 characters, not spaces alone, without control characters";
    server.put(&path(), json!({"name": "  "})).await.refuses("name", expected);
}

#[tokio::test]
async fn companies_are_found_by_any_part_of_an_id_or_name() {
    let server = Server::stocked().await;
    server.post("/companies", json!({"name": "Corner Shop"})).await.expect(201);
    for (search, found) in [("CME", "Acme"), ("1C3A", "Acme"), ("r%20sh", "Corner Shop")] {
        let page = server.get(&format!("/companies?search={search}")).await.expect(200);
        assert_eq!(page.items("name"), [found], "{search}");
    }
    assert!(server.get("/companies?search=zzz").await.expect(200).items("name").is_empty());
    assert_eq!(server.get("/companies?search=").await.expect(200).items("name").len(), 2);
}

#[tokio::test]
async fn a_search_comes_a_page_at_a_time_too_however_far_apart_it_finds_something() {
    let server = Server::start().await;
    let id = |number: usize| format!("{number:08x}-0000-4000-8000-000000000000");
    let name = |number: usize| if number % 100 == 7 { "Found" } else { "Other" };
    let companies = (0..4500).map(|number| json!({"id": id(number), "name": name(number)}));
    let document = json!({"companies": companies.collect::<Vec<_>>()});
    server.post("/import", document).await.expect(200);
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = server.get(&format!("/companies?search=found&limit=10{after}")).await;
        let page = page.expect(200);
        found.extend(page.items("id"));
        let Some(next) = page.json()["next"].as_str().map(str::to_owned) else { break };
        after = format!("&after={next}");
    }
    let expected: Vec<_> = (0..45).map(|number| id(number * 100 + 7)).collect();
    assert_eq!(found, expected);
}
