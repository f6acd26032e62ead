//! Keys that are replaced while requests are verified.

mod util;

use store_auth::Verifier;
use store_auth_tower::{SharedVerifier, StoreAuthLayer};
use util::{Client, KEY, OTHER_KEY, QUERY, SIGNATURE, key, keys, now, sign, start};

#[tokio::test]
async fn the_next_request_is_verified_under_the_new_keys() {
    let verifier = SharedVerifier::new(Verifier::new(key(KEY)));
    let layer = StoreAuthLayer::new(verifier.clone()).clock(now);
    let mut client = Client::connect(start(layer).await).await;
    let old = format!("/?{QUERY}");
    let new = old.replace(SIGNATURE, &sign(OTHER_KEY));

    assert_eq!([client.get(&old).await.status, client.get(&new).await.status], [200, 401]);
    verifier.replace(Verifier::new(keys(OTHER_KEY, KEY)));
    assert_eq!([client.get(&old).await.status, client.get(&new).await.status], [200, 200]);
    verifier.replace(Verifier::new(key(OTHER_KEY)));
    assert_eq!([client.get(&old).await.status, client.get(&new).await.status], [401, 200]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_in_every_ring_is_accepted_throughout() {
    let verifier = SharedVerifier::new(Verifier::new(key(KEY)));
    let layer = StoreAuthLayer::new(verifier.clone()).clock(now);
    let address = start(layer).await;

    let clients = (0..4).map(|_| {
        tokio::spawn(async move {
            let mut client = Client::connect(address).await;
            let mut by_key = [0; 2];
            // Until both rings have been met, and for a while.
            while by_key.iter().sum::<usize>() < 500 || by_key.contains(&0) {
                let reply = client.get(&format!("/?{QUERY}")).await;
                assert_eq!(reply.status, 200, "{reply:?}");
                by_key[usize::from(reply.body.contains("by key 1"))] += 1;
            }
        })
    });
    let clients: Vec<_> = clients.collect();
    while !clients.iter().all(tokio::task::JoinHandle::is_finished) {
        verifier.replace(Verifier::new(keys(OTHER_KEY, KEY)));
        tokio::task::yield_now().await;
        verifier.replace(Verifier::new(keys(KEY, OTHER_KEY)));
        tokio::task::yield_now().await;
    }
    for client in clients {
        client.await.unwrap();
    }
}

#[test]
fn a_verifier_that_was_loaded_stays_the_one_that_it_is() {
    let shared =
        SharedVerifier::new(Verifier::new(key(KEY)).max_lifetime(std::time::Duration::ZERO));
    let loaded = shared.load();
    let before = format!("{:?}", *loaded);
    shared.replace(Verifier::new(key(KEY)));
    assert_eq!(format!("{:?}", *loaded), before);
    assert_ne!(format!("{:?}", *shared.load()), before);
}
