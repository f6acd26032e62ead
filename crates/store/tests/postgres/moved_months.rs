//! Closed months, which are moved with all else.

use crate::{
    cluster::Cluster,
    shop::{change, create, open, stock, usage},
};
use store_auth_store::{
    DatabasePlace, Seal, Store,
    maintenance::migrate,
    model::{
        ClosedMonth, CompanyNumber, Correction, Edit, FrozenLine, Millis, Month, Plan,
        ProductNumber,
    },
};

/// 2026-10 and 2026-11
const AT: [i64; 4] = [1_793_000_000_000, 1_793_000_000_001, 1_793_000_000_001, 1_796_000_000_000];

fn month() -> Month {
    Month::of(Millis(AT[0]))
}

fn closed(pruned: Option<Millis>) -> Edit {
    Edit::Month(ClosedMonth { month: month(), closed: Millis(9), records: 3, lines: 1, pruned })
}

fn line() -> FrozenLine {
    FrozenLine {
        month: month(),
        number: 1,
        company: CompanyNumber(1),
        product: ProductNumber(1),
        plan: Some(Plan::Display),
        displays: 1,
        calls: 3,
        company_calls: 0,
        unpaid_calls: 0,
        amount: 250,
        currency: Some("USD".parse().unwrap()),
    }
}

fn correction() -> Correction {
    Correction {
        number: 1,
        month: Month::of(Millis(AT[3])),
        corrects: month(),
        company: CompanyNumber(1),
        product: ProductNumber(1),
        amount: -250,
        currency: "USD".parse().unwrap(),
        reason: "a test\nof \\ it".to_owned(),
        made: Millis(11),
    }
}

/// Gives what has come late to closed months.
async fn moved(from: &DatabasePlace, to: &DatabasePlace) -> Vec<String> {
    let migrated = migrate(from, to, Some(&Seal::new(&[7; 32])), |_| {}).await.unwrap();
    assert!(migrated.is_good(), "{migrated:?}");
    migrated.late
}

async fn has_all(store: &Store, records: u64, pruned: Option<Millis>) {
    assert_eq!(store.bill_lines(month()).await.unwrap(), [line()]);
    assert_eq!(store.usage_count(month()).await.unwrap(), records);
    let catalogue = store.catalogue();
    assert_eq!(catalogue.books().closed(month()).unwrap().pruned, pruned);
    assert_eq!(catalogue.books().corrections_after(0).collect::<Vec<_>>(), [&correction()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_month_is_moved_with_its_bill_and_corrections_and_pruned_where_it_was() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    let file = |name: &str| DatabasePlace::from(folder.path().join(name).as_path());
    let store = create(file("first.db")).await;
    change(&store, stock()).await;
    for at in AT {
        store.record(usage(at)).await.unwrap();
    }
    change(&store, vec![closed(None), Edit::BillLine(line())]).await;
    change(&store, vec![Edit::Correction(correction())]).await;
    store.close().await;

    let database = cluster.database().await;
    assert_eq!(moved(&file("first.db"), &database).await, [""; 0]);
    let store = open(database.clone()).await;
    has_all(&store, 3, None).await;
    change(&store, vec![closed(Some(Millis(10)))]).await;
    store.finish_pruning(month()).await.unwrap();
    has_all(&store, 0, Some(Millis(10))).await;
    store.close().await;

    assert_eq!(moved(&database, &file("second.db")).await, [""; 0]);
    has_all(&open(file("second.db")).await, 0, Some(Millis(10))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_has_come_to_a_closed_month_is_moved_and_told_of() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    let store = create(cluster.database().await).await;
    change(&store, stock()).await;
    for at in AT {
        store.record(usage(at)).await.unwrap();
    }
    change(&store, vec![closed(None), Edit::BillLine(line())]).await;
    store.record(usage(AT[0])).await.unwrap();
    store.close().await;
    let said = "month 2026-10: 4 records of usage, expected the 3 that its bill was made of and that were not pruned";
    let file = DatabasePlace::from(folder.path().join("store.db").as_path());
    assert_eq!(moved(&cluster.place(), &file).await, [said]);
    assert_eq!(open(file).await.usage_count(month()).await.unwrap(), 4);
}
