//! No signature and no key in what is logged or answered.

mod util;

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};
use store_auth::Verifier;
use store_auth_tower::{Fields, StoreAuthLayer};
use util::{
    Client, EXPIRY, ID, KEY, PRODUCT_CODE, QUERY, SIGNATURE, get_by_headers, key, layer, now, start,
};

/// What `tracing` wrote in this thread, which is that of the servers too.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn start() -> (Self, tracing::subscriber::DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .without_time()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// The lines of the layer since the last time.
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap();
        assert!(!text.contains(SIGNATURE) && !text.contains(KEY), "{text}");
        text.lines().filter(|line| line.contains("store_auth_tower")).map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn a_denial_is_an_event_with_its_code_id_and_product() {
    let (log, _guard) = Log::start();
    let mut client = Client::connect(start(layer()).await).await;
    client.get(&format!("/?{}", QUERY.replace("id=X", "id=Y"))).await;
    assert_eq!(
        log.lines(),
        [format!(
            " INFO store_auth_tower: request denied code=\"signature-mismatch\" \
             id=\"YU4XHT8XQDWK\" product=\"{PRODUCT_CODE}\""
        )]
    );
    client.get("/?cid=a").await;
    assert_eq!(
        log.lines(),
        [" INFO store_auth_tower: request denied code=\"malformed\" field=\"pc\" id=\"a\""]
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
            " INFO store_auth_tower: request denied code=\"expired\" id=\"{ID}\" \
             product=\"{PRODUCT_CODE}\""
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

#[test]
fn debug_shows_no_key() {
    let layer = layer();
    let service = tower::Layer::layer(&layer, util::Echo);
    for shown in [format!("{layer:?}"), format!("{service:?}")] {
        assert!(!shown.contains(KEY), "{shown}");
    }
}
