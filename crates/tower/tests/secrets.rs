//! No signature and no key in what is logged or answered.

mod util;

use bytes::Bytes;
use http::{HeaderName, Request};
use http_body_util::{BodyExt, Empty};
use std::sync::{Arc, Mutex};
use store_auth::{Field, Verifier};
use store_auth_tower::{Fields, StoreAuthLayer, response};
use tower::{Layer, ServiceExt};
use util::{
    Client, EXPIRY, Echo, ID, KEY, Log, PRODUCT_CODE, QUERY, SIGNATURE, get, get_by_headers, key,
    layer, now, start,
};

#[tokio::test]
async fn a_denial_is_an_event_with_its_reason_id_and_product_code() {
    let (log, _guard) = Log::start();
    let mut client = Client::connect(start(layer()).await).await;
    client.get(&format!("/?{}", QUERY.replace("id=X", "id=Y"))).await;
    assert_eq!(
        log.lines(),
        [format!(
            " INFO store_auth_tower: request denied reason=\"signature-mismatch\" \
             id=\"YU4XHT8XQDWK\" pc=\"{PRODUCT_CODE}\""
        )]
    );
    client.get("/?cid=a").await;
    assert_eq!(
        log.lines(),
        [" INFO store_auth_tower: request denied reason=\"malformed\" field=\"pc\" id=\"a\""]
    );
}

#[tokio::test]
async fn a_denial_by_headers_is_the_same_event() {
    let (log, _guard) = Log::start();
    let layer =
        layer().fields(Fields::headers()).clock(|| now() + store_auth::chrono::Duration::days(1));
    let mut client = Client::connect(start(layer).await).await;
    client.send(get_by_headers("/")).await;
    assert_eq!(
        log.lines(),
        [format!(
            " INFO store_auth_tower: request denied reason=\"expired\" id=\"{ID}\" \
             pc=\"{PRODUCT_CODE}\""
        )]
    );
}

#[tokio::test]
async fn an_authorized_request_is_no_event() {
    let (log, _guard) = Log::start();
    Client::connect(start(layer()).await).await.get(&format!("/?{QUERY}")).await;
    assert_eq!(log.lines(), Vec::<String>::new());
}

#[tokio::test]
async fn what_strangers_send_cannot_forge_or_flood_the_log() {
    let (log, _guard) = Log::start();
    let mut client = Client::connect(start(layer()).await).await;
    let flood = "a".repeat(65);
    for id in [&flood, "%0A", "%0aINFO%20forged", ""] {
        client.get(&format!("/?id={id}&pc={flood}")).await;
        let [line] = &log.lines()[..] else { panic!("expected one line") };
        assert!(!line.contains(&flood) && !line.contains("forged\n"), "{line}");
    }
    let layer = layer().fields(Fields::headers());
    let mut client = Client::connect(start(layer).await).await;
    let mut request = get_by_headers("/");
    request.headers_mut().insert("store-id", http::HeaderValue::from_bytes(b"a\xffb c").unwrap());
    client.send(request).await;
    assert!(!log.lines()[0].contains(" id="));
}

#[tokio::test]
async fn a_signature_in_the_place_of_the_id_is_not_logged() {
    let (log, _guard) = Log::start();
    let mut client = Client::connect(start(layer()).await).await;
    for id in [SIGNATURE.to_owned(), format!("x{SIGNATURE}"), format!("{SIGNATURE}0")] {
        client.get(&format!("/?id={id}&pc={PRODUCT_CODE}")).await;
        assert_eq!(log.lines().len(), 1);
    }
}

/// Each way to be denied, with a signature in it that is worth something.
#[tokio::test]
async fn no_answer_and_no_event_has_the_signature_or_the_key() {
    let (log, _guard) = Log::start();
    let mut client = Client::connect(start(layer()).await).await;
    let mut later = Client::connect(
        start(layer().clock(|| now() + store_auth::chrono::Duration::days(1))).await,
    )
    .await;
    let verifier = Verifier::new(key(KEY)).products(["another"]).unwrap();
    let mut choosy = Client::connect(start(StoreAuthLayer::new(verifier).clock(now)).await).await;
    let replies = [
        client.get(&format!("/?{}", QUERY.replace("id=X", "id=Y"))).await,
        client.get(&format!("/?{}", QUERY.replace("id=X", "id=%zz"))).await,
        client.get(&format!("/?{QUERY}0")).await,
        client.get(&format!("/?{QUERY}&signature={SIGNATURE}")).await,
        client.get(&format!("/?id={ID}&expiry={EXPIRY}&signature={SIGNATURE}")).await,
        client.get(&format!("/{SIGNATURE}?id={SIGNATURE}&pc=a&expiry={SIGNATURE}")).await,
        later.get(&format!("/?{QUERY}")).await,
        choosy.get(&format!("/?{QUERY}")).await,
    ];
    let count = replies.len();
    for reply in replies {
        assert!(matches!(reply.status, 401 | 403), "{reply:?}");
        let shown = format!("{reply:?}");
        assert!(!shown.contains(SIGNATURE) && !shown.contains(KEY), "{shown}");
    }
    assert_eq!(log.lines().len(), count);
}

