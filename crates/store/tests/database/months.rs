//! Months that are closed and pruned, and what is cut off meanwhile.

use crate::{
    engine::place,
    made::{change, filled, open, seal, usage},
    record_all::record_all,
};
use std::path::Path;
use store_auth_store::{
    Store, maintenance,
    model::{ClosedMonth, CompanyNumber, Edit, FrozenLine, Millis, Month, Plan, ProductNumber},
};

/// Those of [`filled`] are in it.
fn month() -> Month {
    Month::of(Millis(5))
}

fn closed(records: u64, lines: u32, pruned: Option<Millis>) -> Edit {
    let lines = lines.into();
    Edit::Month(ClosedMonth { month: month(), closed: Millis(9), records, lines, pruned })
}

fn line(number: u32) -> FrozenLine {
    FrozenLine {
        month: month(),
        number,
        company: CompanyNumber(1),
        product: ProductNumber(1),
        plan: number.is_multiple_of(2).then_some(Plan::Display),
        displays: 1,
        calls: u64::from(number),
        company_calls: 0,
        unpaid_calls: 2,
        amount: i64::MAX,
        currency: number.is_multiple_of(2).then(|| "USD".parse().unwrap()),
    }
}

fn close(records: u64, lines: u32) -> Vec<Edit> {
    let frozen = (1..=lines).map(|number| Edit::BillLine(line(number)));
    std::iter::once(closed(records, lines, None)).chain(frozen).collect()
}

async fn problems(path: &Path) -> Vec<String> {
    maintenance::check(place(path).await, &seal()).await.unwrap().problems
}

/// One with so many records of a month, which is closed.
async fn used(path: &Path, records: i64) -> Store {
    let store = filled(path).await;
    record_all(&store, (3..records).map(|at| usage(100 + at))).await;
    change(&store, close(records.unsigned_abs(), 1)).await;
    store
}

async fn prune(store: &Store, records: u64) {
    change(store, vec![closed(records, 1, Some(Millis(10)))]).await;
}

#[tokio::test]
async fn the_lines_of_a_bill_are_there_in_their_order_however_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    change(&store, close(3, 5000)).await;
    let expected: Vec<_> = (1..=5000).map(line).collect();
    assert_eq!(store.bill_lines(month()).await.unwrap(), expected);
    store.close().await;
    let store = open(&path).await.unwrap();
    assert_eq!(store.bill_lines(month()).await.unwrap(), expected);
    assert_eq!(store.catalogue().books().closed(month()).unwrap().lines, 5000);
    assert_eq!(problems(&path).await, [""; 0]);
}

#[tokio::test]
async fn lines_that_are_missing_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    let mut edits = close(3, 3);
    edits.pop();
    change(&store, edits).await;
    store.settle().await.unwrap();
    assert_eq!(problems(&path).await, ["month 1970-01: 2 lines of its bill, expected 3"]);
}

#[tokio::test]
async fn what_was_not_pruned_before_an_end_is_pruned_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = used(&path, 4000).await;
    prune(&store, 4000).await;
    store.close().await;
    let store = open(&path).await.unwrap();
    store.finish_pruning(month()).await.unwrap();
    store.settle().await.unwrap();
    assert_eq!(store.usage_count(month()).await.unwrap(), 0);
    assert_eq!(problems(&path).await, [""; 0]);
}

#[tokio::test]
async fn a_check_is_content_at_any_time_of_a_prune() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = used(&path, 4000).await;
    prune(&store, 4000).await;
    store.settle().await.unwrap();
    let finished = store.finish_pruning(month());
    let checked = async {
        for _ in 0..5 {
            assert_eq!(problems(&path).await, [""; 0]);
        }
    };
    let (finished, ()) = tokio::join!(finished, checked);
    finished.unwrap();
}

#[tokio::test]
async fn of_a_month_that_is_not_pruned_nothing_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let store = used(&folder.path().join("store.db"), 10).await;
    store.finish_pruning(month()).await.unwrap();
    assert_eq!(store.usage_count(month()).await.unwrap(), 10);
}
