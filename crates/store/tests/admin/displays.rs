//! `/displays`

use super::server::{COMPANY, Server};
use serde_json::json;

const OTHER: &str = "b430171d-550f-79ef-cdfb-55e4d24c2e52";

#[tokio::test]
async fn a_display_that_is_posted_gets_twelve_letters_that_nobody_misreads() {
    let server = Server::stocked().await;
    let made = server.post("/displays", json!({"company": COMPANY})).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    let is_of_one = |letter: char| "23456789ABCDEFGHJKMNPQRSTUVWXYZ".contains(letter);
    assert!(id.len() == 12 && id.chars().all(is_of_one), "{id}");
    assert_eq!(server.get(&format!("/displays/{id}")).await.expect(200).json(), made);
}

#[tokio::test]
async fn a_new_display_is_where_its_location_says_whatever_its_id() {
    let server = Server::stocked().await;
    for (id, escaped) in [
        ("A/B", "A%2FB"),
        ("what?", "what%3F"),
        ("100%", "100%25"),
        ("%41", "%2541"),
        ("a+b", "a%2Bb"),
    ] {
        let made = server.put(&format!("/displays/{escaped}"), json!({"company": COMPANY})).await;
        let made = made.expect(201);
        let location = made.header("location").unwrap().strip_prefix("/admin/v1").unwrap();
        assert_eq!(server.get(location).await.expect(200).json()["id"], id);
    }
}

#[tokio::test]
async fn a_display_moves_to_another_company() {
    let server = Server::stocked().await;
    server.put(&format!("/companies/{OTHER}"), json!({"name": "Other"})).await.expect(201);
    server.put("/displays/DISPLAY1", json!({"company": OTHER})).await.expect(200);
    assert_eq!(server.get("/displays/DISPLAY1").await.json()["company"], OTHER);
    let left = server.get(&format!("/displays?company={COMPANY}")).await.expect(200);
    assert_eq!(left.items("id").len(), 0);
}

#[tokio::test]
async fn a_display_of_an_unknown_company_is_refused() {
    let server = Server::stocked().await;
    let refused = server.put("/displays/DISPLAY2", json!({"company": OTHER})).await;
    refused.refuses("company", &format!("no company {OTHER}"));
}

#[tokio::test]
async fn a_display_that_is_removed_is_not_found_and_keeps_its_number_for_when_it_comes_back() {
    let server = Server::stocked().await;
    let number = || server.store.catalogue().display("DISPLAY1").unwrap().number;
    let before = number();
    server.delete("/displays/DISPLAY1").await.expect(204);
    server.get("/displays/DISPLAY1").await.expect(404);
    assert_eq!(server.get("/displays").await.items("id").len(), 0);
    server.put("/displays/DISPLAY1", json!({"company": COMPANY})).await.expect(201);
    assert_eq!(number(), before);
}

#[tokio::test]
async fn displays_are_found_by_any_part_of_an_id() {
    let server = Server::stocked().await;
    server.put("/displays/OTHER", json!({"company": COMPANY})).await.expect(201);
    for path in
        ["/displays?search=play1".to_owned(), format!("/displays?search=play1&company={COMPANY}")]
    {
        assert_eq!(server.get(&path).await.expect(200).items("id"), ["DISPLAY1"], "{path}");
    }
}