/// Ways to write a signature that whoever reads a log can undo.
fn spellings() -> Vec<String> {
    let (before, behind) = SIGNATURE.split_at(19);
    let escaped = |digit: &str| format!("{before}{digit}{}", &behind[1..]);
    let every_digit = SIGNATURE.bytes().map(|digit| format!("%{digit:02x}")).collect::<Vec<_>>();
    vec![
        SIGNATURE.to_owned(),
        SIGNATURE.to_uppercase(),
        escaped("%36"),
        escaped("%2536"),
        escaped(r"\x36"),
        escaped(r"\u0036"),
        every_digit.concat(),
    ]
}

/// What such a reader makes of a text.
fn undone(text: &str) -> String {
    let mut text = text.to_lowercase();
    // Text is quoted twice where a log quotes what is escaped already.
    for (from, to) in [(r"\\", r"\"), (r"\x", "%"), (r"\u00", "%")] {
        text = text.replace(from, to);
    }
    while text.contains("%25") {
        text = text.replace("%25", "%");
    }
    for digit in b"0123456789abcdef" {
        text = text.replace(&format!("%{digit:02x}"), &char::from(*digit).to_string());
    }
    text
}

#[track_caller]
fn assert_no_signature(shown: &str) {
    assert!(!undone(shown).contains(SIGNATURE), "{shown}");
}

#[test]
fn every_spelling_is_one_of_a_signature() {
    for spelling in spellings() {
        assert!(undone(&format!("{spelling:?}")).contains(SIGNATURE), "{spelling}");
    }
}

/// Everything that a layer says of a denied request: its events, its answer, and what the functions of its user get.
async fn said(fields: Fields, mut request: Request<Empty<Bytes>>) -> Vec<String> {
    let (log, _guard) = Log::start();
    // As combined logs have it, and as proxies pass it on.
    for name in ["referer", "x-original-uri", "x-forwarded-uri"] {
        let value = format!("https://data.example/feed?{QUERY}");
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    let heads = Arc::new(Mutex::new(Vec::new()));
    let (of_verdict, of_denial) = (Arc::clone(&heads), Arc::clone(&heads));
    let layer = layer()
        .fields(fields)
        .strip()
        .on_verdict(move |verdict, head| {
            of_verdict.lock().unwrap().push(format!("{:?} {head:?}", verdict.unwrap_err()));
        })
        .on_denied(move |denied, head, fields| {
            of_denial.lock().unwrap().push(format!("{denied} {head:?} {fields:?}"));
            response(denied, fields)
        });
    let answer = layer.layer(Echo).oneshot(request).await.unwrap();
    let head = format!("{answer:?}");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let events = log.lines();
    assert_eq!(events.len(), 1);
    let mut said = std::mem::take(&mut *heads.lock().unwrap());
    assert_eq!(said.len(), 2);
    said.extend(events);
    said.extend([head, String::from_utf8(body.to_vec()).unwrap()]);
    said
}

#[tokio::test]
async fn no_field_of_a_query_brings_a_signature_into_what_is_said() {
    for spelling in spellings() {
        for replaced in Field::ALL {
            let values = values_with(replaced, &spelling);
            let pairs = values.map(|(field, value)| format!("{}={value}", field.name()));
            let request = get(&format!("/feed?{}", pairs.join("&")));
            said(Fields::query(), request).await.iter().for_each(|it| assert_no_signature(it));
        }
    }
}

#[tokio::test]
async fn no_field_of_headers_brings_a_signature_into_what_is_said() {
    for spelling in spellings() {
        for replaced in Field::ALL {
            let mut request = get("/feed");
            for (field, value) in values_with(replaced, &spelling) {
                let name = HeaderName::try_from(format!("store-{}", field.name())).unwrap();
                request.headers_mut().insert(name, value.parse().unwrap());
            }
            said(Fields::headers(), request).await.iter().for_each(|it| assert_no_signature(it));
        }
    }
}

/// Of a request with a signature that covers other fields, and with another text in the place of one field.
fn values_with(replaced: Field, text: &str) -> [(Field, &str); 4] {
    let values = ["YU4XHT8XQDWK", PRODUCT_CODE, EXPIRY, SIGNATURE];
    let value = |field, value| if field == replaced { text } else { value };
    std::array::from_fn(|index| (Field::ALL[index], value(Field::ALL[index], values[index])))
}

#[test]
fn debug_shows_no_key() {
    let layer = layer();
    let service = layer.layer(Echo);
    for shown in [format!("{layer:?}"), format!("{service:?}")] {
        assert!(!shown.contains(KEY), "{shown}");
    }
}
