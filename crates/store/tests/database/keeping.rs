//! What is acknowledged is there afterwards.

use crate::{
    engine::place,
    made::{
        COMPANY, DAY, NOW, PRODUCT, all_usage, change, company, create, displays, open, product,
        server, usage,
    },
};
use store_auth_store::{
    Clock, OpenError, Seal, Store,
    model::{
        CompanyNumber, DisplayNumber, Edit, Plan, Price, Product, ProductNumber, Subscription,
    },
};

#[tokio::test]
async fn a_catalogue_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let subscription = Subscription { plan: Some(Plan::Display), ..Subscription::default() };
    let [server, key] = server();
    let Edit::ServerKey(record) = key.clone() else { panic!("{key:?}") };
    let mut edits = vec![Edit::Product(product()), Edit::Company(company()), server, key];
    edits.push(Edit::Subscription {
        company: CompanyNumber(1),
        product: ProductNumber(1),
        subscription: Some(subscription),
    });
    edits.extend(displays(3));
    assert_eq!(change(&store, edits).await, Some(1));
    store.close().await;
    let store = open(&path).await.unwrap();
    let catalogue = store.catalogue();
    assert_eq!(catalogue.version(), 1);
    assert_eq!(**catalogue.product(PRODUCT).unwrap(), product());
    assert_eq!(**catalogue.company(COMPANY).unwrap(), company());
    assert_eq!(catalogue.displays_of(CompanyNumber(1), None).count(), 3);
    assert_eq!(catalogue.subscription(CompanyNumber(1), ProductNumber(1)), Some(&subscription));
    assert_eq!(catalogue.server("A1").unwrap().1.current(NOW), Some(&record));
}

#[tokio::test]
async fn usage_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    for at in [5, 5, 7] {
        store.record(usage(at)).await.unwrap();
    }
    store.close().await;
    let store = open(&path).await.unwrap();
    assert_eq!(all_usage(&store).await, [usage(5), usage(5), usage(7)]);
}

#[tokio::test]
async fn a_large_change_is_served_at_once_and_whole_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let edits = std::iter::once(Edit::Company(company())).chain(displays(5000)).collect();
    change(&store, edits).await;
    assert_eq!(store.catalogue().displays_of(CompanyNumber(1), None).count(), 5000);
    store.close().await;
    let store = open(&path).await.unwrap();
    assert_eq!(store.catalogue().displays_of(CompanyNumber(1), None).count(), 5000);
}

#[tokio::test]
async fn of_two_changes_the_later_one_wins_whenever_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let edits = std::iter::once(Edit::Company(company())).chain(displays(5000)).collect();
    change(&store, edits).await;
    let removed = Edit::Display {
        number: DisplayNumber(5000),
        id: "DISPLAY5000".parse().unwrap(),
        company: None,
    };
    change(&store, vec![removed]).await;
    store.settle().await.unwrap();
    store.close().await;
    let store = open(&path).await.unwrap();
    assert_eq!(store.catalogue().display("DISPLAY5000").unwrap().company, None);
    assert_eq!(store.catalogue().displays_of(CompanyNumber(1), None).count(), 4999);
}

#[tokio::test]
async fn a_change_behind_a_large_one_refers_to_it_and_is_not_overwritten_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    let [server, key] = server();
    let large = std::iter::once(Edit::Company(company())).chain(displays(5000));
    let last = [server, Edit::Product(priced(300))];
    change(&store, large.chain(last).collect()).await;
    change(&store, vec![key, Edit::Product(priced(350))]).await;
    store.record(usage(5)).await.unwrap();
    store.close().await;
    let store = open(&path).await.unwrap();
    assert_eq!(store.catalogue().product(PRODUCT).unwrap().prices, priced(350).prices);
    assert!(store.catalogue().server("A1").unwrap().1.current(NOW).is_some());
}

fn priced(amount: u64) -> Product {
    let plan = Plan::Display;
    let price = Price { plan, amount: Some(amount), currency: "USD".parse().unwrap(), since: NOW };
    Product { prices: vec![price], ..product() }
}

#[tokio::test]
async fn of_a_hundred_first_calls_at_once_one_starts_the_trial() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("store.db")).await;
    change(&store, vec![Edit::Product(product()), Edit::Company(company())]).await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let store = store.clone();
        calls.spawn(async move {
            store.start_trial(CompanyNumber(1), ProductNumber(1), "call", "1").await.unwrap()
        });
    }
    let started = calls.join_all().await.into_iter().filter(|started| *started).count();
    assert_eq!(started, 1);
    assert_eq!(store.audit(None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_change_is_made_whole_though_who_asked_for_it_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("store.db")).await;
    change(&store, vec![Edit::Product(product()), Edit::Company(company())]).await;
    let mut asked = Box::pin(store.start_trial(CompanyNumber(1), ProductNumber(1), "call", "1"));
    // Until it waits for its commit, and no longer.
    std::future::poll_fn(|context| {
        assert!(asked.as_mut().poll(context).is_pending());
        std::task::Poll::Ready(())
    })
    .await;
    drop(asked);
    assert_eq!(change(&store, displays(1).collect()).await, Some(3));
    assert!(store.catalogue().subscription(CompanyNumber(1), ProductNumber(1)).is_some());
}

#[tokio::test]
async fn another_master_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let store = create(&path).await;
    change(&store, server().into()).await;
    store.close().await;
    let other = Store::open(place(&path).await, Seal::new(&[8; 32]), Clock::system(), DAY).await;
    assert!(matches!(other, Err(OpenError::Seal { .. })));
}
