//! A server that crashes and is started again.

use crate::{
    cluster::Cluster,
    shop::{Load, change, company, create, recorded, serves, stock},
};
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
