//! Connections that are cut after a commit, before its answer.

use crate::{
    apps::{self, Apps},
    cluster::Cluster,
    keyed_changes::KeyedChanges,
    proxy::Proxy,
    shop::{Load, change, company, create, draft, open, recorded, serves, stock},
    wait::until,
};
use std::{collections::BTreeSet, convert::Infallible};
use store_auth_store::{ChangeError, Draft, Idempotency};

async fn is_cut(proxy: &Proxy, times: usize) {
    until("a cut", async || proxy.cuts() >= times).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_whose_answer_is_lost_is_refused_and_all_that_is_acknowledged_is_there() {
    let cluster = Cluster::start().await;
    create(cluster.database().await).await.close().await;
    let proxy = Proxy::before(cluster.port).await;
    let store = open(proxy.place()).await;
    change(&store, stock()).await;
    let load = Load::on(&store);
    for times in 1..=10 {
        load.acknowledges(500).await;
        proxy.cut_after("INSERT");
        is_cut(&proxy, times).await;
    }
    load.acknowledges(500).await;
    let refused = load.refused.load(std::sync::atomic::Ordering::SeqCst);
    let acknowledged = load.end().await;
    let found: BTreeSet<_> = recorded(&store).await.into_iter().collect();
    assert!(acknowledged.iter().all(|at| found.contains(at)));
    // What was committed and not acknowledged.
    assert!(found.len() > acknowledged.len());
    assert!(refused >= 10, "{refused} were refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_is_lost_is_served_and_answered_to_who_asks_again_with_its_key() {
    let cluster = Cluster::start().await;
    create(cluster.database().await).await.close().await;
    let proxy = Proxy::before(cluster.port).await;
    let store = open(proxy.place()).await;
    let version = change(&store, stock()).await;
    let keyed = || {
        let (token, key, body) = ("admin".to_owned(), "a".to_owned(), "made".to_owned());
        let idempotency = Some(Idempotency { token, key, request: [0; 32], status: 200, body });
        Draft { idempotency, ..draft(vec![company("Two")]) }
    };
    proxy.cut_after("COMMIT");
    let lost = store.change(|_| Ok::<_, Infallible>(keyed())).await;
    assert!(matches!(lost, Err(ChangeError::Unavailable(_))), "{lost:?}");
    is_cut(&proxy, 1).await;
    let again = store.change(|_| Ok::<_, Infallible>(keyed())).await;
    assert!(matches!(again, Err(ChangeError::Repeated(kept)) if kept.body == "made"));
    serves(&store, version + 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cuts_in_either_direction_under_calls_and_changes_lose_nothing_and_change_nothing_twice() {
    let cluster = Cluster::start().await;
    apps::create(cluster.database().await).await.close().await;
    let proxy = Proxy::before(cluster.port).await;
    let store = apps::open(proxy.place()).await;
    let (apps, changes) = (Apps::of(&store).await, KeyedChanges::of(&store));
    for times in 1..=30 {
        apps.are_authorized(200).await;
        match times % 3 {
            0 => proxy.cut_question(),
            1 => proxy.cut_after("INSERT"),
            _ => proxy.cut_after("COMMIT"),
        }
        is_cut(&proxy, times).await;
    }
    apps.are_authorized(200).await;
    changes.end().await;
    apps.end(&store).await;
}
