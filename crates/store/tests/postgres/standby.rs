//! A server that fails, and a standby that takes its place.

use crate::{
    apps::{Apps, create, open},
    cluster::Cluster,
    keyed_changes::KeyedChanges,
    proxy::Proxy,
    wait::until,
};
use rustix::process::Signal;
use sqlx::{query_scalar, raw_sql};

/// A standby of a cluster, which every commit of that waits for.
async fn standby(primary: &Cluster) -> Cluster {
    let standby = Cluster::standby_of(primary).await;
    let mut connection = primary.connect().await;
    for sql in ["ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()"]
    {
        raw_sql(sql).execute(&mut connection).await.unwrap();
    }
    let sql = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
    until("a server that waits for it", async || {
        let count: i64 = query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        count == 1
    })
    .await;
    standby
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_is_at_the_standby_that_takes_the_place_of_a_killed_server() {
    let mut primary = Cluster::start().await;
    create(primary.database().await).await.close().await;
    let standby = standby(&primary).await;
    let proxy = Proxy::before(primary.port).await;
    let store = open(proxy.place()).await;
    let (apps, changes) = (Apps::of(&store).await, KeyedChanges::of(&store));
    apps.are_authorized(3000).await;
    primary.end_by(Signal::KILL).await;
    apps.are_refused(100).await;
    // It can be read, but not written.
    proxy.lead_to(standby.port);
    apps.are_refused(100).await;
    raw_sql("SELECT pg_promote()").execute(&mut standby.connect().await).await.unwrap();
    apps.are_authorized(3000).await;
    changes.end().await;
    apps.end(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_acknowledged_while_the_standby_does_not_answer() {
    let primary = Cluster::start().await;
    create(primary.database().await).await.close().await;
    let standby = standby(&primary).await;
    let store = open(primary.place()).await;
    let apps = Apps::of(&store).await;
    apps.are_authorized(500).await;
    standby.pause();
    // What was on its way has been answered then.
    apps.are_refused(64).await;
    let acknowledged = apps.authorized();
    apps.are_refused(64).await;
    assert_eq!(apps.authorized(), acknowledged);
    standby.go_on();
    apps.are_authorized(500).await;
    apps.end(&store).await;
}
