//! Databases of every version so far.

use crate::{
    cluster::Cluster,
    shop::{change, open, recorded, stock, usage},
};
use sqlx::{migrate::Migrator, query_scalar, raw_sql};
use std::path::Path;

/// As the programs with the migrations up to each one have made it.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_each_version_is_brought_up_to_date_and_served() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/postgres");
    let all = Migrator::new(folder).await.unwrap();
    for count in 1..=all.iter().count() {
        let cluster = Cluster::start().await;
        let place = cluster.database().await;
        let mut other = cluster.connect().await;
        let some = all.iter().take(count).cloned().collect();
        Migrator::with_migrations(some).run(&mut other).await.unwrap();
        raw_sql("INSERT INTO usage VALUES (5, 6, 1, 1, 1, 2)").execute(&mut other).await.unwrap();
        let store = open(place).await;
        let sql = "SELECT count(*) FROM _sqlx_migrations WHERE success";
        let found: i64 = query_scalar(sql).fetch_one(&mut other).await.unwrap();
        assert_eq!(usize::try_from(found).unwrap(), all.iter().count());
        change(&store, stock()).await;
        store.record(usage(7)).await.unwrap();
        assert_eq!(recorded(&store).await, [5, 7]);
    }
}
