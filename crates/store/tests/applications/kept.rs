//! Applications outlive a restart.

use crate::{
    engine,
    rows::{execute, open_again},
    strangers::{Open, app, data_server},
};
use serde_json::json;
use store_auth_store::{Seal, maintenance};

#[tokio::test]
async fn what_has_come_and_what_was_decided_is_there_after_a_restart() {
    let open = Open::start().await;
    open.apply("app", &app()).await.expect(202);
    let approved = open.number("server", &data_server()).await;
    open.call("POST", &format!("/applications/{approved}/approve")).send().await.expect(200);
    let mut given = app();
    given["productName"] = "Other \"weather\" – \\ 天気".into();
    let rejected = open.number("app", &given).await;
    open.post(&format!("/applications/{rejected}/reject"), json!({"reason": "Too dear"}))
        .await
        .expect(200);
    given["productName"] = "Third".into();
    let sold = open.number("app", &given).await;
    open.call("POST", &format!("/applications/{sold}/approve")).send().await.expect(200);
    let before = open.all().await;
    assert_eq!(before.len(), 4);

    let open = open_again(open).await;
    assert_eq!(open.all().await, before);
    assert_eq!(open.store.catalogue().applications().waiting(), 1);
    // Numbers are given to no other.
    open.delete(&format!("/applications/{sold}")).await.expect(204);
    let open = open_again(open).await;
    given["productName"] = "Fourth".into();
    assert!(open.number("app", &given).await > sold);
}

/// What is wrong with its database, once it is closed.
async fn problems(open: Open) -> Vec<String> {
    open.store.close().await;
    let place = engine::place(&open.folder().join("store.db")).await;
    maintenance::check(place, &Seal::new(&[7; 32])).await.unwrap().problems
}

#[tokio::test]
async fn a_check_finds_nothing_wrong_with_what_waits_and_what_is_decided() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    open.call("POST", &format!("/applications/{number}/approve")).send().await.expect(200);
    let forgotten = open.number("app", &app()).await;
    let path = format!("/applications/{forgotten}");
    open.post(&format!("{path}/reject"), json!({"reason": "No"})).await.expect(200);
    open.delete(&path).await.expect(204);
    open.apply("server", &data_server()).await.expect(202);
    assert_eq!(problems(open).await, [""; 0]);
}

#[tokio::test]
async fn a_check_finds_an_application_whose_product_is_not_there() {
    let open = Open::start().await;
    let number = open.number("app", &app()).await;
    open.call("POST", &format!("/applications/{number}/approve")).send().await.expect(200);
    let sql = format!("UPDATE application SET product = '{}'", "f".repeat(40));
    execute(&open, &sql, &sql).await;
    let problem = format!("an application that has got a product that there is not: {number}");
    assert_eq!(problems(open).await, [problem]);
}
