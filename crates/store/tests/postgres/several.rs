//! Several Stores of one database.

use crate::{
    cluster::Cluster,
    proxy::Proxy,
    shop::{change, company, create, display, draft, open, serves, stock},
};
use std::{convert::Infallible, time::Instant};
use store_auth_store::{
    Catalogue, ChangeError, Draft, Idempotency, Store,
    maintenance::{self, MaintenanceError},
    model::{CompanyNumber, Edit, Millis, ProductNumber, Scope, Token, TokenHash},
};
use tokio::task::JoinSet;

async fn two(cluster: &Cluster) -> [Store; 2] {
    let first = create(cluster.database().await).await;
    change(&first, stock()).await;
    [first, open(cluster.place()).await]
}

fn one_more_display(catalogue: &Catalogue) -> Draft {
    draft(vec![display(catalogue.next_display().0)])
}

/// How long each of some changes of one takes to be served by the other, in milliseconds, sorted.
async fn delays([one, other]: &[Store; 2]) -> Vec<u128> {
    let mut delays = Vec::new();
    for number in 0..20 {
        let version = change(one, vec![company(&format!("Name {number}"))]).await;
        let begun = Instant::now();
        serves(other, version).await;
        delays.push(begun.elapsed().as_millis());
    }
    delays.sort_unstable();
    delays
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_one_is_served_by_the_other() {
    let cluster = Cluster::start().await;
    let stores = two(&cluster).await;
    println!("served by the other after {:?} ms", delays(&stores).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_one_is_served_by_the_other_though_nobody_tells_of_it() {
    let cluster = Cluster::start().await;
    let [one, _] = two(&cluster).await;
    let proxy = Proxy::before(cluster.port).await;
    proxy.drop_notifications();
    let other = open(proxy.place()).await;
    println!("not told of it, served by the other after {:?} ms", delays(&[one, other]).await);
    assert!(proxy.dropped() > 0, "expected the other to be told but for the proxy");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_both_at_once_are_made_one_after_the_other_and_both_serve_by_all() {
    let cluster = Cluster::start().await;
    let stores = two(&cluster).await;
    let mut changes = JoinSet::new();
    for store in &stores {
        for _ in 0..50 {
            let store = store.clone();
            changes.spawn(async move {
                store
                    .change(|now| Ok::<_, Infallible>(one_more_display(now)))
                    .await
                    .unwrap()
                    .unwrap()
            });
        }
    }
    let mut versions = changes.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, (2..=101).collect::<Vec<u64>>());
    for store in &stores {
        serves(store, 101).await;
        assert_eq!(store.catalogue().displays_of(CompanyNumber(1), None).count(), 101);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_first_calls_at_both_one_starts_the_trial() {
    let cluster = Cluster::start().await;
    let stores = two(&cluster).await;
    let mut calls = JoinSet::new();
    for number in 0..100 {
        let store = stores[number % 2].clone();
        calls.spawn(async move {
            store.start_trial(CompanyNumber(1), ProductNumber(1), "call", "1").await.unwrap()
        });
    }
    let started = calls.join_all().await.into_iter().filter(|started| *started).count();
    assert_eq!(started, 1);
    let trial = |store: &Store| {
        store.catalogue().subscription(CompanyNumber(1), ProductNumber(1)).unwrap().trial
    };
    assert_eq!(trial(&stores[0]), trial(&stores[1]));
    assert_eq!(stores[1].audit(None, 10).await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_for_a_request_is_good_for_one_change_whichever_is_asked() {
    let cluster = Cluster::start().await;
    let stores = two(&cluster).await;
    let keyed = |number: usize| {
        let (token, key, body) = ("admin".to_owned(), "a".to_owned(), number.to_string());
        let idempotency = Some(Idempotency { token, key, request: [0; 32], status: 200, body });
        Draft { idempotency, ..draft(vec![company(&format!("Name {number}"))]) }
    };
    let mut changes = JoinSet::new();
    for number in 0..20 {
        let (store, draft) = (stores[number % 2].clone(), keyed(number));
        changes.spawn(async move {
            let made = store.change(|_| Ok::<_, Infallible>(draft)).await;
            (number.to_string(), made)
        });
    }
    let (made, repeated): (Vec<_>, Vec<_>) =
        changes.join_all().await.into_iter().partition(|(_, made)| made.is_ok());
    let [(first, _)] = &made[..] else { panic!("{made:?}") };
    for (_, again) in repeated {
        assert!(matches!(again, Err(ChangeError::Repeated(kept)) if kept.body == *first));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_one_revokes_is_not_taken_by_the_other() {
    let cluster = Cluster::start().await;
    let [one, other] = two(&cluster).await;
    let token = |revoked| {
        let (name, hash) = ("ci".to_owned(), TokenHash([9; 32]));
        let scopes = vec![Scope::Read];
        vec![Edit::Token(Token { name, hash, scopes, made: Millis(1), expires: None, revoked })]
    };
    let is_revoked = |store: &Store| store.catalogue().token(&TokenHash([9; 32])).unwrap().revoked;
    serves(&other, change(&one, token(false)).await).await;
    assert!(!is_revoked(&other));
    serves(&other, change(&one, token(true)).await).await;
    assert!(is_revoked(&other));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_given_up_is_made_whole_or_not_at_all() {
    let cluster = Cluster::start().await;
    let [one, other] = two(&cluster).await;
    for wait in 0..20 {
        let asked = one.change(|now| Ok::<_, Infallible>(one_more_display(now)));
        let _ = tokio::time::timeout(std::time::Duration::from_millis(wait), asked).await;
    }
    // Nobody is in the way of the next.
    let version = change(&one, vec![company("Two")]).await;
    serves(&other, version).await;
    let displays = |store: &Store| store.catalogue().displays_of(CompanyNumber(1), None).count();
    assert_eq!(displays(&one), displays(&other));
    assert_eq!(u64::try_from(displays(&one)).unwrap(), version - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_master_key_is_replaced_while_one_serves() {
    let cluster = Cluster::start().await;
    let [one, other] = two(&cluster).await;
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("master.key");
    std::fs::write(maintenance::new_name(&key), [9; 32]).unwrap();
    let [old, new] = [7, 9].map(|bits| store_auth_store::Seal::new(&[bits; 32]));
    let rekey = || maintenance::rekey(cluster.place(), &key, &old, &new);
    one.close().await;
    let refused = rekey().await.unwrap_err();
    assert!(matches!(refused, MaintenanceError::Open(_)));
    assert!(refused.to_string().ends_with("a Store serves from it, expected that none does"));
    other.close().await;
    assert_eq!(rekey().await.unwrap(), 0);
}
