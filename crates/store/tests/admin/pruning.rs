//! `/months/{month}/prune`

use super::{
    months::{OVER, bills, close, closed, problems, used},
    record_all::record_all,
    server::{Answer, NOW, Server},
};
use serde_json::Value;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};
use store_auth_store::model::Usage;

pub(crate) async fn prune(server: &Server) -> Value {
    server.call("POST", "/months/2027-01/prune").send().await.expect(200).json()
}

#[tokio::test]
async fn a_pruned_month_has_its_bill_and_no_records() {
    let server = closed().await;
    let before = bills(&server).await;
    assert_eq!(prune(&server).await["pruned"], "2027-02-01T00:01:00.000Z");
    assert_eq!(server.store.usage_count("2027-01".parse().unwrap()).await.unwrap(), 0);
    assert_eq!(bills(&server).await, before);
    assert_eq!(problems(&server).await, [""; 0]);
    let version = server.store.catalogue().version();
    assert_eq!(prune(&server).await["state"], "pruned");
    assert_eq!(server.store.catalogue().version(), version);
}

#[tokio::test]
async fn usage_of_a_pruned_month_is_refused_rather_than_empty() {
    let server = closed().await;
    server.record(OVER, Some("DISPLAY1")).await;
    prune(&server).await;
    for path in ["/usage?month=2027-01", "/usage/export?month=2027-01"] {
        let refused = server.get(path).await.expect(410).json();
        let detail = "month 2027-01 was pruned at 2027-02-01T00:01:00.000Z: its records are in the archive, and its bill is here";
        assert_eq!(refused["detail"], detail, "{path}");
    }
    assert_eq!(server.get("/usage/export").await.expect(200).body.lines().count(), 1);
}

#[tokio::test]
async fn a_month_that_is_open_or_has_other_records_than_its_bill_is_not_pruned() {
    let server = used().await;
    let refused = |answer: Answer| answer.expect(409).json()["detail"].clone();
    let open = refused(server.call("POST", "/months/2027-01/prune").send().await);
    assert_eq!(open, "month 2027-01 is open, expected one that is closed");
    close(&server).await;
    server.record(NOW + 3, Some("DISPLAY1")).await;
    let late = refused(server.call("POST", "/months/2027-01/prune").send().await);
    let expected = "month 2027-01 has 4 records of usage, expected the 3 that its bill was made of";
    assert_eq!(late, expected);
    assert_eq!(server.store.usage_count("2027-01".parse().unwrap()).await.unwrap(), 4);
}

#[tokio::test]
async fn a_record_that_comes_to_a_pruned_month_is_kept_and_found() {
    let server = closed().await;
    prune(&server).await;
    server.record(NOW + 3, Some("DISPLAY1")).await;
    prune(&server).await;
    assert_eq!(
        problems(&server).await,
        [
            "month 2027-01: 1 records of usage, expected the 0 that its bill was made of and that were not pruned"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_while_a_month_is_pruned_is_all_there() {
    let server = used().await;
    let usage = (0..6000).map(|number| server.usage(NOW + number, Some("DISPLAY1")));
    record_all(&server.store, usage).await;
    close(&server).await;
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut load = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (store, usage) = (server.store.clone(), server.usage(OVER, Some("DISPLAY1")));
        let (stop, acknowledged) = (Arc::clone(&stop), Arc::clone(&acknowledged));
        load.spawn(async move {
            while !stop.load(SeqCst) {
                if store.record(usage).await.is_ok() {
                    acknowledged.fetch_add(1, SeqCst);
                }
            }
        });
    }
    prune(&server).await;
    stop.store(true, SeqCst);
    load.join_all().await;
    let months = server.get("/months").await.json();
    let found = &months["items"][1]["records"];
    assert_eq!(found, acknowledged.load(SeqCst));
    assert_eq!(problems(&server).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_while_a_month_is_pruned_stays() {
    let server = used().await;
    let usage = (0..6000).map(|number| server.usage(NOW + number, Some("DISPLAY1")));
    record_all(&server.store, usage).await;
    close(&server).await;
    let month = "2027-01".parse().unwrap();
    let late = server.usage(NOW - 1, Some("DISPLAY1"));
    let (_, acknowledged) = tokio::join!(prune(&server), async {
        let is_pruned = || {
            let catalogue = server.store.catalogue();
            catalogue.books().closed(month).is_some_and(|month| month.pruned.is_some())
        };
        while !is_pruned() {
            tokio::task::yield_now().await;
        }
        let mut acknowledged = 0;
        for _ in 0..20 {
            acknowledged += usize::from(server.store.record(late).await.is_ok());
        }
        acknowledged
    });
    let mut found = 0;
    let count = |usage: Usage| found += usize::from(usage.at == late.at);
    server.store.usage(late.at, late.at.plus(Duration::from_millis(1)), count).await.unwrap();
    assert_eq!(found, acknowledged);
}
