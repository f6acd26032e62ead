//! The texts that strangers write: how long they may be, and of which letters.

use crate::strangers::{Open, app, data_server, typed_app, typed_server};
use serde_json::{Value, json};

/// The longest text of each field that is taken: of letters of four bytes, where it is characters that are counted.
fn longest() -> [(&'static str, &'static str, String); 9] {
    let letters = |count: usize| "𝄞".repeat(count);
    let url = |scheme: &str| {
        let start = format!("{scheme}://weather.example/");
        format!("{start}{}", "a".repeat(2048 - start.len()))
    };
    let email = format!("{}@weather.example", "a".repeat(254 - 16));
    [
        ("app", "company", letters(200)),
        ("app", "website", url("http")),
        ("app", "contactEmail", email),
        ("app", "productName", letters(200)),
        ("app", "shortDescription", letters(500)),
        ("app", "longDescription", letters(4000)),
        ("app", "icon", url("https")),
        ("app", "image", url("https")),
        ("server", "serverId", "a".repeat(50)),
    ]
}

fn given(kind: &str) -> Value {
    if kind == "app" { app() } else { data_server() }
}

#[tokio::test]
async fn the_longest_text_of_each_field_is_taken_and_no_longer_one() {
    let open = Open::start().await;
    for (kind, name, text) in longest() {
        let mut longer = given(kind);
        longer[name] = format!("{text}a").into();
        let answer = open.apply(kind, &longer).await.expect(400);
        assert_eq!(answer.json()["field"], name);
        let typed = if kind == "app" { typed_app() } else { typed_server() };
        let longer = format!("{text}a");
        let mut typed: Vec<_> = typed.into_iter().filter(|(there, _)| *there != name).collect();
        typed.push((name, &longer));
        let page = open.send(kind, &typed).await.expect(400).body;
        assert!(page.contains(&format!("id=\"field-{name}-wrong\"")), "{name}: {page}");
        assert!(open.all().await.is_empty());
    }
    for (kind, name, text) in longest() {
        let mut given = given(kind);
        given[name] = text.into();
        open.apply(kind, &given).await.expect(202);
    }
    let mut all = app();
    for (_, name, text) in longest().into_iter().filter(|(kind, ..)| *kind == "app") {
        all[name] = text.into();
    }
    open.apply("app", &all).await.expect(202);
    assert_eq!(open.all().await.len(), 10);
}

#[tokio::test]
async fn the_longest_form_is_not_too_long() {
    let open = Open::start().await;
    let longest = longest();
    let mut typed = typed_app();
    typed.retain(|(name, _)| name.starts_with("price.") || *name == "currency");
    let texts = longest.iter().filter(|(kind, ..)| *kind == "app");
    typed.extend(texts.map(|(_, name, text)| (*name, text.as_str())));
    open.send("app", &typed).await.expect(303);
}

#[tokio::test]
async fn control_characters_are_refused_in_every_field() {
    let open = Open::start().await;
    for (kind, name, _) in longest() {
        for letter in ['\0', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{9b}'] {
            let mut given = given(kind);
            let there = given[name].as_str().unwrap().to_owned();
            given[name] = format!("{there}{letter}x").into();
            let answer = open.apply(kind, &given).await.expect(400);
            assert_eq!(answer.json()["field"], name, "{letter:?}");
        }
        if name != "longDescription" {
            for letter in ['\n', '\r', '\t'] {
                let mut given = given(kind);
                let there = given[name].as_str().unwrap().to_owned();
                given[name] = format!("{there}{letter}x").into();
                open.apply(kind, &given).await.expect(400);
            }
        }
    }
    let mut reason = open.number("app", &app()).await;
    for letter in ['\0', '\n', '\u{1b}'] {
        let path = format!("/applications/{reason}/reject");
        let answer = open.post(&path, json!({"reason": format!("a{letter}b")})).await.expect(400);
        assert_eq!(answer.json()["field"], "reason");
    }
    reason = open.number("server", &data_server()).await;
    let path = format!("/applications/{reason}/reject");
    open.post(&path, json!({"reason": "a".repeat(501)})).await.expect(400);
    open.post(&path, json!({"reason": "a".repeat(500)})).await.expect(200);
}

/// In the description for programs, on the page for people, and in what is taken the limits are the same.
#[tokio::test]
async fn the_limits_that_are_stated_are_those_that_hold() {
    let open = Open::start().await;
    let document = open.page("/apply/openapi.json").await.expect(200).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (kind, name, text) in longest() {
        let schema = if kind == "app" { "AppApplication" } else { "ServerApplication" };
        let property = &document["components"]["schemas"][schema]["properties"][name];
        let holds = if text.is_ascii() { text.len() } else { text.chars().count() };
        let pattern = property["pattern"].as_str().unwrap_or_default();
        let is_stated = property["maxLength"] == holds || pattern.contains(&format!(",{holds}}}"));
        assert!(is_stated, "{name}: {property}");
        let page = open.page(&format!("/apply/{kind}")).await.expect(200).body;
        let hint = page.split(&format!("id=\"field-{name}-hint\">")).nth(1).unwrap();
        let hint = hint.split("</p>").next().unwrap();
        assert!(hint.contains(&holds.to_string()), "{name}: {hint}");
    }
    let of_admin = open.get("/openapi.json").await.expect(200).json();
    let property = &of_admin["components"]["schemas"]["AppSought"]["properties"]["longDescription"];
    assert_eq!(property["maxLength"], 4000);
}
