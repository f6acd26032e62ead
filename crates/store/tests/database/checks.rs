//! Whether all is well in a database.

use crate::{
    engine::place,
    made::{change, company, create, displays, filled, product, seal, usage},
};
use store_auth_store::{
    Seal, maintenance,
    model::{DisplayNumber, Edit, Usage},
};

#[tokio::test]
async fn a_check_finds_nothing_wrong_while_the_store_serves_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = filled(&path).await;
    let report = maintenance::check(place(&path).await, &seal()).await.unwrap();
    assert!(report.problems.is_empty(), "{report:?}");
    store.close().await;
    let report = maintenance::check(place(&path).await, &seal()).await.unwrap();
    assert!(report.problems.is_empty(), "{report:?}");
    assert_eq!(report.contents.unwrap().records, 3);
    assert_eq!(report.contents.unwrap().displays, 1000);
}

#[tokio::test]
async fn nor_does_it_while_a_large_change_is_written_and_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let large = std::iter::once(Edit::Company(company())).chain(displays(5000));
    change(&store, large.chain([Edit::Product(product())]).collect()).await;
    store.record(Usage { display: Some(DisplayNumber(5000)), ..usage(5) }).await.unwrap();
    let report = maintenance::check(place(&path).await, &seal()).await.unwrap();
    assert!(report.problems.is_empty(), "{report:?}");
    store.close().await;
    let report = maintenance::check(place(&path).await, &seal()).await.unwrap();
    assert!(report.problems.is_empty(), "{report:?}");
}

#[tokio::test]
async fn a_check_of_another_master_key_names_each_server_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    filled(&path).await.close().await;
    let report = maintenance::check(place(&path).await, &Seal::new(&[8; 32])).await.unwrap();
    let [problem] = &report.problems[..] else { panic!("{report:?}") };
    assert!(problem.starts_with("server A1, key 1: sealed by another master key"));
}
