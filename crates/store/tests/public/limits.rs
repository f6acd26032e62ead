//! Too many calls.

use crate::shop::{
    COMPANY, DISPLAY, DISPLAY_OF_SUSPENDED, FREE, SOLD, Shop, UNKNOWN, denial, stock,
};
use store_auth_store::public::{CallLimits, ClientAddress, Rate};

const FORWARDED: &str = "x-forwarded-for: 192.0.2.";

/// A shop behind a proxy, with the usual limits.
async fn limited() -> Shop {
    with(&CallLimits::default()).await
}

async fn with(limits: &CallLimits) -> Shop {
    let header = Some("x-forwarded-for".parse().unwrap());
    Shop::with(&stock(), limits, ClientAddress { header }).await
}

/// The first answer that is not 200 of calls from an address of a proxy's client, and how many were before.
async fn first_refused(shop: &Shop, target: &str, from: u8, most: usize) -> Option<usize> {
    let from = format!("{FORWARDED}{from}");
    for passed in 0..most {
        let answer = shop.ask("GET", target, &[&from]).await;
        if answer.status != 200 {
            answer.assert_is(429, &denial("Too many requests."));
            return Some(passed);
        }
    }
    None
}

#[tokio::test]
async fn a_call_too_many_says_when_to_come_again() {
    let shop = limited().await;
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}");
    assert_eq!(first_refused(&shop, &target, 1, 31).await, Some(30));
    let from = format!("{FORWARDED}1");
    let answer = shop.ask("GET", &target, &[&from]).await;
    let seconds: u64 = answer.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=120).contains(&seconds), "{seconds}");
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-expose-headers"), Some("retry-after"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(shop.usage().await.len(), 30);
    assert_eq!(shop.metric(r#"limited_total{limit="id"}"#).as_deref(), Some("2"));
}

#[tokio::test]
async fn a_script_too_many_is_told_by_200_since_others_do_not_run() {
    let shop = limited().await;
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}&callback=f");
    let from = format!("{FORWARDED}1");
    let mut answers = Vec::new();
    for _ in 0..31 {
        answers.push(shop.ask("GET", &target, &[&from]).await);
    }
    let last = answers.pop().unwrap();
    last.assert_is(200, &format!("f({});", denial("Too many requests.")));
    assert_eq!(last.header("content-type"), Some("application/javascript"));
    assert!(last.header("retry-after").is_some());
    assert!(answers.iter().all(|answer| answer.body().starts_with("f({\"authorized\":true")));
}

#[tokio::test]
async fn each_id_product_and_address_has_calls_of_its_own() {
    let shop = limited().await;
    let target = |id: &str, pc: &str| format!("/v1/widget/auth?id={id}&pc={pc}");
    assert_eq!(first_refused(&shop, &target(DISPLAY, FREE), 1, 31).await, Some(30));
    assert_eq!(first_refused(&shop, &target(DISPLAY, FREE), 2, 30).await, None);
    assert_eq!(first_refused(&shop, &target(DISPLAY, SOLD), 1, 30).await, None);
    assert_eq!(first_refused(&shop, &target("OLD-1", FREE), 1, 30).await, None);
    assert_eq!(first_refused(&shop, &target(DISPLAY_OF_SUSPENDED, FREE), 1, 30).await, None);
}

#[tokio::test]
async fn a_company_shares_more_calls() {
    let shop = limited().await;
    let target = format!("/v1/widget/auth?cid={COMPANY}&pc={SOLD}");
    assert_eq!(first_refused(&shop, &target, 1, 100).await, None);
}

#[tokio::test]
async fn made_up_ids_share_calls_for_each_address() {
    let shop = limited().await;
    let from = format!("{FORWARDED}1");
    for number in 0..30 {
        let (who, pc) = if number % 2 == 0 { ("id", FREE) } else { ("cid", UNKNOWN) };
        let target = format!("/v1/widget/auth?{who}=made-up-{number}&pc={pc}");
        assert_eq!(shop.ask("GET", &target, &[&from]).await.status, 200, "{number}");
    }
    let target = format!("/v1/widget/auth?id=made-up&pc={FREE}");
    assert_eq!(first_refused(&shop, &target, 1, 1).await, Some(0));
    assert_eq!(first_refused(&shop, &target, 2, 30).await, None);
    assert_eq!(shop.metric(r#"limited_total{limit="unknown"}"#).as_deref(), Some("1"));
}

#[tokio::test]
async fn starts_of_trials_are_counted_with_the_other_calls() {
    let shop = limited().await;
    let from = format!("{FORWARDED}1");
    let target = format!("/v1/product/{FREE}/company/made-up/trial/start");
    for number in 0..30 {
        assert_eq!(shop.ask("GET", &target, &[&from]).await.status, 200, "{number}");
    }
    shop.ask("GET", &target, &[&from]).await.assert_is(429, &denial("Too many requests."));
    let widget = format!("/v1/widget/auth?cid=made-up&pc={FREE}");
    assert_eq!(first_refused(&shop, &widget, 1, 1).await, Some(0));
    assert_eq!(shop.metric(r#"limited_total{limit="unknown"}"#).as_deref(), Some("2"));
}

#[tokio::test]
async fn an_address_has_so_many_calls_over_everything() {
    let limits =
        CallLimits { per_address: Some(Rate::new(5, 0.01).unwrap()), ..CallLimits::default() };
    let shop = with(&limits).await;
    let from = format!("{FORWARDED}1");
    let list = format!("/v1/company/{COMPANY}/product/status");
    let start = format!("/v1/product/{FREE}/company/{COMPANY}/trial/start");
    for (method, target, status) in [
        ("GET", "/v1/widget/auth", 200),
        ("GET", &list, 200),
        ("HEAD", &start, 200),
        ("GET", "/v1/other", 404),
        ("OPTIONS", &list, 200),
        ("GET", &list, 429),
        ("GET", "/v1/widget/auth", 429),
        ("GET", "/v1/other", 429),
    ] {
        assert_eq!(shop.ask(method, target, &[&from]).await.status, status, "{method} {target}");
    }
    assert_eq!(first_refused(&shop, &list, 2, 5).await, None);
}

#[tokio::test]
async fn a_product_can_have_numbers_of_its_own() {
    let mut limits = CallLimits::default();
    limits.per_product.insert(FREE.parse().unwrap(), Rate::new(2, 0.01).unwrap());
    let shop = with(&limits).await;
    let target = |pc: &str| format!("/v1/widget/auth?id={DISPLAY}&pc={pc}");
    assert_eq!(first_refused(&shop, &target(FREE), 1, 3).await, Some(2));
    assert_eq!(first_refused(&shop, &target(SOLD), 1, 30).await, None);
}

#[tokio::test]
async fn no_header_is_believed_that_was_not_named() {
    let shop = Shop::with(&stock(), &CallLimits::default(), ClientAddress::default()).await;
    let target = format!("/v1/widget/auth?id={DISPLAY}&pc={FREE}");
    for from in 0..30 {
        assert_eq!(first_refused(&shop, &target, from, 1).await, None);
    }
    assert_eq!(first_refused(&shop, &target, 30, 1).await, Some(0));
}
