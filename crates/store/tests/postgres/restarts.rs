//! A server that crashes and is started again.

use crate::{
    apps::{self, Apps},
    cluster::Cluster,
    keyed_changes::KeyedChanges,
    shop::{Load, change, company, create, recorded, serves, stock},
};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::query_scalar;
use std::{collections::BTreeSet, time::Duration};
use tokio::time::timeout;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_survives_crashes_of_the_server_and_the_store_goes_on_by_itself() {
    let mut cluster = Cluster::start().await;
    let store = create(cluster.database().await).await;
    change(&store, stock()).await;
    let mut writing = store.writing();
    let load = Load::on(&store);
    for _ in 0..3 {
        load.acknowledges(2000).await;
        cluster.crash();
        timeout(Duration::from_secs(20), writing.wait_for(|writable| !writable))
            .await
            .unwrap()
            .unwrap();
        cluster.start_again().await;
        timeout(Duration::from_secs(20), writing.wait_for(|writable| *writable))
            .await
            .unwrap()
            .unwrap();
    }
    load.acknowledges(2000).await;
    let acknowledged = load.end().await;
    let found: BTreeSet<_> = recorded(&store).await.into_iter().collect();
    assert!(acknowledged.iter().all(|at| found.contains(at)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_nobody_asks_sees_that_its_database_is_gone() {
    let mut cluster = Cluster::start().await;
    let store = create(cluster.database().await).await;
    let mut writing = store.writing();
    cluster.crash();
    timeout(Duration::from_secs(20), writing.wait_for(|writable| !writable))
        .await
        .unwrap()
        .unwrap();
    cluster.start_again().await;
    timeout(Duration::from_secs(20), writing.wait_for(|writable| *writable))
        .await
        .unwrap()
        .unwrap();
    let version = change(&store, stock()).await;
    // It is told of changes again.
    let other = crate::shop::open(cluster.place()).await;
    serves(&store, change(&other, vec![company("Two")]).await).await;
    assert_eq!(store.catalogue().version(), version + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn apps_are_told_nothing_but_503_while_a_server_is_started_again_however_it_ended() {
    let mut cluster = Cluster::start().await;
    let store = apps::create(cluster.database().await).await;
    let (apps, changes) = (Apps::of(&store).await, KeyedChanges::of(&store));
    // In order, at once, and killed.
    for signal in [Signal::INT, Signal::QUIT, Signal::KILL] {
        apps.are_authorized(1000).await;
        cluster.end_by(signal).await;
        apps.are_refused(100).await;
        cluster.start_again().await;
    }
    apps.are_authorized(1000).await;
    changes.end().await;
    apps.end(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn apps_are_told_nothing_but_503_while_a_server_recovers_from_the_kill_of_one_connection() {
    let cluster = Cluster::start().await;
    let store = apps::create(cluster.database().await).await;
    let (apps, changes) = (Apps::of(&store).await, KeyedChanges::of(&store));
    for _ in 0..3 {
        apps.are_authorized(1000).await;
        let sql = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'INSERT INTO usage%'";
        let writer: i32 = query_scalar(sql).fetch_one(&mut cluster.connect().await).await.unwrap();
        kill_process(Pid::from_raw(writer).unwrap(), Signal::KILL).unwrap();
        apps.are_refused(1).await;
    }
    apps.are_authorized(1000).await;
    changes.end().await;
    apps.end(&store).await;
}
