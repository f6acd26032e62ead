//! What is signed, with which keys.

use crate::{
    catalogue::server_key,
    shop::{COMPANY, DISPLAY, FREE, KEYS, NOW, Shop},
};
use chrono::DateTime;
use store_auth::{Expiry, Request, ServerKey, Verifier};
use store_auth_store::model::{Edit, Millis, Server};
use store_auth_wire::Answer;

async fn answer(shop: &Shop, query: &str) -> Answer {
    serde_json::from_str(shop.get(&format!("/v1/widget/auth?{query}")).await.body()).unwrap()
}

/// The ids of the servers that are signed for, if there is a list.
fn signed_for(answer: &Answer) -> Option<Vec<&str>> {
    match answer {
        Answer::Authorized { signatures, .. } => signatures.as_ref().map(|signatures| {
            signatures.iter().map(|signature| signature.server_id().as_str()).collect()
        }),
        Answer::Denied { message } => panic!("{message}"),
    }
}

async fn assert_signed_for(shop: &Shop, servers: &str, expected: Option<&[&str]>) {
    let answer = answer(shop, &format!("id={DISPLAY}&pc={FREE}{servers}")).await;
    assert_eq!(signed_for(&answer).as_deref(), expected, "{servers}");
}

/// Whether a data server with this key lets the App in.
fn is_let_in(key: &str, id: &str, expiry: &Expiry, signature: &str) -> bool {
    let verifier = Verifier::new(ServerKey::new(key).unwrap());
    let now = DateTime::from_timestamp_millis(NOW.0).unwrap();
    let request = Request::new(id, FREE, expiry.as_str(), signature);
    verifier.verify_at(&request, now).is_ok()
}

#[tokio::test]
async fn a_data_server_lets_in_whom_the_store_authorizes() {
    let shop = Shop::open().await;
    for (name, id) in [("id", DISPLAY), ("cid", COMPANY)] {
        let answer = answer(&shop, &format!("{name}={id}&pc={FREE}&srv=A1,b2")).await;
        let Answer::Authorized { expiry, .. } = &answer else { panic!("{answer:?}") };
        let [first, second] = KEYS.map(|(server, _)| answer.signature_for(server).unwrap());
        assert!(is_let_in(KEYS[0].1, id, expiry, first));
        assert!(is_let_in(KEYS[1].1, id, expiry, second));
        assert!(!is_let_in(KEYS[1].1, id, expiry, first));
    }
}

#[tokio::test]
async fn signatures_come_once_in_the_order_asked_without_those_that_are_unknown() {
    let shop = Shop::open().await;
    assert_signed_for(&shop, "", None).await;
    assert_signed_for(&shop, "&srv=", None).await;
    assert_signed_for(&shop, "&srv=b2,A1", Some(&["b2", "A1"])).await;
    assert_signed_for(&shop, "&srv=b2,nobody,A1,b2,b2", Some(&["b2", "A1"])).await;
    assert_signed_for(&shop, "&srv=A1%2Cb2", Some(&["A1", "b2"])).await;
    assert_signed_for(&shop, "&srv=nobody,a1,%20A1,%ff,", Some(&[])).await;
}

#[tokio::test]
async fn at_most_twenty_servers_are_signed_for() {
    let shop = Shop::open().await;
    let ids: Vec<String> = (0..25).map(|number| format!("S{number}")).collect();
    let edits = ids.iter().flat_map(|id| {
        let server = Server { id: id.parse().unwrap(), vendor: None, removed: false };
        let key = server_key(id, 1, "0f453dfbc8a3451ce44cbc1798d6891ac8f332db", Some(NOW));
        [Edit::Server(server), Edit::ServerKey(key)]
    });
    shop.change(edits.collect()).await;
    let first: Vec<&str> = ids.iter().take(20).map(String::as_str).collect();
    assert_signed_for(&shop, &format!("&srv={}", ids.join(",")), Some(&first)).await;
    // What is not signed for takes no room.
    let others = format!("&srv={}{}", "nobody,S0,".repeat(20), ids.join(","));
    assert_signed_for(&shop, &others, Some(&first)).await;
}

#[tokio::test]
async fn the_key_that_is_current_signs_from_its_instant_on() {
    let shop = Shop::open().await;
    let new = "2a442bb98ee429fb2ae06b8413abace8c3244125";
    let query = format!("id={DISPLAY}&pc={FREE}&srv=A1");
    let from = Millis(NOW.0 + 1000);
    shop.change(vec![Edit::ServerKey(server_key("A1", 2, new, Some(from)))]).await;
    for (now, is_new) in [(NOW, false), (Millis(from.0 - 1), false), (from, true)] {
        shop.set_clock(now);
        let answer = answer(&shop, &query).await;
        let Answer::Authorized { expiry, .. } = &answer else { panic!("{answer:?}") };
        let signature = answer.signature_for("A1").unwrap();
        assert_eq!(is_let_in(new, DISPLAY, expiry, signature), is_new, "{now:?}");
        assert_eq!(is_let_in(KEYS[0].1, DISPLAY, expiry, signature), !is_new, "{now:?}");
    }
}

#[tokio::test]
async fn nothing_is_signed_for_a_server_without_a_current_key_or_one_that_was_removed() {
    let shop = Shop::open().await;
    let key = server_key("P1", 1, KEYS[0].1, None);
    let server =
        |id: &str, removed| Edit::Server(Server { id: id.parse().unwrap(), vendor: None, removed });
    shop.change(vec![server("P1", false), Edit::ServerKey(key), server("b2", true)]).await;
    assert_signed_for(&shop, "&srv=P1,b2,A1", Some(&["A1"])).await;
}

#[tokio::test]
async fn what_was_sent_to_a_server_by_way_of_a_url_is_let_in_too() {
    let shop = Shop::open().await;
    let answer = answer(&shop, &format!("id={DISPLAY}&pc={FREE}&srv=A1")).await;
    let Answer::Authorized { expiry, .. } = &answer else { panic!("{answer:?}") };
    let signature = answer.signature_for("A1").unwrap();
    let query = format!(
        "id={DISPLAY}&pc={FREE}&expiry_time={}&signature={signature}",
        expiry.as_str().replace('+', "%2B")
    );
    let verifier = Verifier::new(ServerKey::new(KEYS[0].1).unwrap());
    let now = DateTime::from_timestamp_millis(NOW.0).unwrap();
    assert!(verifier.verify_at(&Request::from_query(&query), now).is_ok());
}
