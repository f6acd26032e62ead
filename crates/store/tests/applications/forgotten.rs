//! What is forgotten is in the database no more.

use crate::{
    engine,
    rows::{connect, open_again, texts},
    strangers::{EMAIL, Open, app, data_server},
};
use serde_json::json;
use sqlx::query;
use std::{fs, path::Path, time::Duration};
use tokio::time::{Instant, sleep};

#[tokio::test]
async fn what_waits_cannot_be_forgotten() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let answer = open.delete(&format!("/applications/{number}")).await.expect(409);
    let detail = format!("application {number} waits, expected one that is decided");
    assert_eq!(answer.json()["detail"], detail);
}

#[tokio::test]
async fn only_a_token_for_everything_forgets() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}");
    open.post(&format!("{path}/reject"), json!({"reason": "No"})).await.expect(200);
    let token = open.token("ann", &["read", "catalogue", "keys", "billing"]).await;
    open.call("DELETE", &path).token(&token).send().await.expect(403);
    open.delete(&path).await.expect(204);
    open.get(&path).await.expect(404);
}

#[tokio::test]
async fn nothing_is_left_of_who_was_refused_and_is_forgotten() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}");
    let reject = open.call("POST", &format!("{path}/reject")).json(&json!({"reason": "Too dear"}));
    reject.header("idempotency-key", "1").send().await.expect(200);
    let before = texts(&open).await;
    assert!(before.contains(EMAIL) && before.contains("The weather, on a display"));
    let forget = open.call("DELETE", &path).header("idempotency-key", "2");
    forget.send().await.expect(204);
    let after = texts(&open).await;
    for text in [EMAIL, "Weather Works", "weather.example", "The weather", "First line"] {
        assert!(!after.contains(text), "{text}: {after}");
    }
    assert!(after.contains("Too dear"));
    let open = open_again(open).await;
    assert!(open.all().await.is_empty());
    open.apply("app", &app()).await.expect(202);
}

const FILES: [&str; 2] = ["store.db", "store.db-wal"];

/// All bytes of the files of a database.
fn bytes(folder: &Path) -> Vec<u8> {
    FILES.iter().flat_map(|name| fs::read(folder.join(name)).unwrap()).collect()
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|some| some == text.as_bytes())
}

#[tokio::test]
async fn no_byte_of_it_is_left_in_the_files_of_a_database() {
    if engine::is_postgres() {
        return;
    }
    let open = Open::start().await;
    let refused = async |company: &str| {
        let mut given = app();
        given["company"] = company.into();
        let number = open.number("app", &given).await;
        let path = format!("/applications/{number}");
        open.post(&format!("{path}/reject"), json!({"reason": "No"})).await.expect(200);
        path
    };
    let names: Vec<String> = (0..30).map(|number| format!("Vendor of {number}!")).collect();
    let mut paths = Vec::new();
    for name in &names {
        paths.push(refused(name).await);
    }
    assert!(names.iter().all(|name| has(&bytes(open.folder()), name)));
    for path in paths.iter().skip(1).step_by(2) {
        open.delete(path).await.expect(204);
    }
    let forgotten: Vec<&str> = names.iter().skip(1).step_by(2).map(String::as_str).collect();
    wait_until_gone(open.folder(), &forgotten).await;
    let bytes = bytes(open.folder());
    assert!(names.iter().step_by(2).all(|name| has(&bytes, name)));
}

/// Whatever reads the log is waited for.
async fn wait_until_gone(folder: &Path, texts: &[&str]) {
    let until = Instant::now() + Duration::from_secs(30);
    loop {
        let bytes = bytes(folder);
        if !texts.iter().any(|text| has(&bytes, text)) {
            return;
        }
        assert!(Instant::now() < until, "it is there still");
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn nor_is_any_after_the_store_was_killed_before_it_could_empty_the_log() {
    if engine::is_postgres() {
        return;
    }
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    let path = format!("/applications/{number}");
    open.post(&format!("{path}/reject"), json!({"reason": "No"})).await.expect(200);
    let mut reader = connect(&open.folder().join("store.db")).await;
    query("BEGIN").execute(&mut reader).await.unwrap();
    query("SELECT count(*) FROM application").fetch_one(&mut reader).await.unwrap();
    open.delete(&path).await.expect(204);
    let killed = open.folder().join("killed");
    fs::create_dir(&killed).unwrap();
    for name in FILES {
        fs::copy(open.folder().join(name), killed.join(name)).unwrap();
    }
    assert!(has(&bytes(&killed), EMAIL));
    drop(reader);
    open.store.close().await;
    let place = engine::place(&killed.join("store.db")).await;
    let server = open.server.again(place).await;
    wait_until_gone(&killed, &[EMAIL]).await;
    server.store.close().await;
}

#[tokio::test]
async fn what_came_of_what_is_forgotten_stays() {
    let open = Open::start().await;
    let number = open.number("server", &data_server()).await;
    open.call("POST", &format!("/applications/{number}/approve")).send().await.expect(200);
    open.delete(&format!("/applications/{number}")).await.expect(204);
    let open = open_again(open).await;
    assert_eq!(open.get("/servers").await.items("id"), ["Weather1"]);
    assert_eq!(open.get("/servers/Weather1/keys").await.json()["items"][0]["state"], "current");
}
