//! Usage by months.

use crate::{
    cluster::Cluster,
    proxy::Proxy,
    shop::{Load, change, create, draft, open, recorded, serves, stock, usage},
};
use chrono::{Months, Utc};
use sqlx::query_scalar;
use std::{convert::Infallible, iter::repeat_n};
use store_auth_store::{
    Draft, Seal, Store, maintenance,
    model::{ClosedMonth, Edit, Millis, Month},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_month_has_its_partition_before_it_begins_and_no_other_record_is_refused() {
    let cluster = Cluster::start().await;
    let store = create(cluster.database().await).await;
    let now = Utc::now();
    let month = now.format("usage_%Y_%m").to_string();
    let at = [5, now.timestamp_millis(), now.timestamp_millis() + 400 * 86_400_000];
    for at in at {
        store.record(usage(at)).await.unwrap();
    }
    assert_eq!(recorded(&store).await, at);
    let mut other = cluster.connect().await;
    let sql = "SELECT tableoid::regclass::text FROM usage ORDER BY at";
    let tables: Vec<String> = query_scalar(sql).fetch_all(&mut other).await.unwrap();
    assert_eq!(tables, ["usage_other", &month, "usage_other"]);
    let sql = "SELECT inhrelid::regclass::text FROM pg_inherits
        WHERE inhparent = 'usage'::regclass ORDER BY 1";
    let partitions: Vec<String> = query_scalar(sql).fetch_all(&mut other).await.unwrap();
    let begin = now.date_naive();
    let mut expected: Vec<_> = (0..3)
        .map(|ahead| (begin + Months::new(ahead)).format("usage_%Y_%m").to_string())
        .collect();
    expected.push("usage_other".to_owned());
    assert_eq!(partitions, expected);
}

/// As many as ever were recorded in ten seconds, and more than are read at once.
#[tokio::test(flavor = "multi_thread")]
async fn every_record_is_read_once_however_many_there_are_of_one_instant() {
    let cluster = Cluster::start().await;
    let store = create(cluster.database().await).await;
    let mut other = cluster.connect().await;
    let sql = "INSERT INTO usage SELECT at, at + 1, 1, 1, NULL, 0 FROM unnest($1::bigint[]) AS at";
    let mut at: Vec<i64> = (0..10_000).map(|number| 1_000_000_000_000 + number * 3).collect();
    at.extend(repeat_n(1_000_000_012_345, 20_000));
    at.extend((0..10_000).map(|number| 1_000_000_100_000 + number * 997));
    sqlx::query(sql).bind(&at).execute(&mut other).await.unwrap();
    at.sort_unstable();
    assert_eq!(recorded(&store).await, at);
    let (from, until) = (Millis(1_000_000_012_345), Millis(1_000_000_100_997));
    let mut some = Vec::new();
    store.usage(from, until, |usage| some.push(usage.at)).await.unwrap();
    let expected = at.iter().filter(|at| (from.0..until.0).contains(at)).count();
    assert_eq!(some.len(), expected);
}

/// What is recorded in the partition of next month, which is closed.
async fn closed(cluster: &Cluster, records: i64) -> (Store, ClosedMonth) {
    let store = create(cluster.database().await).await;
    change(&store, stock()).await;
    let month = Month::of(Millis::from(Utc::now() + Months::new(1)));
    for at in 0..records {
        store.record(usage(month.range().start.0 + at)).await.unwrap();
    }
    let records = records.unsigned_abs();
    let closed = ClosedMonth { month, closed: Millis(9), records, lines: 0, pruned: None };
    change(&store, vec![Edit::Month(closed)]).await;
    (store, closed)
}

fn pruned(month: ClosedMonth) -> Draft {
    draft(vec![Edit::Month(ClosedMonth { pruned: Some(Millis(10)), ..month })])
}

async fn partitions(cluster: &Cluster, month: Month) -> Vec<String> {
    let name = format!("usage_{}", month.to_string().replace('-', "_"));
    let sql = "SELECT relname::text FROM pg_class WHERE relname = $1";
    query_scalar(sql).bind(name).fetch_all(&mut cluster.connect().await).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_partition_of_a_month_goes_with_it_while_all_else_is_recorded() {
    let cluster = Cluster::start().await;
    let (store, month) = closed(&cluster, 100).await;
    let load = Load::on(&store);
    load.acknowledges(200).await;
    store.change(|_| Ok::<_, Infallible>(pruned(month))).await.unwrap();
    load.acknowledges(200).await;
    let acknowledged = load.end().await;
    assert_eq!(recorded(&store).await, acknowledged);
    assert_eq!(partitions(&cluster, month.month).await, [""; 0]);
    let problems =
        maintenance::check(cluster.place(), &Seal::new(&[7; 32])).await.unwrap().problems;
    let of_months: Vec<_> = problems.iter().filter(|problem| problem.contains("month")).collect();
    assert_eq!(of_months, [""; 0]);
    // One that comes later is kept.
    store.record(usage(month.month.range().start.0)).await.unwrap();
    assert_eq!(store.usage_count(month.month).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_month_with_another_record_nothing_is_removed() {
    let cluster = Cluster::start().await;
    let (store, month) = closed(&cluster, 100).await;
    store.record(usage(month.month.range().start.0)).await.unwrap();
    let refused = store.change(|_| Ok::<_, Infallible>(pruned(month))).await.unwrap_err();
    let expected = format!("month {} has 101 records, expected the 100 of its bill", month.month);
    assert!(refused.to_string().ends_with(&expected), "{refused}");
    assert_eq!(store.usage_count(month.month).await.unwrap(), 101);
    assert_eq!(store.catalogue().books().pruned(month.month), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_usage_for_long_holds_up_a_prune_and_no_record() {
    let cluster = Cluster::start().await;
    let (store, month) = closed(&cluster, 100).await;
    let mut reader = cluster.connect().await;
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM usage").execute(&mut reader).await.unwrap();
    let pruning = {
        let store = store.clone();
        tokio::spawn(async move { store.change(|_| Ok::<_, Infallible>(pruned(month))).await })
    };
    let load = Load::on(&store);
    load.acknowledges(1000).await;
    assert!(!pruning.is_finished());
    sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    pruning.await.unwrap().unwrap();
    let acknowledged = load.end().await;
    assert_eq!(recorded(&store).await, acknowledged);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_records_knows_that_another_has_pruned_them() {
    let cluster = Cluster::start().await;
    let (store, month) = closed(&cluster, 3).await;
    let proxy = Proxy::before(cluster.port).await;
    proxy.drop_notifications();
    let other = open(proxy.place()).await;
    store.change(|_| Ok::<_, Infallible>(pruned(month))).await.unwrap();
    let range = month.month.range();
    other.usage(range.start, range.end, |_| panic!("expected them to be gone")).await.unwrap();
    assert_eq!(other.catalogue().books().pruned(month.month), Some(Millis(10)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_one_closes_is_closed_for_the_other() {
    let cluster = Cluster::start().await;
    let (store, month) = closed(&cluster, 3).await;
    let other = open(cluster.place()).await;
    assert_eq!(other.catalogue().books().closed(month.month), Some(&month));
    let version = store.change(|_| Ok::<_, Infallible>(pruned(month))).await.unwrap().unwrap();
    serves(&other, version).await;
    assert_eq!(other.catalogue().books().pruned(month.month), Some(Millis(10)));
}
