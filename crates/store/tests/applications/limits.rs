//! How many applications are taken, of one address and in all.

use crate::{
    engine,
    strangers::{Open, app, data_server, rules, typed_app},
};
use serde_json::{Value, json};
use std::{fs, path::Path};
use store_auth_store::public::{ApplicationRules, CallLimits, Rate};

/// The application of a number, each another one.
fn numbered(number: usize) -> Value {
    let mut given = data_server();
    given["serverId"] = format!("Weather{number}").into();
    given
}

#[tokio::test]
async fn so_many_are_taken_of_one_address_and_then_no_more_for_a_while() {
    let per_address = Rate::new(2, 0.1).unwrap();
    let rules = ApplicationRules { per_address, ..rules(100) };
    let open = Open::with(&rules, &CallLimits::lifted()).await;
    let from = |address: &str, number| {
        let call = open.ask("POST", "/apply/server").json(&numbered(number));
        call.header("x-forwarded-for", address).send()
    };
    for number in 0..2 {
        from("192.0.2.1", number).await.expect(202);
    }
    let answer = from("192.0.2.1", 2).await.expect(429);
    let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=600).contains(&wait), "{wait}");
    assert_eq!(answer.json()["code"], "too-many");
    from("192.0.2.2", 3).await.expect(202);
    // The same once more takes nobody's place.
    from("192.0.2.1", 0).await.expect(202);
    assert_eq!(open.all().await.len(), 3);
}

#[tokio::test]
async fn a_form_that_comes_too_soon_keeps_what_was_typed() {
    let per_address = Rate::new(1, 0.1).unwrap();
    let rules = ApplicationRules { per_address, ..rules(100) };
    let open = Open::with(&rules, &CallLimits::lifted()).await;
    open.apply("server", &data_server()).await.expect(202);
    let page = open.send("app", &typed_app()).await.expect(429);
    assert!(page.header("retry-after").is_some());
    assert!(
        page.body.contains("There were too many applications from your address: try again later.")
    );
    assert!(page.body.contains("The weather, on a display"), "{}", page.body);
}

#[tokio::test]
async fn what_is_wrong_uses_up_nothing_of_what_is_taken() {
    let per_address = Rate::new(1, 0.1).unwrap();
    let rules = ApplicationRules { per_address, ..rules(100) };
    let open = Open::with(&rules, &CallLimits::lifted()).await;
    for _ in 0..10 {
        open.send("app", &[("company", "Weather Works")]).await.expect(400);
    }
    open.send("app", &typed_app()).await.expect(303);
}

#[tokio::test]
async fn pages_are_counted_with_all_other_calls_of_an_address() {
    let limits =
        CallLimits { per_address: Some(Rate::new(3, 0.1).unwrap()), ..CallLimits::lifted() };
    let open = Open::with(&rules(100), &limits).await;
    open.page("/v1/widget/auth").await.expect(200);
    open.page("/apply").await.expect(200);
    open.send("app", &[]).await.expect(400);
    for path in ["/apply", "/apply/app", "/v1/widget/auth"] {
        open.page(path).await.expect(429);
    }
    open.apply("app", &app()).await.expect(429);
    assert!(open.all().await.is_empty());
}

#[tokio::test]
async fn what_becomes_of_those_who_apply_is_counted() {
    let rules = ApplicationRules { per_address: Rate::new(2, 0.1).unwrap(), ..rules(100) };
    let limits =
        CallLimits { per_address: Some(Rate::new(6, 0.1).unwrap()), ..CallLimits::lifted() };
    let open = Open::with(&rules, &limits).await;
    open.page("/apply").await.expect(200);
    open.send("app", &[]).await.expect(400);
    open.send("app", &typed_app()).await.expect(303);
    open.apply("server", &numbered(0)).await.expect(202);
    open.apply("server", &numbered(1)).await.expect(429);
    open.page("/apply/none").await.expect(404);
    open.page("/apply").await.expect(429);
    for (metric, count) in [
        (r#"calls_total{endpoint="application",outcome="page"}"#, "1"),
        (r#"calls_total{endpoint="application",outcome="received"}"#, "2"),
        (r#"calls_total{endpoint="application",outcome="refused"}"#, "2"),
        (r#"calls_total{endpoint="application",outcome="limited"}"#, "2"),
        (r#"limited_total{limit="applications"}"#, "1"),
        (r#"limited_total{limit="address"}"#, "1"),
        (r#"denials_total{reason="too-many"}"#, "1"),
    ] {
        assert_eq!(open.metric(metric).as_deref(), Some(count), "{metric}");
    }
}

#[tokio::test]
async fn so_many_wait_in_all_and_there_is_room_again_once_one_is_decided() {
    let open = Open::with(&rules(3), &CallLimits::lifted()).await;
    for number in 0..3 {
        open.apply("server", &numbered(number)).await.expect(202);
    }
    let full = open.apply("server", &numbered(3)).await.expect(503);
    assert_eq!(full.json()["code"], "full");
    assert_eq!(full.header("retry-after"), Some("3600"));
    let page = open.send("app", &typed_app()).await.expect(503).body;
    assert!(page.contains("The weather, on a display"), "{page}");
    let number = open.all().await[0]["number"].clone();
    let path = format!("/applications/{number}/reject");
    open.post(&path, json!({"reason": "No"})).await.expect(200);
    open.apply("server", &numbered(3)).await.expect(202);
    open.apply("server", &numbered(4)).await.expect(503);
}

#[tokio::test]
async fn of_many_that_come_at_once_no_more_wait_than_may() {
    let open = Open::with(&rules(3), &CallLimits::lifted()).await;
    let calls = (0..40).map(|number| {
        let call = open.ask("POST", "/apply/server").json(&numbered(number));
        tokio::spawn(call.send())
    });
    let mut taken = 0;
    for call in calls.collect::<Vec<_>>() {
        taken += usize::from(call.await.unwrap().status == 202);
    }
    assert_eq!((taken, open.all().await.len()), (3, 3));
}

fn bytes_of(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).unwrap();
    files.map(|file| file.unwrap().metadata().unwrap().len()).sum()
}

/// Whatever is sent, and however often: what is refused is written nowhere.
#[tokio::test]
async fn a_flood_does_not_fill_the_disk() {
    let open = Open::with(&rules(2), &CallLimits::lifted()).await;
    for number in 0..2 {
        open.apply("server", &numbered(number)).await.expect(202);
    }
    open.store.settle().await.unwrap();
    let version = open.store.catalogue().version();
    let size = || async {
        if engine::is_postgres() {
            let mut connection = engine::connect(&open.folder().join("store.db")).await;
            let sql = "SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace";
            let size: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
            size.unsigned_abs()
        } else {
            bytes_of(open.folder())
        }
    };
    let before = size().await;
    let mut long = app();
    long["longDescription"] = "a".repeat(4000).into();
    for number in 0..1000 {
        long["productName"] = number.to_string().into();
        open.apply("app", &long).await.expect(503);
    }
    assert_eq!(open.store.catalogue().version(), version);
    // What was written before may be moved about. All of this would be four times as much.
    let grown = size().await.saturating_sub(before);
    assert!(grown < 1 << 20, "{grown} bytes");
}
