//! Usage by months.

use crate::{
    cluster::Cluster,
    shop::{create, recorded, usage},
};
use chrono::{Months, Utc};
use sqlx::query_scalar;
use std::iter::repeat_n;
use store_auth_store::model::Millis;

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
