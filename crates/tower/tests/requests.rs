//! Which requests are let in, and what the inner service gets of them.

mod util;

use store_auth::Field;
use store_auth_tower::Fields;
use util::{
    AUTHORIZED, Client, EXPIRY, ID, OTHER_KEY, PRODUCT_CODE, QUERY, Reply, SIGNATURE, ask, get,
    get_by_headers, keys, layer, now, sign, start,
};

#[track_caller]
fn assert_let_in(reply: &Reply) {
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(reply.body.contains(AUTHORIZED), "{reply:?}");
}

#[track_caller]
fn assert_denied_for(reply: &Reply, code: &str) {
    assert_eq!(reply.status, 401, "{reply:?}");
    assert!(reply.body.contains(&format!("\"reason\":\"{code}\"")), "{reply:?}");
}

#[tokio::test]
async fn an_authorized_request_arrives_with_its_authorization_and_as_it_was_sent() {
    let target = format!("/feed?a=1&{QUERY}&b=%20");
    let reply = ask(layer(), get(&target)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body, format!("uri {target}\n{AUTHORIZED}"));
}

#[tokio::test]
async fn both_names_of_id_and_expiry_are_taken() {
    let mut client = Client::connect(start(layer()).await).await;
    for id in ["id", "cid"] {
        for expiry in ["expiry", "expiry_time"] {
            let query =
                format!("{id}={ID}&pc={PRODUCT_CODE}&{expiry}={EXPIRY}&signature={SIGNATURE}");
            assert_let_in(&client.get(&format!("/?{query}")).await);
        }
    }
}

#[tokio::test]
async fn escapes_are_decoded_and_a_plus_stays_a_plus() {
    let mut client = Client::connect(start(layer()).await).await;
    let escaped = QUERY.replace(':', "%3A").replace('+', "%2b").replace("&pc=b", "&p%63=%62");
    assert_let_in(&client.get(&format!("/?{escaped}")).await);
    let spaced = QUERY.replace('+', "%20");
    assert_denied_for(&client.get(&format!("/?{spaced}")).await, "malformed");
}

#[tokio::test]
async fn headers_are_taken_under_either_name() {
    let layer = layer().fields(Fields::headers());
    let mut client = Client::connect(start(layer).await).await;
    assert_let_in(&client.send(get_by_headers("/")).await);
    let mut request = get_by_headers("/");
    for (from, to) in [("store-id", "store-cid"), ("store-expiry", "store-expiry-time")] {
        let value = request.headers_mut().remove(from).unwrap();
        request.headers_mut().insert(to, value);
    }
    assert_let_in(&client.send(request).await);
}

#[tokio::test]
async fn headers_are_not_percent_decoded() {
    let mut request = get_by_headers("/");
    request.headers_mut().insert("store-expiry", EXPIRY.replace('+', "%2B").parse().unwrap());
    assert_denied_for(&ask(layer().fields(Fields::headers()), request).await, "malformed");
}

#[tokio::test]
async fn where_the_query_counts_headers_do_not() {
    let mut client = Client::connect(start(layer()).await).await;
    assert_denied_for(&client.send(get_by_headers("/")).await, "malformed");
    let tampered = QUERY.replace("id=X", "id=Y");
    assert_denied_for(
        &client.send(get_by_headers(&format!("/?{tampered}"))).await,
        "signature-mismatch",
    );
    // Nor do they make a good query ambiguous.
    assert_let_in(&client.send(get_by_headers(&format!("/?{QUERY}"))).await);
}

#[tokio::test]
async fn where_headers_count_the_query_does_not() {
    let layer = layer().fields(Fields::headers());
    let mut client = Client::connect(start(layer).await).await;
    assert_denied_for(&client.get(&format!("/?{QUERY}")).await, "malformed");
    let mut request = get_by_headers(&format!("/?{QUERY}"));
    request.headers_mut().insert("store-id", "YU4XHT8XQDWK".parse().unwrap());
    assert_denied_for(&client.send(request).await, "signature-mismatch");
}

#[tokio::test]
async fn renamed_parameters_are_verified_as_the_scheme_s_own() {
    let fields = Fields::query()
        .named(Field::Id, ["display", "company"])
        .and_then(|fields| fields.named(Field::Signature, ["sig"]))
        .unwrap();
    let mut client = Client::connect(start(layer().fields(fields)).await).await;
    let query = |id: &str| {
        format!("{id}={ID}&pc={PRODUCT_CODE}&expiry={}&sig={SIGNATURE}", EXPIRY.replace('+', "%2B"))
    };
    assert_let_in(&client.get(&format!("/?{}", query("display"))).await);
    assert_let_in(&client.get(&format!("/?{}", query("company"))).await);
    assert_let_in(&client.get(&format!("/?{}", query("%64isplay"))).await);
    // The scheme's names mean nothing any more, so that they can be the data server's own.
    assert_let_in(&client.get(&format!("/?{}&id=7&signature=8", query("display"))).await);
    assert_denied_for(&client.get(&format!("/?{QUERY}")).await, "malformed");
    let both = client.get(&format!("/?{}&company={ID}", query("display"))).await;
    assert!(both.body.contains("expected one parameter `display` or `company`"), "{both:?}");
    let twice = client.get(&format!("/?{}&sig={SIGNATURE}", query("display"))).await;
    assert!(twice.body.contains("malformed signature: expected once"), "{twice:?}");
    let empty = client.get(&format!("/?{}", query("display").replace(ID, ""))).await;
    assert!(empty.body.contains("malformed id: expected 1 to 64 bytes, found 0"), "{empty:?}");
}

#[tokio::test]
async fn renamed_headers_are_taken_in_any_case() {
    let fields = Fields::headers().named(Field::Signature, ["X-Data-Signature"]).unwrap();
    let mut client = Client::connect(start(layer().fields(fields)).await).await;
    assert_denied_for(&client.send(get_by_headers("/")).await, "malformed");
    let mut request = get_by_headers("/");
    request.headers_mut().insert("x-data-signature", SIGNATURE.parse().unwrap());
    assert_let_in(&client.send(request).await);
}

#[tokio::test]
async fn the_previous_key_is_told_from_the_current_one() {
    let verifier = store_auth::Verifier::new(keys(OTHER_KEY, util::KEY));
    let layer = store_auth_tower::StoreAuthLayer::new(verifier).clock(now);
    let mut client = Client::connect(start(layer).await).await;
    let reply = client.get(&format!("/?{QUERY}")).await;
    assert!(reply.body.contains("by key 1"), "{reply:?}");
    let query = QUERY.replace(SIGNATURE, &sign(OTHER_KEY));
    let reply = client.get(&format!("/?{query}")).await;
    assert!(reply.body.contains("by key 0"), "{reply:?}");
}
