//! What strangers apply for, of Stores that share a database, and moved from a file to a server and back.

use crate::{
    cluster::Cluster,
    shop::{change, create, draft, open, serves, stock},
};
use std::convert::Infallible;
use store_auth_store::{
    Catalogue, DatabasePlace, Draft, Seal, Store,
    maintenance::migrate,
    model::{AppSought, Application, Decision, Edit, Millis, Outcome, PriceSought, Sought, Vendor},
};

fn application(number: u64, sought: Sought) -> Application {
    let vendor = Vendor {
        name: "Tabs\tand \\ and 天気 \"works\"".into(),
        website: Some("https://weather.example".into()),
        contact_email: Some("ann@weather.example".into()),
    };
    Application { number, made: Millis(7), vendor, sought, decision: None }
}

fn app() -> Sought {
    Sought::App(AppSought {
        name: "Weather".into(),
        short_description: "It's '{}'".into(),
        long_description: "First\nSecond\r\n\tThird \\N".into(),
        icon: None,
        image: Some("https://weather.example/a.png".into()),
        free: false,
        prices: vec![PriceSought {
            plan: store_auth_store::model::Plan::Display,
            amount: 9_007_199_254_740_991,
            currency: "USD".parse().unwrap(),
        }],
    })
}

fn server() -> Sought {
    Sought::Server { id: "Weather1".parse().unwrap() }
}

/// Has one come, as from a stranger: others may see it later.
async fn come(store: &Store, sought: Sought) -> u64 {
    let new = |catalogue: &Catalogue| {
        let number = catalogue.next_application();
        let edit = Edit::Application(application(number, sought.clone()));
        Ok::<_, Infallible>(Draft { may_wait: true, ..draft(vec![edit]) })
    };
    store.change(new).await.unwrap().unwrap()
}

fn decided(application: u64, outcome: Outcome) -> Edit {
    Edit::Decision { application, decision: Decision { at: Millis(9), outcome } }
}

fn all(store: &Store) -> Vec<Application> {
    store.catalogue().applications().after(0).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_to_one_store_is_decided_by_another_and_forgotten_by_both() {
    let cluster = Cluster::start().await;
    let one = create(cluster.database().await).await;
    change(&one, stock()).await;
    let other = open(cluster.place()).await;
    for _ in 0..20 {
        let number = come(&one, app()).await;
        let no = Outcome::Rejected("No".into());
        let version = change(&other, vec![decided(number, no.clone())]).await;
        serves(&one, version).await;
        let is = application(number, app());
        let decision = Some(Decision { at: Millis(9), outcome: no });
        let expected = [Application { decision, ..is }];
        assert_eq!((all(&one), all(&other)), (expected.to_vec(), expected.to_vec()));
        let version = change(&one, vec![Edit::Forgotten { application: number }]).await;
        serves(&other, version).await;
        assert_eq!((all(&one).len(), all(&other).len()), (0, 0));
    }
}

/// Of what it has not seen before, nothing is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_hears_of_an_application_once_it_is_forgotten_goes_on() {
    let cluster = Cluster::start().await;
    let one = create(cluster.database().await).await;
    change(&one, stock()).await;
    let other = open(cluster.place()).await;
    // Nobody is told of the first two.
    let number = come(&one, app()).await;
    let no = vec![decided(number, Outcome::Rejected("No".into()))];
    let quiet = Draft { may_wait: true, ..draft(no) };
    one.change(|_| Ok::<_, Infallible>(quiet)).await.unwrap();
    change(&one, vec![Edit::Forgotten { application: number }]).await;
    let waits = come(&one, server()).await;
    serves(&other, waits).await;
    assert_eq!(all(&other), [application(waits, server())]);
}

async fn moved(from: &DatabasePlace, to: &DatabasePlace) {
    let migrated = migrate(from, to, Some(&Seal::new(&[7; 32])), |_| {}).await.unwrap();
    assert!(migrated.is_good(), "{migrated:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_are_moved_to_a_server_and_back_as_they_are() {
    let (cluster, folder) = (Cluster::start().await, tempfile::tempdir().unwrap());
    let file = |name: &str| DatabasePlace::from(folder.path().join(name).as_path());
    let store = create(file("first.db")).await;
    change(&store, stock()).await;
    come(&store, app()).await;
    let sold = come(&store, app()).await;
    let code = "1219fb87cdbe1089e7efcf69e4232e0620f92900".parse().unwrap();
    change(&store, vec![decided(sold, Outcome::Product(code))]).await;
    let signed = come(&store, server()).await;
    change(&store, vec![decided(signed, Outcome::Server)]).await;
    let refused = come(&store, server()).await;
    change(&store, vec![decided(refused, Outcome::Rejected("Too\u{a0}dear \\N".into()))]).await;
    let before = all(&store);
    assert_eq!(before.len(), 4);
    store.close().await;

    let database = cluster.database().await;
    moved(&file("first.db"), &database).await;
    let store = open(database.clone()).await;
    assert_eq!(all(&store), before);
    store.close().await;
    moved(&database, &file("second.db")).await;
    let store = open(file("second.db")).await;
    assert_eq!(all(&store), before);
    assert_eq!(store.catalogue().applications().waiting(), 1);
}
